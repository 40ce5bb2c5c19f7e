"""Reads deadlines and announced changes of editions; conditions are checked against the vocabulary as they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.editions.model import Change, Deadline, State
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.model import Source
from anzenkarte.catalogue.read_rules import read_condition
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.vocabulary import Vocabulary

DEADLINES: Final = "anzenkarte/deadlines/1"
CHANGES: Final = "anzenkarte/changes/1"
_DEADLINE_KEYS: Final = (
    "id",
    "item",
    "title",
    "date",
    "for",
    "condition",
    "states",
    "citation",
    "confidence",
    "read_in",
    "rationale",
)
_NO_DAY: Final = When.of(date.max)
Sources = Mapping[str, Mapping[str, Source]]  # edition → its sources


def read_deadlines(marked: Marked, vocabulary: Vocabulary, sources: Sources, problems: list[Problem]) -> list[Deadline]:
    """The deadlines of one file, in its order; faults go to ``problems``."""
    entry = Entry(marked, (), problems)
    entry.only(("schema", "edition", "deadlines"))
    edition = entry.string("edition")
    if edition and edition not in sources:
        entry.wrong("catalogue.unknown-edition", ("edition",), edition=edition)
    own = sources.get(edition, {})
    return [_deadline(part, edition, vocabulary, own) for part in entry.entries("deadlines")]


def _deadline(entry: Entry, edition: str, vocabulary: Vocabulary, sources: Mapping[str, Source]) -> Deadline:
    entry.only(_DEADLINE_KEYS)
    kind = entry.word("for", tuple(vocabulary.kinds))
    known = kind in vocabulary.kinds
    if "date" not in entry.data:
        entry.wrong("catalogue.missing-key", (), key="date")
    identity = entry.string("id")
    if identity and not identity.startswith(f"{edition}/"):
        entry.wrong("catalogue.id-prefix", ("id",), edition=edition)
    return Deadline(
        id=identity,
        edition=edition,
        item=entry.string("item"),
        title=entry.text("title"),
        date=entry.day("date") or _NO_DAY,
        kind=kind,
        condition=read_condition(entry, "condition", kind, vocabulary) if known else ALWAYS,
        states=tuple(_states(entry, kind, vocabulary)) if known else (),
        confidence=entry.confidence(),
        read_in=entry.text("read_in"),
        citation=entry.citation(sources),
        rationale=entry.text("rationale"),
    )


def _states(entry: Entry, kind: str, vocabulary: Vocabulary) -> Iterable[State]:
    seen: set[str] = set()
    for part in entry.entries("states"):
        part.only(("id", "when", "ja", "en", "by", "done"))
        name, by = part.string("id"), part.string("by", required=False)
        if name in seen:
            part.wrong("catalogue.duplicate-id", ("id",), first=entry.line, file=entry.marked.file)
        seen.add(name)
        spec = vocabulary.facts.get(by)
        if by and (spec is None or spec.kind != kind or spec.type != "date" or spec.many):
            part.wrong("catalogue.deadline-by", ("by",), fact=by, kind=kind)
        text = part.bilingual(dict(part.data), ())
        yield State(name, text, read_condition(part, "when", kind, vocabulary), by, part.flag("done"))
    if not seen:
        entry.wrong("catalogue.missing-key", (), key="states")


def read_changes(marked: Marked, sources: Sources, problems: list[Problem]) -> list[Change]:
    """What one file announces as changed, in its order."""
    entry = Entry(marked, (), problems)
    edition, earlier = entry.string("edition"), entry.string("from")
    for key, name in (("edition", edition), ("from", earlier)):
        if name and name not in sources:
            entry.wrong("catalogue.unknown-edition", (key,), edition=name)
    return [
        Change(
            id=part.string("id"),
            edition=edition,
            earlier=earlier,
            topic=part.string("topic"),
            summary=part.text("summary"),
            confidence=part.confidence(),
            read_in=part.text("read_in"),
            citation=part.citation(sources.get(edition, {})),
            new_parts=part.strings("new_parts"),
        )
        for part in entry.entries("lines")
    ]
