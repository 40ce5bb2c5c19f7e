"""The slow peer: the same rules, evaluated plainly, to compare results and times with.

Nothing is remembered, recorded or indexed: every fact is read anew whenever it is asked for, a relation is a walk over
all its elements, a condition is interpreted node by node, and a whole assessment is made for every change. What it
shares with the product is the definition of the facts and of what the engines conclude from them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from anzenkarte.assess.results import EngineReport
from anzenkarte.assess.run import ENGINES
from anzenkarte.assess.units import Context, Units
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.conditions.evaluate import NOBODY, VACUOUS, comparison, follow
from anzenkarte.catalogue.conditions.nodes import All, Always, Any, Condition, Not, Quantified, Test
from anzenkarte.catalogue.model import Duty, Edition, Rule
from anzenkarte.catalogue.threats.model import Threat
from anzenkarte.karte.case import INDEXES, Case
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.derivers import DERIVERS
from anzenkarte.karte.facts.simple import written_fact
from anzenkarte.kernel.facts import MISSING, Fact, FactRead
from anzenkarte.kernel.reading import Extent, Reader
from anzenkarte.kernel.truth import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    conjunction,
    count_bounds,
    disjunction,
    every,
    negation,
    some,
    truth,
)

T = TypeVar("T")


class PlainFacts(FactBase):
    """A fact base without memory."""

    def fact(self, subject: str, name: str) -> Fact:
        """Read or derive the fact, whoever asked before."""
        spec = self.case.vocabulary.facts[name]
        if spec.upstream:
            return self.upstream.get((subject, name), MISSING)
        found = self._derived(subject, name) if spec.derived else written_fact(self.case, subject, spec)
        self._said = self._said or found.origin == "stated"
        return found

    _said = False  # whether anything read since a derivation began is only somebody's word

    def _derived(self, subject: str, name: str) -> Fact:
        """What rests on a word that is only stated is itself only stated."""
        outer, self._said = self._said, False
        found = self.derivers[name](self, subject)
        if found.origin == "derived" and self._said:
            found = found._replace(origin="stated")
        self._said = outer
        return found

    def related(self, subject: str, relation: str) -> Extent:
        """Walk over everything the relation could lead to."""
        spec = self.case.vocabulary.relations[relation]
        if spec.field:
            fact = self.fact(subject, f"{spec.kind}.{spec.field}")
            return Extent(fact.value if isinstance(fact.value, tuple) else (), fact.known)
        everything = self.case.collection(spec.target)
        if not spec.by:
            return everything
        pointing: list[str] = []
        complete = everything.complete
        for other in everything.subjects:
            values = [part.entity.fields.get(spec.by) for part in self.case.parts(other)]
            slugs = [slug for value in values for slug in (value if isinstance(value, list) else [value])]
            target = self.case.vocabulary.facts[f"{spec.target}.{spec.by}"].target
            ends = [self.case.refer(other, target, slug) for slug in slugs if isinstance(slug, str)]
            if subject in ends:
                pointing.append(other)
            if not ends and any(isinstance(value, dict) for value in values):
                complete = False  # it is said not to be known where this one points
        return Extent(tuple(pointing), complete)

    def collection(self, kind: str) -> Extent:
        return self.case.collection(kind)

    def index(self, name: str, *key: str) -> tuple[Entity, ...]:
        """Walk over every statement or assignment."""
        fields = INDEXES[name]
        found = []
        for subject in self.case.subjects(name.partition("s-by-")[0]):
            for part in self.case.parts(subject):
                have = part.entity.fields
                if all(field in have or field == "subject" for field in fields):
                    written = have.get("subject")
                    place = self.case.refer(subject, "any", str(written)) if written else ""
                    if tuple(place if field == "subject" else str(have[field]) for field in fields) == key:
                        found.append(part.entity)
        return tuple(found)

    def boundary(self, day: date) -> None:
        """Nothing is kept, so no day matters later."""


class PlainUnits(Units):
    """Evaluates whatever it is asked, every time."""

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The value, computed now."""
        self.evaluated += 1
        return compute()

    def each(self, name: tuple[str, str], subjects: Sequence[str], compute: Callable[[str], T]) -> list[T]:
        """The values of all subjects, computed now."""
        self.evaluated += len(subjects)
        return [compute(subject) for subject in subjects]

    def group(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Several units, computed now."""
        return compute()

    def join(self, name: str, parts: tuple[object, ...], build: Callable[[], T]) -> T:
        """What is built from parts, built now."""
        return build()


@dataclass(frozen=True)
class Answer:
    """What a node of a condition came to, with the facts it used and those it still lacks."""

    value: int
    used: tuple[FactRead, ...] = ()
    missing: tuple[FactRead, ...] = ()


def interpret(node: Condition, reader: Reader, subject: str) -> Answer:
    """The plain meaning of a condition; the product's closures must agree with it."""
    if isinstance(node, Always):
        return Answer(truth(node.value))
    if isinstance(node, Test):
        return _test(node, reader, subject)
    if isinstance(node, Not):
        inner = interpret(node.part, reader, subject)
        return inner if inner.value == VACUOUS else replace(inner, value=negation(_plain(inner.value)))
    if isinstance(node, All | Any):
        return _joined(node, [interpret(part, reader, subject) for part in node.parts])
    return _quantified(node, reader, subject)


def _plain(value: int) -> Truth:
    return TRUE if value in (TRUE, VACUOUS) else (UNKNOWN if value == UNKNOWN else FALSE)


def _test(node: Test, reader: Reader, subject: str) -> Answer:
    target, blocked = follow(reader, subject, node.path)
    read = blocked or FactRead(target, node.path.fact, reader.fact(target, node.path.fact))
    known = blocked is None and read.fact.known
    value = comparison(node.operator, node.operand)(reader, read.fact.value) if known else UNKNOWN
    return Answer(value, (read,), (read,) if value == UNKNOWN else ())


def _joined(node: All | Any, answers: list[Answer]) -> Answer:
    used = tuple(read for answer in answers for read in answer.used)
    counted = [_plain(answer.value) for answer in answers if answer.value != VACUOUS]
    if not counted:
        return Answer(VACUOUS, used)
    value = conjunction(counted) if isinstance(node, All) else disjunction(counted)
    missing = tuple(read for answer in answers for read in answer.missing) if value == UNKNOWN else ()
    return Answer(value, used, missing)


def _quantified(node: Quantified, reader: Reader, subject: str) -> Answer:
    start = reader.home(subject, node.home) if node.home else subject
    if not start:
        gone = (FactRead(node.home, node.relation, NOBODY),)
        return Answer(UNKNOWN, gone, gone)
    extent = reader.related(start, node.relation)
    pairs: list[tuple[Truth, Truth]] = []
    used: list[FactRead] = []
    missing: list[FactRead] = []
    hinges: list[FactRead] = []
    harmless = TRUE if node.quantifier == "every" else FALSE
    for element in extent.subjects:
        where, that = interpret(node.where, reader, element), interpret(node.that, reader, element)
        pairs.append((_plain(where.value), _plain(that.value)))
        used += where.used + that.used
        hinges += where.missing
        if pairs[-1][0] != FALSE and pairs[-1][1] != harmless:
            missing += where.missing + that.missing
    value = _outcome(node, pairs, extent.complete, reader)
    if value != UNKNOWN:
        return Answer(value, tuple(used))
    if node.quantifier == "every" and TRUE not in (pair[0] for pair in pairs):
        missing += hinges
    if not extent.complete:
        missing.append(FactRead(start, node.relation, NOBODY))
    return Answer(value, tuple(used), tuple(missing))


def _outcome(node: Quantified, pairs: list[tuple[Truth, Truth]], complete: bool, reader: Reader) -> int:
    wheres = [pair[0] for pair in pairs]
    if node.quantifier == "every":
        if complete and all(where == FALSE for where in wheres):
            return VACUOUS
        held = every(pairs, complete)
        return UNKNOWN if held == TRUE and TRUE not in wheres else held
    if node.quantifier == "some":
        return some(pairs, complete)
    low, high = count_bounds(wheres, complete)
    compare = comparison(node.operator, node.number)
    most = (node.number + low + 1) if high is None else high
    options = {compare(reader, number) for number in range(low, most + 1)}
    return options.pop() if len(options) == 1 else UNKNOWN


def _run(node: Condition, reader: Reader, subject: str, used: list[FactRead], missing: list[FactRead]) -> int:
    """The interpreter in the form the engines call."""
    answer = interpret(node, reader, subject)
    used += answer.used
    missing += answer.missing
    return answer.value


class PlainCatalogue(Catalogue):
    """The same catalogue, whose conditions are interpreted instead of compiled."""

    def rules(self, edition: str) -> tuple[Rule, ...]:
        known = edition in self._rules
        rules = super().rules(edition)
        for rule in () if known else rules:
            plain = {"where_closure": rule.where, "applies_closure": rule.applies_if, "require_closure": rule.require}
            vars(rule).update({name: partial(_run, node) for name, node in plain.items()})
        return rules

    @property
    def duties(self) -> tuple[Duty, ...]:
        duties = super().duties
        for duty in duties:
            vars(duty)["where_closures"] = MappingProxyType({k: partial(_run, node) for k, node in duty.where.items()})
        return duties


def plain_catalogue(catalogue: Catalogue) -> PlainCatalogue:
    """A second catalogue over the same data, for the plain evaluation."""
    plain = PlainCatalogue(catalogue._index, catalogue._shelf)
    vars(plain)["vocabulary"] = catalogue.vocabulary
    for scope in plain.scopes:
        vars(scope)["where_closure"] = partial(_run, scope.where)
        for question in scope.questions.values():
            vars(question)["closure"] = partial(_run, question.condition)
    for threat in plain.threats.values():
        _plainly(threat)
    return plain


def _plainly(threat: Threat) -> None:
    """Interpret every condition of a threat rule."""
    excluded = threat.excluded_if
    vars(threat).update(
        where_closure=partial(_run, threat.where),
        raised_closure=partial(_run, threat.raised_if),
        excluded_closure=partial(_run, excluded) if excluded is not None else None,
    )
    for rating in (*threat.impact, *threat.likelihood):
        vars(rating)["closure"] = partial(_run, rating.when)
    for measure in threat.measures:
        vars(measure)["closure"] = partial(_run, measure.in_place)


def run_plainly(
    case: Case, catalogue: PlainCatalogue, on: date, editions: tuple[Edition, ...]
) -> tuple[dict[str, EngineReport], int]:
    """The reports of all engines, and how many units were evaluated."""
    facts = PlainFacts(case, on, DERIVERS)
    units = PlainUnits(facts)
    reports: dict[str, EngineReport] = {}
    context = Context(facts, units, catalogue, on, editions, reports)
    for name, engine in ENGINES.items():
        reports[name] = engine(context)
        facts.conclude(reports[name].facts)
    return reports, units.evaluated
