"""Reads rules and duties: conditions are parsed and checked against the fact vocabulary as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, cast

from anzenkarte.catalogue.conditions.nodes import ALWAYS, Condition
from anzenkarte.catalogue.conditions.parse import parse
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.model import Duty, Rule
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.verdicts import SEVERITIES, Severity
from anzenkarte.kernel.vocabulary import Vocabulary

_RULE_KEYS: Final = (
    "id",
    "item",
    "for",
    "engine",
    "severity",
    "where",
    "applies_if",
    "require",
    "basis",
    "group",
    "cites",
    "finding",
    "remedy",
    "rationale",
    "only_necessary",
)
_DUTY_FILE_KEYS: Final = ("schema", "duties", "acts", "situations", "sources", "read_in", "confidence", "citation")
_DUTY_KEYS: Final = ("id", "title", "description", "for", "acts", "done_by", "single", "severity", "group", "cites")


def read_condition(entry: Entry, key: str, kind: str, vocabulary: Vocabulary) -> Condition:
    """The condition under ``key`` about subjects of ``kind``; absent means always."""
    value = entry.data.get(key)
    if value is None:
        return ALWAYS

    def complain(code: str, params: dict[str, object], below: tuple[str | int, ...]) -> None:
        entry.wrong(code, (key, *below), **params)

    return parse(value, kind, vocabulary, complain)


def read_rules(marked: Marked, vocabulary: Vocabulary, problems: list[Problem]) -> list[Rule]:
    """The rules of one file, in its order."""
    entry = Entry(marked, (), problems)
    entry.only(("schema", "edition", "rules"))
    entry.string("edition")
    return [_rule(rule, vocabulary) for rule in entry.entries("rules")]


def _rule(entry: Entry, vocabulary: Vocabulary) -> Rule:
    entry.only(_RULE_KEYS)
    kind = entry.word("for", tuple(vocabulary.kinds))
    if "require" not in entry.data:
        entry.wrong("catalogue.missing-key", (), key="require")
    known = kind in vocabulary.kinds
    basis = entry.word("basis", ("computed", "certified"), required=False, default="computed")
    return Rule(
        id=entry.string("id"),
        item=entry.string("item", required=False),
        engine=entry.string("engine", required=False) or "conformity",
        kind=kind,
        severity=_severity(entry),
        finding=entry.text("finding"),
        remedy=entry.text("remedy"),
        rationale=entry.text("rationale", required=False),
        cites=entry.strings("cites"),
        where=read_condition(entry, "where", kind, vocabulary) if known else ALWAYS,
        applies_if=read_condition(entry, "applies_if", kind, vocabulary) if known else ALWAYS,
        require=read_condition(entry, "require", kind, vocabulary) if known else ALWAYS,
        basis=cast(Literal["computed", "certified"], basis),
        group=entry.string("group", required=False),
        only_necessary=entry.flag("only_necessary"),
        file=entry.marked.file,
        line=entry.line,
    )


def _severity(entry: Entry) -> Severity:
    return cast(Severity, entry.word("severity", SEVERITIES, required=False, default="action"))


def read_duties(
    marked: Marked, vocabulary: Vocabulary, problems: list[Problem]
) -> tuple[list[Duty], Mapping[str, Text], Mapping[str, Text]]:
    """The duties of one file and the texts of acts and situations it declares."""
    entry = Entry(marked, (), problems)
    entry.only(_DUTY_FILE_KEYS)
    acts, situations = entry.texts("acts"), entry.texts("situations")
    return [_duty(duty, vocabulary) for duty in entry.entries("duties")], acts, situations


def _duty(entry: Entry, vocabulary: Vocabulary) -> Duty:
    entry.only(_DUTY_KEYS)
    concerned = Entry(entry.marked, (*entry.path, "for"), entry.problems, cast(Json, dict(entry.mapping("for"))))
    if not concerned.data:
        entry.wrong("catalogue.missing-key", (), key="for")
    concerned.only(vocabulary.kinds)
    kinds = tuple(kind for kind in concerned.data if kind in vocabulary.kinds)
    where = {kind: read_condition(concerned, kind, kind, vocabulary) for kind in kinds}
    acts = Entry(entry.marked, (*entry.path, "acts"), entry.problems, cast(Json, dict(entry.mapping("acts"))))
    if not acts.data:
        entry.wrong("catalogue.missing-key", (), key="acts")
    return Duty(
        id=entry.string("id"),
        title=entry.text("title"),
        description=entry.text("description"),
        kinds=kinds,
        where=where,
        acts={situation: acts.strings(situation) for situation in acts.data},
        single=entry.flag("single"),
        cites=entry.strings("cites"),
        severity=_severity(entry),
        group=entry.string("group", required=False),
        done_by=_done_by(entry, kinds, vocabulary),
    )


def _done_by(entry: Entry, kinds: tuple[str, ...], vocabulary: Vocabulary) -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, name in entry.mapping("done_by").items():
        spec = vocabulary.facts.get(str(name))
        if spec is None or spec.kind != kind or kind not in kinds or spec.type != "ref" or spec.target != "party":
            entry.wrong("catalogue.done-by", ("done_by", kind), fact=str(name), kind=kind)
        else:
            found[kind] = spec.name
    return found
