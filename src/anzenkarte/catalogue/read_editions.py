"""Reads editions: the header file ``edition.yaml`` and the items files beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, cast

from anzenkarte.catalogue.entries import LINE_CONFIDENCES, Entry
from anzenkarte.catalogue.model import EDITION_KINDS, Addressee, Chapter, Edition, Item, PartScope, Source
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text

BINDS: Final = ("institution", "vendor", "both", "none")
ADDRESSEES: Final = ("vendor", "vendor_supplies", "institution")
COVERAGES: Final = ("complete", "partial", "titles_only", "missing", "none")
_EDITION_KEYS: Final = (
    "schema",
    "id",
    "guideline",
    "edition",
    "kind",
    "binds",
    "title",
    "publisher",
    "published",
    "in_force",
    "supersedes",
    "confidence",
    "read_in",
    "citation",
    "sources",
    "parts",
    "always",
    "scope",
)
_ITEM_KEYS: Final = (
    "id",
    "number",
    "chapter",
    "title",
    "summary",
    "addressee",
    "confidence",
    "read_in",
    "carried_from",
    "citation",
    "applies",
    "aliases",
    "extra",
)
_CHAPTER_KEYS: Final = ("number", "title", "title_confidence", "coverage", "coverage_note")


def read_edition(header: Marked, item_files: Iterable[Marked], item_count: int, problems: list[Problem]) -> Edition:
    """An edition's header with the chapters its items files declare; faults go to ``problems``."""
    entry = Entry(header, (), problems)
    entry.only(_EDITION_KEYS)
    sources = entry.sources()
    chapters: list[Chapter] = []
    for marked in item_files:
        chapters.extend(_chapters(Entry(marked, (), problems)))
    return Edition(
        id=entry.string("id"),
        guideline=entry.string("guideline"),
        edition=entry.string("edition"),
        kind=entry.word("kind", EDITION_KINDS),
        binds=entry.word("binds", BINDS),
        title=entry.text("title"),
        publisher=entry.text("publisher"),
        published=_published(entry),
        in_force=_in_force(entry),
        supersedes=entry.string("supersedes", required=False),
        confidence=entry.confidence(),
        read_in=entry.text("read_in"),
        citation=entry.citation(sources),
        parts=tuple(_parts(entry)),
        chapters=tuple(chapters),
        item_count=item_count,
        folder=header.file.rpartition("/")[0],
        scope_fact=str(entry.mapping("scope").get("fact", "")),
        scope_values=_scope_values(entry),
        part_scopes=dict(_part_scopes(entry)),
        always=entry.flag("always"),
        sources=sources,
    )


def _published(entry: Entry) -> str:
    when = entry.day("published")
    return when.iso if when is not None else ""


def _in_force(entry: Entry) -> tuple[When | None, When | None] | None:
    value = entry.data.get("in_force")
    if value is None:
        return None
    inner = Entry(entry.marked, (*entry.path, "in_force"), entry.problems, value)
    inner.only(("from", "until"))
    start, end = inner.day("from"), inner.day("until")
    if start is not None and end is not None and end.first <= start.first:
        inner.wrong("catalogue.in-force-backwards", (), start=start.iso, end=end.iso)
    return start, end


def _parts(entry: Entry) -> Iterable[tuple[str, Text]]:
    for part in entry.entries("parts"):
        part.only(("id", "title", "scope"))
        yield part.string("id"), part.text("title")


def _part_scopes(entry: Entry) -> Iterable[tuple[str, PartScope]]:
    for part in entry.entries("parts"):
        if "scope" in part.data:
            yield part.string("id"), PartScope(str(part.mapping("scope").get("fact", "")), _scope_values(part))


def _chapters(entry: Entry) -> Iterable[Chapter]:
    part = entry.string("part", required=False)
    for chapter in entry.entries("chapters"):
        chapter.only(_CHAPTER_KEYS)
        yield Chapter(
            part=part,
            number=chapter.string("number"),
            title=chapter.text("title"),
            title_confidence=chapter.word("title_confidence", CONFIDENCES, default="missing"),
            coverage=chapter.word("coverage", COVERAGES, default="missing"),
            coverage_note=chapter.text("coverage_note", required=False),
        )


def read_items(marked: Marked, sources: Mapping[str, Source], problems: list[Problem]) -> list[Item]:
    """The items of one file in printed order; ``sources`` are the edition's."""
    entry = Entry(marked, (), problems)
    entry.only(("schema", "edition", "part", "chapters", "items"))
    edition, part = entry.string("edition"), entry.string("part", required=False)
    chapters = {str(chapter.data.get("number", "")) for chapter in entry.entries("chapters")}
    return [_item(item, edition, part, chapters, sources) for item in entry.entries("items")]


def _item(entry: Entry, edition: str, part: str, chapters: set[str], sources: Mapping[str, Source]) -> Item:
    entry.only(_ITEM_KEYS)
    chapter = entry.string("chapter")
    if chapter and chapter not in chapters:
        entry.wrong("catalogue.unknown-chapter", ("chapter",), chapter=chapter)
    identity = entry.string("id")
    if identity and not identity.startswith(f"{edition}/"):
        entry.wrong("catalogue.id-prefix", ("id",), edition=edition)
    confidence = entry.word("confidence", LINE_CONFIDENCES, default="recalled")
    carried = entry.string("carried_from", required=False)
    if carried and confidence == "seen":
        entry.wrong("catalogue.carried-seen", ("confidence",), carried_from=carried)
    return Item(
        id=identity,
        edition=edition,
        number=entry.string("number", required=False),
        part=part,
        chapter=chapter,
        title=entry.text("title"),
        summary=entry.text("summary"),
        addressee=cast(Addressee, entry.word("addressee", ADDRESSEES, default="institution")),
        confidence=confidence,
        read_in=entry.text("read_in"),
        citation=entry.citation(sources),
        carried_from=carried,
        applies=entry.strings("applies"),
        aliases=entry.strings("aliases"),
        extra=entry.mapping("extra"),
    )


def _scope_values(entry: Entry) -> tuple[str, ...]:
    """The values of the scope fact that mean the edition applies."""
    values = entry.mapping("scope").get("values")
    return tuple(str(value) for value in values) if isinstance(values, list) else ()
