"""Reads files of needs; conditions, facts and items are checked as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.model import Source
from anzenkarte.catalogue.needs.model import About, Need
from anzenkarte.catalogue.read_rules import read_condition
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.verdicts import SEVERITIES, Severity
from anzenkarte.kernel.vocabulary import Vocabulary

NEEDS: Final = "anzenkarte/needs/1"
_FILE_KEYS: Final = ("schema", "id", "title", "read_in", "sources", "needs")
_KEYS: Final = (
    *("id", "title", "weight", "when", "where", "answered", "shows", "why", "ask", "decide"),
    *("items", "confidence", "citation"),
)


def read_needs(marked: Marked, vocabulary: Vocabulary, problems: list[Problem]) -> list[Need]:
    """The needs of one file, in its order."""
    entry = Entry(marked, (), problems)
    entry.only(_FILE_KEYS)
    entry.string("id")
    entry.text("title")
    entry.text("read_in")
    sources = entry.sources()
    return [_need(one, vocabulary, sources) for one in entry.entries("needs")]


def _need(entry: Entry, vocabulary: Vocabulary, sources: Mapping[str, Source]) -> Need:
    entry.only(_KEYS)
    answered = _about(entry, "answered", vocabulary)
    if answered is None:
        entry.wrong("catalogue.missing-key", (), key="answered")
    shows = entry.strings("shows")
    for index, name in enumerate(shows):
        if name not in vocabulary.facts:
            entry.wrong("condition.unknown-fact", ("shows", index), fact=name, kind="")
    if not shows or not entry.data.get("items"):
        entry.wrong("catalogue.missing-key", (), key="items" if shows else "shows")
    return Need(
        id=entry.string("id"),
        title=entry.text("title"),
        weight=cast(Severity, entry.word("weight", SEVERITIES, default="note")),
        own=_about(entry, "when", vocabulary),
        service=_about(entry, "where", vocabulary),
        answered=answered or About("case", read_condition(entry, "always", "case", vocabulary)),
        shows=shows,
        why=entry.text("why"),
        ask=entry.text("ask"),
        decide=entry.text("decide"),
        items=entry.strings("items"),
        confidence=entry.confidence(),
        citation=entry.citation(sources),
    )


def _about(entry: Entry, key: str, vocabulary: Vocabulary) -> About | None:
    value = entry.data.get(key)
    if value is None:
        return None
    inner = Entry(entry.marked, (*entry.path, key), entry.problems, value)
    inner.only(("for", "condition"))
    kind = inner.word("for", tuple(vocabulary.kinds))
    if "condition" not in inner.data:
        inner.wrong("catalogue.missing-key", (), key="condition")
    return About(kind, read_condition(inner, "condition", kind, vocabulary)) if kind in vocabulary.kinds else None
