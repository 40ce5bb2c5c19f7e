"""Runs the engines in order and passes what one concludes along; an update is a run that may reuse units."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from anzenkarte.assess.applicability import engine as applicability
from anzenkarte.assess.certification import engine as certification
from anzenkarte.assess.conformity import engine as conformity
from anzenkarte.assess.demarcation import engine as demarcation
from anzenkarte.assess.jurisdiction import engine as jurisdiction
from anzenkarte.assess.results import EngineReport
from anzenkarte.assess.risk import engine as risk
from anzenkarte.assess.units import Context, Done, Engine, Units
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.model import Edition
from anzenkarte.karte.case import Case
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.derivers import fact_base
from anzenkarte.kernel.verdicts import SEVERITIES, Finding

ENGINES: Final[Mapping[str, Engine]] = {
    applicability.ENGINE: applicability.run,
    demarcation.ENGINE: demarcation.run,
    jurisdiction.ENGINE: jurisdiction.run,
    certification.ENGINE: certification.run,
    conformity.ENGINE: conformity.run,
    risk.ENGINE: risk.run,
}


@dataclass(frozen=True)
class Assessment:
    """The reports of all engines for a case on a day under named editions, with what each unit read."""

    case: Case
    on: date
    editions: tuple[Edition, ...]
    what_if: tuple[str, ...]  # editions asked that are not in force on the day
    catalogue: Catalogue
    reports: Mapping[str, EngineReport]
    facts: FactBase
    units: Mapping[Hashable, Done]
    work: Units
    engines: Mapping[str, Engine]
    evaluated: int
    next_change: date | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of all engines, most severe first, then by id."""
        rank = {severity: index for index, severity in enumerate(SEVERITIES)}
        every = [finding for report in self.reports.values() for finding in report.findings]
        return tuple(sorted(every, key=lambda finding: (rank[finding.severity], finding.id)))


def run(
    case: Case,
    catalogue: Catalogue,
    on: date,
    editions: tuple[Edition, ...],
    engines: Mapping[str, Engine] = ENGINES,
) -> Assessment:
    """A full assessment: an update from nothing. ``engines`` in their order; a later one may need an earlier one."""
    return _assess(case, catalogue, on, editions, engines, None)


def update(
    before: Assessment, case: Case, on: date | None = None, editions: tuple[Edition, ...] | None = None
) -> Assessment:
    """The assessment of a changed case, day or choice of editions; equal to a full one, byte for byte.

    Only units that read something that changed, or whose day has come, are evaluated again.
    """
    day = before.on if on is None else on
    return _assess(
        case, before.catalogue, day, before.editions if editions is None else editions, before.engines, before
    )


def _assess(
    case: Case,
    catalogue: Catalogue,
    on: date,
    editions: tuple[Edition, ...],
    engines: Mapping[str, Engine],
    before: Assessment | None,
) -> Assessment:
    facts = fact_base(case, on, before.facts if before is not None else None)
    units = before.work.following(facts) if before is not None else Units(facts)
    reports: dict[str, EngineReport] = {}
    context = Context(facts, units, catalogue, on, editions, reports)
    for name, engine in engines.items():
        report = engine(context)
        facts.conclude(report.facts)
        reports[name] = report
    facts.settle()
    units.settle()
    return Assessment(
        case=case,
        on=on,
        editions=editions,
        what_if=tuple(edition.id for edition in editions if not edition.in_force_on(on)),
        catalogue=catalogue,
        reports=reports,
        facts=facts,
        units=units.done,
        work=units,
        engines=engines,
        evaluated=units.evaluated,
        next_change=units.next_change,
    )
