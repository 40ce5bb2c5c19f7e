"""Lessons: rules of editions that are evaluated whatever guideline editions are asked, such as the Handa self-check."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from anzenkarte.assess.rules import Evaluation, evaluate_all, finding_of, unique
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Item, Rule
from anzenkarte.kernel.facts import Fact, FactRead
from anzenkarte.kernel.verdicts import Finding, Outcome, Verdict, worst


@dataclass(frozen=True)
class Lesson:
    """What one lesson came to."""

    verdict: Verdict
    findings: tuple[Finding, ...]


def lessons_of(context: Context, engine: str) -> tuple[Lesson, ...]:
    """Every lesson whose rules belong to ``engine``."""
    found: list[Lesson] = []
    for edition in context.catalogue.lesson_editions():
        by_item: dict[str, list[Rule]] = {}
        for rule in context.catalogue.rules(edition.id):
            if rule.engine == engine:
                by_item.setdefault(rule.item, []).append(rule)
        for item_id, rules in sorted(by_item.items()):
            item = context.catalogue.item(item_id)
            if item is not None:
                key = ("lesson", engine, item.id)
                found.append(context.units.group(key, partial(_lesson, context, engine, item, rules)))
    return tuple(found)


def _lesson(context: Context, engine: str, item: Item, rules: list[Rule]) -> Lesson:
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
    return Lesson(verdict, tuple(finding_of(engine, e) for e in evaluations if e.outcome == "not_met"))
