"""Compares two editions: what became of every item and chapter, from crosswalks, printed numbers and what is held.

Nothing is called unchanged unless both wordings were read in their own edition, and nothing new or dropped unless a
crosswalk or an announced change says so, or both editions are held completely: what was not read stays ``unread``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Literal

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.crosswalks.carry import DECIDES_FROM
from anzenkarte.catalogue.crosswalks.model import Crosswalk, Line
from anzenkarte.catalogue.editions.announced import announced_for
from anzenkarte.catalogue.editions.chapters import chapter_lines
from anzenkarte.catalogue.editions.model import DiffLine, EditionDiff, Kind, Target
from anzenkarte.catalogue.editions.related import related
from anzenkarte.catalogue.editions.shelf import changes
from anzenkarte.catalogue.editions.wording import plain
from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.kernel.citations import weakest
from anzenkarte.kernel.errors import InputError, Problem

BY_NUMBER: Final = "partial"  # a match by printed number and title is never surer than this


def edition_diff(catalogue: Catalogue, old: str, new: str) -> EditionDiff:
    """What changes from one edition to the other.

    Raises InputError ``edition.unknown``; ``editions.same`` for an edition compared with itself; ``editions.strangers``
    for editions of different guidelines between which there is no crosswalk.
    """
    found = catalogue.resolve((old, new), date.min)
    if len(found) == 1:
        raise InputError(Problem.at("editions.same", {"edition": old}))
    before, after = found
    between = [c for c in catalogue.crosswalks.values() if {c.origin, c.target} == {old, new}]
    if before.guideline != after.guideline and not between:
        raise InputError(Problem.at("editions.strangers", {"old": old, "new": new}))
    work = _Comparison(catalogue, before, after, between)
    return EditionDiff(
        old=before,
        new=after,
        lines=tuple(work.lines()),
        chapters=tuple(chapter_lines(before, after, work.announced)),
        announced=work.announced,
    )


class _Comparison:
    """The comparison while it is made: items of both sides, their relations, and what is said to have gone or come."""

    def __init__(self, catalogue: Catalogue, old: Edition, new: Edition, between: Sequence[Crosswalk]) -> None:
        self.old, self.new = old, new
        self.old_items, self.new_items = catalogue.items(old.id), catalogue.items(new.id)
        self.announced = changes(catalogue, old.id, new.id)
        self.mentioned = announced_for(self.new_items, self.announced)
        self.gone = _nothing_there(catalogue, between, old.id)
        self.come = _nothing_there(catalogue, between, new.id)
        self.related_wholly = any(crosswalk.coverage == "complete" for crosswalk in between)
        self.targets = related(catalogue.relations, self.old_items, self.new_items)
        self._by_number()
        strong = [t for listed in self.targets.values() for t in listed if _decides(t) and t.relation == "subset"]
        self.parents = Counter(target.item.id for target in strong)

    def _by_number(self) -> None:
        """Where no crosswalk relates either item: the same number and the same title of one guideline are a match."""
        reached = {target.item.id for listed in self.targets.values() for target in listed}
        same_guideline = self.old.guideline == self.new.guideline
        free = {_tail(item): item for item in self.new_items if item.id not in reached and item.id not in self.come}
        for item in self.old_items:
            twin = free.get(_tail(item))
            if twin is None or self.targets[item.id] or item.id in self.gone or not same_guideline:
                continue
            if item.number and plain(item.title.ja) == plain(twin.title.ja):
                sure = weakest(item.confidence, twin.confidence, BY_NUMBER)
                self.targets[item.id] = (Target(twin, "", 0, sure),)

    def lines(self) -> Iterator[DiffLine]:
        """Old items in printed order, then the new items none of them leads to."""
        reached: set[str] = set()
        numbers = _numbers(self.new_items)
        for item in self.old_items:
            line = self._old_line(item)
            reached.update(target.item.id for target in line.targets)
            said = dict.fromkeys(change for t in line.targets for change in self.mentioned.get(t.item.id, ()))
            yield replace(line, same_number=_others(numbers, item, line.targets), announced=tuple(said))
        before = _numbers(self.old_items)
        for item in self.new_items:
            if item.id not in reached:
                line = self._new_line(item)
                said_of = self.mentioned.get(item.id, ())
                yield replace(line, same_number=_others(before, item, ()), announced=said_of)

    def _old_line(self, item: Item) -> DiffLine:
        targets = self.targets[item.id]
        if targets:
            return self._related_line(item, targets)
        if item.id in self.gone:
            said = self.gone[item.id]
            sure = weakest(item.confidence, said.confidence)
            return DiffLine("dropped", item, (), "crosswalk", sure, _read(item), grounds=(said.citation,))
        if self.new.complete and self.related_wholly:
            sure = weakest(item.confidence, self.new.confidence)
            return DiffLine("dropped", item, (), "coverage", sure, _read(item))
        return DiffLine("unread", item, (), "coverage", item.confidence, False, unread="new")

    def _related_line(self, item: Item, targets: tuple[Target, ...]) -> DiffLine:
        read = _read(item) and all(_read(target.item) for target in targets)
        kind = self._kind(item, targets, read)
        side: Literal["", "old", "new"] = ""
        if kind == "unread":
            side = "new" if not all(_read(target.item) for target in targets) else "old"
        sure = weakest(item.confidence, *(target.confidence for target in targets))
        return DiffLine(kind, item, targets, "crosswalk" if targets[0].derived else "number", sure, read, side)

    def _kind(self, item: Item, targets: tuple[Target, ...], read: bool) -> Kind:
        if any(target.relation == "conflicting" for target in targets):
            return "disputed"
        strong = [target for target in targets if _decides(target)]
        words = Counter(target.relation for target in strong)
        equal = [target for target in strong if target.relation in ("equal", "")]
        if len(equal) == 1:
            if not _same_summary(item, equal[0].item):
                return "reworded"
            return "unchanged" if read else "unread"
        if words["superset"] > 1 and not words["subset"]:
            return "split"
        joined = [t for t in strong if t.relation == "subset" and self.parents[t.item.id] > 1]
        if joined and not words["superset"]:
            return "merged"
        return "reworded" if len(strong) == 1 and (words["subset"] or words["superset"]) else "overlapping"

    def _new_line(self, item: Item) -> DiffLine:
        alone = (Target(item, "", 0, item.confidence),)
        if item.id in self.come:
            said = self.come[item.id]
            sure = weakest(item.confidence, said.confidence)
            return DiffLine("new", None, alone, "crosswalk", sure, _read(item), grounds=(said.citation,))
        added = next((change for change in self.announced if item.part in change.new_parts), None)
        if added is not None:
            sure = weakest(item.confidence, added.confidence)
            return DiffLine("new", None, alone, "announced", sure, _read(item), grounds=(added.citation,))
        if self.old.complete and self.related_wholly:
            sure = weakest(item.confidence, self.old.confidence)
            return DiffLine("new", None, alone, "coverage", sure, _read(item))
        return DiffLine("unread", None, alone, "coverage", item.confidence, False, unread="old")


def _nothing_there(catalogue: Catalogue, between: Sequence[Crosswalk], edition: str) -> Mapping[str, Line]:
    """Items of an edition of which a crosswalk says that nothing in the other one corresponds."""
    lines = [line for crosswalk in between if crosswalk.origin == edition for line in crosswalk.lines]
    return {catalogue.relations.own_id(line.origin): line for line in lines if not line.target}


def _decides(target: Target) -> bool:
    """Whether a relation rests on more than a heading or a number; a match by number and title counts as it stands."""
    return target.derived is None or target.strength >= DECIDES_FROM


def _read(item: Item) -> bool:
    """Whether the item's wording was read in its own edition."""
    return item.confidence == "seen" and not item.carried_from


def _same_summary(old: Item, new: Item) -> bool:
    """Whether both are summarised alike and, where both print them, bear the same marks of applicability."""
    if old.applies and new.applies and old.applies != new.applies:
        return False
    return plain(old.summary.ja) == plain(new.summary.ja) and plain(old.summary.en) == plain(new.summary.en)


def _tail(item: Item) -> str:
    """The id without its edition; items at the same printed place of two editions share it."""
    return item.id.partition("/")[2]


def _numbers(items: Sequence[Item]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for item in items:
        if item.number:
            key = item.part, item.number
            found[key] = (*found.get(key, ()), item.id)
    return found


def _others(
    numbers: Mapping[tuple[str, str], tuple[str, ...]], item: Item, targets: Sequence[Target]
) -> tuple[str, ...]:
    """Items of the other edition with the same part and number that are not related to this one."""
    known = {target.item.id for target in targets}
    return tuple(name for name in numbers.get((item.part, item.number), ()) if name not in known)
