"""What the loss files hold: ranges with their basis, and families of loss events made of threats and forms of loss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.catalogue.model import EMPTY
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.text import Text

UNITS: Final = ("yen", "yen_per_day", "yen_per_person", "days", "people", "beds", "per_year", "share")
WHERE: Final = ("with_beds", "without_beds")
PEAK: Final = 4.0  # weight of the likely value in a PERT range where a line names none
Basis = Literal["source", "assumption", "own", "fact"]


@dataclass(frozen=True)
class Range:
    """An uncertain quantity: least, likely and most value in its unit; ``peak`` is the PERT weight of the likely one.

    ``basis`` says what it rests on: a cited source, an assumption of ours, the user's own figure, or a fact of the
    karte (then all three values are the same). ``fact`` names the fact that replaces the range where it is known.
    """

    id: str
    title: Text
    unit: str
    least: float
    likely: float
    most: float
    basis: Basis
    rationale: Text
    peak: float = PEAK
    fact: str = ""
    citation: Citation | None = None
    confidence: str = ""  # of the citation

    @property
    def fixed(self) -> bool:
        """Whether it is one value."""
        return self.least == self.most

    @property
    def mean(self) -> float:
        """Mean of the PERT distribution."""
        return (self.least + self.peak * self.likely + self.most) / (self.peak + 2.0)

    def json(self) -> dict[str, object]:
        """As an object of the result."""
        out: dict[str, object] = {
            "basis": self.basis,
            "id": self.id,
            "least": self.least,
            "likely": self.likely,
            "most": self.most,
            "peak": self.peak,
            "rationale": self.rationale.json(),
            "title": self.title.json(),
            "unit": self.unit,
        }
        if self.citation is not None:
            out["citation"], out["confidence"] = self.citation.json(), self.confidence
        return out


@dataclass(frozen=True)
class Line:
    """One form of loss of an event: the product of ranges, in yen.

    ``chance`` names the range of its probability once the event has happened (empty: always); the measures of
    ``threat`` lower that chance. ``where`` limits it to institutions with or without beds (empty: both).
    """

    form: str
    product: tuple[str, ...]
    chance: str = ""
    threat: str = ""
    where: str = ""


@dataclass(frozen=True)
class Family:
    """Loss events of one kind. ``attempts`` names the range of threat events a year.

    ``ways`` are threats by which an event comes about, ``through`` those it has to get through besides, ``worsened_by``
    those whose measures lower the loss only.
    """

    id: str
    title: Text
    summary: Text
    attempts: str
    ways: tuple[str, ...]
    through: tuple[str, ...]
    worsened_by: tuple[str, ...]
    lines: tuple[Line, ...]
    own: tuple[str, ...]  # ids of its own ranges, drawn anew for every event

    @property
    def threats(self) -> tuple[str, ...]:
        """Every threat it names."""
        chances = tuple(line.threat for line in self.lines if line.threat)
        return tuple(dict.fromkeys((*self.ways, *self.through, *self.worsened_by, *chances)))


@dataclass(frozen=True)
class Losses:
    """A set of ranges and families. ``words`` give the probability that an attempt succeeds, by likelihood."""

    id: str
    as_of: str  # the year the ranges were put together
    title: Text
    ranges: Mapping[str, Range]  # shared ones by id, own ones as FAMILY/ID
    words: Mapping[str, str]  # likelihood → id of a range
    step_likelihood: str  # range of what is left of a probability after one step of a measure
    step_impact: str  # the same for the amount of the loss
    open_scenario: str  # range of the probability that a scenario that is not excluded does stand
    families: tuple[Family, ...]
    forms: Mapping[str, Text]
    note: Text = EMPTY
