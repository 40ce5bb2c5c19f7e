"""One model stated twice: in pyfair's terms and in ours, with what chance of the draws alone may put between them.

pyfair's curve for (low, mode, high) is a beta distribution whose standard deviation is (high - low) / (gamma + 2); ours
puts the weight ``peak`` on the likely value. A curve with α and β above 1 is the same one with peak = α + β - 2 and
likely = low + (high - low)(α - 1) / peak.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

import numpy as np

from anzenkarte.assess.quantify.engine import rank
from anzenkarte.assess.quantify.model import Event, Model, Way, expected, means
from anzenkarte.assess.quantify.pert import Draws
from anzenkarte.catalogue.losses.model import Line, Range
from anzenkarte.kernel.text import Text

ABSENT: Final = "pyfair is not installed; `make peers` brings it"
NAMED: Final = Text("made", "made")
ERRORS: Final = 4.0  # standard errors that two right programs differ by once in 16,000 comparisons
GAMMA: Final = 4.0


class Curve(NamedTuple):
    """Low, mode and high of one node."""

    low: float
    mode: float
    high: float


NODES: Final = {
    "Threat Event Frequency": Curve(0.1, 0.5, 2.0),
    "Vulnerability": Curve(0.1, 0.3, 0.6),
    "Primary Loss": Curve(1_000_000, 5_000_000, 30_000_000),
    "Secondary Loss Event Frequency": Curve(0.1, 0.4, 0.8),
    "Secondary Loss Event Magnitude": Curve(100_000, 2_000_000, 40_000_000),
}


def installed() -> bool:
    """Whether pyfair is there."""
    return find_spec("pyfair") is not None


def moments(curve: Curve) -> tuple[float, float]:
    """α and β as pyfair makes them of a mean and a standard deviation."""
    width = curve.high - curve.low
    mean = (curve.low + GAMMA * curve.mode + curve.high) / (GAMMA + 2)
    deviation = width / (GAMMA + 2)
    share = (mean - curve.low) / width
    alpha = share * ((mean - curve.low) * (curve.high - mean) / deviation**2 - 1)
    return alpha, alpha * (curve.high - mean) / (mean - curve.low)


def as_range(name: str, curve: Curve, unit: str) -> Range:
    """The same curve as a range of ours."""
    alpha, beta = moments(curve)
    peak = alpha + beta - 2
    likely = curve.low + (curve.high - curve.low) * (alpha - 1) / peak
    return Range(name, NAMED, unit, curve.low, likely, curve.high, "own", NAMED, peak)


def our_model() -> Model:
    """The model in our terms: one family, one way, a primary form of loss and a secondary one with a chance."""
    units = ("per_year", "share", "yen", "share", "yen")
    names = list(NODES)
    lines = (Line("primary", (names[2],)), Line("secondary", (names[4],), names[3]))
    event = Event("made", NAMED, names[0], (Way("t", names[1], True),), (), (), lines, frozenset(names[2:]), ())
    ranges = {name: as_range(name, curve, unit) for (name, curve), unit in zip(NODES.items(), units, strict=True)}
    return Model((event,), ranges, {}, names[1], names[1], names[1])


def exact_mean() -> float:
    """Mean of a year by the product of the means, which are pyfair's and ours."""
    model = our_model()
    return expected(model, means(model))


def pyfair_years(draws: int, seed: int) -> Draws:
    """Risk of every simulation, as pyfair draws it from the same nodes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model: Any = import_module("pyfair").FairModel(name="made", n_simulations=draws, random_seed=seed)
        for name, curve in NODES.items():
            model.input_data(name, low=curve.low, mode=curve.mode, high=curve.high, gamma=GAMMA)
        model.calculate_all()
        return np.asarray(model.export_results()["Risk"].to_numpy(), dtype=np.float64)


@dataclass(frozen=True)
class Estimate:
    """Mean and 99 % quantile of a sample, with their standard errors as the draws themselves tell them."""

    mean: float
    mean_error: float
    q99: float
    q99_error: float


def estimate(years: Draws) -> Estimate:
    """The quantile's error is half the way between the draws one binomial standard deviation to either side."""
    ordered = np.sort(years)
    size = ordered.size
    aside = math.sqrt(size * 0.99 * 0.01)
    place = rank(size, 99)
    low, high = max(math.floor(place - aside), 0), min(math.ceil(place + aside), size - 1)
    return Estimate(
        mean=float(years.mean()),
        mean_error=float(years.std() / math.sqrt(size)),
        q99=float(ordered[place]),
        q99_error=float(ordered[high] - ordered[low]) / 2,
    )


def apart(one: Estimate, other: Estimate) -> tuple[float, float]:
    """How many standard errors of both together lie between the means, and between the quantiles."""
    return (
        abs(one.mean - other.mean) / math.hypot(one.mean_error, other.mean_error),
        abs(one.q99 - other.q99) / math.hypot(one.q99_error, other.q99_error),
    )
