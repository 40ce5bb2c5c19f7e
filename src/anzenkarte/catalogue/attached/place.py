"""Places what an official file says beside our items, by part, chapter and printed number, and says where they differ.

Printed numbers decide. Words are compared only to warn: where one of our summaries speaks of another number's matter,
or where an item of ours whose number was unknown seems to be a printed one, a person is asked to look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.catalogue.attached.normal import CIRCLE_CLASS, circled, comparable, narrow
from anzenkarte.catalogue.attached.official import Note, Official
from anzenkarte.catalogue.model import Item

Standing = Literal["agrees", "number_differs", "not_printed", "not_held", "unnumbered"]
_OURS: Final = re.compile(
    rf"(\d{{1,2}}(?:\.\d{{1,2}})*)-?(?:[<＜〈](.+)[>＞〉])?(?:([{CIRCLE_CLASS}⑴-⒇])|\((\d{{1,2}})\))\Z"
)
_SECTION: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})+\Z")
_ALIKE: Final = 0.5  # share of our pairs of signs found in a sentence from which it may be the same matter
_BETTER: Final = 0.25  # by how much another sentence has to be more alike before the number is doubted
_FEW: Final = 3

Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Placed:
    """One line of the comparison.

    ``item`` is ours, ``official`` theirs, either may be missing; ``likely`` is the official entry our words fit better
    (``number_differs``) or fit at all (``unnumbered``).
    """

    standing: Standing
    part: str
    item: Item | None
    official: Official | None
    likely: Official | None = None
    file: str = ""


@dataclass(frozen=True)
class Placement:
    """The comparison of one edition's attached files with our items, and what the files held that found no place."""

    lines: tuple[Placed, ...]
    notes: tuple[tuple[str, Note], ...] = ()  # (file, note)

    def of(self, standing: Standing) -> tuple[Placed, ...]:
        """The lines of one standing, in printed order."""
        return tuple(line for line in self.lines if line.standing == standing)


def key_of(item: Item) -> Key | None:
    """Chapter, section, group and number of one of our items as printed; None when it carries no such number."""
    found = _OURS.match(narrow(item.number.replace(" ", "")))
    if found is None:
        return None
    number = circled(found[3]) if found[3] else int(found[4])
    chapter, dot, _ = found[1].partition(".")
    return chapter, found[1] if dot else "", comparable(found[2] or ""), number


def key_of_official(official: Official) -> Key:
    """The same of an official item."""
    return official.chapter, official.section, comparable(official.group), official.number


def place(items: Sequence[Item], officials: Sequence[Official], part: str, file: str = "") -> list[Placed]:
    """Compare the items of one part with what its official file says; ours in our order, then what we lack."""
    theirs = {key_of_official(official): official for official in officials if official.kind == "item"}
    sections = {official.section or official.chapter: official for official in officials if official.kind == "section"}
    taken: set[Key] = set()
    lines: list[Placed] = []
    loose: list[Item] = []
    for item in items:
        key = key_of(item)
        if key is None and _SECTION.match(item.number):
            section = sections.get(item.number)
            standing: Standing = "agrees" if section is not None else "not_printed"
            lines.append(Placed(standing, part, item, section, file=file))
            continue
        official = _official_for(key, theirs) if key is not None else None
        if official is None:
            loose.append(item)
            continue
        taken.add(key_of_official(official))
        lines.append(_numbered(item, key, official, theirs.values(), part, file))
    free = [official for key, official in theirs.items() if key not in taken]
    lines += [_loose(item, free, part, file) for item in loose]
    lines += [Placed("not_held", part, None, official, file=file) for official in free]
    return lines


def _official_for(key: Key, theirs: dict[Key, Official]) -> Official | None:
    """The official item at our key; a number that stands once in the chapter is found whatever its section."""
    if key in theirs:
        return theirs[key]
    chapter, section, group, number = key
    near = [
        official
        for (their_chapter, their_section, their_group, their_number), official in theirs.items()
        if (their_chapter, their_number) == (chapter, number)
        and (not section or not their_section or (section == their_section and not group))
        and (not group or group == their_group)
    ]
    return near[0] if len(near) == 1 else None


def _numbered(
    item: Item, key: Key | None, official: Official, all_of_them: Iterable[Official], part: str, file: str
) -> Placed:
    if key != key_of_official(official):
        return Placed("number_differs", part, item, official, file=file)
    own = likeness(item, official)
    chapter = [other for other in all_of_them if other.chapter == official.chapter and other is not official]
    best = max(chapter, key=lambda other: likeness(item, other), default=None)
    if best is not None and likeness(item, best) >= max(_ALIKE, own + _BETTER):
        return Placed("number_differs", part, item, official, best, file)
    return Placed("agrees", part, item, official, file=file)


def _loose(item: Item, free: Sequence[Official], part: str, file: str) -> Placed:
    """An item of ours that no printed number was found for."""
    chapter = [official for official in free if official.chapter == item.chapter]
    best = max(chapter, key=lambda official: likeness(item, official), default=None)
    likely = best if best is not None and likeness(item, best) >= _ALIKE else None
    return Placed("not_printed" if item.number else "unnumbered", part, item, None, likely, file)


def likeness(item: Item, official: Official) -> float:
    """Share of the pairs of signs of our Japanese words that the official text holds too; 0 to 1.

    Pairs with hiragana are endings and particles, which two wordings of one matter rarely share; they do not count. Of
    fewer than three pairs nothing is concluded.
    """
    ours = _pairs(comparable(f"{item.title.ja} {item.summary.ja}"))
    theirs = _pairs(comparable(official.full))
    return len(ours & theirs) / len(ours) if len(ours) >= _FEW else 0.0


def _pairs(text: str) -> frozenset[str]:
    pairs = (text[index : index + 2] for index in range(len(text) - 1))
    return frozenset(pair for pair in pairs if not any("ぁ" <= sign <= "ん" for sign in pair))
