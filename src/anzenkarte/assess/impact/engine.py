"""Says for the documents of one karte what a change of edition means; reads only what the change touches.

``What if edition X were in force`` is the same question with X as the new edition: the editions are arguments, and
``in_force`` says whether the new one is in force on the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from anzenkarte.assess.applicability import engine as applicability
from anzenkarte.assess.impact.results import Applies, Asked, CaseImpact, Due, Impact
from anzenkarte.assess.impact.statements import answered_items, answers_of, statement_impacts
from anzenkarte.assess.impact.transition import Transition
from anzenkarte.assess.rules import evaluate, unique
from anzenkarte.assess.units import Context, Units
from anzenkarte.catalogue.conditions.evaluate import Closure, settled
from anzenkarte.catalogue.editions.model import Deadline, State
from anzenkarte.catalogue.model import Addressee, Edition
from anzenkarte.karte.case import Case
from anzenkarte.karte.document import Document
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.derivers import fact_base
from anzenkarte.karte.select import choose
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN, Truth


def impact(documents: Sequence[Document], change: Transition, on: date) -> Impact:
    """What the change of edition means for the documents of one karte on a day.

    A case is every engagement of the karte, every institution no engagement of it belongs to, or its services alone.
    """
    answers = answers_of(documents)
    done = answered_items(answers, change)
    cases = [_case_impact(case, name, change, on, done) for name, case in cases_of(documents, change)]
    return Impact(
        old=change.diff.old.id,
        new=change.diff.new.id,
        on=on,
        in_force=change.diff.new.in_force_on(on),
        statements=statement_impacts(answers, change),
        cases=tuple(cases),
    )


def cases_of(documents: Sequence[Document], change: Transition) -> list[tuple[str, Case]]:
    """The cases a karte holds, by the name of the document each is about; a document is in a case at least once."""
    found: list[tuple[str, Case]] = []
    covered: set[int] = set()
    for kind in ("engagement", "institution", "service"):
        for document in sorted((d for d in documents if d.kind == kind), key=lambda d: d.name):
            if id(document) in covered:
                continue
            rest = [other for other in documents if other.kind != kind]
            case = choose([document, *rest], change.catalogue.vocabulary, document.name)
            covered.update(id(part) for part in case.documents)
            found.append((document.name, case))
    return found


def _case_impact(case: Case, name: str, change: Transition, on: date, done: frozenset[str]) -> CaseImpact:
    facts = fact_base(case, on)
    edition = change.diff.new
    applies = _applies(facts, change, edition)
    if applies == "no":
        return CaseImpact(name, case.about, applies)
    asked = _addressees(facts)
    items = tuple(item.id for item in change.items if item.id not in done and item.addressee in asked)
    due = [_due(facts, deadline, subject) for deadline in change.deadlines for subject in _subjects(facts, deadline)]
    return CaseImpact(name, case.about, applies, items, _asked(facts, change), tuple(due))


def _applies(facts: FactBase, change: Transition, edition: Edition) -> Applies:
    """Whether the new edition applies to the case, by the fact its header names; what engines conclude is concluded.

    In a case with several services one in scope is enough.
    """
    context = Context(facts, Units(facts), change.catalogue, facts.on, (edition,))
    facts.conclude(applicability.run(context).facts)
    if not edition.scope_fact:
        return "yes"
    subjects = facts.collection(edition.scope_fact.partition(".")[0]).subjects
    found = [facts.fact(subject, edition.scope_fact) for subject in subjects]
    if any(fact.known and str(fact.value) in edition.scope_values for fact in found):
        return "yes"
    return "no" if found and all(fact.known for fact in found) else "unknown"


def _addressees(facts: FactBase) -> frozenset[Addressee]:
    """Whose items somebody in the case can answer: institutions theirs, vendors theirs, an engagement both."""
    engagement, institution, service = (
        bool(facts.collection(kind).subjects) for kind in ("engagement", "institution", "service")
    )
    found: list[Addressee] = ["vendor_supplies"]
    found += ["institution"] if institution or engagement else []
    found += ["vendor"] if service or engagement else []
    return frozenset(found)


def _asked(facts: FactBase, change: Transition) -> tuple[Asked, ...]:
    """Facts only the new edition asks for that could still change a verdict of it and are not known."""
    items: dict[tuple[str, str], dict[str, None]] = {}
    unknown: dict[tuple[str, str], str] = {}
    for rule in change.rules:
        for subject in facts.collection(rule.kind).subjects:
            evaluation = evaluate(facts, rule, subject)
            for read in evaluation.missing if evaluation is not None else ():
                if read.name in change.facts:
                    key = read.subject, read.name
                    items.setdefault(key, {})[rule.item] = None
                    unknown[key] = read.fact.unknown
    return tuple(Asked(*key, unknown[key], tuple(items[key])) for key in sorted(items))


# --- deadlines ------------------------------------------------------------------------------------------------


def _subjects(facts: FactBase, deadline: Deadline) -> tuple[str, ...]:
    return facts.collection(deadline.kind).subjects


def _due(facts: FactBase, deadline: Deadline, subject: str) -> Due:
    """The first state that holds; one that cannot be told keeps every later one from being said."""
    holds, missing = _tell(facts, deadline.closure, subject)
    if holds != TRUE:
        return Due(deadline, subject, "away" if holds == FALSE else "perhaps", missing=missing)
    past = deadline.date.last < facts.on
    for state in deadline.states:
        holds, missing = _tell(facts, state.closure, subject)
        if holds == TRUE:
            return Due(deadline, subject, state.id, _by(facts, state, subject), past and not state.done)
        if holds != FALSE:
            break
    return Due(deadline, subject, "unknown", overdue=past, missing=missing)


def _tell(facts: FactBase, condition: Closure, subject: str) -> tuple[Truth, tuple[FactRead, ...]]:
    """Whether a condition holds, and what would have to be known where that cannot be told."""
    missing: list[FactRead] = []
    holds = settled(condition(facts, subject, [], missing))
    return holds, unique(missing) if holds == UNKNOWN else ()


def _by(facts: FactBase, state: State, subject: str) -> When | None:
    value = facts.fact(subject, state.by).value if state.by else None
    return value if isinstance(value, When) else None
