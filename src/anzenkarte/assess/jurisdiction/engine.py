"""Runs every foreign law over every copy, and the jurisdiction rules of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from anzenkarte.assess.jurisdiction.rules import reach
from anzenkarte.assess.lessons import Lesson, lessons_of
from anzenkarte.assess.results import EngineReport, Reach
from anzenkarte.assess.rules import Evaluation, evaluate_all, finding_of
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.kernel.facts import Fact, derived
from anzenkarte.kernel.verdicts import Finding, Verdict, reason

ENGINE = "jurisdiction"


def run(context: Context) -> EngineReport:
    """All reaches, findings for laws that reach medical information, and the fact ``copy.laws``."""
    reaches = context.units.group((ENGINE,), partial(_reaches, context))
    context.facts.conclude(reaches.facts)
    placement = tuple(
        context.units.group((ENGINE, "placement", edition.id), partial(_placement, context, edition))
        for edition in context.editions
    )
    lessons = lessons_of(context, ENGINE)
    parts = (reaches, *placement, *lessons)
    return context.units.join(ENGINE, parts, partial(_report, reaches, placement, lessons))


Placed = tuple[tuple[Verdict, ...], tuple[Finding, ...]]


def _report(reaches: EngineReport, placement: Sequence[Placed], lessons: Sequence[Lesson]) -> EngineReport:
    verdicts = [verdict for placed, _ in placement for verdict in placed]
    findings = [*reaches.findings, *(finding for _, found in placement for finding in found)]
    findings += [finding for lesson in lessons for finding in lesson.findings]
    return replace(
        reaches,
        verdicts=tuple(sorted(verdicts, key=lambda verdict: verdict.id)),
        findings=tuple(sorted(findings, key=lambda finding: finding.id)),
        lessons=tuple(sorted((lesson.verdict for lesson in lessons), key=lambda verdict: verdict.id)),
    )


def _reaches(context: Context) -> EngineReport:
    """Every law over every copy; the list of laws is known once every law is decided.

    A copy known to hold no medical information is shown with its laws and makes no finding.
    """
    laws = [law for law in context.catalogue.laws if law.applies_to]
    reaches: list[Reach] = []
    findings: list[Finding] = []
    facts: dict[tuple[str, str], Fact] = {}
    for copy in context.facts.collection("copy").subjects:
        here = [context.units.get((ENGINE, law.id, copy), partial(reach, context.facts, law, copy)) for law in laws]
        reaches += here
        reached = tuple(r.law for r in here if r.reached == "yes")
        open_ones = [r for r in here if r.reached == "unknown" and r.missing]
        facts[copy, "copy.laws"] = Fact(None, "missing", ENGINE) if open_ones else derived(reached, ENGINE)
        if context.facts.fact(copy, "copy.medical").value is False:
            continue
        findings += [_finding(r) for r in here if r.reached == "yes"]
        if open_ones:
            findings.append(_unknown(copy, open_ones))
    reaches.sort(key=lambda r: r.id)
    return EngineReport(ENGINE, reaches=tuple(reaches), findings=tuple(findings), facts=facts)


def _placement(context: Context, edition: Edition) -> Placed:
    """Rules on place and law of an edition asked, one verdict per rule and subject."""
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    for rule in context.catalogue.rules(edition.id):
        item = context.catalogue.item(rule.item)
        if rule.engine != ENGINE or item is None:
            continue
        for evaluation in evaluate_all(context, rule)[0]:
            verdicts.append(_verdict(item, evaluation))
            if evaluation.outcome == "not_met":
                findings.append(finding_of(ENGINE, evaluation, "vendor"))
    return tuple(verdicts), tuple(findings)


def _verdict(item: Item, evaluation: Evaluation) -> Verdict:
    return Verdict(
        id=f"{item.id}#{evaluation.rule.id}@{evaluation.subject}",
        item=item.id,
        subject=evaluation.subject,
        outcome=evaluation.outcome,
        basis="stated" if evaluation.stated else "computed",
        confidence=item.confidence,
        rule=evaluation.rule.id,
        obliged="vendor",
        facts=evaluation.used,
        missing=evaluation.missing,
        trace=reason("trace.rules", evaluation.outcome),
    )


def _finding(found: Reach) -> Finding:
    return Finding(
        id=f"{ENGINE}:{found.law}@{found.subject}",
        engine=ENGINE,
        rule=found.law,
        subject=found.subject,
        severity="note" if "keys-outside" in found.helps else "check",
        cites=(found.law,),
        facts=found.facts,
        params=(("ground", found.ground), ("helps", ",".join(found.helps)), ("law", found.law)),
    )


def _unknown(copy: str, open_ones: list[Reach]) -> Finding:
    reads = {(read.subject, read.name): read for r in open_ones for read in r.missing}
    return Finding(
        id=f"{ENGINE}:reach-unknown@{copy}",
        engine=ENGINE,
        rule="reach-unknown",
        subject=copy,
        severity="check",
        cites=tuple(r.law for r in open_ones),
        missing=tuple(reads[key] for key in sorted(reads)),
    )
