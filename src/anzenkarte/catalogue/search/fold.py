"""Folds text into search keys, so that one word written in several ways is one key. Never used for stored text.

Width, letter case, katakana and hiragana, old and new kanji, signs that look alike (dashes and the long vowel mark,
quotes, blanks) and circled numbers fold together. A character folds the same wherever it stands, with three exceptions
that look at the character before it: voicing marks join it, a circled number beside a digit is kept apart by a dash
(``14⑤`` is ``14-5``, not ``145``), and blanks in a row are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# Old form, new form, in turn. Only pairs that are one word in the texts of this field and in names.
_OLD_AND_NEW: Final = (
    "國国學学體体醫医藥薬證証眞真驗験實実號号會会關関總総齋斎齊斉區区圓円團団圖図壓圧壞壊壹壱壽寿奧奥專専將将對対屬属廳庁廣広廢廃應応"
    "恆恒惡悪愼慎戀恋戰戦戲戯拔抜擇択據拠擔担擧挙攝摂敎教數数斷断舊旧晝昼晉晋曉暁權権條条檢検樣様樓楼歐欧殘残氣気沒没淨浄淺浅"
    "渴渇滿満澤沢濕湿濱浜濵浜瀧滝點点爲為狀状獨独獻献瑤瑶產産畫画當当疊畳癡痴發発盜盗盡尽碎砕祕秘祿禄禪禅禮礼稱称穩穏竊窃竝並"
    "粹粋經経緣縁縣県總総繪絵繼継續続纖繊缺欠聲声聽聴肅粛脫脱腦脳臟臓臺台與与舍舎艷艶莊荘處処蟲虫螢蛍衞衛裝装襃褒覺覚覽覧觀観觸触"
    "譯訳譽誉讀読變変讓譲豐豊賣売賴頼贊賛轉転辨弁辯弁瓣弁辭辞遙遥遞逓遲遅邊辺邉辺郞郎鄕郷醉酔釋釈鐵鉄鑛鉱鑄鋳錄録鎭鎮閱閲關関陷陥"
    "險険隱隠隨随雙双雜雑靈霊靜静顏顔顯顕驅駆驛駅髓髄鬪闘鷄鶏麥麦黃黄黑黒默黙齒歯齡齢龍竜龜亀髙高﨑崎德徳內内"
)
_JOINERS: Final = (
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099-\u309c\uff9e\uff9f\ufe00-\ufe0f\ufe20-\ufe2f"
    "\U000e0100-\U000e01ef"
)
_CIRCLED: Final = "①-⑳⓪⓫-⓿❶-➓㉑-㉟㊱-㊿"
#: What cannot be folded sign by sign: a sign with marks that join it, and circled numbers.
_TOGETHER: Final = re.compile(f"((?s:.)[{_JOINERS}]+|[{_CIRCLED}])")
_ROUND: Final = re.compile(f"[{_CIRCLED}]")
_BLANKS: Final = re.compile(" {2,}")
_LONE_MARKS: Final = {0x309B: "\u3099", 0x309C: "\u309a"}  # spacing voicing marks, as the joining ones
_KATAKANA: Final = range(0x30A1, 0x30F7)
_KATAKANA_MARKS: Final = range(0x30FD, 0x30FF)
_TO_HIRAGANA: Final = 0x60
_SIGNS: Final = {
    **dict(zip(_OLD_AND_NEW[::2], _OLD_AND_NEW[1::2], strict=True)),
    **dict(zip("ぁぃぅぇぉ", "あいうえお", strict=True)),  # ウィルス is ウイルス
    **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("“”„‟″", '"'),
    "〜": "~",
    "ー": "-",  # the long vowel mark and dashes stand in for each other: サーバ, サ−バ
    "−": "-",
}
_BLANK: Final = frozenset(("Cc", "Zs", "Zl", "Zp"))


class _Table(dict[int, str]):
    """What each character folds to, worked out when first met."""

    def __missing__(self, code: int) -> str:
        found = self[code] = _fold_piece(chr(code))
        return found


_TABLE: Final = _Table()


@lru_cache(maxsize=4096)
def _fold_piece(piece: str) -> str:
    """The key of one character with the marks that join it."""
    if _ROUND.match(piece):
        return str(int(unicodedata.numeric(piece[0])))
    once = unicodedata.normalize("NFKC", piece.translate(_LONE_MARKS)).casefold()
    return "".join(map(_fold_sign, unicodedata.normalize("NFKC", once)))


def _fold_sign(sign: str) -> str:
    code = ord(sign)
    if code in _KATAKANA or code in _KATAKANA_MARKS:
        sign = chr(code - _TO_HIRAGANA)
    if sign in _SIGNS:
        return _SIGNS[sign]
    category = unicodedata.category(sign)
    if category in _BLANK:
        return " "
    if category == "Pd":
        return "-"
    if category == "Cf" or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""  # invisible: joiners, marks of direction, selectors of a glyph
    return sign


def fold(text: str) -> str:
    """The search key of a text; equal to ``fold_mapped(text).text``."""
    if text.isascii() and text.isprintable():
        folded = text.lower()
        return _BLANKS.sub(" ", folded) if "  " in folded else folded
    stretches = _TOGETHER.split(text)
    folded = text.translate(_TABLE) if len(stretches) == 1 else "".join(_joined(stretches))
    return _BLANKS.sub(" ", folded) if "  " in folded else folded


def _joined(stretches: Sequence[str]) -> Iterator[str]:
    """Keys of stretches of a text, in turn of signs that stand alone and of signs that stand together."""
    last, circled_before = "", False
    for place, stretch in enumerate(stretches):
        folded = _fold_piece(stretch) if place % 2 else stretch.translate(_TABLE)
        if folded:
            circled = place % 2 == 1 and _ROUND.match(stretch) is not None
            if (circled or circled_before) and last.isdecimal() and folded[0].isdecimal():
                yield "-"
            yield folded
            last, circled_before = folded[-1], circled


@dataclass(frozen=True)
class Folded:
    """A search key and where each of its characters comes from in the text that was folded."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original(self, begin: int, end: int) -> tuple[int, int]:
        """The range of the text behind a range of the key that is not empty."""
        return self.starts[begin], max(self.ends[begin:end])


def fold_mapped(text: str) -> Folded:
    """The search key of a text with the way back; slower than :func:`fold`."""
    if _TOGETHER.search(text) is None:
        keys = [_TABLE[ord(sign)] for sign in text]
        whole = "".join(keys)
        if "  " not in whole:
            places = [place for place, key in enumerate(keys) for _ in key]
            return Folded(whole, places, [place + 1 for place in places])
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for folded, start, end in _pieces(text):
        for sign in folded:
            if sign == " " and out and out[-1] == " ":
                ends[-1] = end
                continue
            out.append(sign)
            starts.append(start)
            ends.append(end)
    return Folded("".join(out), starts, ends)


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Keys of signs that stand alone or together, each with the stretch of the text it comes from."""
    last, circled_before, place = "", False, 0
    for number, stretch in enumerate(_TOGETHER.split(text)):
        together = number % 2 == 1
        circled = together and _ROUND.match(stretch) is not None
        for piece in (stretch,) if together else stretch:
            folded = _fold_piece(piece) if together else _TABLE[ord(piece)]
            if folded:
                if (circled or circled_before) and last.isdecimal() and folded[0].isdecimal():
                    yield "-", place, place
                yield folded, place, place + len(piece)
                last, circled_before = folded[-1], circled
            place += len(piece)
