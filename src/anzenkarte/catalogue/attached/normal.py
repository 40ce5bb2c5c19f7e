"""Noise out of printed Japanese: look-alike signs, blanks between kanji, breaks of lines; and a form to compare in.

PDFs often carry a radical sign instead of the kanji of the same shape, ligatures, and blanks where type was spaced out.
What is kept of a sentence are its own signs; only what printing put there goes.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anzenkarte.formats.plain_text import nfc

#: Radical signs whose kanji NFKC does not name, or names in a form not used in Japan.
_RADICALS: Final = str.maketrans(
    "\u2e9f\u2ea0\u2ec4\u2ec6\u2ed1\u2ed8\u2edd\u2ee3\u2ee4\u2ee8\u2ee9\u2eeb\u2eed\u2eef\u2ef2\u2f3e\u2fad\u2fca",
    "母民西角長青食骨鬼麦黄斉歯竜亀戸青黒",
)
_LOOKALIKE: Final = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]")
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufe00-\ufe0f\ufeff\ue000-\uf8ff]")
_LATIN: Final = re.compile(r"[A-Za-z0-9\u00c0-\u024f.,;:%&+/_@#()'\"-]")
_BLANKS: Final = re.compile("[ \u00a0\u3000]+")
_WORD_END, _WORD_START = re.compile(r"[A-Za-z0-9,;:%)]\Z"), re.compile(r"[A-Za-z0-9(]")
_DIGITS: Final = str.maketrans("０１２３４５６７８９．（）［］　～〜ー―－‐–—−", "0123456789.()[] ~~-------")
_CIRCLES: Final = {
    **{chr(0x2460 + n): n + 1 for n in range(20)},
    **{chr(0x3251 + n): n + 21 for n in range(15)},
    **{chr(0x32B1 + n): n + 36 for n in range(15)},
    **{chr(0x2474 + n): n + 1 for n in range(20)},  # ⑴ … ⒇
}
CIRCLE_CLASS: Final = "①-⑳㉑-㉟㊱-㊿"


def clean(text: str) -> str:
    """The text as meant: look-alike signs replaced, invisible ones dropped, blanks beside Japanese signs dropped."""
    text = _LOOKALIKE.sub(lambda found: unicodedata.normalize("NFKC", found.group().translate(_RADICALS)), text)
    return _BLANKS.sub(_kept_blank, nfc(_INVISIBLE.sub("", text))).strip()


def _kept_blank(found: re.Match[str]) -> str:
    """One blank between Latin signs; none beside Japanese ones."""
    before, after = found.string[max(found.start() - 1, 0) : found.start()], found.string[found.end() : found.end() + 1]
    return " " if _LATIN.match(before) and _LATIN.match(after) else ""


def narrow(text: str) -> str:
    """Full-width digits, brackets, dots and dashes as ASCII, one sign for one sign, to find structure; never kept."""
    return text.translate(_DIGITS)


def join(before: str, after: str) -> str:
    """Two lines of one sentence: no blank between Japanese signs, one between Latin words, a hyphen at a break gone."""
    if not before or not after:
        return before or after
    if re.search(r"[A-Za-z]-\Z", before) and re.match(r"[a-z]", after):
        return before[:-1] + after
    blank = " " if _WORD_END.search(before) and _WORD_START.match(after) else ""
    return before + blank + after


def circled(sign: str) -> int:
    """The number a circled or bracketed digit sign stands for; 0 for any other sign."""
    return _CIRCLES.get(sign, 0)


def circle(number: int) -> str:
    """The circled digit of 1 to 50; beyond that the number in brackets."""
    if 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if number <= 35:
        return chr(0x3251 + number - 21)
    return chr(0x32B1 + number - 36) if number <= 50 else f"({number})"


def comparable(text: str) -> str:
    """Letters and digits alone, width and case folded: equal for two printings of one sentence."""
    folded = unicodedata.normalize("NFKC", clean(text)).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LN")
