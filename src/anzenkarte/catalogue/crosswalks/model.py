"""What a crosswalk holds: a set of lines by one author, each relating an item of one edition to an item of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from anzenkarte.catalogue.crosswalks.relations import Relation, inverse
from anzenkarte.catalogue.model import EMPTY
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.text import Text

Kind = Literal["official", "report", "ours"]
KINDS: Final = ("official", "report", "ours")
COVERAGES: Final = ("complete", "partial", "none")


@dataclass(frozen=True)
class Line:
    """One statement: ``origin`` is ``relation`` to ``target``.

    An empty ``target`` says that nothing in the whole other edition corresponds. ``strength`` is 1 to 5 on the scale of
    docs/crosswalks.md; ``confidence`` is how sure the line itself is, never better than what was read.
    """

    crosswalk: str
    origin: str
    target: str
    relation: Relation
    strength: int
    rationale: Text
    confidence: str
    citation: Citation
    place: str = ""  # file, or derivation, the line stands in

    @property
    def id(self) -> str:
        """``crosswalk:origin>target``."""
        return f"{self.crosswalk}:{self.origin}>{self.target or '-'}"


@dataclass(frozen=True)
class Crosswalk:
    """A set of lines between two editions by one author; several sets for the same pair may stand side by side."""

    id: str
    origin: str
    target: str
    author: Text
    kind: Kind
    published: str
    confidence: str
    read_in: Text
    citation: Citation
    coverage: str  # complete | partial | none: how much of what could be related is related
    coverage_note: Text = EMPTY
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Step:
    """One line as a path uses it, forwards or backwards."""

    line: Line
    start: str
    end: str
    backwards: bool = False

    @property
    def relation(self) -> Relation:
        """What ``start`` is to ``end``."""
        return inverse(self.line.relation) if self.backwards else self.line.relation

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "from": self.start,
            "relation": self.relation,
            "to": self.end,
            "strength": self.line.strength,
            "crosswalk": self.line.crosswalk,
            "backwards": self.backwards,
            "confidence": self.line.confidence,
            "rationale": self.line.rationale.json(),
            "citation": self.line.citation.json(),
        }


@dataclass(frozen=True)
class Reading:
    """A relation that follows, with the best strength it can be had at and the path that gives it."""

    relation: Relation
    strength: int
    path: tuple[Step, ...]

    @property
    def direct(self) -> bool:
        """Whether the path comes to no item twice; one that does only repeats a disagreement met on the way."""
        items = [self.path[0].start, *(step.end for step in self.path)]
        return len(set(items)) == len(items)

    def json(self) -> dict[str, object]:
        """As programs read it."""
        path = [step.json() for step in self.path]
        return {"relation": self.relation, "strength": self.strength, "path": path}


@dataclass(frozen=True)
class Derived:
    """Everything that follows about two items.

    ``readings`` hold one entry per relation some path gives, in the order of the words. Where they cannot all be true
    ``conflicting`` is set and no relation is; otherwise ``relation`` is the strongest statement among them.
    """

    origin: str
    target: str
    readings: tuple[Reading, ...]
    conflicting: bool = False
    chosen: Reading | None = field(default=None)

    @property
    def relation(self) -> Relation | None:
        """The relation that holds; None when the sources disagree."""
        return self.chosen.relation if self.chosen is not None else None

    @property
    def strength(self) -> int:
        """The strength of that relation; 0 when the sources disagree."""
        return self.chosen.strength if self.chosen is not None else 0

    @property
    def shown(self) -> tuple[Reading, ...]:
        """What to show a reader: the reading that holds, or of a disagreement the readings that are its sources."""
        if self.chosen is not None:
            return (self.chosen,)
        return tuple(reading for reading in self.readings if reading.direct) or self.readings

    def support(self, word: Relation) -> int:
        """The best strength at which a statement is supported, by itself or by one that implies it; 0: not at all."""
        overlap = ("equal", "subset", "superset", "intersects") if word == "intersects" else (word,)
        return max((reading.strength for reading in self.readings if reading.relation in overlap), default=0)

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "from": self.origin,
            "to": self.target,
            "relation": "conflicting" if self.conflicting else self.relation,
            "strength": self.strength,
            "readings": [reading.json() for reading in self.readings],
        }
