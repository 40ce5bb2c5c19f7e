"""What a change of edition means for a karte, as values: statements, newly asked facts, new items, deadlines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, Literal

from anzenkarte.catalogue.editions.model import Deadline, DiffLine
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.facts import FactRead

Standing = Literal["stands", "reread", "lost", "unread"]
STANDINGS: Final[tuple[Standing, ...]] = ("stands", "reread", "lost", "unread")
Applies = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class StatementImpact:
    """What becomes of one answer about an item of the old edition.

    ``line`` is what became of the item, None when the catalogue holds no such item. ``carried`` are the items of the
    new edition the answer also holds for, by the logic of the relations; ``answered`` those the same party has answered
    already.
    """

    document: str
    statement: str
    by: str
    item: str
    answer: str
    standing: Standing
    line: DiffLine | None
    carried: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()

    @property
    def todo(self) -> str:
        """The code of the sentence that says what to do."""
        return self.line.todo if self.line is not None else "editions.todo-no-item"

    def json(self) -> dict[str, object]:
        """As programs read it."""
        line = self.line
        return {
            "document": self.document,
            "statement": self.statement,
            "by": self.by,
            "item": self.item,
            "answer": self.answer,
            "standing": self.standing,
            "kind": line.kind if line is not None else "",
            "new_items": [target.item.id for target in line.targets] if line is not None else [],
            "carried": list(self.carried),
            "answered": list(self.answered),
            "confidence": line.confidence if line is not None else "missing",
            "todo": self.todo,
        }


@dataclass(frozen=True)
class Asked:
    """A fact that no rule of the old edition asks for, that the new one does, and that is not known."""

    subject: str
    fact: str
    unknown: str
    items: tuple[str, ...]

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {"subject": self.subject, "fact": self.fact, "unknown": self.unknown, "items": list(self.items)}


@dataclass(frozen=True)
class Due:
    """How far a subject is with a deadline.

    ``state`` is a state of the deadline, ``unknown`` when facts are missing, ``perhaps`` when it cannot be told whether
    the deadline concerns the subject, ``away`` when it does not. ``by`` is the date the state names.
    """

    deadline: Deadline
    subject: str
    state: str
    by: When | None = None
    overdue: bool = False
    missing: tuple[FactRead, ...] = ()

    @property
    def open(self) -> bool:
        """Whether anything is left to do or to find out."""
        done = {state.id for state in self.deadline.states if state.done}
        return self.state != "away" and self.state not in done

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "deadline": self.deadline.id,
            "item": self.deadline.item,
            "date": self.deadline.date.iso,
            "subject": self.subject,
            "state": self.state,
            "by": self.by.iso if self.by is not None else "",
            "overdue": self.overdue,
            "missing": [read.json() for read in self.missing],
            "confidence": self.deadline.confidence,
        }


@dataclass(frozen=True)
class CaseImpact:
    """What is new for one case of a karte: items to answer, facts newly asked for, deadlines.

    ``applies`` is whether the new edition applies to the case at all; where it does not, nothing is asked.
    """

    name: str
    about: str
    applies: Applies
    items: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    due: tuple[Due, ...] = ()

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "name": self.name,
            "about": self.about,
            "applies": self.applies,
            "new_items": list(self.items),
            "asked": [asked.json() for asked in self.asked],
            "due": [due.json() for due in self.due],
        }


@dataclass(frozen=True)
class Impact:
    """What a change from the old to the new edition means for the documents of one karte on a day."""

    old: str
    new: str
    on: date
    in_force: bool  # whether the new edition is in force on the day; else the answer is a what-if
    statements: tuple[StatementImpact, ...]
    cases: tuple[CaseImpact, ...]

    @cached_property
    def standings(self) -> Mapping[Standing, int]:
        """How many statements of each standing."""
        found = Counter(statement.standing for statement in self.statements)
        return {standing: found[standing] for standing in STANDINGS}

    def json(self) -> dict[str, object]:
        """As programs read it."""
        return {
            "old": self.old,
            "new": self.new,
            "on": self.on.isoformat(),
            "in_force": self.in_force,
            "standings": dict(self.standings),
            "statements": [statement.json() for statement in self.statements],
            "cases": [case.json() for case in self.cases],
        }
