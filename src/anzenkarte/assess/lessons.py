"""Lessons: rules of editions that are evaluated whatever guideline editions are asked, such as the Handa self-check."""

from __future__ import annotations

from anzenkarte.assess.rules import Evaluation, evaluate_all, finding_of, unique
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Item, Rule
from anzenkarte.kernel.facts import Fact, FactRead
from anzenkarte.kernel.verdicts import Finding, Outcome, Verdict, worst


def lessons_of(context: Context, engine: str) -> tuple[list[Verdict], list[Finding]]:
    """Verdicts and findings of every lesson whose rules belong to ``engine``."""
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    for edition in context.catalogue.lesson_editions():
        by_item: dict[str, list[Rule]] = {}
        for rule in context.catalogue.rules(edition.id):
            if rule.engine == engine:
                by_item.setdefault(rule.item, []).append(rule)
        for item_id, rules in sorted(by_item.items()):
            item = context.catalogue.item(item_id)
            if item is None:
                continue
            verdict, evaluations = _lesson(context, item, rules)
            verdicts.append(verdict)
            findings += [finding_of(engine, e) for e in evaluations if e.outcome == "not_met"]
    return verdicts, findings


def _lesson(context: Context, item: Item, rules: list[Rule]) -> tuple[Verdict, list[Evaluation]]:
    evaluations: list[Evaluation] = []
    outcomes: list[Outcome] = []
    missing: list[FactRead] = []
    for rule in rules:
        found, complete = evaluate_all(context, rule)
        evaluations += found
        outcomes += [evaluation.outcome for evaluation in found]
        if not complete:
            outcomes.append("unknown")
            missing.append(FactRead("case/case", f"{rule.kind}.*", Fact(None, "missing")))
    outcome = worst(outcomes)
    missing += [read for evaluation in evaluations for read in evaluation.missing]
    used = unique(read for evaluation in evaluations if evaluation.outcome == outcome for read in evaluation.used)
    verdict = Verdict(
        id=f"{item.id}@case/case",
        item=item.id,
        subject="case/case",
        outcome=outcome,
        basis="stated" if any(evaluation.stated for evaluation in evaluations) else "computed",
        confidence=item.confidence,
        facts=used,
        missing=unique(missing) if outcome == "unknown" else (),
    )
    return verdict, evaluations
