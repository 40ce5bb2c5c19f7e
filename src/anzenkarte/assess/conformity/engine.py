"""Runs every item of the editions asked that concerns somebody in the case.

Where a chapter of the edition in force is not held, the older edition's items of that chapter are shown as older
wording and never count as met. No percentage is computed anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from anzenkarte.assess.conformity.carried import bridges_of
from anzenkarte.assess.conformity.guards import Guards, guards_of
from anzenkarte.assess.conformity.rules import CASE, judge
from anzenkarte.assess.lessons import Lesson, lessons_of
from anzenkarte.assess.results import EditionSummary, EngineReport
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Edition, Item, Rule
from anzenkarte.kernel.facts import Fact
from anzenkarte.kernel.verdicts import Finding, Outcome, Verdict, reason
from anzenkarte.kernel.vocabulary import DOCUMENT_KINDS

ENGINE = "conformity"
_NOT_HELD = ("missing", "titles_only")
_NO_DUTY = ("info", "unknown", "may")  # printed modality without a duty


def run(context: Context) -> EngineReport:
    """Verdicts of all items, findings of their rules, and one summary per edition."""
    asked = tuple(edition.id for edition in context.editions)  # what carries over depends on all of them
    editions = tuple(
        context.units.group((ENGINE, edition.id, asked), partial(_edition, context, edition))
        for edition in context.editions
    )
    unmet = sum(verdict.outcome == "not_met" for held in editions for verdict in held.verdicts)
    facts = {(CASE, "case.unmet_items"): Fact(unmet, "", ENGINE, "derived")}
    context.facts.conclude(facts)
    lessons = lessons_of(context, ENGINE)
    return context.units.join(ENGINE, (*editions, *lessons), partial(_report, editions, lessons, facts))


@dataclass(frozen=True)
class _Judged:
    """What became of one edition."""

    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    summary: EditionSummary


def _report(editions: Sequence[_Judged], lessons: Sequence[Lesson], facts: dict[tuple[str, str], Fact]) -> EngineReport:
    verdicts = [verdict for held in editions for verdict in held.verdicts]
    found = [finding for held in editions for finding in held.findings]
    found += [finding for lesson in lessons for finding in lesson.findings]
    by_id = {finding.id: finding for finding in found}
    return EngineReport(
        ENGINE,
        verdicts=tuple(sorted(verdicts, key=lambda verdict: verdict.id)),
        findings=tuple(by_id[key] for key in sorted(by_id)),
        summaries=tuple(held.summary for held in editions),
        lessons=tuple(sorted((lesson.verdict for lesson in lessons), key=lambda verdict: verdict.id)),
        facts=facts,
    )


def _edition(context: Context, edition: Edition) -> _Judged:
    guards = guards_of(context, edition)
    items = [item for item in context.catalogue.items(edition.id) if item.extra.get("modality") not in _NO_DUTY]
    asked = _addressees(context)
    mine = [item for item in items if item.addressee in asked]
    verdicts, findings = _judge_all(context, edition, mine, guards)
    older, older_verdicts = _older_wording(context, edition, guards)
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    chapters = [chapter for chapter in edition.chapters if chapter.coverage != "none"]
    summary = EditionSummary(
        edition=edition.id,
        held=len(items),
        confidences=dict(sorted(Counter(item.confidence for item in items).items())),
        outcomes=dict(sorted(outcomes.items())),
        chapters_incomplete=sum(chapter.coverage != "complete" for chapter in chapters),
        chapters=len(chapters),
        complete=edition.complete,
        older=older,
        older_items=len(older_verdicts),
        left_to_others=len(items) - len(mine),
    )
    return _Judged((*verdicts, *older_verdicts), tuple(findings), summary)


def _judge_all(
    context: Context, edition: Edition, items: list[Item], guards: Guards
) -> tuple[list[Verdict], list[Finding]]:
    rules: dict[str, list[Rule]] = {}
    for rule in context.catalogue.rules(edition.id):
        rules.setdefault(rule.item, []).append(rule)
    bridges = bridges_of(context)
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    for item in items:
        related = bridges.get(item.id, ())
        guard = guards.of(item.part)
        decide = partial(judge, context, item, rules.get(item.id, ()), guard, related)
        sources = tuple(bridge.source for bridge in related)
        verdict, found = context.units.group((ENGINE, "item", item.id, guard, sources), decide)
        verdicts.append(verdict)
        findings += found
    return verdicts, findings


def _addressees(context: Context) -> frozenset[str]:
    """A service on its own is not shown what only an institution can answer, and the other way round."""
    there = {kind for kind in DOCUMENT_KINDS if context.facts.collection(kind).subjects}
    asked = {"institution": {"institution", "engagement"}, "vendor": {"service", "engagement"}}
    return frozenset(("vendor_supplies", *(who for who, kinds in asked.items() if kinds & there)))


def _older_wording(context: Context, edition: Edition, guards: Guards) -> tuple[str, list[Verdict]]:
    """Items of the superseded edition in chapters this edition does not hold, marked and never met."""
    older = context.catalogue.editions.get(edition.supersedes)
    holes = {(chapter.part, chapter.number) for chapter in edition.chapters if chapter.coverage in _NOT_HELD}
    if older is None or not holes:
        return "", []
    held = {(item.part, item.chapter, item.number) for item in context.catalogue.items(edition.id)}
    asked = _addressees(context)
    items = [
        item
        for item in context.catalogue.items(older.id)
        if (item.part, item.chapter) in holes
        and (item.part, item.chapter, item.number) not in held
        and item.extra.get("modality") not in _NO_DUTY
        and item.addressee in asked
    ]
    verdicts, _ = _judge_all(context, older, items, guards)
    return older.id, [_as_older(verdict, older.id) for verdict in verdicts]


def _as_older(verdict: Verdict, edition: str) -> Verdict:
    """Older wording: what would be met stays cannot tell, because the wording in force was not read."""
    outcome: Outcome = "unknown" if verdict.outcome in ("met", "not_met") else verdict.outcome
    return replace(verdict, outcome=outcome, older=edition, trace=reason("trace.older-wording", verdict.outcome))
