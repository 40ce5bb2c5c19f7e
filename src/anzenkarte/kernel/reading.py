"""What a rule may look at: facts, one-step relations and the day asked about, all through a reader that keeps count.

Rules know this interface only, so the same rule runs over documents, over columns, or over a plain table in a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from anzenkarte.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class Extent:
    """The subjects of a collection or relation, sorted, and whether there are certainly no others."""

    subjects: tuple[str, ...]
    complete: bool


class Reader(Protocol):
    """Facts of one case on one day."""

    @property
    def on(self) -> date:
        """The day asked about."""
        ...

    def fact(self, subject: str, name: str) -> Fact:
        """A fact of a subject; unknown with its reason when nobody said."""
        ...

    def related(self, subject: str, relation: str) -> Extent:
        """The subjects a relation leads to."""
        ...

    def home(self, subject: str, kind: str) -> str:
        """The one-of-a-kind subject (service, engagement, institution, case) a subject belongs to; empty if none."""
        ...

    def boundary(self, day: date) -> None:
        """Note a day from which the answer may differ."""
        ...
