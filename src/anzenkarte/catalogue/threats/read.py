"""Reads threat rules and scales; conditions are checked against the fact vocabulary as they are read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, cast

from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.model import Source
from anzenkarte.catalogue.read_rules import read_condition
from anzenkarte.catalogue.threats.model import (
    AFFECTS,
    BY,
    STEPS,
    TREATMENTS,
    Measure,
    Rating,
    Scales,
    Threat,
    Treatment,
    Word,
)
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.vocabulary import Vocabulary

THREATS: Final = "anzenkarte/threats/1"
SCALES: Final = "anzenkarte/risk-scales/1"
_FILE_KEYS: Final = ("schema", "threats", "sources", "read_in")
_KEYS: Final = (
    "id", "title", "description", "source", "for", "where", "raised_if", "excluded_if", "phase", "step", "affects",
    "impact", "likelihood", "duty", "items", "treatment", "measures", "cites", "confidence", "citation", "note",
)  # fmt: skip
_MEASURE_KEYS: Final = ("id", "title", "by", "effect", "in_place", "items")
_SCALE_KEYS: Final = (
    "schema", "id", "changes", "impact", "likelihood", "levels", "matrix", "treatments", "affects", "note",
    "confidence", "citation", "sources", "read_in",
)  # fmt: skip


def read_threats(
    marked: Marked, vocabulary: Vocabulary, scales: Scales | None, problems: list[Problem]
) -> list[Threat]:
    """The threats of one file, in its order; ``scales`` (None while there are none) name the levels they may use."""
    entry = Entry(marked, (), problems)
    entry.only(_FILE_KEYS)
    entry.text("read_in")
    sources = entry.sources()
    return [_threat(part, vocabulary, scales, sources) for part in entry.entries("threats")]


def _threat(entry: Entry, vocabulary: Vocabulary, scales: Scales | None, sources: dict[str, Source]) -> Threat:
    entry.only(_KEYS)
    kind = entry.word("for", tuple(vocabulary.kinds))
    known = kind in vocabulary.kinds
    for key in ("raised_if", "impact", "likelihood", "measures", "affects"):
        if not entry.data.get(key):
            entry.wrong("catalogue.missing-key", (), key=key)
    phases = vocabulary.facts["flow.phase"].values if "flow.phase" in vocabulary.facts else {}
    affects = entry.strings("affects")
    for index, word in enumerate(affects):
        if word not in AFFECTS:
            entry.wrong("catalogue.unknown-word", ("affects", index), key="affects", value=word, allowed=AFFECTS)
    excluded = entry.data.get("excluded_if")
    return Threat(
        id=entry.string("id"),
        title=entry.text("title"),
        description=entry.text("description"),
        source=entry.string("source"),
        kind=kind,
        affects=affects,
        impact=_ratings(entry, "impact", kind, vocabulary, scales.impact if scales else ()),
        likelihood=_ratings(entry, "likelihood", kind, vocabulary, scales.likelihood if scales else ()),
        treatment=cast(Treatment, entry.word("treatment", TREATMENTS, default="reduce")),
        measures=tuple(_measure(part, kind, vocabulary) for part in entry.entries("measures")),
        items=entry.strings("items"),
        cites=entry.strings("cites"),
        confidence=entry.confidence(),
        citation=entry.citation(sources),
        raised_if=read_condition(entry, "raised_if", kind, vocabulary) if known else ALWAYS,
        excluded_if=read_condition(entry, "excluded_if", kind, vocabulary) if known and excluded is not None else None,
        where=read_condition(entry, "where", kind, vocabulary) if known else ALWAYS,
        phase=entry.word("phase", tuple(phases), required=False),
        step=entry.word("step", STEPS, required=False),
        duty=entry.string("duty", required=False),
        note=entry.text("note", required=False),
    )


def _ratings(entry: Entry, key: str, kind: str, vocabulary: Vocabulary, words: tuple[Word, ...]) -> tuple[Rating, ...]:
    """Lines of a rating; the last one holds always, so that there is an answer for every subject."""
    found: list[Rating] = []
    allowed = tuple(word.id for word in words)
    for part in entry.entries(key):
        part.only(("when", "level", "rationale"))
        level = part.string("level")
        if allowed and level and level not in allowed:
            part.wrong("catalogue.unknown-word", ("level",), key="level", value=level, allowed=allowed)
        when = read_condition(part, "when", kind, vocabulary) if kind in vocabulary.kinds else ALWAYS
        found.append(Rating(level, part.text("rationale"), when))
    if found and found[-1].when != ALWAYS:
        entry.wrong("threat.no-default", (key,), key=key)
    return tuple(found)


def _measure(entry: Entry, kind: str, vocabulary: Vocabulary) -> Measure:
    entry.only(_MEASURE_KEYS)
    if "in_place" not in entry.data:
        entry.wrong("catalogue.missing-key", (), key="in_place")
    effect = entry.mapping("effect")
    steps = {key: effect.get(key, 0) for key in ("likelihood", "impact")}
    for key, value in effect.items():
        if key not in steps or not isinstance(value, int) or isinstance(value, bool) or value >= 0:
            entry.wrong("threat.effect", ("effect", key), key=key)
    if not effect:
        entry.wrong("catalogue.missing-key", (), key="effect")
    return Measure(
        id=entry.string("id"),
        title=entry.text("title"),
        by=entry.word("by", BY),
        likelihood=_down(steps["likelihood"]),
        impact=_down(steps["impact"]),
        in_place=read_condition(entry, "in_place", kind, vocabulary) if kind in vocabulary.kinds else ALWAYS,
        items=entry.strings("items"),
    )


def _down(value: Json) -> int:
    return -value if isinstance(value, int) else 0


def read_scales(files: Iterable[Marked], problems: list[Problem]) -> Scales | None:
    """The scales of the first file that is no change, with the cells that files saying ``changes: its-id`` put in.

    None when there is no scale file. A change names cells of the matrix only; the words stay.
    """
    base: Scales | None = None
    name = ""
    changes: list[Entry] = []
    for marked in files:
        entry = Entry(marked, (), problems)
        entry.only(_SCALE_KEYS)
        if entry.string("changes", required=False):
            changes.append(entry)
        elif base is not None:
            entry.wrong("threat.second-scales", ("id",), first=name)
        else:
            name = entry.string("id")
            base = _scales(entry)
    for entry in changes:
        if base is None or entry.string("changes") != name:
            entry.wrong("threat.changes-nothing", ("changes",), name=entry.string("changes"))
        else:
            cells = _cells(entry, base.impact, base.likelihood, base.levels)
            base = replace(base, matrix={**base.matrix, **cells}, changed=(*base.changed, entry.marked.file))
    return base


def _scales(entry: Entry) -> Scales:
    impact, likelihood, levels = (_words(entry, key) for key in ("impact", "likelihood", "levels"))
    matrix = _cells(entry, impact, likelihood, levels)
    for row in impact:
        for column in likelihood:
            if (row.id, column.id) not in matrix:
                entry.wrong("threat.empty-cell", ("matrix",), impact=row.id, likelihood=column.id)
    treatments = {name: Word(name, part.text("title"), part.text("mhlw")) for name, part in entry.named("treatments")}
    affects = entry.texts("affects")
    for key, words, wanted in (("treatments", treatments, TREATMENTS), ("affects", affects, AFFECTS)):
        for word in wanted:
            if word not in words:
                entry.wrong("catalogue.missing-key", (key,), key=word)
    entry.text("read_in")
    return Scales(
        impact=impact,
        likelihood=likelihood,
        levels=levels,
        matrix=matrix,
        treatments=treatments,
        affects=affects,
        note=entry.text("note"),
        citation=entry.citation(entry.sources()),
    )


def _words(entry: Entry, key: str) -> tuple[Word, ...]:
    found = tuple(
        Word(part.string("id"), part.text("title"), part.text("meaning", required=False)) for part in entry.entries(key)
    )
    if not found:
        entry.wrong("catalogue.missing-key", (), key=key)
    return found


def _cells(
    entry: Entry, impact: tuple[Word, ...], likelihood: tuple[Word, ...], levels: tuple[Word, ...]
) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    rows, columns, allowed = ([word.id for word in words] for words in (impact, likelihood, levels))
    for row, part in entry.named("matrix"):
        for column in part.data:
            level = part.word(column, allowed)
            if row not in rows or column not in columns:
                entry.wrong("threat.no-such-cell", ("matrix", row, column), impact=row, likelihood=column)
            elif level:
                found[row, column] = level
    return found
