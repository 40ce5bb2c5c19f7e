"""Runs every threat over every subject of its kind and joins what was found to a register.

A unit is (threat, subject). Ownership, overrides, paths and the items that are discharged are joined from the units and
from the reports of demarcation and conformity, and made again only when one of these changed.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from anzenkarte.assess.results import EngineReport
from anzenkarte.assess.risk.chain import graph
from anzenkarte.assess.risk.discharge import consented, discharges, judged
from anzenkarte.assess.risk.overrides import overrides
from anzenkarte.assess.risk.register import ENGINE as NAME
from anzenkarte.assess.risk.register import Register, Rules, register
from anzenkarte.assess.risk.rules import scenario
from anzenkarte.assess.scenarios import Discharge, Scenario
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.threats.model import Scales, Threat

ENGINE: Final = NAME
_NOTHING: Final = EngineReport(ENGINE)


def run(context: Context) -> EngineReport:
    """The register: scenarios, paths, items beside the risks, and findings."""
    scales = context.catalogue.scales
    if scales is None:
        return _NOTHING
    threats = context.catalogue.threats
    units = context.units
    found = tuple(
        units.group((ENGINE, threat.id), partial(_scenarios, context, threat, scales)) for threat in threats.values()
    )
    paths = units.get((ENGINE, "graph"), partial(graph, context.facts))
    judgements = units.get((ENGINE, "overrides"), partial(overrides, context.facts))
    agreed = units.get((ENGINE, "consent"), partial(consented, context.facts))
    demarcation = context.reports.get("demarcation", _NOTHING)
    conformity = context.reports.get("conformity", _NOTHING)
    rules = Rules(threats, scales, {duty.id: duty for duty in context.catalogue.duties})
    made = units.join(
        f"{ENGINE}/register",
        (*found, paths, judgements, demarcation),
        lambda: register(rules, found, paths, judgements, demarcation.cells),
    )
    beside = units.join(
        f"{ENGINE}/discharges",
        (made, context.editions),
        lambda: discharges(context.catalogue, threats, scales, context.editions, made.scenarios),
    )
    return units.join(ENGINE, (made, beside, conformity, agreed), lambda: _report(made, beside, conformity, agreed))


def _scenarios(context: Context, threat: Threat, scales: Scales) -> tuple[Scenario, ...]:
    """The scenarios of a threat over all subjects of its kind, each a unit of its own."""
    subjects = context.facts.collection(threat.kind).subjects
    found = context.units.each((ENGINE, threat.id), subjects, partial(scenario, context.facts, threat, scales))
    return tuple(one for one in found if one is not None)


def _report(made: Register, beside: tuple[Discharge, ...], conformity: EngineReport, agreed: str) -> EngineReport:
    return EngineReport(
        ENGINE,
        findings=made.findings,
        scenarios=made.scenarios,
        chains=made.chains,
        discharges=judged(beside, conformity.verdicts, agreed),
    )
