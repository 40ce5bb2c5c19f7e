"""What the figures say: yearly loss, families, measures, drivers, and the limits of it; numbers rounded for people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from anzenkarte.assess.quantify.model import Model
from anzenkarte.kernel.text import Text

SCHEMA: Final = "anzenkarte/loss-figures/1"
PERCENTS: Final = (50, 80, 90, 95, 99)
DIGITS: Final = 2  # as exact as a reader may take it
KEPT: Final = 3  # as exact as the files keep it


def rounded(value: float, digits: int = KEPT) -> float:
    """The value with so many significant digits; yen and counts stay whole numbers."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return round(value, places)


def _yen(value: float) -> int:
    return int(rounded(value))


@dataclass(frozen=True)
class FamilyFigure:
    """A family: events a year, mean loss a year, share of years with at least one, mean loss of one event, in yen."""

    id: str
    title: Text
    rate: float
    mean: float
    years: float
    each: float
    scenarios: tuple[str, ...]
    forms: tuple[tuple[str, float], ...]  # form → mean loss a year before measures against the amount

    def json(self) -> dict[str, object]:
        """As an object of the result."""
        return {
            "events_a_year": rounded(self.rate),
            "id": self.id,
            "loss_a_year": _yen(self.mean),
            "loss_of_one": _yen(self.each),
            "scenarios": list(self.scenarios),
            "title": self.title.json(),
            "years_with_one": rounded(self.years),
        }


@dataclass(frozen=True)
class MeasureFigure:
    """A measure taken in the same years: by how much it lowers the mean and the 95th percentile, in yen a year.

    ``error`` is the standard error of the lowered mean.
    """

    threat: str
    measure: str
    mean: float
    error: float
    p95: float

    def json(self) -> dict[str, object]:
        """As an object of the result."""
        return {
            "lowers_mean": _yen(self.mean),
            "lowers_p95": _yen(self.p95),
            "measure": self.measure,
            "standard_error": _yen(self.error),
            "threat": self.threat,
        }


@dataclass(frozen=True)
class Driver:
    """A range and the expected loss a year when it lies at its 5th and 95th percentile, all others at their mean."""

    input: str
    low: float
    high: float

    @property
    def swing(self) -> float:
        """How far apart the two are."""
        return abs(self.high - self.low)

    def json(self) -> dict[str, object]:
        """As an object of the result."""
        return {"at_p5": _yen(self.low), "at_p95": _yen(self.high), "input": self.input}


@dataclass(frozen=True)
class Figures:
    """The whole result, with what it was made from."""

    model: Model
    losses: str
    seed: int
    draws: int
    mean: float
    error: float  # standard error of the mean
    percentiles: tuple[tuple[int, float, float, float], ...]  # percent, value, and its 95 % interval by the draws
    curve: tuple[tuple[float, float], ...]  # loss, share of years with at least that loss
    none: float  # share of years without any loss
    families: tuple[FamilyFigure, ...]
    measures: tuple[MeasureFigure, ...]
    all_measures: float  # mean loss a year with every candidate taken
    drivers: tuple[Driver, ...]

    def percentile(self, percent: int) -> float:
        """The loss that so many of 100 years stay at or below."""
        return next(value for at, value, _, _ in self.percentiles if at == percent)

    def json(self) -> dict[str, object]:
        """As an object; numbers keep three significant digits, so that they look no exacter than they are."""
        return {
            "all_measures": _yen(self.all_measures),
            "currency": "JPY",
            "drivers": [driver.json() for driver in self.drivers],
            "exceedance": [{"loss": _yen(loss), "share": rounded(share)} for loss, share in self.curve],
            "families": [family.json() for family in self.families],
            "inputs": [self.model.ranges[name].json() for name in sorted(self.model.ranges)],
            "left_out": list(self.model.left_out),
            "mean": _yen(self.mean),
            "mean_standard_error": _yen(self.error),
            "measures": [measure.json() for measure in self.measures],
            "percentiles": {
                str(at): {"from": _yen(low), "loss": _yen(value), "to": _yen(high)}
                for at, value, low, high in self.percentiles
            },
            "questions": [read.json() for read in self.model.questions],
            "run": {"draws": self.draws, "losses": self.losses, "seed": self.seed},
            "schema": SCHEMA,
            "years_without_loss": rounded(self.none),
        }
