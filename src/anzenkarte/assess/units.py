"""Units of work: a (rule, subject) that remembers what it read, so that an update does only what a change touches."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar, cast

from anzenkarte.assess.results import EngineReport
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.model import Edition
from anzenkarte.karte.facts.base import FactBase, Key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """A unit's value, what it read, and the first day on which it may differ."""

    value: object
    keys: tuple[Key, ...]
    until: date | None


@dataclass
class Units:
    """The units of one assessment; ``before`` are those of the assessment being updated."""

    facts: FactBase
    before: dict[Hashable, Done] = field(default_factory=dict)
    done: dict[Hashable, Done] = field(default_factory=dict)
    evaluated: int = 0

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The unit's value: the earlier one while everything it read still holds, else computed and recorded."""
        old = self.before.get(key)
        if old is not None and self.facts.still(old.keys, old.until):
            self.done[key] = old
            return cast(T, old.value)
        recorder = self.facts.start()
        try:
            value = compute()
        finally:
            self.facts.stop()
        self.evaluated += 1
        self.done[key] = Done(value, tuple(dict.fromkeys(recorder.keys)), recorder.until)
        return value

    @property
    def next_change(self) -> date | None:
        """The first day on which any unit may come out differently with the same documents."""
        return min((done.until for done in self.done.values() if done.until is not None), default=None)


@dataclass(frozen=True)
class Context:
    """What an engine is given: facts of the case, the catalogue, the day, the editions, and its units."""

    facts: FactBase
    units: Units
    catalogue: Catalogue
    on: date
    editions: tuple[Edition, ...]


Engine = Callable[[Context], EngineReport]
