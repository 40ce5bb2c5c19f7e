"""What follows about one item: every relation to items of other editions, with the path that gives it.

A path's relation is the composition of its lines and its strength the smallest among them; over several paths the best
counts. The search walks pairs (item, relation so far) from the strongest lines down, so each pair is settled once and
the first path that settles it is a strongest one; among those it has the fewest lines.
"""

from __future__ import annotations

from collections.abc import Iterable

from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.model import Derived, Reading, Step
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, STRENGTHS, Relation, agree, compose, implies

State = tuple[str, Relation]


def closure(graph: Graph, item: str) -> tuple[Derived, ...]:
    """Every relation from an item to items of other editions, in order of id."""
    start = graph.own_id(item)
    settled = _settle(graph, start)
    own = graph.edition.get(start, "")
    readings: dict[str, list[Reading]] = {}
    for state, (strength, _, _) in settled.items():
        target, word = state
        if target != start and graph.edition[target] != own:
            readings.setdefault(target, []).append(Reading(word, strength, _path(settled, state)))
    return tuple(derived(start, target, found) for target, found in sorted(readings.items()))


def derived(origin: str, target: str, readings: Iterable[Reading]) -> Derived:
    """What several readings amount to: the strongest statement among agreeing ones, or a conflict."""
    found = tuple(sorted(readings, key=lambda reading: RELATIONS.index(reading.relation)))
    words = [reading.relation for reading in found]
    if not all(agree(one, other) for one in words for other in words):
        return Derived(origin, target, found, conflicting=True)
    chosen = next(r for r in found if all(implies(r.relation, other) for other in words))
    return Derived(origin, target, found, chosen=chosen)


Settled = dict[State, tuple[int, "State | None", "Step"]]


def _settle(graph: Graph, start: str) -> Settled:
    """Every (item, relation) that can be reached: at what strength, from where, by which step."""
    settled: Settled = {}
    waiting: dict[int, list[tuple[State, State | None, Step]]] = {strength: [] for strength in STRENGTHS}
    for step in graph.from_item(start):
        waiting[step.line.strength].append(((step.end, step.relation), None, step))
    for strength in reversed(STRENGTHS):
        queue = waiting[strength]
        for state, before, step in queue:  # grows while it is walked: first in, first out
            if state in settled:
                continue
            settled[state] = (strength, before, step)
            for onward in graph.from_item(state[0]):
                word = compose(state[1], onward.relation)
                if word is not None and (onward.end, word) not in settled:
                    waiting[min(strength, onward.line.strength)].append(((onward.end, word), state, onward))
    return settled


def _path(settled: Settled, state: State) -> tuple[Step, ...]:
    steps: list[Step] = []
    at: State | None = state
    while at is not None:
        _, at_before, step = settled[at]
        steps.append(step)
        at = at_before
    return tuple(reversed(steps))
