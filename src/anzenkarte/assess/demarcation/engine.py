"""Runs the matrix over every duty and subject, and turns gaps, overlaps and contradictions into findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from anzenkarte.assess.demarcation.rules import cells
from anzenkarte.assess.lessons import Lesson, lessons_of
from anzenkarte.assess.results import Cell, EngineReport
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.conditions.evaluate import settled
from anzenkarte.catalogue.model import Duty
from anzenkarte.kernel.facts import Fact, FactRead, derived
from anzenkarte.kernel.truth import FALSE
from anzenkarte.kernel.verdicts import Finding, Severity

ENGINE = "demarcation"
_WORTH = ("gap", "overlap", "contradiction", "open")


def run(context: Context) -> EngineReport:
    """All cells, findings per duty and subject, and the facts ``duty_gaps`` and ``duty_contradictions``."""
    matrix = context.units.group((ENGINE,), partial(_matrix, context))
    context.facts.conclude(matrix.facts)
    lessons = lessons_of(context, ENGINE)
    return context.units.join(ENGINE, (matrix, *lessons), partial(_report, matrix, lessons))


def _report(matrix: EngineReport, lessons: Sequence[Lesson]) -> EngineReport:
    findings = [*matrix.findings, *(finding for lesson in lessons for finding in lesson.findings)]
    return replace(
        matrix,
        findings=tuple(sorted(findings, key=lambda finding: finding.id)),
        lessons=tuple(sorted((lesson.verdict for lesson in lessons), key=lambda verdict: verdict.id)),
    )


def _matrix(context: Context) -> EngineReport:
    found: list[Cell] = []
    findings: list[Finding] = []
    for duty in sorted(context.catalogue.duties, key=lambda duty: duty.id):
        for kind in duty.kinds:
            part = context.units.group((ENGINE, duty.id, kind), partial(_duty, context, duty, kind))
            found += part[0]
            findings += part[1]
    facts = _facts(context, found)
    found.sort(key=lambda cell: cell.id)
    return EngineReport(ENGINE, cells=tuple(found), findings=tuple(findings), facts=facts)


def _duty(context: Context, duty: Duty, kind: str) -> tuple[list[Cell], list[Finding]]:
    found: list[Cell] = []
    findings: list[Finding] = []
    subjects = context.facts.collection(kind).subjects
    for part in context.units.each((ENGINE, duty.id), subjects, partial(_unit, context, duty, kind)):
        found += part[0]
        findings += part[1]
    return found, findings


def _unit(context: Context, duty: Duty, kind: str, subject: str) -> tuple[tuple[Cell, ...], tuple[Finding, ...]]:
    reads: list[FactRead] = []
    takes_part = settled(duty.where_closures[kind](context.facts, subject, reads, []))
    if takes_part == FALSE:
        return (), ()
    part = cells(context.facts, duty, subject)
    return part, tuple(_findings(duty, subject, part, tuple(reads)))


def _findings(duty: Duty, subject: str, part: tuple[Cell, ...], reads: tuple[FactRead, ...]) -> list[Finding]:
    findings: list[Finding] = []
    states = {cell.state for cell in part}
    for state in _WORTH:
        if state not in states:
            continue
        here = [cell for cell in part if cell.state == state]
        acts = sorted({f"{cell.situation}/{cell.act}" for cell in here})
        parties = sorted({party for cell in here for party in cell.parties})
        params = [("acts", ",".join(acts)), ("duty", duty.id)]
        if parties:
            params.append(("parties", ",".join(parties)))
        findings.append(
            Finding(
                id=f"{ENGINE}:{duty.id}-{state}@{subject}",
                engine=ENGINE,
                rule=f"{duty.id}-{state}",
                subject=subject,
                severity=_severity(duty, state),
                cites=duty.cites,
                facts=reads + _voices(here),
                params=tuple(params),
                group=duty.group,
            )
        )
    return findings


def _severity(duty: Duty, state: str) -> Severity:
    if state == "open":
        return "check"
    return "action" if state == "overlap" else duty.severity


def _voices(here: list[Cell]) -> tuple[FactRead, ...]:
    """Who said what, shown as facts of the finding."""
    seen: dict[tuple[str, str], FactRead] = {}
    for cell in here:
        for voice in cell.voices:
            origin = "stated" if voice.kind in ("statement", "hearsay") else "document"
            fact = Fact(voice.party, "", voice.source, "stated" if origin == "stated" else "document")
            seen[voice.source, voice.party] = FactRead(voice.by or cell.subject, f"demarcation.{voice.kind}", fact)
    return tuple(seen[key] for key in sorted(seen))


def _facts(context: Context, found: list[Cell]) -> dict[tuple[str, str], Fact]:
    """Duties with a gap or a contradiction, per subject and for the whole case.

    A list stays unknown while a cell is open: somebody may have taken the duty on without it being written down.
    """
    gaps: dict[str, set[str]] = {}
    contradictions: dict[str, set[str]] = {}
    unsure: set[str] = set()
    for subject, duty, state in dict.fromkeys((cell.subject, cell.duty, cell.state) for cell in found):
        for about in (subject, "case/case"):
            gap, contradiction = gaps.setdefault(about, set()), contradictions.setdefault(about, set())
            if state == "gap":
                gap.add(duty)
            elif state == "contradiction":
                contradiction.add(duty)
            elif state == "open":
                unsure.add(about)
    facts: dict[tuple[str, str], Fact] = {}
    specs = context.facts.case.vocabulary.facts
    for subject in gaps:
        kind = subject.partition("/")[0]
        if f"{kind}.duty_gaps" not in specs:
            continue
        known = bool(gaps[subject]) or subject not in unsure
        facts[subject, f"{kind}.duty_gaps"] = (
            derived(tuple(sorted(gaps[subject])), "demarcation") if known else Fact(None, "missing", "demarcation")
        )
        facts[subject, f"{kind}.duty_contradictions"] = derived(tuple(sorted(contradictions[subject])), "demarcation")
    return facts
