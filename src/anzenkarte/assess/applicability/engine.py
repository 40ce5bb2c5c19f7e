"""Runs every scope of the catalogue over its subjects and hands the answers on as facts."""

from __future__ import annotations

from functools import partial

from anzenkarte.assess.applicability.rules import decide
from anzenkarte.assess.results import Decision, EngineReport
from anzenkarte.assess.rules import unique
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Scope
from anzenkarte.kernel.facts import Fact, derived
from anzenkarte.kernel.verdicts import Finding

ENGINE = "applicability"


def run(context: Context) -> EngineReport:
    """All decisions, the facts they yield, and findings where readings differ or facts contradict each other."""
    asked = frozenset(edition.id for edition in context.editions)
    return context.units.group((ENGINE, asked), partial(_decided, context, asked))


def _decided(context: Context, asked: frozenset[str]) -> EngineReport:
    decisions: list[Decision] = []
    yielded: dict[tuple[str, str], list[Fact]] = {}
    for scope in context.catalogue.scopes:
        if scope.editions and not asked & set(scope.editions):
            continue
        for subject in context.facts.collection(scope.kind).subjects:
            found = context.units.get((ENGINE, scope.id, subject), partial(decide, context.facts, scope, subject))
            if found is None:
                continue
            decisions.append(found)
            if scope.fact:
                yielded.setdefault((subject, scope.fact), []).append(_fact(scope, found))
    decisions.sort(key=lambda decision: decision.id)
    facts = {key: _join(values) for key, values in yielded.items()}
    findings = sorted((*_differing(decisions), *_conflicting(decisions)), key=lambda finding: finding.id)
    return EngineReport(ENGINE, decisions=tuple(decisions), findings=tuple(findings), facts=facts)


def _fact(scope: Scope, decision: Decision) -> Fact:
    value = scope.values.get(decision.answer)
    return derived(value, decision.id) if value is not None else Fact(None, "missing", decision.id)


def _join(values: list[Fact]) -> Fact:
    """Readings that agree give one fact; readings that differ leave it conflicting."""
    first = values[0]
    where = "; ".join(fact.where for fact in values)
    if all(fact.value == first.value and fact.unknown == first.unknown for fact in values):
        return Fact(first.value, first.unknown, where, first.origin)
    return Fact(None, "conflicting", where)


def _differing(decisions: list[Decision]) -> tuple[Finding, ...]:
    by_question: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        by_question.setdefault((decision.regime, decision.subject), []).append(decision)
    findings: list[Finding] = []
    for (regime, subject), group in sorted(by_question.items()):
        answers = {decision.answer for decision in group}
        if len(answers) < 2:
            continue
        findings.append(
            Finding(
                id=f"{ENGINE}:readings-differ-{regime}@{subject}",
                engine=ENGINE,
                rule="readings-differ",
                subject=subject,
                severity="check",
                cites=tuple(decision.scope for decision in group),
                params=(("regime", regime), ("answers", ", ".join(sorted(answers)))),
            )
        )
    return tuple(findings)


def _conflicting(decisions: list[Decision]) -> list[Finding]:
    """Decisions on whose path a fact stands of which the documents, or the parties' words, say two things."""
    findings: list[Finding] = []
    for decision in decisions:
        reads = tuple(read for step in decision.path for read in step.missing if read.fact.unknown == "conflicting")
        if reads:
            findings.append(
                Finding(
                    id=f"{ENGINE}:facts-conflict-{decision.scope}@{decision.subject}",
                    engine=ENGINE,
                    rule="facts-conflict",
                    subject=decision.subject,
                    severity="check",
                    cites=(decision.scope,),
                    missing=unique(reads),
                )
            )
    return findings
