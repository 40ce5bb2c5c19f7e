"""Facts that stand in a document as one field of one entity."""

from __future__ import annotations

from anzenkarte.formats.values import Json
from anzenkarte.karte.case import Case, Part
from anzenkarte.karte.facts.said import current, is_hearsay, speaker
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.facts import MISSING, Fact, Unknown, Value
from anzenkarte.kernel.vocabulary import FieldSpec

_NOT_KNOWN: dict[str, Unknown] = {"stated": "stated_unknown", "withheld": "withheld"}


def written_fact(case: Case, subject: str, spec: FieldSpec) -> Fact:
    """The fact as the documents of the case write it; differing documents make it conflicting.

    Not knowing contradicts nobody: a document that gives the value has it. The order within a list never counts.
    """
    short = spec.short
    parts = case.parts(subject)
    if len(parts) == 1:
        raw = parts[0].entity.fields.get(short)
        return _one(case, subject, spec, raw, parts[0]) if raw is not None else _from_statements(case, subject, spec)
    found: Fact | None = None
    for part in parts:
        raw = part.entity.fields.get(short)
        if raw is None:
            continue
        fact = _one(case, subject, spec, raw, part)
        if found is None or not found.known:
            found = fact if found is None or fact.known or fact.unknown == "withheld" else found
        elif fact.known and _unordered(found.value) != _unordered(fact.value):
            return Fact(None, "conflicting", f"{found.where}; {fact.where}")
    return found if found is not None else _from_statements(case, subject, spec)


def _unordered(value: Value | None) -> object:
    return frozenset(value) if isinstance(value, tuple) else value


def _one(case: Case, subject: str, spec: FieldSpec, raw: Json, part: Part) -> Fact:
    where = part.place + spec.short
    if raw is True or raw is False:
        return Fact(raw, "", where)
    if isinstance(raw, dict) and "unknown" in raw:
        return Fact(None, _NOT_KNOWN.get(str(raw["unknown"]), "stated_unknown"), where)
    return Fact(_value(case, subject, spec, raw), "", where)


def _value(case: Case, subject: str, spec: FieldSpec, raw: Json) -> Value:
    if spec.many:
        entries = raw if isinstance(raw, list) else [raw]
        return tuple(str(_single(case, subject, spec, entry)) for entry in entries)
    return _single(case, subject, spec, raw)


def _single(case: Case, subject: str, spec: FieldSpec, raw: Json) -> bool | int | str | When:
    if isinstance(raw, bool | int) and spec.type not in ("ref", "date"):
        return raw
    if spec.type == "ref":
        return case.refer(subject, spec.target, str(raw))
    if spec.type == "date":
        return When.parse(str(raw))
    if isinstance(raw, dict):
        return str(raw.get("ja", raw.get("en", "")))
    return str(raw)


def _from_statements(case: Case, subject: str, spec: FieldSpec) -> Fact:
    """What parties stated about a fact no document holds: the latest word of each; two that differ are conflicting."""
    entities = case.index("statements-by-fact", (subject, spec.name))
    if not entities:
        return MISSING
    latest: dict[str, Fact] = {}
    for entity in current(entities):
        where = f"statement/{entity.id}"
        raw = entity.fields.get("value")
        if raw is None or is_hearsay(entity):
            continue
        try:
            value = _value(case, subject, spec, raw)
        except InputError:
            continue
        latest[speaker(entity)] = Fact(value, "", where, "stated")
    if not latest:
        return MISSING
    facts = sorted(latest.values(), key=lambda fact: fact.where)
    where = "; ".join(fact.where for fact in facts)
    if len({_unordered(fact.value) for fact in facts}) > 1:
        return Fact(None, "conflicting", where)
    return Fact(facts[0].value, "", where, "stated")
