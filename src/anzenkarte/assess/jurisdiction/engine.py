"""Runs every foreign law over every copy and every flow, and the jurisdiction rules of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from operator import itemgetter

from anzenkarte.assess.jurisdiction.flows import FlowLaws
from anzenkarte.assess.jurisdiction.rules import reach
from anzenkarte.assess.lessons import Lesson, lessons_of
from anzenkarte.assess.results import EngineReport, Reach
from anzenkarte.assess.rules import Evaluation, evaluate_all, finding_of
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Edition, Item, Law
from anzenkarte.kernel.facts import Fact, derived
from anzenkarte.kernel.verdicts import Finding, Verdict, reason

ENGINE = "jurisdiction"
_HELPS_MUCH = frozenset({"keys-outside", "encrypted-on-the-way"})  # whoever is under the law has nothing to read


def run(context: Context) -> EngineReport:
    """All reaches, findings for laws that reach medical information, and the facts ``copy.laws`` and ``flow.laws``."""
    laws = [law for law in context.catalogue.laws if law.applies_to]
    copies = context.units.group((ENGINE,), partial(_copies, context, laws))
    flows = context.units.group((ENGINE, "flows"), partial(_flows, context, laws))
    context.facts.conclude(copies.facts)
    context.facts.conclude(flows.facts)
    placement = tuple(
        context.units.group((ENGINE, "placement", edition.id), partial(_placement, context, edition))
        for edition in context.editions
    )
    lessons = lessons_of(context, ENGINE)
    parts = (copies, flows, *placement, *lessons)
    return context.units.join(ENGINE, parts, partial(_report, (copies, flows), placement, lessons))


Placed = tuple[tuple[Verdict, ...], tuple[Finding, ...]]


def _report(judged: Sequence[EngineReport], placement: Sequence[Placed], lessons: Sequence[Lesson]) -> EngineReport:
    verdicts = [verdict for placed, _ in placement for verdict in placed]
    findings = [finding for part in judged for finding in part.findings]
    findings += [finding for _, found in placement for finding in found]
    findings += [finding for lesson in lessons for finding in lesson.findings]
    return EngineReport(
        ENGINE,
        reaches=tuple(reach for part in judged for reach in part.reaches),
        facts={key: fact for part in judged for key, fact in part.facts.items()},
        verdicts=tuple(sorted(verdicts, key=lambda verdict: verdict.id)),
        findings=tuple(sorted(findings, key=lambda finding: finding.id)),
        lessons=tuple(sorted((lesson.verdict for lesson in lessons), key=lambda verdict: verdict.id)),
    )


def _copies(context: Context, laws: Sequence[Law]) -> EngineReport:
    """Every law over every copy."""
    by_copy = {
        copy: [context.units.get((ENGINE, law.id, copy), partial(reach, context.facts, law, copy)) for law in laws]
        for copy in context.facts.collection("copy").subjects
    }
    return _judged(context, by_copy, "copy.laws", "copy.medical")


def _flows(context: Context, laws: Sequence[Law]) -> EngineReport:
    """All laws over every flow."""
    flows = context.facts.collection("flow").subjects
    found = context.units.each((ENGINE, "flow"), flows, partial(FlowLaws(laws).reaches, context.facts))
    return _judged(context, dict(zip(flows, found, strict=True)), "flow.laws", "flow.carries_medical_information")


def _judged(context: Context, by_subject: Mapping[str, Sequence[Reach]], concluded: str, medical: str) -> EngineReport:
    """What the reaches come to; the list of laws is known once every law is decided.

    What is known to be no medical information is shown with its laws and makes no finding.
    """
    findings: list[Finding] = []
    facts: dict[tuple[str, str], Fact] = {}
    for subject, here in by_subject.items():
        reached = tuple(r.law for r in here if r.reached == "yes")
        open_ones = [r for r in here if r.reached == "unknown" and r.missing]
        facts[subject, concluded] = Fact(None, "missing", ENGINE) if open_ones else derived(reached, ENGINE)
        if not here or context.facts.fact(subject, medical).value is False:
            continue
        findings += [_finding(r) for r in here if r.reached == "yes"]
        if open_ones:
            findings.append(_unknown(subject, open_ones))
    reaches = tuple(sorted([r for here in by_subject.values() for r in here], key=itemgetter(0)))
    return EngineReport(ENGINE, reaches=reaches, findings=tuple(findings), facts=facts)


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
    rule = found.law if found.subject.startswith("copy/") else f"{found.law}-flow"
    return Finding(
        id=f"{ENGINE}:{rule}@{found.subject}",
        engine=ENGINE,
        rule=rule,
        subject=found.subject,
        severity="note" if _HELPS_MUCH & set(found.helps) else "check",
        cites=(found.law,),
        facts=found.facts,
        params=(("ground", found.ground), ("helps", ",".join(found.helps)), ("law", found.law)),
    )


def _unknown(subject: str, open_ones: Sequence[Reach]) -> Finding:
    rule = "reach-unknown" if subject.startswith("copy/") else "reach-unknown-flow"
    reads = {(read.subject, read.name): read for r in open_ones for read in r.missing}
    return Finding(
        id=f"{ENGINE}:{rule}@{subject}",
        engine=ENGINE,
        rule=rule,
        subject=subject,
        severity="check",
        cites=tuple(r.law for r in open_ones),
        missing=tuple(reads[key] for key in sorted(reads)),
    )
