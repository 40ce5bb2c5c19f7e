"""Puts the register of a case into figures: yearly loss, families, value of measures, drivers.

Seeded: equal facts, catalogue, ranges, seed and number of draws give equal figures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from anzenkarte.assess.quantify.build import Register, build, candidates, steps_of
from anzenkarte.assess.quantify.model import Model, Values, expected, expected_of, means
from anzenkarte.assess.quantify.pert import Draws, quantile
from anzenkarte.assess.quantify.results import PERCENTS, Driver, FamilyFigure, Figures, MeasureFigure
from anzenkarte.assess.quantify.simulate import Drawn, simulate
from anzenkarte.assess.scenarios import Scenario
from anzenkarte.catalogue.losses.model import Losses, Range
from anzenkarte.catalogue.threats.model import Scales, Threat
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.errors import InputError, Problem

LEAST_DRAWS: Final = 1_000
MOST_DRAWS: Final = 2_000_000
MOST_MEASURES: Final = 12
MOST_DRIVERS: Final = 8
FEWEST: Final = 30
_LOW, _HIGH = 0.05, 0.95
_Z: Final = 1.96
_POINTS: Final = (1, 2, 5)


@dataclass(frozen=True)
class Settings:
    """Seed and number of drawn years."""

    seed: int = 1
    draws: int = 100_000


def quantify(
    scenarios: Sequence[Scenario],
    threats: Mapping[str, Threat],
    scales: Scales,
    facts: FactBase,
    losses: Losses,
    own: Mapping[str, Range],
    settings: Settings,
) -> Figures:
    """The figures of a register.

    Raises InputError ``quantify.draws`` (settings out of bounds), ``quantify.nothing`` (no scenario stands) and
    ``quantify.too-many-events``.
    """
    if not LEAST_DRAWS <= settings.draws <= MOST_DRAWS or settings.seed < 0:
        params = {"draws": settings.draws, "least": LEAST_DRAWS, "most": MOST_DRAWS, "seed": settings.seed}
        raise InputError(Problem.at("quantify.draws", params))
    register = Register.of(scenarios, threats, scales)
    model = build(register, losses, facts, own)
    if not model.events:
        raise InputError(Problem.at("quantify.nothing"))
    drawn = simulate(model, settings.seed, settings.draws)
    years = drawn.losses()
    ordered = np.sort(years)
    every = frozenset(candidates(register, model.events))
    return Figures(
        model=model,
        losses=losses.id,
        seed=settings.seed,
        draws=settings.draws,
        mean=float(years.mean()),
        error=float(years.std() / math.sqrt(years.size)),
        percentiles=tuple(percentile(ordered, percent) for percent in PERCENTS),
        curve=tuple(curve(ordered)),
        none=float(np.searchsorted(ordered, 0.0, side="right") / ordered.size),
        families=families(drawn),
        measures=measures(register, drawn, years, float(ordered[rank(ordered.size, 95)])),
        all_measures=float(drawn.losses(steps_of(register, model.events, every)).mean()),
        drivers=drivers(model),
    )


def rank(size: int, percent: float) -> int:
    """Place of a percentile among so many sorted draws: the least value that at least ``percent`` % do not exceed."""
    return min(max(math.ceil(size * percent / 100) - 1, 0), size - 1)


def percentile(ordered: Draws, percent: int) -> tuple[int, float, float, float]:
    """The percentile, and between which draws it lies with 95 % confidence (binomial, normal approximation)."""
    size, share = ordered.size, percent / 100
    width = _Z * math.sqrt(size * share * (1 - share))
    low = max(math.floor(size * share - width) - 1, 0)
    high = min(math.ceil(size * share + width) - 1, size - 1)
    return percent, float(ordered[rank(size, percent)]), float(ordered[low]), float(ordered[high])


def curve(ordered: Draws) -> list[tuple[float, float]]:
    """Round amounts (1, 2 and 5 times powers of ten) and the share of years that lose at least so much.

    Amounts that fewer than FEWEST drawn years reach are left out, and so are those below the first that tells anything.
    """
    top = float(ordered[-1])
    if top <= 0:
        return []
    found: list[tuple[float, float]] = []
    for power in range(3, math.ceil(math.log10(top)) + 1):
        for point in _POINTS:
            amount = float(point * 10**power)
            share = 1.0 - float(np.searchsorted(ordered, amount, side="left")) / ordered.size
            if amount <= top and share * ordered.size >= FEWEST:
                found.append((amount, share))
    level = sum(1 for _, share in found if share == found[0][1])
    return found[max(level - 1, 0) :]


def families(drawn: Drawn) -> tuple[FamilyFigure, ...]:
    """Every family with what its events cost, the dearest first."""
    model, found = drawn.model, []
    value = means(model)
    for happened in drawn.happened:
        event = happened.event
        _, costs = drawn.costs(happened)
        forms = {
            line.form: expected_of(model, replace(event, lines=(line,)), value, model.steps) for line in event.lines
        }
        found.append(
            FamilyFigure(
                id=event.id,
                title=event.title,
                rate=happened.rate,
                mean=float(costs.sum()) / drawn.draws,
                years=happened.draws.size / drawn.draws,
                each=float(costs.mean()) if costs.size else 0.0,
                scenarios=event.scenarios,
                forms=tuple(sorted(forms.items(), key=lambda pair: (-pair[1], pair[0]))),
            )
        )
    return tuple(sorted(found, key=lambda figure: (-figure.mean, figure.id)))


def measures(register: Register, drawn: Drawn, years: Draws, p95: float) -> tuple[MeasureFigure, ...]:
    """The candidates worth most, each taken alone in the same years."""
    model = drawn.model
    value = means(model)
    now = expected(model, value)
    worth: list[tuple[float, tuple[str, str]]] = []
    for one in candidates(register, model.events):
        saved = now - expected(model, value, steps_of(register, model.events, frozenset({one})))
        if saved > now * 1e-6:
            worth.append((saved, one))
    worth.sort(key=lambda pair: (-pair[0], pair[1]))
    found = []
    for _, (threat, measure) in worth[:MOST_MEASURES]:
        after = drawn.losses(steps_of(register, model.events, frozenset({(threat, measure)})))
        saved_each = years - after
        place = rank(after.size, 95)
        found.append(
            MeasureFigure(
                threat=threat,
                measure=measure,
                mean=float(saved_each.mean()),
                error=float(saved_each.std() / math.sqrt(after.size)),
                p95=p95 - float(np.partition(after, place)[place]),
            )
        )
    return tuple(sorted(found, key=lambda figure: (-figure.mean, figure.threat, figure.measure)))


def drivers(model: Model) -> tuple[Driver, ...]:
    """The ranges whose own spread moves the expected loss most, each alone between its 5th and 95th percentile."""
    value = means(model)
    found = []
    for name, one in model.ranges.items():
        if one.fixed:
            continue
        ends = [quantile(one, at) for at in (_LOW, _HIGH)]
        low, high = (expected(model, _one_moved(value, name, end)) for end in ends)
        found.append(Driver(name, low, high))
    found.sort(key=lambda driver: (-driver.swing, driver.input))
    return tuple(driver for driver in found[:MOST_DRIVERS] if driver.swing > 0)


def _one_moved(value: Values, name: str, to: float) -> Values:
    """The same values, with one of them moved."""
    return lambda asked: to if asked == name else value(asked)
