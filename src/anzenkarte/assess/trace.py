"""A rule shown part by part, each with its truth: what was asked of which fact, and what was found.

Made only when somebody asks; it reads the same facts through the same reader as the rule itself.
"""

from __future__ import annotations

from anzenkarte.assess.rules import evaluate
from anzenkarte.catalogue.conditions.evaluate import VACUOUS, closure, follow
from anzenkarte.catalogue.conditions.nodes import ALWAYS, All, Always, Any, Condition, Not, Operand, Quantified, Test
from anzenkarte.catalogue.model import Rule
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.dates import Span, When
from anzenkarte.kernel.facts import Value
from anzenkarte.kernel.reading import Reader
from anzenkarte.kernel.truth import FALSE, TRUE
from anzenkarte.kernel.verdicts import Reason, reason

_TRUTH = {FALSE: "false", TRUE: "true", VACUOUS: "vacuous"}


def rule_trace(facts: FactBase, rule: Rule, subject: str) -> Reason:
    """A rule on one subject: whether it takes part, whether the rule concerns it, what is asked of it."""
    evaluation = evaluate(facts, rule, subject)
    parts = (("trace.where", rule.where), ("trace.applies", rule.applies_if), ("trace.require", rule.require))
    steps = [
        reason(code, _result(facts, node, subject), (condition_trace(facts, node, subject),))
        for code, node in parts
        if node != ALWAYS
    ]
    outcome = evaluation.outcome if evaluation is not None else "no_part"
    return reason("trace.rule", outcome, steps, rule=rule.id, subject=subject)


def condition_trace(reader: Reader, node: Condition, subject: str) -> Reason:
    """A condition with every part below it; ``result`` is true, false, unknown or vacuous (about nothing)."""
    result = _result(reader, node, subject)
    match node:
        case Test():
            return _test(reader, node, subject, result)
        case All() | Any():
            code = "part.all" if isinstance(node, All) else "part.any"
            return reason(code, result, [condition_trace(reader, part, subject) for part in node.parts])
        case Not():
            return reason("part.not", result, (condition_trace(reader, node.part, subject),))
        case Always():
            return reason("part.always", result)
        case Quantified():
            return _quantified(reader, node, subject, result)


def _result(reader: Reader, node: Condition, subject: str) -> str:
    return _TRUTH.get(closure(node)(reader, subject, [], []), "unknown")


def _test(reader: Reader, node: Test, subject: str, result: str) -> Reason:
    target, blocked = follow(reader, subject, node.path)
    if blocked is not None:
        return reason("part.blocked", result, fact=blocked.name, subject=blocked.subject, unknown=blocked.fact.unknown)
    fact = reader.fact(target, node.path.fact)
    params = {"fact": node.path.fact, "operand": _operand(node.operand), "operator": node.operator, "subject": target}
    if fact.known:
        params["found"] = text_of(fact.value)
    else:
        params["unknown"] = fact.unknown
    if fact.where:
        params["where"] = fact.where
    return reason("part.test", result, (), **params)


def _quantified(reader: Reader, node: Quantified, subject: str, result: str) -> Reason:
    start = reader.home(subject, node.home) if node.home else subject
    params = {"operator": node.operator, "number": str(node.number), "relation": node.relation}
    if not start:
        return reason("part.blocked", result, fact=node.relation, subject=node.home, unknown="missing")
    extent = reader.related(start, node.relation)
    steps = []
    for element in extent.subjects:
        where = closure(node.where)(reader, element, [], [])
        below = [] if node.where == ALWAYS else [condition_trace(reader, node.where, element)]
        if where != FALSE and node.that != ALWAYS:
            below.append(condition_trace(reader, node.that, element))
        shown = "no_part" if where == FALSE else _result(reader, node.that, element)
        steps.append(reason("part.element", shown, below, subject=element))
    if not extent.complete:
        steps.append(reason("part.incomplete", "unknown", relation=node.relation))
    return reason(f"part.{node.quantifier}", result, steps, subject=start, **params)


def _operand(operand: Operand) -> str:
    if isinstance(operand, Span):
        return f"P{operand.months}M{operand.days}D"
    return text_of(operand)


def text_of(value: Value | tuple[int, ...] | None) -> str:
    """A value as parameter text: words true and false, ISO dates, lists joined with commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, When):
        return value.iso
    if isinstance(value, tuple):
        return ",".join(str(entry) for entry in value)
    return "" if value is None else str(value)
