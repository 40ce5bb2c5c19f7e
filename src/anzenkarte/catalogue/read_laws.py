"""Reads laws on where data lies and certification schemes; what the models leave out stays in the raw file."""

from __future__ import annotations

from typing import Final, Literal, cast

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.model import EMPTY, Law, Scheme, Source, Support
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text

STATUSES: Final = ("in_force", "expired", "doubtful")
REACHES: Final = ("stored_in_country", "provider_of_country", "nationals_of_country")
STANDINGS: Final = ("official", "opinion", "ours")
_SHARED_KEYS: Final = ("schema", "id", "title", "contradictions", "confidence", "read_in", "citation", "sources")
_LAW_KEYS: Final = (
    *_SHARED_KEYS,
    "country",
    "article",
    "content",
    "status",
    "note",
    "history",
    "applies_to",
    "effect",
    "cases",
    "remarks",
    "members",
)
_SCHEME_KEYS: Final = (
    *_SHARED_KEYS,
    "target",
    "target_kind",
    "body",
    "purpose",
    "certifies",
    "standards",
    "steps",
    "steps_note",
    "requirements",
    "review_items",
    "fees",
    "fees_note",
    "papers",
    "papers_note",
    "validity",
    "mark",
    "notes",
    "supports",
)


def read_law(marked: Marked, problems: list[Problem]) -> Law:
    """One law."""
    entry = Entry(marked, (), problems)
    entry.only(_LAW_KEYS)
    sources = entry.sources()
    entry.text("read_in")
    status = Entry(marked, ("status",), problems, entry.data.get("status"))
    return Law(
        id=entry.string("id"),
        country=entry.string("country"),
        title=entry.text("title"),
        article=entry.text("article"),
        content=entry.text("content"),
        status=status.word("value", STATUSES, default="doubtful"),
        status_note=status.bilingual(dict(status.data), ()) if status.data else EMPTY,
        applies_to=entry.word("applies_to", REACHES, required=False),
        effect=entry.string("effect", required=False),
        note=entry.text("note", required=False),
        confidence=entry.confidence(),
        citation=entry.citation(sources),
        contradictions=entry.mappings("contradictions"),
        members=entry.strings("members"),
    )


def read_scheme(marked: Marked, problems: list[Problem]) -> Scheme:
    """One certification scheme."""
    entry = Entry(marked, (), problems)
    entry.only(_SCHEME_KEYS)
    sources = entry.sources()
    entry.text("read_in")
    validity = entry.data.get("validity")
    return Scheme(
        id=entry.string("id"),
        title=entry.text("title"),
        target=entry.text("target"),
        target_kind=entry.string("target_kind"),
        purpose=entry.text("purpose"),
        certifies=entry.text("certifies"),
        bodies=tuple((body.string("role"), body.text("name")) for body in entry.entries("body")),
        steps=_texts(entry, "steps"),
        fees=entry.mappings("fees"),
        papers=_texts(entry, "papers"),
        validity=entry.bilingual(validity, ("validity",)),
        supports=tuple(_support(support, sources) for support in entry.entries("supports")),
        contradictions=entry.mappings("contradictions"),
        confidence=entry.confidence(),
        citation=entry.citation(sources),
        steps_note=entry.text("steps_note", required=False),
        fees_note=entry.text("fees_note", required=False),
        papers_note=entry.text("papers_note", required=False),
    )


def _texts(entry: Entry, key: str) -> tuple[Text, ...]:
    return tuple(part.bilingual(dict(part.data), ()) for part in entry.entries(key))


def _support(entry: Entry, sources: dict[str, Source]) -> Support:
    entry.only(("item", "class", "decides", "rationale", "confidence", "citation"))
    entry.confidence()
    return Support(
        item=entry.string("item"),
        standing=cast(Literal["official", "opinion", "ours"], entry.word("class", STANDINGS, default="ours")),
        decides=entry.flag("decides"),
        rationale=entry.text("rationale"),
        citation=entry.citation(sources),
    )
