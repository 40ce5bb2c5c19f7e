"""A plain world of facts for tests of conditions, and a plain interpreter of conditions over it.

The interpreter reads the condition as it is written and spells out the definitions; it shares nothing with the
compiled closures but the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from anzenkarte.catalogue.conditions.evaluate import VACUOUS, Closure, closure
from anzenkarte.catalogue.conditions.parse import parse
from anzenkarte.catalogue.vocabulary import build_vocabulary
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.kernel.dates import Span, When
from anzenkarte.kernel.facts import MISSING, Fact, FactRead, Value
from anzenkarte.kernel.reading import Extent
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN

ON: Final = date(2026, 5, 31)
BOOLS: Final = ("b0", "b1", "b2", "b3")
KINDS: Final = ("a", "b", "c")
TAGS: Final = ("x", "y", "z")
_SCALARS = """\
  kind: {type: enum, ja: 種別, en: Kind, values: {a: {ja: あ, en: a}, b: {ja: い, en: b}, c: {ja: う, en: c}}}
  size: {type: int, ja: 大きさ, en: Size}
  until: {type: date, ja: 期限, en: Until}
  tags: {type: text, many: true, ja: 札, en: Tags}
  b0: {type: bool, ja: 零, en: b0}
  b1: {type: bool, ja: 一, en: b1}
  b2: {type: bool, ja: 二, en: b2}
  b3: {type: bool, ja: 三, en: b3}
"""


def _kind(kind: str, collection: str, more: str) -> str:
    label = f"label: {{ja: {kind}, en: {kind}}}\nplural: {{ja: {kind}, en: {kind}}}\n"
    head = f"schema: anzenkarte/vocabulary/1\nkind: {kind}\ncollection: {collection}\ndocuments: [service]\n"
    return head + label + "fields:\n" + _SCALARS + more


_REFS: Final = """\
  owner: {type: ref, target: party, ja: 持ち主, en: Owner}
  part_of: {type: ref, target: component, ja: 上位, en: Part of}
relations:
  parts: {of: component, by: part_of}
