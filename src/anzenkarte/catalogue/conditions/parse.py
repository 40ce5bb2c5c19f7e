"""Reads conditions and checks them against the vocabulary: an unknown fact or a wrong type is a load error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from anzenkarte.catalogue.conditions.nodes import (
    ALWAYS,
    OPERATORS,
    All,
    Always,
    Any,
    Condition,
    Not,
    Operand,
    Operator,
    Path,
    Quantified,
    Test,
)
from anzenkarte.formats.values import Json
from anzenkarte.kernel.dates import Span, When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import FieldSpec, Vocabulary

HOMES: Final = ("service", "engagement", "institution", "case")
_ORDERED: Final = ("lt", "le", "gt", "ge")
_LISTS: Final = ("has", "has_any", "has_all", "has_none")
Complain = Callable[[str, dict[str, object], tuple[str | int, ...]], None]


def parse(data: Json, kind: str, vocabulary: Vocabulary, complain: Complain) -> Condition:
    """Parse a condition about subjects of ``kind``; every fault is handed to ``complain(code, params, path)``."""
    return _Parser(vocabulary, complain).condition(data, kind, ())


class _Parser:
    """One condition being read."""

    def __init__(self, vocabulary: Vocabulary, complain: Complain) -> None:
        self.vocabulary = vocabulary
        self.complain = complain

    def condition(self, data: Json, kind: str, at: tuple[str | int, ...]) -> Condition:
        """Any form of condition."""
        if not isinstance(data, dict) or not data:
            return self._wrong("condition.form", {}, at)
        keys = set(data)
        if "all" in keys or "any" in keys:
            return self._joined(data, kind, at)
        if keys == {"not"}:
            return Not(self.condition(data["not"], kind, (*at, "not")))
        if keys == {"always"} and isinstance(data["always"], bool):
            return Always(data["always"])
        if "fact" in keys:
            return self._test(data, kind, at)
        for word in ("every", "some", "count"):
            if word in keys:
                return self._quantified(word, data, kind, at)
        return self._wrong("condition.form", {"keys": sorted(keys)}, at)

    def _joined(self, data: dict[str, Json], kind: str, at: tuple[str | int, ...]) -> Condition:
        word = "all" if "all" in data else "any"
        parts = data[word]
        if len(data) != 1 or not isinstance(parts, list) or not parts:
            return self._wrong("condition.list", {"word": word}, at)
        read = tuple(self.condition(part, kind, (*at, word, index)) for index, part in enumerate(parts))
        return All(read) if word == "all" else Any(read)

    def _test(self, data: dict[str, Json], kind: str, at: tuple[str | int, ...]) -> Condition:
        operators = [key for key in data if key != "fact"]
        if len(operators) != 1 or operators[0] not in OPERATORS:
            return self._wrong("condition.operator", {"operators": OPERATORS}, at)
        found = self.path(str(data["fact"]), kind, at)
        if found is None:
            return ALWAYS
        path, spec = found
        operator = operators[0]
        operand = self._operand(data[operator], operator, spec, (*at, operator))
        return ALWAYS if operand is None else Test(path, operator, operand)

    def path(self, written: str, kind: str, at: tuple[str | int, ...]) -> tuple[Path, FieldSpec] | None:
        """Resolve ``kind.fact``, ``kind.ref.fact`` or ``service.fact``."""
        parts = written.split(".")
        facts = self.vocabulary.facts
        if len(parts) == 2 and written in facts and (parts[0] == kind or parts[0] in HOMES):
            return Path(written, written, home="" if parts[0] == kind else parts[0]), facts[written]
        if len(parts) == 3 and (parts[0] == kind or parts[0] in HOMES):
            ref = facts.get(f"{parts[0]}.{parts[1]}")
            target = facts.get(f"{ref.target}.{parts[2]}") if ref is not None else None
            if ref is not None and ref.type == "ref" and not ref.many and target is not None:
                home = "" if parts[0] == kind else parts[0]
                return Path(written, target.name, via=ref.name, home=home), target
        self.complain("condition.unknown-fact", {"fact": written, "kind": kind}, at)
        return None

    def _operand(self, raw: Json, operator: Operator, spec: FieldSpec, at: tuple[str | int, ...]) -> Operand | None:
        listed = operator in ("in", "not_in", "has_any", "has_all", "has_none")
        if spec.many != (operator in _LISTS) or (operator in _ORDERED and spec.type not in ("int", "date")):
            self.complain("condition.operator-type", {"operator": operator, "fact": spec.name}, at)
            return None
        if not listed:
            return self._value(raw, spec, at)
        values = [self._value(part, spec, at) for part in raw] if isinstance(raw, list) and raw else [None]
        if any(value is None for value in values):
            self.complain("condition.operand", {"fact": spec.name, "operator": operator}, at)
            return None
        if all(isinstance(value, str) for value in values):
            return tuple(str(value) for value in values)
        return tuple(value for value in values if isinstance(value, int))

    def _value(self, raw: Json, spec: FieldSpec, at: tuple[str | int, ...]) -> Operand | None:
        value = _typed(raw, spec)
        if value is None:
            self.complain("condition.operand", {"fact": spec.name, "value": str(raw), "type": spec.type}, at)
        return value

    def _quantified(self, word: str, data: dict[str, Json], kind: str, at: tuple[str | int, ...]) -> Condition:
        allowed = {word, "where"} | ({"that"} if word != "count" else set(OPERATORS))
        name = str(data[word])
        relation = self.vocabulary.relations.get(name)
        start = name.partition(".")[0]
        if relation is None or (start != kind and start not in HOMES):
            return self._wrong("condition.unknown-relation", {"relation": name, "kind": kind}, at)
        if set(data) - allowed:
            return self._wrong("condition.form", {"keys": sorted(set(data) - allowed)}, at)
        target = relation.target
        where = self.condition(data["where"], target, (*at, "where")) if "where" in data else ALWAYS
        home = "" if start == kind else start
        if word == "count":
            return self._count(data, Quantified("count", name, target, where, ALWAYS, home), at)
        if word == "every" and "that" not in data:
            return self._wrong("condition.that", {"relation": name}, at)
        that = self.condition(data["that"], target, (*at, "that")) if "that" in data else ALWAYS
        return Quantified("every" if word == "every" else "some", name, target, where, that, home)

    def _count(self, data: dict[str, Json], base: Quantified, at: tuple[str | int, ...]) -> Condition:
        found = [(key, value) for key, value in data.items() if key in ("eq", "lt", "le", "gt", "ge")]
        if len(found) != 1 or not isinstance(found[0][1], int) or isinstance(found[0][1], bool):
            return self._wrong("condition.count", {"relation": base.relation}, at)
        operator, number = found[0]
        return Quantified(
            "count",
            base.relation,
            base.target,
            base.where,
            ALWAYS,
            base.home,
            cast(Operator, operator),
            int(cast(int, number)),
        )

    def _wrong(self, code: str, params: dict[str, object], at: tuple[str | int, ...]) -> Condition:
        self.complain(code, params, at)
        return ALWAYS


def _typed(raw: Json, spec: FieldSpec) -> Operand | None:
    if spec.type == "date":
        return _date(raw)
    if spec.type == "bool":
        return raw if isinstance(raw, bool) else None
    if spec.type == "int":
        return raw if isinstance(raw, int) and not isinstance(raw, bool) else None
    if not isinstance(raw, str) or (spec.type == "enum" and raw not in spec.values):
        return None
    return raw


def _date(raw: Json) -> Operand | None:
    try:
        if isinstance(raw, dict) and set(raw) == {"on"} and isinstance(raw["on"], str):
            return Span.parse(raw["on"])
        return When.parse(raw) if isinstance(raw, str) else None
    except InputError:
        return None
