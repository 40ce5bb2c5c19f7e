"""What an answer rests on, and an answer that one source of a line would give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.forms.wording import EMPTY
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text

YES: Final = "yes"
NO: Final = "no"
NOT_APPLICABLE: Final = "not_applicable"


@dataclass(frozen=True)
class Ground:
    """What an answer rests on: a fact (``subject fact``), a verdict or a statement by id, and where it was stated."""

    kind: Literal["fact", "verdict", "statement"]
    id: str
    where: str = ""

    def json(self) -> dict[str, str]:
        """As programs read it."""
        return {"id": self.id, "kind": self.kind, "where": self.where}


@dataclass(frozen=True)
class Candidate:
    """An answer as one source gives it; ``said`` where it rests on somebody's word alone."""

    value: Text
    grounds: tuple[Ground, ...]
    explanation: Text = EMPTY
    planned_on: str = ""
    checked_on: str = ""
    said: bool = False


def ground_of(read: FactRead) -> Ground:
    """A fact as a ground."""
    return Ground("fact", f"{read.subject} {read.name}", read.fact.where)
