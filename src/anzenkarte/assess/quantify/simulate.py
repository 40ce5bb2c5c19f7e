"""The draws: years with their events and losses, and the same years again with measures taken.

In every draw each shared range has one value and each family a number of events (Poisson, at that draw's rate); every
event has values of its own for the ranges of its family. A year's loss is the sum over its events. With measures taken
the same uniform numbers serve again: some events no longer happen, the others cost the same or less.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from anzenkarte.assess.quantify.model import (
    Event,
    Model,
    Steps,
    Values,
    amount,
    chance,
    lowered,
    severity,
    vulnerability,
)
from anzenkarte.assess.quantify.pert import Draws, counts, inverse, stream
from anzenkarte.kernel.errors import InputError, Problem

MOST_EVENTS: Final = 20_000_000
Places = NDArray[np.intp]


@dataclass
class Happened:
    """The events of a family: the draws that have any, how many, and what each event costs by form before chance."""

    event: Event
    draws: Places  # draws with at least one event
    number: NDArray[np.int64]  # how many in each of them
    uniform: Draws  # the number that decided
    attempts: Draws
    owner: Places  # draw of each event
    place: NDArray[np.int64]  # 0 for a draw's first event, 1 for its second
    amounts: list[Draws]  # per form, one value an event
    chances: list[Draws]  # per form, the number that decides whether it occurs; empty where it always does
    chance: list[Draws]  # per form, the value of the range of its probability
    rate: float = 0.0  # mean rate over all draws


@dataclass
class Drawn:
    """A run: losses of every year by family, and all that is needed to look at the same years again."""

    model: Model
    seed: int
    draws: int
    happened: list[Happened] = field(default_factory=list)
    uniforms: dict[str, Draws] = field(default_factory=dict)

    def shared(self, at: Places | None = None) -> Values:
        """Values of shared ranges, in all draws or in some."""

        def value(name: str) -> Draws | float:
            one = self.model.ranges[name]
            if one.fixed:
                return one.least
            uniform = self.uniforms.get(name)
            if uniform is None:
                uniform = self.uniforms[name] = stream(self.seed, name).random(self.draws)
            return inverse(one, uniform if at is None else uniform[at])

        found: dict[str, Draws | float] = {}

        def once(name: str) -> Draws | float:
            if name not in found:
                found[name] = value(name)
            return found[name]

        return once

    def losses(self, steps: Mapping[str, Steps] | None = None) -> Draws:
        """The loss of every year in yen; ``steps``: as if the measures of threats were these."""
        total = np.zeros(self.draws)
        for happened in self.happened:
            owner, cost = self.costs(happened, steps)
            total += np.bincount(owner, weights=cost, minlength=self.draws)
        return total

    def costs(self, happened: Happened, steps: Mapping[str, Steps] | None = None) -> tuple[Places, Draws]:
        """The events that happen, by the draw they belong to, and what each costs."""
        model, event = self.model, happened.event
        owner, kept = happened.owner, slice(None)
        if steps is not None:
            fewer = self._fewer(happened, steps)
            kept = np.flatnonzero(happened.place < np.repeat(fewer, happened.number))  # type: ignore[assignment]  # a slice or places, both index
            owner = owner[kept]
        taken = model.steps if steps is None else steps
        value = self.shared(owner)
        total = np.zeros(owner.shape)
        for line, cost, decides, base in zip(
            event.lines, happened.amounts, happened.chances, happened.chance, strict=True
        ):
            if not line.chance:
                total += cost[kept]
                continue
            occurs = decides[kept] < base[kept] * lowered(model, line, value, taken)
            total += np.where(occurs, cost[kept], 0.0)
        return owner, total * severity(model, event, value, taken)

    def _fewer(self, happened: Happened, steps: Mapping[str, Steps]) -> NDArray[np.int64]:
        """How many events are left in each draw that had any."""
        value = self.shared(happened.draws)
        rate = happened.attempts * vulnerability(self.model, happened.event, value, steps)
        return np.minimum(counts(happened.uniform, np.broadcast_to(rate, happened.uniform.shape)), happened.number)


def simulate(model: Model, seed: int, draws: int) -> Drawn:
    """Draw so many years. Equal arguments give equal numbers. Raises InputError ``quantify.too-many-events``."""
    drawn = Drawn(model, seed, draws)
    value = drawn.shared()
    for event in model.events:
        drawn.happened.append(_happen(drawn, event, value))
    return drawn


def rates(model: Model, seed: int, draws: int) -> Draws:
    """The loss of a year without counting events: rate × amount of one event, as FAIR's tree multiplies them.

    Its mean is that of the counted years; its spread is not. Chances of forms multiply as well. For comparison with
    programs that define a year so.
    """
    drawn = Drawn(model, seed, draws)
    value = drawn.shared()
    total = np.zeros(draws)
    for event in model.events:
        own = {name: inverse(model.ranges[name], stream(seed, name).random(draws)) for name in sorted(event.own)}

        def each(name: str, own: Mapping[str, Draws] = own) -> Draws | float:
            return own[name] if name in own else value(name)

        cost = sum(chance(model, line, each, model.steps) * amount(line, each) for line in event.lines)
        rate = each(event.attempts) * vulnerability(model, event, value, model.steps)
        total += rate * severity(model, event, value, model.steps) * cost
    return total


def _happen(drawn: Drawn, event: Event, value: Values) -> Happened:
    model, seed, draws = drawn.model, drawn.seed, drawn.draws
    attempts = inverse(model.ranges[event.attempts], stream(seed, event.attempts).random(draws))
    rate = attempts * vulnerability(model, event, value, model.steps)
    expected = float(rate.sum())
    if expected > MOST_EVENTS:
        params = {"family": event.id, "events": f"{expected:.0f}", "limit": MOST_EVENTS}
        raise InputError(Problem.at("quantify.too-many-events", params))
    uniform = stream(seed, f"{event.id}#count").random(draws)
    number = counts(uniform, rate)
    hit = np.flatnonzero(number)
    many = number[hit]
    owner = np.repeat(hit, many)
    place = np.arange(owner.size) - np.repeat(np.cumsum(many) - many, many)
    own = {
        name: inverse(model.ranges[name], stream(seed, name).random(owner.size))
        for name in sorted(event.own & set(_named(event)))
    }
    shared = drawn.shared(owner)

    def each(name: str) -> Draws | float:
        return own[name] if name in own else shared(name)

    nothing = np.zeros(0)
    lines = [(number, line) for number, line in enumerate(event.lines)]
    return Happened(
        event=event,
        draws=hit,
        number=many,
        uniform=uniform[hit],
        attempts=attempts[hit],
        owner=owner,
        place=place,
        amounts=[np.broadcast_to(amount(line, each), owner.shape) for _, line in lines],
        chances=[
            stream(seed, f"{event.id}#{line.form}#{at}").random(owner.size) if line.chance else nothing
            for at, line in lines
        ],
        chance=[np.broadcast_to(each(line.chance), owner.shape) if line.chance else nothing for _, line in lines],
        rate=expected / draws,
    )


def _named(event: Event) -> Iterator[str]:
    """Ranges that an event's amounts and chances name."""
    for line in event.lines:
        yield from line.product
        if line.chance:
            yield line.chance
