"""What the threat files hold: threats with their conditions, ratings and measures, and the scales of rating."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from anzenkarte.catalogue.conditions.evaluate import Closure, closure
from anzenkarte.catalogue.conditions.nodes import ALWAYS, Condition
from anzenkarte.catalogue.model import EMPTY
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.text import Text

OURS: Final = "ours"
AFFECTS: Final = ("confidentiality", "integrity", "availability", "safety")
TREATMENTS: Final = ("reduce", "avoid", "share", "retain")
STEPS: Final = ("entry", "spread", "goal", "backup")
BY: Final = ("vendor", "institution")
Treatment = Literal["reduce", "avoid", "share", "retain"]


@dataclass(frozen=True)
class Rating:
    """One line of a rating: when it holds, the level is this, for this reason."""

    level: str
    rationale: Text
    when: Condition = ALWAYS

    @cached_property
    def closure(self) -> Closure:
        """Whether the line holds for a subject."""
        return closure(self.when)


@dataclass(frozen=True)
class Measure:
    """A measure against a threat: who takes it, how many levels it lowers likelihood and impact, when it is in place.

    ``items`` are the institution's items (MHLW) that it helps to discharge.
    """

    id: str
    title: Text
    by: str  # vendor | institution
    likelihood: int  # levels by which it lowers the likelihood, 0 or more
    impact: int
    in_place: Condition
    items: tuple[str, ...]

    @cached_property
    def closure(self) -> Closure:
        """Whether it is in place for a subject."""
        return closure(self.in_place)


@dataclass(frozen=True)
class Threat:
    """A threat rule: to which subjects it belongs, which facts raise and which exclude its scenario, how it is rated.

    ``source`` is the item of the guideline's table of threats it stands for, or ``ours``. ``step`` is the place a
    scenario may take in an attack path. ``duty`` names the duty whose holder owns the risk.
    """

    id: str
    title: Text
    description: Text
    source: str
    kind: str
    affects: tuple[str, ...]
    impact: tuple[Rating, ...]
    likelihood: tuple[Rating, ...]
    treatment: Treatment
    measures: tuple[Measure, ...]
    items: tuple[str, ...]
    cites: tuple[str, ...]
    confidence: str
    citation: Citation
    raised_if: Condition
    excluded_if: Condition | None = None
    where: Condition = ALWAYS
    phase: str = ""
    step: str = ""
    duty: str = ""
    note: Text = EMPTY

    @cached_property
    def where_closure(self) -> Closure:
        """Which subjects it is about."""
        return closure(self.where)

    @cached_property
    def raised_closure(self) -> Closure:
        """What raises it."""
        return closure(self.raised_if)

    @cached_property
    def excluded_closure(self) -> Closure | None:
        """What excludes it; None where only the opposite of what raises it does."""
        return closure(self.excluded_if) if self.excluded_if is not None else None

    @cached_property
    def all_effects(self) -> tuple[int, int]:
        """By how many words all measures together lower impact and likelihood."""
        return sum(measure.impact for measure in self.measures), sum(measure.likelihood for measure in self.measures)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of the rule."""
        parts = [self.where, self.raised_if]
        parts += [self.excluded_if] if self.excluded_if is not None else []
        parts += [rating.when for rating in (*self.impact, *self.likelihood)]
        return (*parts, *(measure.in_place for measure in self.measures))


@dataclass(frozen=True)
class Word:
    """One word of a scale: what it is called and what it means."""

    id: str
    title: Text
    meaning: Text = EMPTY


@dataclass(frozen=True)
class Scales:
    """The words of rating, highest first, and the matrix that makes a risk level of impact and likelihood."""

    impact: tuple[Word, ...]
    likelihood: tuple[Word, ...]
    levels: tuple[Word, ...]
    matrix: Mapping[tuple[str, str], str]  # (impact, likelihood) → level
    treatments: Mapping[str, Word]  # meaning: the word of the MHLW guideline beside it
    affects: Mapping[str, Text]
    note: Text
    citation: Citation
    changed: tuple[str, ...] = ()  # files of other catalogues that changed cells

    @cached_property
    def _ranks(self) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
        """Place of every word in its scale, highest first."""
        first, second, third = (
            {word.id: place for place, word in enumerate(words)}
            for words in (self.impact, self.likelihood, self.levels)
        )
        return first, second, third

    def rank(self, level: str) -> int:
        """Place of a risk level, 0 for the highest."""
        return self._ranks[2][level]

    def level(self, impact: str, likelihood: str, less_impact: int = 0, less_likelihood: int = 0) -> str:
        """The risk level of an impact and a likelihood, each so many words lower, at most down to the lowest."""
        rows, columns, _ = self._ranks
        row = min(rows[impact] + less_impact, len(rows) - 1)
        column = min(columns[likelihood] + less_likelihood, len(columns) - 1)
        return self._levels[row][column]

    @cached_property
    def _levels(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(self.matrix[row.id, column.id] for column in self.likelihood) for row in self.impact)
