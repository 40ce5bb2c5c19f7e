"""Reads crosswalk files, and derives the set that the certification schemes already hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from anzenkarte.catalogue.crosswalks.model import COVERAGES, KINDS, Crosswalk, Kind, Line
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, STRENGTHS, Relation
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.model import EMPTY, Scheme, Source
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text

CERTIFICATIONS: Final = "certifications"  # stands for the schemes as if they were an edition
CERTIFICATION_SET: Final = "certification-items"
_KEYS: Final = (
    "schema",
    "id",
    "from",
    "to",
    "author",
    "kind",
    "published",
    "confidence",
    "read_in",
    "citation",
    "sources",
    "coverage",
    "coverage_note",
    "lines",
)
LINE_KEYS: Final = ("from", "to", "relation", "strength", "rationale", "confidence", "citation")
_STRENGTH_OF: Final = {"official": 4, "opinion": 2, "ours": 2}


def read_crosswalk(marked: Marked, problems: list[Problem]) -> Crosswalk:
    """One crosswalk with its lines; faults go to ``problems``."""
    entry = Entry(marked, (), problems)
    entry.only(_KEYS)
    sources = entry.sources()
    name = entry.string("id")
    return Crosswalk(
        id=name,
        origin=entry.string("from"),
        target=entry.string("to"),
        author=entry.text("author"),
        kind=cast(Kind, entry.word("kind", KINDS, default="ours")),
        published=entry.string("published"),
        confidence=entry.confidence(),
        read_in=entry.text("read_in"),
        citation=entry.citation(sources),
        coverage=entry.word("coverage", COVERAGES),
        coverage_note=entry.text("coverage_note", required=entry.data.get("coverage") != "complete"),
        lines=tuple(_line(line, name, sources) for line in entry.entries("lines")),
    )


def _line(entry: Entry, crosswalk: str, sources: Mapping[str, Source]) -> Line:
    entry.only(LINE_KEYS)
    word = cast(Relation, entry.word("relation", RELATIONS, default="intersects"))
    if "to" not in entry.data:
        entry.wrong("catalogue.missing-key", (), key="to")
    target = entry.string("to", required=False)
    if not target and word != "none":
        entry.wrong("catalogue.crosswalk-open", ("relation",), relation=word)
    return Line(
        crosswalk=crosswalk,
        origin=entry.string("from"),
        target=target,
        relation=word,
        strength=_strength(entry),
        rationale=entry.text("rationale"),
        confidence=entry.confidence(),
        citation=entry.citation(sources),
        place=entry.marked.file,
    )


def _strength(entry: Entry) -> int:
    value = entry.data.get("strength")
    if isinstance(value, int) and not isinstance(value, bool) and value in STRENGTHS:
        return value
    entry.wrong("catalogue.crosswalk-scale", ("strength",) if "strength" in entry.data else (), value=str(value))
    return STRENGTHS[0]


def certification_items(schemes: Iterable[Scheme]) -> Crosswalk:
    """What the schemes say they support, as a crosswalk: ``certifications/<scheme>`` to items.

    A scheme whose certificate decides an item asks at least what the item asks (``superset``); one that only supports
    it has something in common with it. What the guideline itself names is of strength 4, anybody else's opinion 2.
    """
    listed = list(schemes)
    author = Text("安全カルテ（認証制度の頁から導出）", "Anzen Karte (derived from the pages of the schemes)")
    note = Text("制度の頁に挙がる項目だけ", "only items that the pages of the schemes name")
    lines = [_supported(scheme, index) for scheme in listed for index in range(len(scheme.supports))]
    confidence = "recalled" if any(scheme.confidence == "recalled" for scheme in listed) else "partial"
    return Crosswalk(
        id=CERTIFICATION_SET,
        origin=CERTIFICATIONS,
        target="",
        author=author,
        kind="report",
        published="",
        confidence=confidence,
        read_in=Text("認証制度の各頁", "the page of each scheme"),
        citation=listed[0].citation if listed else Citation("", EMPTY, EMPTY),
        coverage="partial",
        coverage_note=note,
        lines=tuple(lines),
    )


def _supported(scheme: Scheme, index: int) -> Line:
    support = scheme.supports[index]
    return Line(
        crosswalk=CERTIFICATION_SET,
        origin=f"{CERTIFICATIONS}/{scheme.id}",
        target=support.item,
        relation="superset" if support.decides else "intersects",
        strength=_STRENGTH_OF[support.standing],
        rationale=support.rationale,
        confidence=scheme.confidence if scheme.confidence != "seen" else "partial",
        citation=support.citation,
        place=scheme.id,
    )
