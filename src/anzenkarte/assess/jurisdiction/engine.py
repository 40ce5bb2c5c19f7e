"""Runs every foreign law over every copy, and the jurisdiction rules of the catalogue."""

from __future__ import annotations

from functools import partial

from anzenkarte.assess.jurisdiction.rules import reach
from anzenkarte.assess.lessons import lessons_of
from anzenkarte.assess.results import EngineReport, Reach
from anzenkarte.assess.rules import Evaluation, evaluate_all, finding_of
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Item
from anzenkarte.kernel.facts import Fact, derived
from anzenkarte.kernel.verdicts import Finding, Verdict, reason

ENGINE = "jurisdiction"


def run(context: Context) -> EngineReport:
    """All reaches, findings for laws that reach medical information, and the fact ``copy.laws``."""
    laws = [law for law in context.catalogue.laws if law.applies_to]
    reaches: list[Reach] = []
    findings: list[Finding] = []
    facts: dict[tuple[str, str], Fact] = {}
    for copy in context.facts.collection("copy").subjects:
        here = [context.units.get((ENGINE, law.id, copy), partial(reach, context.facts, law, copy)) for law in laws]
        reaches += here
        reached = tuple(r.law for r in here if r.reached == "yes")
        open_ones = [r for r in here if r.reached == "unknown" and r.missing]
        known = bool(reached) or not open_ones
        facts[copy, "copy.laws"] = derived(reached, ENGINE) if known else Fact(None, "missing", ENGINE)
        findings += [_finding(r) for r in here if r.reached == "yes"]
        if open_ones:
            findings.append(_unknown(copy, open_ones))
    context.facts.upstream.update(facts)
    verdicts, rule_findings = _placement(context)
    findings += rule_findings
    lessons, lesson_findings = lessons_of(context, ENGINE)
    findings += lesson_findings
    return EngineReport(
        ENGINE,
        verdicts=tuple(sorted(verdicts, key=lambda verdict: verdict.id)),
        reaches=tuple(sorted(reaches, key=lambda r: r.id)),
        findings=tuple(sorted(findings, key=lambda finding: finding.id)),
        lessons=tuple(sorted(lessons, key=lambda verdict: verdict.id)),
        facts=facts,
    )


def _placement(context: Context) -> tuple[list[Verdict], list[Finding]]:
    """Rules on place and law of the editions asked, one verdict per rule and subject."""
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    for edition in context.editions:
        for rule in context.catalogue.rules(edition.id):
            item = context.catalogue.item(rule.item)
            if rule.engine != ENGINE or item is None:
                continue
            for evaluation in evaluate_all(context, rule)[0]:
                verdicts.append(_verdict(item, evaluation))
                if evaluation.outcome == "not_met":
                    findings.append(finding_of(ENGINE, evaluation, "vendor"))
    return verdicts, findings


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
