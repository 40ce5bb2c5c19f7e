"""What is drawn: the families of loss events of one case, with what the register says of each, and the formulas.

The formulas are written once, for a single number (expected values, drivers) and for arrays of draws alike. No numpy
is needed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from anzenkarte.catalogue.losses.model import Line, Range
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text

Value = Any  # a number, or an array of draws: the same formula serves both
Values = Callable[[str], Value]  # id of a range → its value


@dataclass(frozen=True)
class Steps:
    """By how many steps the measures of a threat lower the probability and the amount."""

    likelihood: int = 0
    impact: int = 0


@dataclass(frozen=True)
class Way:
    """A threat by which the event comes about: the range of its probability, its measures, whether it surely stands."""

    threat: str
    word: str
    certain: bool


@dataclass(frozen=True)
class Event:
    """A family of loss events as it stands in the case."""

    id: str
    title: Text
    attempts: str
    ways: tuple[Way, ...]
    through: tuple[str, ...]
    worsened_by: tuple[str, ...]
    lines: tuple[Line, ...]
    own: frozenset[str]
    scenarios: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """All families of a case, their ranges, and the steps of every threat with the measures now in place."""

    events: tuple[Event, ...]
    ranges: Mapping[str, Range]
    steps: Mapping[str, Steps]
    step_likelihood: str
    step_impact: str
    open_scenario: str
    questions: tuple[FactRead, ...] = ()
    left_out: tuple[str, ...] = ()  # scenarios that stand and belong to no family

    def used(self) -> tuple[str, ...]:
        """Ids of the ranges that take part, sorted."""
        found: set[str] = set()
        for event in self.events:
            found |= {event.attempts, *(way.word for way in event.ways)}
            found |= {self.open_scenario} if any(not way.certain for way in event.ways) else set()
            for line in event.lines:
                found |= {*line.product, *((line.chance,) if line.chance else ())}
            steps = [self.steps.get(name, Steps()) for name in threats_of(event)]
            found |= {self.step_likelihood} if any(step.likelihood for step in steps) else set()
            found |= {self.step_impact} if any(step.impact for step in steps) else set()
        return tuple(sorted(found))


def threats_of(event: Event) -> tuple[str, ...]:
    """Every threat whose measures count for the family."""
    chances = [line.threat for line in event.lines if line.threat]
    ways = [way.threat for way in event.ways]
    return tuple(dict.fromkeys((*ways, *event.through, *event.worsened_by, *chances)))


def _way(model: Model, way: Way, value: Values, steps: int) -> Value:
    found = value(way.word)
    if not way.certain:
        found = found * value(model.open_scenario)
    return found * value(model.step_likelihood) ** steps if steps else found


def vulnerability(model: Model, event: Event, value: Values, steps: Mapping[str, Steps]) -> Value:
    """Probability that an attempt becomes a loss: any of the ways, then through what lies behind.

    Ways are taken as independent: 1 − ∏(1 − way).
    """
    missed: Value = 1.0
    for way in event.ways:
        missed = missed * (1.0 - _way(model, way, value, steps.get(way.threat, Steps()).likelihood))
    behind = sum(steps.get(name, Steps()).likelihood for name in event.through)
    found = 1.0 - missed
    return found * value(model.step_likelihood) ** behind if behind else found


def severity(model: Model, event: Event, value: Values, steps: Mapping[str, Steps]) -> Value:
    """What is left of the amount, 1 without measures against it.

    Measures of a way count by its share of the ways as they are before measures, so that taking a measure against the
    likelihood of one way never makes an event dearer.
    """
    behind = sum(steps.get(name, Steps()).impact for name in (*event.through, *event.worsened_by))
    found: Value = value(model.step_impact) ** behind if behind else 1.0
    less = {way.threat: steps.get(way.threat, Steps()).impact for way in event.ways}
    if not any(less.values()):
        return found
    before = {way.threat: _way(model, way, value, 0) for way in event.ways}
    whole = sum(before.values())
    part = sum(before[name] * value(model.step_impact) ** less[name] for name in before)
    return found * (part / whole)


def chance(model: Model, line: Line, value: Values, steps: Mapping[str, Steps]) -> Value:
    """Probability of a form of loss once the event has happened."""
    if not line.chance:
        return 1.0
    return value(line.chance) * lowered(model, line, value, steps)


def lowered(model: Model, line: Line, value: Values, steps: Mapping[str, Steps]) -> Value:
    """What the measures of its threat leave of the probability of a form of loss."""
    down = steps.get(line.threat, Steps()).likelihood if line.threat else 0
    return value(model.step_likelihood) ** down if down else 1.0


def amount(line: Line, value: Values) -> Value:
    """The amount of a form of loss in yen where it occurs."""
    found: Value = 1.0
    for name in line.product:
        found = found * value(name)
    return found


def expected(model: Model, value: Values, steps: Mapping[str, Steps] | None = None) -> float:
    """Yen a year when every range has the given single value: Σ attempts × vulnerability × severity × Σ forms."""
    found = model.steps if steps is None else steps
    return float(sum(expected_of(model, event, value, found) for event in model.events))


def expected_of(model: Model, event: Event, value: Values, steps: Mapping[str, Steps]) -> float:
    """The same of one family."""
    each = sum(chance(model, line, value, steps) * amount(line, value) for line in event.lines)
    rate = value(event.attempts) * vulnerability(model, event, value, steps)
    return float(rate * severity(model, event, value, steps) * each)


def means(model: Model) -> Values:
    """Every range at its mean."""
    found = {name: one.mean for name, one in model.ranges.items()}
    return found.__getitem__
