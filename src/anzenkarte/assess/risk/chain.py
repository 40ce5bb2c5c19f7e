"""Attack paths: scenarios that follow from one another over the connections of the karte.

A path begins at an *entry* scenario (a device or line an attacker may come in by), passes machines on each of which a
*spread* scenario stands, and ends at the *goal* scenario of a store, with the scenarios on that store's *backup*
beside it. Network equipment without a spread scenario is passed; a machine whose spread is excluded is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anzenkarte.assess.scenarios import Chain, Scenario, ScenarioState
from anzenkarte.karte.facts.base import FactBase

Neighbours = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Graph:
    """What joins what: neighbours of every component, ends of every connection, component of every store."""

    neighbours: Neighbours
    ends: Neighbours
    stands_on: Mapping[str, str]


def graph(facts: FactBase) -> Graph:
    """Read the graph of the case from its named facts."""
    stores = {store: facts.fact(store, "store.component") for store in facts.collection("store").subjects}
    return Graph(
        neighbours=_lists(facts, "component", "component.neighbours"),
        ends=_lists(facts, "connection", "connection.ends"),
        stands_on={store: fact.value for store, fact in stores.items() if isinstance(fact.value, str)},
    )


def _lists(facts: FactBase, kind: str, name: str) -> dict[str, tuple[str, ...]]:
    values = {subject: facts.fact(subject, name).value for subject in facts.collection(kind).subjects}
    return {subject: value for subject, value in values.items() if isinstance(value, tuple)}


@dataclass(frozen=True)
class Steps:
    """The scenarios that stand, by the step they may take."""

    entries: Mapping[str, tuple[Scenario, ...]]  # component → entries that lead to it
    spread: Mapping[str, Scenario]  # component → its spread scenario
    closed: frozenset[str]  # components on which spread is excluded
    goals: tuple[Scenario, ...]
    backups: Mapping[str, tuple[Scenario, ...]]  # store → scenarios on its backups
    kinds: int  # how many threats have an entry


def steps_of(by_step: Mapping[str, Sequence[Scenario]], found: Graph) -> Steps:
    """Sort scenarios by step; ``by_step`` holds excluded ones too."""
    entries: dict[str, list[Scenario]] = {}
    for scenario in by_step.get("entry", ()):
        if scenario.stands:
            ends = found.ends.get(scenario.subject, (scenario.subject,))
            for component in ends:
                entries.setdefault(component, []).append(scenario)
    backups: dict[str, list[Scenario]] = {}
    for scenario in by_step.get("backup", ()):
        if scenario.stands:
            backups.setdefault(scenario.subject, []).append(scenario)
    spread = by_step.get("spread", ())
    return Steps(
        entries={component: tuple(sorted(listed, key=lambda s: s.id)) for component, listed in entries.items()},
        spread={scenario.subject: scenario for scenario in spread if scenario.stands},
        closed=frozenset(scenario.subject for scenario in spread if not scenario.stands),
        goals=tuple(scenario for scenario in by_step.get("goal", ()) if scenario.stands),
        backups={store: tuple(listed) for store, listed in backups.items()},
        kinds=len({scenario.threat for listed in entries.values() for scenario in listed}),
    )


def chains(found: Graph, steps: Steps) -> list[Chain]:
    """For every goal and every kind of entry, the shortest path, certain ones before possible ones.

    A machine is no goal of its own where a store that stands on it is one.
    """
    out: list[Chain] = []
    stored = {found.stands_on.get(goal.subject, "") for goal in steps.goals}
    for goal in steps.goals:
        component = found.stands_on.get(goal.subject, goal.subject)
        if component in stored and component == goal.subject:
            continue
        if component in steps.closed:
            continue
        best = {**_paths(found.neighbours, steps, component, False), **_paths(found.neighbours, steps, component, True)}
        out += [_chain(found, steps, goal, entry, path) for entry, path in best.values()]
    return sorted(out, key=lambda chain: chain.id)


Path = tuple[Scenario, tuple[str, ...]]


def _paths(neighbours: Neighbours, steps: Steps, goal: str, certain: bool) -> dict[str, Path]:
    """Threat of an entry → the entry and the shortest path from it to the goal; ``certain``: over raised steps only.

    Looked for from the goal outwards, level by level; among paths of one length the first by name is taken.
    """
    paths: dict[str, Path] = {}
    if certain and goal in steps.spread and steps.spread[goal].state != "raised":
        return paths
    behind: dict[str, str] = {goal: ""}
    waiting = [goal]
    for component in waiting:
        for entry in steps.entries.get(component, ()):
            if entry.threat not in paths and (entry.state == "raised" or not certain):
                paths[entry.threat] = entry, _walk(behind, component)
        if len(paths) == steps.kinds:
            break
        if component != goal and not _passed(steps, component, certain):
            continue
        for other in neighbours.get(component, ()):
            if other not in behind:
                behind[other] = component
                waiting.append(other)
    return paths


def _walk(behind: Mapping[str, str], component: str) -> tuple[str, ...]:
    path: list[str] = []
    while component:
        path.append(component)
        component = behind[component]
    return tuple(path)


def _passed(steps: Steps, component: str, certain: bool) -> bool:
    if component in steps.closed:
        return False
    spread = steps.spread.get(component)
    return spread is None or spread.state == "raised" or not certain


def _chain(found: Graph, steps: Steps, goal: Scenario, entry: Scenario, path: tuple[str, ...]) -> Chain:
    spread = [steps.spread[component] for component in path if component in steps.spread]
    spread = [scenario for scenario in spread if scenario.subject != entry.subject]
    backups = steps.backups.get(goal.subject, ())
    near = {other for component in path for other in found.neighbours.get(component, ())} - set(path)
    listed = (entry, *spread, goal)
    return Chain(
        entry=entry.id,
        goal=goal.id,
        target=goal.subject,
        state=_weakest(listed),
        steps=tuple(scenario.id for scenario in listed),
        path=path,
        backups=tuple(sorted(scenario.id for scenario in backups)),
        beside=tuple(steps.spread[component].id for component in sorted(near) if component in steps.spread),
    )


def _weakest(scenarios: Iterable[Scenario]) -> ScenarioState:
    return "raised" if all(scenario.state == "raised" for scenario in scenarios) else "not_excluded"
