"""The sentences of a contract that may decide who bears security updates, the likeliest first. Nothing is decided here.

Sentences are compared by the catalogue's search key, so that サーバ and サーバー, full and half width are one word. A
sentence is offered when it speaks of updates *and* of somebody's part in them; what limits it is shown beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.search.fold import fold
from anzenkarte.workspace.contracts.reading import Stretch

_MOST: Final = 30
_LONGEST: Final = 600
_CLAUSE: Final = re.compile(
    r"^\s*(第\s*[0-9０-９一二三四五六七八九十百]+\s*条(?:の[0-9０-９一二三四五六七八九十]+)?|(?:Article|Section|Clause)\s+\d+(?:\.\d+)*"
    r"|\d{1,2}(?:[.．]\d{1,2})+)",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"\s*(?:[（(【\[][^）)】\]]*[）)】\]])?\s*\Z")  # what a heading holds besides its number
_PARAGRAPH: Final = re.compile(r"^\s*(\d{1,2}|[①-⑳]|[（(]\s*\d{1,2}\s*[）)])[\s.．、)）]")
_END: Final = re.compile(r"(?<=[。])|(?<=[.;])\s+(?=[A-Z(])")
_SIGN_END: Final = ("。", ".", "．", "；", ";", "：", ":")


def _keys(*words: str) -> tuple[str, ...]:
    return tuple(_key(word) for word in words)


def _key(text: str) -> str:
    """The search key without blanks: a line may break inside a Japanese word."""
    return fold(text).replace(" ", "")


UPDATES: Final = _keys(
    "セキュリティアップデート", "セキュリティパッチ", "セキュリティ更新", "セキュリティ修正", "修正プログラム",
    "更新プログラム", "脆弱性", "ぜい弱性", "ファームウェア", "パッチ", "アップデート", "バージョンアップ",
    "最新の状態", "最新版",
    "security update", "security patch", "patch", "vulnerabilit", "firmware", "software update", "up to date",
)  # fmt: skip
PART: Final = _keys(
    "責任", "負う", "負担", "義務", "行う", "行い", "実施", "適用", "担当", "対応する", "講じる", "講ずる", "提供する",
    "行わない", "負わない", "含まない", "対象外", "除く",
    "responsib", "shall", "must", "obligat", "liable", "apply", "applies", "provide", "maintain", "exclud",
)  # fmt: skip
THINGS: Final = _keys(
    "サーバ", "サーバー", "OS", "オペレーティングシステム", "ミドルウェア", "ネットワーク機器",
    "VPN", "ルータ", "端末", "ソフトウェア",
    "server", "operating system", "middleware", "network", "router", "appliance",
)  # fmt: skip
PARTIES: Final = _keys(
    "甲", "乙", "受託者", "委託者", "当社", "弊社", "貴院", "お客様", "利用者", "契約者", "事業者", "病院", "医療機関",
    "supplier", "vendor", "provider", "customer", "client", "subscriber",
)  # fmt: skip
LIMITS: Final = _keys(
    "除く", "含まない", "対象外", "負わない", "免責", "行わない", "ただし",
    "この限りでない", "別途", "有償", "合理的な範囲", "努める",
    "exclud", "except", "not responsible", "no obligation", "not liable", "additional charge", "reasonable effort",
)  # fmt: skip
_SURE: Final = _keys(
    "セキュリティアップデート", "セキュリティパッチ", "修正プログラム", "更新プログラム",
    "security update", "security patch",
)  # fmt: skip
_BORNE: Final = _keys("責任", "負う", "義務", "responsib", "obligat")


@dataclass(frozen=True)
class Candidate:
    """A sentence with the page and clause it stands in, how likely it is, and what limits it."""

    page: int
    clause: str
    text: str
    score: int
    limited: bool

    def json(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "page": self.page, "clause": self.clause, "text": self.text, "score": self.score, "limited": self.limited,
        }  # fmt: skip


def candidates(stretches: Sequence[Stretch]) -> tuple[Candidate, ...]:
    """The sentences worth a look, the likeliest first, those alike in the order they stand."""
    found: list[Candidate] = []
    for page, clause, text in sentences(stretches):
        score = _score(_key(text))
        if score:
            found.append(Candidate(page, clause, text[:_LONGEST], score, any(k in _key(text) for k in LIMITS)))
    return tuple(sorted(found, key=lambda one: -one.score)[:_MOST])


def _score(key: str) -> int:
    """0 where it speaks not both of updates and of somebody's part; more the plainer it says what, who and on what."""
    if not any(word in key for word in UPDATES) or not any(word in key for word in PART):
        return 0
    score = 2 + 3 * any(word in key for word in _SURE) + 3 * any(word in key for word in _BORNE)
    return score + 2 * any(word in key for word in THINGS) + any(word in key for word in PARTIES)


def sentences(stretches: Sequence[Stretch]) -> Iterator[tuple[int, str, str]]:
    """(page, clause, sentence): printed lines joined to sentences, each with the clause and paragraph it stands in."""
    clause, paragraph, page, held = "", "", 0, ""
    for stretch in stretches:
        line = " ".join(stretch.text.split())
        head, begun = _CLAUSE.match(line), _PARAGRAPH.match(line)
        if held and (head or begun or held.endswith(_SIGN_END)):
            yield from _cut(page, clause + paragraph, held)
            held = ""
        if head:
            clause, paragraph = " ".join(head[1].split()), ""
            if _TITLE.match(line[head.end() :]):
                continue
        elif begun:
            paragraph = _paragraph(clause, begun[1])
        if not held:
            page = stretch.page
        held = _joined(held, line)
    if held:
        yield from _cut(page, clause + paragraph, held)


def _paragraph(clause: str, number: str) -> str:
    """第2項 of a Japanese clause that numbers its paragraphs; nothing for lists and for clauses of another kind."""
    plain = unicodedata.normalize("NFKC", number)
    return f"第{int(plain)}項" if clause.startswith("第") and plain.isdecimal() else ""


def _joined(held: str, line: str) -> str:
    latin = held[-1:].isascii() and line[:1].isascii()
    return f"{held} {line}" if held and latin else held + line


def _cut(page: int, clause: str, text: str) -> Iterator[tuple[int, str, str]]:
    for part in _END.split(text):
        if part and part.strip():
            yield page, clause, part.strip()
