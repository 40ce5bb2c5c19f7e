"""Joins what the units found: who owns a scenario, what an expert judged otherwise, which paths follow, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anzenkarte.assess.results import Cell
from anzenkarte.assess.risk.chain import Graph, chains, steps_of
from anzenkarte.assess.risk.overrides import applied
from anzenkarte.assess.scenarios import Chain, Override, Owner, Scenario
from anzenkarte.catalogue.model import Duty
from anzenkarte.catalogue.threats.model import Scales, Threat
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import Finding

ENGINE: Final = "risk"
_PREFERRED: Final = "do"


@dataclass(frozen=True)
class Register:
    """All scenarios sorted by id, the paths, and the findings."""

    scenarios: tuple[Scenario, ...]
    chains: tuple[Chain, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Rules:
    """What of the catalogue the register needs."""

    threats: Mapping[str, Threat]
    scales: Scales
    duties: Mapping[str, Duty]


def register(
    rules: Rules,
    found: Sequence[Sequence[Scenario]],
    paths: Graph,
    overrides: Mapping[str, tuple[Override, ...]],
    cells: Iterable[Cell],
) -> Register:
    """The register of a case from the scenarios of its threats."""
    held = {cell.id: cell for cell in cells}
    scenarios: list[Scenario] = []
    by_step: dict[str, list[Scenario]] = {}
    for listed in found:
        for scenario in listed:
            threat = rules.threats[scenario.threat]
            if scenario.stands and threat.duty:
                scenario = replace(scenario, owner=_owner(rules.duties.get(threat.duty), scenario.near, held))
            if overrides and scenario.id in overrides:
                scenario = applied(scenario, rules.scales, overrides[scenario.id])
            scenarios.append(scenario)
            if threat.step:
                by_step.setdefault(threat.step, []).append(scenario)
    scenarios.sort(key=lambda scenario: scenario.id)
    made = tuple(chains(paths, steps_of(by_step, paths)))
    findings = [*_chain_findings(rules, scenarios, made), *_nobody(rules, scenarios), *_overrides(scenarios, overrides)]
    return Register(tuple(scenarios), made, tuple(sorted(findings, key=lambda finding: finding.id)))


def _act(duty: Duty) -> tuple[str, str]:
    """The situation and act that stand for a duty: doing it in normal operation, else what it begins with."""
    for situation, acts in duty.acts.items():
        return situation, _PREFERRED if _PREFERRED in acts else acts[0]
    return "normal", _PREFERRED


def _owner(duty: Duty | None, near: Sequence[str], held: Mapping[str, Cell]) -> Owner | None:
    if duty is None:
        return None
    situation, act = _act(duty)
    for subject in near:
        cell = held.get(f"{duty.id}/{situation}/{act}@{subject}")
        if cell is not None:
            return Owner(duty.id, cell.state, cell.id, cell.parties)
    return Owner(duty.id, "none")


def _nobody(rules: Rules, scenarios: Iterable[Scenario]) -> list[Finding]:
    """Raised risks that have to be treated, and nobody has taken on the duty: one finding per duty and subject."""
    worth = {word.id for word in rules.scales.levels[:-2]}
    by_cell: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        owner = scenario.owner
        if owner is not None and owner.state == "gap" and scenario.state == "raised" and scenario.current in worth:
            by_cell.setdefault(owner.cell, []).append(scenario)
    found: list[Finding] = []
    for cell, listed in by_cell.items():
        duty, _, subject = cell.partition("/")[0], "", cell.partition("@")[2]
        params = (("duty", duty), ("scenarios", ",".join(scenario.id for scenario in listed)))
        found.append(
            Finding(
                id=f"{ENGINE}:{duty}-no-owner@{subject}",
                engine=ENGINE,
                rule="no-owner",
                subject=subject,
                severity="action",
                cites=_cites(rules, listed),
                facts=_facts(listed),
                params=params,
            )
        )
    return found


def _chain_findings(rules: Rules, scenarios: Iterable[Scenario], made: Iterable[Chain]) -> list[Finding]:
    """Stores and servers to which a path leads whose every step is raised."""
    by_id = {scenario.id: scenario for scenario in scenarios}
    by_store: dict[str, list[Chain]] = {}
    for chain in made:
        if chain.state == "raised":
            by_store.setdefault(chain.target, []).append(chain)
    found: list[Finding] = []
    for store, listed in by_store.items():
        steps = [by_id[step] for step in dict.fromkeys(step for chain in listed for step in chain.steps)]
        found.append(
            Finding(
                id=f"{ENGINE}:chain@{store}",
                engine=ENGINE,
                rule="chain",
                subject=store,
                severity="urgent",
                cites=_cites(rules, steps),
                facts=_facts(steps),
                params=(("chains", ",".join(chain.id for chain in listed)),),
            )
        )
    return found


def _overrides(scenarios: Iterable[Scenario], overrides: Mapping[str, tuple[Override, ...]]) -> list[Finding]:
    """Judgements on scenarios there are not, or that facts exclude: shown, because they change nothing."""
    standing = {scenario.id for scenario in scenarios if scenario.stands}
    return [
        Finding(
            id=f"{ENGINE}:override-unused@{override.subject}",
            engine=ENGINE,
            rule="override-unused",
            subject=override.subject,
            severity="check",
            cites=("meti-mic-1.1/5.1.7/1",),
            params=(("scenario", id),),
        )
        for id, listed in overrides.items()
        if id not in standing
        for override in listed
    ]


def _cites(rules: Rules, scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for scenario in scenarios for item in rules.threats[scenario.threat].items))


def _facts(scenarios: Iterable[Scenario]) -> tuple[FactRead, ...]:
    reads = {(read.subject, read.name): read for scenario in scenarios for read in scenario.facts if read.fact.known}
    return tuple(reads[key] for key in sorted(reads))
