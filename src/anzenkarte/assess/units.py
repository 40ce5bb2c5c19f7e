"""Units of work: a (rule, subject) that remembers what it read, so that an update does only what a change touches.

Units stand in groups (an item with all its rules and subjects, a duty with all its subjects), which remember what all
of them read together: a group that nothing concerns is taken over without looking at its units.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import is_
from typing import TypeVar, cast

from anzenkarte.assess.results import EngineReport
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.model import Edition
from anzenkarte.karte.facts.base import FactBase, Key, Record

T = TypeVar("T")


Done = Record[object]


@dataclass(slots=True)
class Group:
    """Several units with what was made of them; ``keys`` are its own, its units' and those of the groups in it."""

    value: object = None
    keys: set[Key] = field(default_factory=set)
    until: date | None = None
    units: dict[Hashable, Done] = field(default_factory=dict)
    groups: dict[Hashable, Group] = field(default_factory=dict)

    def take(self, keys: Iterable[Key], until: date | None) -> None:
        """Add what a part of it read and until when that part holds."""
        self.keys.update(keys)
        if until is not None and (self.until is None or until < self.until):
            self.until = until


@dataclass
class Units:
    """The units of one assessment; ``before`` and ``groups_before`` are those of the assessment being updated."""

    facts: FactBase
    before: Mapping[Hashable, Done] = field(default_factory=dict)
    groups_before: Mapping[Hashable, Group] = field(default_factory=dict)
    joined_before: Mapping[str, tuple[tuple[object, ...], object]] = field(default_factory=dict)
    done: dict[Hashable, Done] = field(default_factory=dict)
    groups: dict[Hashable, Group] = field(default_factory=dict)
    joined: dict[str, tuple[tuple[object, ...], object]] = field(default_factory=dict)
    evaluated: int = 0
    next_change: date | None = None  # the first day on which any of it may come out differently with the same documents
    _open: Group | None = None

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The unit's value: the earlier one while everything it read still holds, else computed and recorded."""
        done = self.done.get(key)
        if done is None or done.above:
            done = self.before.get(key)
            if done is None or not self.facts.still(done.keys, done.until):
                done = self.facts.recorded(compute)
                self.evaluated += 1
            self.done[key] = done
        around = self._open
        if around is not None:
            around.units[key] = done
            around.take(done.keys, done.until)
        else:
            self._holds(done.until)
        return cast(T, done.value)

    def each(self, name: tuple[str, str], subjects: Sequence[str], compute: Callable[[str], T]) -> list[T]:
        """The values of one unit per subject, as ``get`` gives them; their keys are (*name, subject)."""
        first, second = name
        keys = [(first, second, subject) for subject in subjects]
        found = self._found(keys)
        work: Callable[[str], object] = compute
        if found:
            todo = [subject for subject, key in zip(subjects, keys, strict=True) if key not in found]
            fresh = iter(self.facts.recorded_each(work, todo)) if todo else iter(())
            records: list[Done] = [found[key] if key in found else next(fresh) for key in keys]
            self.evaluated += len(todo)
        else:
            records = self.facts.recorded_each(work, subjects)
            self.evaluated += len(records)
        self.done.update(zip(keys, records, strict=True))
        around = self._open
        if around is not None:
            around.units.update(zip(keys, records, strict=True))
            around.keys.update(*[record.keys for record in records])
            for record in records:
                if record.until is not None:
                    around.take((), record.until)
        else:
            for record in records:
                self._holds(record.until)
        return cast(list[T], [record.value for record in records])

    def _found(self, keys: Sequence[Hashable]) -> dict[Hashable, Done]:
        """Units that were evaluated in this run already, or before and still hold."""
        known, before, still = self.done, self.before, self.facts.still
        found = {key: known[key] for key in keys if key in known and not known[key].above}
        for key in keys if before else ():
            done = before.get(key)
            if done is not None and key not in found and still(done.keys, done.until):
                found[key] = done
        return found

    def group(self, key: Hashable, compute: Callable[[], T]) -> T:
        """What is made of several units that ``compute`` asks for; taken over whole while all of them hold."""
        found = self.groups_before.get(key)
        if found is not None and self.facts.still(found.keys, found.until):
            self._keep(found)
        else:
            found = self._grouped(compute)
        self.groups[key] = found
        around = self._open
        if around is not None:
            around.groups[key] = found
            around.take(found.keys, found.until)
        else:
            self._holds(found.until)
        return cast(T, found.value)

    def _keep(self, group: Group) -> None:
        """Take over a group's units with those of the groups in it."""
        self.done.update(group.units)
        self.groups.update(group.groups)
        for inner in group.groups.values():
            self._keep(inner)

    def _grouped(self, compute: Callable[[], object]) -> Group:
        around, found = self._open, Group()
        self._open = found
        try:
            own = self.facts.recorded(compute)
        finally:
            self._open = around
        found.value = own.value
        found.take(own.keys, own.until)
        return found

    def join(self, name: str, parts: tuple[object, ...], build: Callable[[], T]) -> T:
        """What is built from parts alone; the earlier result while every part is the same object as before."""
        old = self.joined_before.get(name)
        if old is not None and len(old[0]) == len(parts) and all(map(is_, old[0], parts)):
            self.joined[name] = old
            return cast(T, old[1])
        value = build()
        self.joined[name] = (parts, value)
        return value

    def following(self, facts: FactBase) -> Units:
        """Units for an update that may take over these."""
        return Units(facts, self.done, self.groups, self.joined)

    def settle(self) -> None:
        """Forget the units before, once an update is through."""
        self.before, self.groups_before, self.joined_before = {}, {}, {}

    def _holds(self, until: date | None) -> None:
        """Note until when a unit in no group, or a group in no other, holds: a group knows it of all in it."""
        if until is not None and (self.next_change is None or until < self.next_change):
            self.next_change = until


@dataclass(frozen=True)
class Context:
    """What an engine is given: facts of the case, the catalogue, the day, the editions, and its units.

    ``reports`` are those of the engines before it, by name. An engine reads them only where it joins what its units
    found: no unit records what it read there.
    """

    facts: FactBase
    units: Units
    catalogue: Catalogue
    on: date
    editions: tuple[Edition, ...]
    reports: Mapping[str, EngineReport] = field(default_factory=dict)


Engine = Callable[[Context], EngineReport]
