"""The values of a comparison of two editions: lines per item and chapter, announced changes, deadlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from anzenkarte.catalogue.conditions.evaluate import Closure, closure
from anzenkarte.catalogue.conditions.nodes import ALWAYS, Condition
from anzenkarte.catalogue.crosswalks.model import Derived
from anzenkarte.catalogue.model import EMPTY, Chapter, Edition, Item
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text

Kind = Literal[
    "unchanged", "reworded", "split", "merged", "overlapping", "disputed", "new", "dropped", "unread"
]  # what became of an item
KINDS: Final[tuple[Kind, ...]] = (
    "unchanged",
    "reworded",
    "split",
    "merged",
    "overlapping",
    "disputed",
    "new",
    "dropped",
    "unread",
)
ChapterKind = Literal["same", "retitled", "new", "dropped", "unread"]
Basis = Literal["crosswalk", "number", "coverage", "announced"]
"""What a line rests on: relations of crosswalks, the printed number and title alone, what is held of the editions, or
an announced change that names the part as new."""


@dataclass(frozen=True)
class Target:
    """An item of the new edition that an old item is related to.

    ``relation`` is what the old item is to it, ``conflicting`` where sources disagree, empty where the match rests on
    the printed number and title alone: ``strength`` is then 0 and ``derived`` absent.
    """

    item: Item
    relation: str
    strength: int
    confidence: str
    derived: Derived | None = None

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "item": self.item.id,
            "number": self.item.number,
            "title": self.item.title.json(),
            "relation": self.relation,
            "strength": self.strength,
            "confidence": self.confidence,
            "path": [reading.json() for reading in self.derived.readings] if self.derived is not None else [],
        }


@dataclass(frozen=True)
class DiffLine:
    """What became of one item. ``old`` is None for an item only the new edition has; then ``targets`` holds that item.

    ``unread`` says which edition's wording is not held (``old`` or ``new``) where that keeps us from saying more;
    ``texts_read`` whether both wordings were read in their own edition; ``same_number`` are items of the other edition
    with the same printed number that nothing else relates to this one.
    """

    kind: Kind
    old: Item | None
    targets: tuple[Target, ...]
    basis: Basis
    confidence: str
    texts_read: bool
    unread: Literal["", "old", "new"] = ""
    same_number: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()
    grounds: tuple[Citation, ...] = ()  # where it is said that nothing corresponds

    @property
    def item(self) -> Item:
        """The item the line is about: the old one, or the new one where there is no old one."""
        return self.old if self.old is not None else self.targets[0].item

    @property
    def todo(self) -> str:
        """The code of the sentence that says what to do."""
        if self.kind == "unread":
            return f"editions.todo-unread-{self.unread}"
        if self.kind == "reworded" and not self.texts_read:
            return "editions.todo-reworded-unread"
        return f"editions.todo-{self.kind}"

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Where the items, and the lines of crosswalks that relate them, come from; each once."""
        found = [self.old.citation] if self.old is not None else []
        for target in self.targets:
            found.append(target.item.citation)
            if target.derived is not None:
                found += [step.line.citation for reading in target.derived.readings for step in reading.path]
        return tuple(dict.fromkeys((*found, *self.grounds)))

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "kind": self.kind,
            "item": self.item.id,
            "old": self.old.id if self.old is not None else None,
            "number": self.item.number,
            "title": self.item.title.json(),
            "targets": [target.json() for target in self.targets],
            "basis": self.basis,
            "confidence": self.confidence,
            "texts_read": self.texts_read,
            "unread": self.unread,
            "same_number": list(self.same_number),
            "announced": list(self.announced),
            "todo": self.todo,
            "citations": [citation.json() for citation in self.citations],
        }


@dataclass(frozen=True)
class ChapterLine:
    """What became of a chapter, as far as the chapters themselves tell; ``old`` or ``new`` is None where it is not."""

    kind: ChapterKind
    part: str
    number: str
    old: Chapter | None
    new: Chapter | None
    confidence: str

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "kind": self.kind,
            "part": self.part,
            "number": self.number,
            "old": _chapter_json(self.old),
            "new": _chapter_json(self.new),
            "confidence": self.confidence,
        }


def _chapter_json(chapter: Chapter | None) -> dict[str, object] | None:
    if chapter is None:
        return None
    return {"title": chapter.title.json(), "coverage": chapter.coverage, "coverage_note": chapter.coverage_note.json()}


@dataclass(frozen=True)
class Change:
    """Something said about what changed with an edition; ``new_parts`` are the parts it says the edition added."""

    id: str
    edition: str
    earlier: str
    topic: str
    summary: Text
    confidence: str
    read_in: Text
    citation: Citation
    new_parts: tuple[str, ...] = ()

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "id": self.id,
            "topic": self.topic,
            "summary": self.summary.json(),
            "confidence": self.confidence,
            "read_in": self.read_in.json(),
            "citation": self.citation.json(),
        }


@dataclass(frozen=True)
class EditionDiff:
    """Two editions compared: lines per old item in printed order, then items only the new edition has."""

    old: Edition
    new: Edition
    lines: tuple[DiffLine, ...]
    chapters: tuple[ChapterLine, ...]
    announced: tuple[Change, ...]

    @cached_property
    def by_old(self) -> Mapping[str, DiffLine]:
        """Lines by the id of the old item."""
        return {line.old.id: line for line in self.lines if line.old is not None}

    @cached_property
    def counts(self) -> Mapping[Kind, int]:
        """How many lines of each kind, kinds in their order."""
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in KINDS}

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "old": self.old.id,
            "new": self.new.id,
            "counts": dict(self.counts),
            "lines": [line.json() for line in self.lines],
            "chapters": [line.json() for line in self.chapters],
            "announced": [change.json() for change in self.announced],
        }


@dataclass(frozen=True)
class State:
    """One answer to how far a subject is with a deadline.

    ``by`` names a fact whose date is shown beside it; ``done`` says that nothing is left to do.
    """

    id: str
    text: Text
    when: Condition = ALWAYS
    by: str = ""
    done: bool = False

    @cached_property
    def closure(self) -> Closure:
        """The compiled condition."""
        return closure(self.when)


@dataclass(frozen=True)
class Deadline:
    """A day by which an edition wants something, of whom, and how far one can be.

    ``condition`` says whether it concerns a subject of ``kind``; of ``states`` the first that holds is the answer, and
    a state whose condition cannot be told keeps every later one from being said.
    """

    id: str
    edition: str
    item: str
    title: Text
    date: When
    kind: str
    condition: Condition
    states: tuple[State, ...]
    confidence: str
    read_in: Text
    citation: Citation
    rationale: Text = EMPTY

    @cached_property
    def closure(self) -> Closure:
        """The compiled condition."""
        return closure(self.condition)
