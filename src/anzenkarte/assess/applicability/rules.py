"""Walks a decision tree. An unknown answer follows both ways: only when they differ does it end in *depends*."""

from __future__ import annotations

from anzenkarte.assess.results import Answer, Decision, Step, YesNo
from anzenkarte.assess.rules import unique
from anzenkarte.catalogue.conditions.evaluate import settled
from anzenkarte.catalogue.model import Scope
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.truth import FALSE, TRUE

_ANSWERS: dict[str, Answer] = {"=in": "in", "=out": "out", "=depends": "depends"}


def decide(facts: FactBase, scope: Scope, subject: str) -> Decision | None:
    """Decide one scope for one subject; None when it is not asked about this subject."""
    if settled(scope.where_closure(facts, subject, [], [])) == FALSE:
        return None
    answer, path = _walk(facts, scope, subject, scope.first)
    return Decision(f"{scope.id}@{subject}", scope.id, scope.regime, subject, answer, tuple(path))


def _walk(facts: FactBase, scope: Scope, subject: str, at: str) -> tuple[Answer, list[Step]]:
    if at in _ANSWERS:
        return _ANSWERS[at], []
    question = scope.questions[at]
    used: list[FactRead] = []
    missing: list[FactRead] = []
    value = settled(question.closure(facts, subject, used, missing))
    said: YesNo = "yes" if value == TRUE else ("no" if value == FALSE else "unknown")
    step = Step(question.id, said, unique(used), unique(missing) if said == "unknown" else ())
    if said != "unknown":
        answer, rest = _walk(facts, scope, subject, question.yes if said == "yes" else question.no)
        return answer, [step, *rest]
    yes, yes_path = _walk(facts, scope, subject, question.yes)
    no, no_path = _walk(facts, scope, subject, question.no)
    if yes == no:
        return yes, [step, *(yes_path if len(yes_path) >= len(no_path) else no_path)]
    open_steps = [s for s in (*yes_path, *no_path) if s.answer == "unknown"]
    return "depends", [step, *dict.fromkeys(open_steps)]
