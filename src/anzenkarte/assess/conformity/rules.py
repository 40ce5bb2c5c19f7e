"""One item: its rules over their subjects, then the parties' answers where facts do not decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from anzenkarte.assess.conformity.carried import told, with_carried
from anzenkarte.assess.conformity.guards import Guard
from anzenkarte.assess.conformity.statements import Answer, answers, per_service
from anzenkarte.assess.rules import Evaluation, evaluate_all, finding_of, unique
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.crosswalks.carry import Bridge
from anzenkarte.catalogue.model import Item, Rule
from anzenkarte.kernel.facts import Fact, FactRead
from anzenkarte.kernel.verdicts import BACKINGS, Finding, Outcome, Verdict, reason, worst

ENGINE = "conformity"
CASE = "case/case"
_OBLIGED = {"institution": "institution", "vendor_supplies": "institution", "vendor": "vendor"}


def judge(
    context: Context,
    item: Item,
    rules: Sequence[Rule],
    guard: Guard,
    bridges: Sequence[Bridge] = (),
) -> tuple[Verdict, tuple[Finding, ...]]:
    """The verdict of an item and the findings of its rules.

    ``guard`` says whether the edition, or the item's part of it, does not, or may not, apply. ``bridges`` lead to
    related items of other editions that somebody answered about; they count where nothing else is known.
    """
    evaluations: list[Evaluation] = []
    gaps: list[FactRead] = []
    for rule in rules:
        found, complete = evaluate_all(context, rule)
        evaluations += found
        if not complete or (not found and _says_nothing(context, item, rule)):
            gaps.append(FactRead(CASE, f"{rule.kind}.*", Fact(None, "missing")))
    said = context.units.get((ENGINE, "answers", item.id), partial(answers, context.facts, item.id, item.aliases))
    obliged = _OBLIGED[item.addressee]
    if guard.outcome is not None:
        return _guarded(item, obliged, guard, guard.outcome), ()
    outcomes: list[Outcome] = [e.outcome for e in evaluations]
    if gaps or not rules:
        outcomes.append("unknown")
    computed = worst(outcomes)
    verdict = _verdict(item, obliged, rules, evaluations, gaps, computed)
    own_rules = [e for e in evaluations if e.rule.engine == ENGINE]
    findings = [finding_of(ENGINE, e, obliged) for e in own_rules if e.outcome == "not_met"]
    own = [answer for answer in said if answer.counts(item.addressee)]
    if own:
        groups = per_service(context.facts, own, guard.out)
        verdict, more = _with_answers(item, verdict, groups, computed, bool(rules))
        findings += more
    elif bridges and computed == "unknown":
        verdict, carried = with_carried(item, verdict, told(context, bridges), bool(rules))
        findings += [_stated_no(item, answer) for answer in carried if answer.outcome == "not_met"]
    return verdict, tuple(findings)


def _says_nothing(context: Context, item: Item, rule: Rule) -> bool:
    """Whether a rule that nothing takes part in leaves the item open instead of not applicable.

    So it is for a rule that can only show part of an item, and for what stands at an institution not in the case.
    """
    there = [bool(context.facts.collection(kind).subjects) for kind in ("engagement", "institution")]
    return rule.only_necessary or (item.addressee != "vendor" and not any(there))


def _guarded(item: Item, obliged: str, guard: Guard, outcome: Outcome) -> Verdict:
    reads = (guard.read,) if guard.read is not None else ()
    return Verdict(
        id=f"{item.id}@{CASE}",
        item=item.id,
        subject=CASE,
        outcome=outcome,
        basis="computed",
        confidence=item.confidence,
        obliged=obliged,
        facts=reads,
        missing=reads if outcome == "unknown" else (),
        trace=reason(guard.code, outcome),
    )


def _verdict(
    item: Item,
    obliged: str,
    rules: Sequence[Rule],
    evaluations: Sequence[Evaluation],
    gaps: Sequence[FactRead],
    outcome: Outcome,
) -> Verdict:
    deciding = [e for e in evaluations if e.outcome == outcome]
    used = unique(read for e in deciding for read in e.used)
    missing = unique([*gaps, *(read for e in evaluations for read in e.missing)]) if outcome == "unknown" else ()
    certified = bool(rules) and all(rule.basis == "certified" for rule in rules)
    stated = any(e.stated for e in deciding)
    counts = Counter(e.outcome for e in evaluations)
    return Verdict(
        id=f"{item.id}@{CASE}",
        item=item.id,
        subject=CASE,
        outcome=outcome,
        basis="none" if not rules else ("stated" if stated else ("certified" if certified else "computed")),
        confidence=item.confidence,
        rule=",".join(sorted(rule.id for rule in rules)),
        obliged=obliged,
        facts=used,
        missing=missing,
        trace=reason("trace.rules" if rules else "trace.no-rule", outcome),
        counts=tuple(sorted(counts.items())),
    )


def _with_answers(
    item: Item, verdict: Verdict, groups: Sequence[Sequence[Answer]], computed: Outcome, has_rules: bool
) -> tuple[Verdict, list[Finding]]:
    """Facts decide where they can; otherwise answers are shown as stated, the worst of several services first.

    Where answers differ from facts, or those about one service from each other, that is a finding.
    """
    own = list({answer.statement: answer for group in groups for answer in group}.values())
    kept = replace(verdict, statements=tuple(answer.statement for answer in own))
    if computed != "unknown":
        differing = [answer for answer in own if answer.outcome != computed and computed != "not_applicable"]
        return kept, [_contradiction(item, verdict, answer) for answer in differing]
    outcomes = [_agreed(group) for group in groups]
    split = [group for group in groups if len({answer.outcome for answer in group}) > 1]
    findings = {a.statement: _contradiction(item, verdict, a) for group in split for a in group}
    counts = tuple(sorted(Counter(outcomes).items())) if len(groups) > 1 else verdict.counts
    outcome = worst(outcomes)
    if outcome == "unknown":
        return replace(kept, counts=counts), list(findings.values())
    deciding = [a for group, found in zip(groups, outcomes, strict=True) for a in group if found == outcome]
    stated = replace(
        kept,
        outcome=outcome,
        basis="stated",
        backing=min((answer.backing for answer in deciding), key=BACKINGS.index),
        missing=verdict.missing if has_rules else (),
        trace=reason("trace.stated", outcome, by=deciding[0].by, planned=deciding[0].planned_on),
        counts=counts,
    )
    if outcome == "not_met":
        findings |= {answer.statement: _stated_no(item, answer) for answer in deciding}
    return stated, list(findings.values())


def _agreed(group: Sequence[Answer]) -> Outcome:
    """What the answers about one service come to: nothing, where there is none or they differ."""
    outcomes = {answer.outcome for answer in group}
    return outcomes.pop() if len(outcomes) == 1 else "unknown"


def _contradiction(item: Item, verdict: Verdict, answer: Answer) -> Finding:
    fact = FactRead(answer.by, "statement.answer", Fact(answer.outcome, "", answer.statement, "stated"))
    return Finding(
        id=f"{ENGINE}:answer-contradicts@{item.id}#{answer.statement}",
        engine=ENGINE,
        rule="answer-contradicts",
        subject=CASE,
        severity="action",
        cites=(item.id,),
        facts=(*verdict.facts, fact),
        params=(("answer", answer.outcome), ("by", answer.by), ("computed", verdict.outcome), ("item", item.id)),
    )


def _stated_no(item: Item, answer: Answer) -> Finding:
    fact = FactRead(answer.by, "statement.answer", Fact(answer.outcome, "", answer.statement, "stated"))
    params = [("by", answer.by), ("item", item.id)]
    if answer.planned_on:
        params.append(("planned_on", answer.planned_on))
    return Finding(
        id=f"{ENGINE}:stated-{'planned' if answer.planned_on else 'no'}@{item.id}#{answer.statement}",
        engine=ENGINE,
        rule="stated-planned" if answer.planned_on else "stated-no",
        subject=CASE,
        severity="check" if answer.planned_on else "action",
        cites=(item.id,),
        facts=(fact,),
        params=tuple(params),
        obliged=_OBLIGED[item.addressee],
    )