"""
_FILES: Final = (
    _kind("party", "parties", "relations:\n  components: {of: component, by: owner}\n"),
    _kind("component", "components", _REFS),
    _kind("service", '""', ""),
)
VOCABULARY: Final = build_vocabulary([load_one(text, f"vocabulary/{i}.yaml") for i, text in enumerate(_FILES)])


@dataclass(frozen=True)
class World:
    """Facts by subject and name, relations by subject and name; what is not there is missing, or empty and complete."""

    facts: Mapping[tuple[str, str], Fact] = field(default_factory=dict)
    extents: Mapping[tuple[str, str], Extent] = field(default_factory=dict)
    homes: Mapping[str, str] = field(default_factory=dict)
    on: date = ON

    def fact(self, subject: str, name: str) -> Fact:
        return self.facts.get((subject, name), MISSING)

    def related(self, subject: str, relation: str) -> Extent:
        return self.extents.get((subject, relation), Extent((), True))

    def home(self, subject: str, kind: str) -> str:
        return self.homes.get(kind, "")

    def boundary(self, day: date) -> None:
        """Days from which an answer may differ are not what these tests look at."""

    def with_facts(self, more: Mapping[tuple[str, str], Fact]) -> World:
        """The same world knowing more."""
        return replace(self, facts={**self.facts, **more})


def compiled(condition: Any, kind: str) -> Closure:
    """The closure of a condition; every complaint is a failure of the test."""
    complaints: list[object] = []
    node = parse(condition, kind, VOCABULARY, lambda code, params, path: complaints.append((code, params, path)))
    assert complaints == []
    return closure(node)


def run(condition: Any, world: World, subject: str) -> tuple[str, list[FactRead], list[FactRead]]:
    """Result as a letter (T, F, U, V), facts used, facts missing."""
    used: list[FactRead] = []
    missing: list[FactRead] = []
    result = compiled(condition, subject.partition("/")[0])(world, subject, used, missing)
    return {TRUE: "T", FALSE: "F", UNKNOWN: "U", VACUOUS: "V"}[result], used, missing


def plain(condition: Any, world: World, subject: str) -> str:
    """The definition, written out: T true, F false, U unknown, V an ``every`` over certainly nothing."""
    if "all" in condition or "any" in condition:
        word = "all" if "all" in condition else "any"
        values = [plain(part, world, subject) for part in condition[word]]
        asked = [value for value in values if value != "V"]
        strong, weak = ("F", "T") if word == "all" else ("T", "F")
        return "V" if not asked else strong if strong in asked else "U" if "U" in asked else weak
    if "not" in condition:
        value = plain(condition["not"], world, subject)
        return {"T": "F", "F": "T"}.get(value, value)
    if "always" in condition:
        return "T" if condition["always"] else "F"
    if "fact" in condition:
        return _plain_fact(condition, world, subject)
    return _plain_quantifier(condition, world, subject)


def _plain_quantifier(condition: Any, world: World, subject: str) -> str:
    word = next(word for word in ("every", "some", "count") if word in condition)
    extent = world.related(subject, condition[word])
    truth = {"V": "T"}
    where = [condition.get("where", {"always": True})] * len(extent.subjects)
    wheres = [plain(w, world, element) for w, element in zip(where, extent.subjects, strict=True)]
    thats = [plain(condition.get("that", {"always": True}), world, element) for element in extent.subjects]
    pairs = [(truth.get(w, w), truth.get(t, t)) for w, t in zip(wheres, thats, strict=True)]
    if word == "some":
        if ("T", "T") in pairs:
            return "T"
        return "F" if extent.complete and all("F" in pair for pair in pairs) else "U"
    if word == "every":
        if ("T", "F") in pairs:
            return "F"
        if extent.complete and all(w == "F" for w, _ in pairs):
            return "V"
        holds = extent.complete and all(w == "F" or t == "T" for w, t in pairs)
        return "T" if holds and any(w == "T" for w, _ in pairs) else "U"
    return _plain_count(condition, [w for w, _ in pairs], extent.complete)


def _plain_count(condition: Any, wheres: list[str], complete: bool) -> str:
    operator, number = next((key, value) for key, value in condition.items() if key not in ("count", "where"))
    at_least, at_most = wheres.count("T"), len(wheres) - wheres.count("F")
    possible = range(at_least, at_most + 1) if complete else range(at_least, max(at_least, number) + 3)
    found = {_compare(operator, value, number) for value in possible}
    return "U" if len(found) == 2 else "T" if True in found else "F"


_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "eq": lambda value, other: value == other,
    "ne": lambda value, other: value != other,
    "lt": lambda value, other: value < other,
    "le": lambda value, other: value <= other,
    "gt": lambda value, other: value > other,
    "ge": lambda value, other: value >= other,
    "in": lambda value, other: value in other,
    "not_in": lambda value, other: value not in other,
    "has": lambda value, other: other in value,
    "has_any": lambda value, other: set(value) & set(other),
    "has_all": lambda value, other: set(value) >= set(other),
    "has_none": lambda value, other: not set(value) & set(other),
}


def _compare(operator: str, value: Any, other: Any) -> bool:
    return bool(_COMPARE[operator](value, other))


def _plain_fact(condition: Any, world: World, subject: str) -> str:
    operator, operand = next((key, value) for key, value in condition.items() if key != "fact")
    kind, *steps = condition["fact"].split(".")
    place = subject if kind == subject.partition("/")[0] else world.home(subject, kind)
    for step in steps[:-1]:
        ref = world.fact(place, f"{kind}.{step}") if place else MISSING
        if not ref.known:
            return "U"
        place, kind = str(ref.value), "party"
    fact = world.fact(place, f"{kind}.{steps[-1]}") if place else MISSING
    if not fact.known:
        return "U"
    if isinstance(fact.value, When):
        return _plain_date(operator, fact.value, operand, world.on)
    return "T" if _compare(operator, fact.value, operand) else "F"


def _plain_date(operator: str, value: When, operand: Any, on: date) -> str:
    other = When.parse(operand) if isinstance(operand, str) else When.of(Span.parse(operand["on"]).after(on))
    ends = [(value.first, other.first), (value.first, other.last), (value.last, other.first), (value.last, other.last)]
    if operator in ("eq", "ne"):
        apart = value.last < other.first or other.last < value.first
        same = value.exact and other.exact and not apart
        return "T" if (apart and operator == "ne") or (same and operator == "eq") else "F" if apart or same else "U"
    found = {_compare(operator, one, two) for one, two in ends}
    return "U" if len(found) == 2 else "T" if True in found else "F"


def known(value: Value) -> Fact:
    """A known fact."""
    return Fact(value)
