"""The few words renderers add themselves: page furniture, and each mark's sign and word.

Signs are chosen so that a greyscale print keeps every difference, and so that the packaged font holds all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.documents.content.tree import CalloutKind, Mark, Stamp
from anzenkarte.kernel.text import Lang, Text

Tone = Literal["calm", "good", "bad", "warm", "open"]


@dataclass(frozen=True, slots=True)
class Sign:
    """How a mark is shown: one character, its word, and a tone (colour family, never the only difference)."""

    char: str
    word: Text
    tone: Tone


SIGNS: Final[Mapping[Mark, Sign]] = {
    "met": Sign("○", Text("満たす", "met"), "good"),
    "not_met": Sign("×", Text("満たさない", "not met"), "bad"),
    "unknown": Sign("？", Text("未確認", "cannot tell"), "open"),
    "not_applicable": Sign("－", Text("対象外", "not applicable"), "calm"),
    "urgent": Sign("‼", Text("至急", "urgent"), "bad"),
    "action": Sign("▲", Text("要対応", "action"), "warm"),
    "check": Sign("◇", Text("確認", "check"), "open"),
    "note": Sign("※", Text("参考", "note"), "calm"),
    "gap": Sign("□", Text("担当なし", "nobody"), "bad"),
    "overlap": Sign("＋", Text("重複", "overlap"), "warm"),
    "contradiction": Sign("≠", Text("食い違い", "contradiction"), "warm"),
    "agreed": Sign("✓", Text("合意", "agreed"), "good"),
}

CALLOUT_SIGNS: Final[Mapping[CalloutKind, Sign]] = {
    "what_if": Sign("※", Text("仮定", "what if"), "open"),
    "warning": Sign("▲", Text("注意", "warning"), "warm"),
    "info": Sign("●", Text("お知らせ", "information"), "calm"),
    "missing": Sign("？", Text("不足している情報", "missing"), "open"),
}

FURNITURE: Final[Mapping[str, Text]] = {
    "contents": Text("目次", "Contents"),
    "on": Text("基準日", "As of"),
    "editions": Text("適用した版", "Editions"),
    "hash": Text("照合値", "Hash"),
    "what_if": Text("仮定による結果", "What-if"),
    "generator": Text("作成", "Made by"),
    "legend": Text("記号", "Signs"),
    "skip": Text("本文へ", "Skip to the text"),
    "page": Text("ページ", "Page"),
    "list_separator": Text("、", ", "),
    "empty": Text("該当なし", "none"),
    "entry": Text("この欄の回答", "This answer"),
    "entry_words": Text("一覧から選んでください。", "Choose one from the list."),
    "entry_day": Text(
        "年月日で入力してください（例：2027-03-31、令和9年3月31日）。", "Enter one day, such as 2027-03-31."
    ),
}


def furniture(key: str, lang: Lang) -> str:
    """A word of page furniture in one language."""
    return FURNITURE[key].to(lang)


def sign_word(mark: Mark, lang: Lang) -> str:
    """The word of a mark, empty for no mark."""
    return SIGNS[mark].word.to(lang) if mark else ""


def cell_text(text: str, mark: Mark, lang: Lang) -> str:
    """The text a marked cell prints: its own, or the mark's word where it has none."""
    return text or sign_word(mark, lang)


def stamp_parts(stamp: Stamp, lang: Lang) -> tuple[str, ...]:
    """The stamp's parts in order: what-if, day, hashes, editions (last, because long ones may be cut)."""
    parts = [furniture("what_if", lang)] if stamp.what_if else []
    parts.append(f"{furniture('on', lang)} {stamp.on}")
    parts.extend(f"{label} {value}" for label, value in stamp.hashes)
    parts.append(furniture("list_separator", lang).join(stamp.editions))
    return tuple(part for part in parts if part)


def stamp_line(stamp: Stamp, lang: Lang) -> str:
    """The stamp on one line."""
    return "　".join(stamp_parts(stamp, lang))
