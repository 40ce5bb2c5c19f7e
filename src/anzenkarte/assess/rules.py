"""Evaluation of catalogue rules over subjects, shared by the engines that evaluate rules."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final, NamedTuple

from anzenkarte.assess.units import Context
from anzenkarte.catalogue.conditions.evaluate import VACUOUS, settled
from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.model import Rule
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN
from anzenkarte.kernel.verdicts import Finding, Outcome, Reason, reason


class Evaluation(NamedTuple):
    """One rule on one subject."""

    rule: Rule
    subject: str
    outcome: Outcome
    used: tuple[FactRead, ...]
    missing: tuple[FactRead, ...]

    @property
    def stated(self) -> bool:
        """Whether a fact it rests on is only somebody's statement."""
        for read in self.used:  # noqa: SIM110 - asked of every evaluation; a generator takes three times as long
            if read.fact.origin == "stated":
                return True
        return False


def evaluate(facts: FactBase, rule: Rule, subject: str) -> Evaluation | None:
    """Evaluate a rule on a subject; None when the subject certainly takes no part.

    Guard false is not applicable, guard unknown is unknown, an ``every`` over a complete empty set is not applicable;
    a subject whose taking part is unknown is unknown unless the requirement holds anyway. A rule whose facts are only
    necessary never says met.
    """
    used: list[FactRead] = []
    missing: list[FactRead] = []
    where: int = TRUE
    if rule.where is not ALWAYS:
        where = settled(rule.where_closure(facts, subject, used, missing))
        if where == FALSE:
            return None
    guard = TRUE if rule.applies_if is ALWAYS else rule.applies_closure(facts, subject, used, missing)
    require_missing: list[FactRead] = []
    require = rule.require_closure(facts, subject, used, require_missing)
    outcome = _outcome(where, guard, require)
    if outcome == "met" and rule.only_necessary:
        return Evaluation(rule, subject, "unknown", unique(used), ())
    if outcome != "unknown":
        return Evaluation(rule, subject, outcome, unique(used), ())
    if require == UNKNOWN:
        missing += require_missing
    return Evaluation(rule, subject, outcome, unique(used), unique(missing))


def _outcome(where: int, guard: int, require: int) -> Outcome:
    if guard in (FALSE, VACUOUS) or require == VACUOUS:
        return "not_applicable"
    if require == TRUE and guard == TRUE:
        return "met"
    if UNKNOWN in (where, guard, require):
        return "unknown"
    return "not_met"


def unique(reads: Iterable[FactRead]) -> tuple[FactRead, ...]:
    """Each fact once, sorted by subject and name."""
    given = tuple(reads)
    if len(given) < 2:
        return given
    if len(given) == 2:
        first, second = given
        if first[:2] != second[:2]:
            return given if first[:2] < second[:2] else (second, first)
        return (second,)
    found = {read[:2]: read for read in given}
    return tuple([found[key] for key in sorted(found)])


def evaluate_all(context: Context, rule: Rule) -> tuple[tuple[Evaluation, ...], bool]:
    """A rule over all subjects of its kind, each a unit of its own, and whether the collection is complete.

    Engines that look at the same rule share its units.
    """
    facts = context.facts
    extent = facts.collection(rule.kind)
    found = context.units.each(("rule", rule.id), extent.subjects, partial(evaluate, facts, rule))
    return tuple(evaluation for evaluation in found if evaluation is not None), extent.complete


def finding_of(engine: str, evaluation: Evaluation, obliged: str = "") -> Finding:
    """The finding of a rule that is not met."""
    rule = evaluation.rule
    cites = (rule.item, *rule.cites) if rule.item else rule.cites
    return Finding(
        id=f"{engine}:{rule.id}@{evaluation.subject}",
        engine=engine,
        rule=rule.id,
        subject=evaluation.subject,
        severity=rule.severity,
        cites=tuple(dict.fromkeys(cites)),
        facts=evaluation.used,
        group=rule.group,
        obliged=obliged,
        trace=_not_met(rule, evaluation.subject),
    )


def _not_met(rule: Rule, subject: str) -> Reason:
    """The parts of a rule that is not met: the subject takes part, the guard holds, what is asked does not.

    Only so can it come out like that (``_outcome``). What every part below them came to, ``trace.rule_trace`` tells.
    """
    steps = _NOT_MET[rule.where is not ALWAYS, rule.applies_if is not ALWAYS]
    return Reason("trace.rule", (("rule", rule.id), ("subject", subject)), "not_met", steps)


_WHERE, _APPLIES = reason("trace.where", "true"), reason("trace.applies", "true")
_NOT_MET: Final = {
    (where, applies): (*((_WHERE,) * where), *((_APPLIES,) * applies), reason("trace.require", "false"))
    for where in (False, True)
    for applies in (False, True)
}
