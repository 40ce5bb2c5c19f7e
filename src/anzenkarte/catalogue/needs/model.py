"""A need as a value: for whom it matters, why, what answers it, what to ask and what remains to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

from anzenkarte.catalogue.conditions.evaluate import Closure, closure
from anzenkarte.catalogue.conditions.nodes import Condition
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.verdicts import Severity

CASE: Final = "case"


@dataclass(frozen=True)
class About:
    """A condition on every subject of a kind."""

    kind: str
    condition: Condition

    @cached_property
    def closure(self) -> Closure:
        """The compiled condition."""
        return closure(self.condition)


@dataclass(frozen=True)
class Need:
    """Something an institution has to be told.

    ``own`` is about the institution's own documents and ``service`` about what is disclosed: the need arises where both
    hold (None: always). ``answered`` is about what is disclosed; ``shows`` are the facts that are its answer, and the
    names by which lines of a form are recognised as asking the same. ``decide`` is left to the institution either way.
    """

    id: str
    title: Text
    weight: Severity
    own: About | None
    service: About | None
    answered: About
    shows: tuple[str, ...]
    why: Text
    ask: Text
    decide: Text
    items: tuple[str, ...]
    confidence: str
    citation: Citation
