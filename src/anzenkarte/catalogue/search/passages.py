"""The passages that are searched: every entry of every catalogue, in catalogue order, as plain values.

An edition, its chapters, its items with what they list, its other lists; then laws, schemes, duties, scopes with their
questions, and whatever else is written. An entry inside another that has an id is a passage of its own. Which source
was read, citations and conditions are shown with a hit and are not searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final, cast

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.folders import DUTIES, LAW, SCHEME, SCOPE
from anzenkarte.catalogue.model import EMPTY, Chapter, Edition, Item, Source
from anzenkarte.catalogue.search.walk import Field, Found, describe, fields_of, walk
from anzenkarte.formats.values import Json
from anzenkarte.kernel.text import Text

_KINDS: Final[dict[str, str]] = {LAW: "law", SCHEME: "scheme", DUTIES: "duty", SCOPE: "scope"}


@dataclass(frozen=True)
class Passage:
    """One entry as search sees it; ``kind`` is edition, chapter, item, law, scheme, duty, scope, or else entry."""

    id: str
    kind: str
    edition: str  # empty outside editions
    guideline: str
    part: str
    part_title: Text
    number: str
    title: Text
    confidence: str
    citation: Text
    fields: tuple[Field, ...]


def passages_of(catalogue: Catalogue) -> Iterator[Passage]:
    """All passages of a catalogue in catalogue order."""
    by_edition, others = _files(catalogue)
    for edition in catalogue.editions.values():
        yield from _Shelf(catalogue, edition).passages(by_edition.get(edition.id, ()))
    for schema, file, data in others:
        yield from _of_file(catalogue, schema, file, data)


_File = tuple[str, str, Mapping[str, Json]]


def _files(catalogue: Catalogue) -> tuple[Mapping[str, list[_File]], list[_File]]:
    """The files of lists: by the edition they say they belong to; then laws, schemes, duties, scopes, and the rest."""
    by_edition: dict[str, list[_File]] = {}
    others: list[_File] = []
    order = [*_KINDS, *sorted(catalogue.extras.keys() - _KINDS.keys())]
    for schema in order:
        for file, content in catalogue.extras.get(schema, {}).items():
            data = cast(Mapping[str, Json], content) if isinstance(content, dict) else {}
            names = [str(data.get(key, "")) for key in ("edition", "id")]
            home = next((name for name in names if name in catalogue.editions and schema not in _KINDS), "")
            (by_edition.setdefault(home, []) if home else others).append((schema, file, data))
    return by_edition, others


class _Shelf:
    """The passages of one edition."""

    def __init__(self, catalogue: Catalogue, edition: Edition) -> None:
        self.catalogue = catalogue
        self.edition = edition
        self.parts = dict(edition.parts)

    def passages(self, files: Iterable[_File]) -> Iterator[Passage]:
        """Header, chapters each with its items, items of no chapter held, lists."""
        header = self.header()
        yield header
        items: dict[tuple[str, str], list[Item]] = {}
        for item in self.catalogue.items(self.edition.id):
            items.setdefault((item.part, item.chapter), []).append(item)
        for chapter in self.edition.chapters:
            yield self.chapter(chapter)
            for item in items.pop((chapter.part, chapter.number), ()):
                yield from self.item(item)
        for rest in items.values():
            for item in rest:
                yield from self.item(item)
        for _, _, data in files:
            around = Found(self.edition.id, confidence=self.edition.confidence)
            describe(around, data)
            for found in walk(dict(data), around):
                if found.speaks:
                    yield self.entry(found, "entry", str(data.get("part", "")), header.citation)

    def header(self) -> Passage:
        """The edition itself."""
        edition = self.edition
        fields = [*fields_of("title", edition.title), *fields_of("publisher", edition.publisher)]
        fields.append(Field("published", "", edition.published))
        for name, title in edition.parts:
            fields += [Field("parts", "", name), *fields_of("parts", title)]
        citation = _citation(edition.citation.title, edition.citation.place)
        fields.append(Field("id", "", edition.id))
        return self.passage(edition.id, "edition", "", "", edition.title, edition.confidence, citation, fields)

    def chapter(self, chapter: Chapter) -> Passage:
        """A chapter: its number and title, and what is not held of it."""
        name = "/".join(part for part in (self.edition.id, chapter.part, chapter.number) if part)
        fields = [Field("number", "", chapter.number), *fields_of("title", chapter.title)]
        fields += [*fields_of("coverage_note", chapter.coverage_note), Field("id", "", name)]
        citation = _citation(self.edition.citation.title, EMPTY)
        confidence = chapter.title_confidence or self.edition.confidence
        return self.passage(name, "chapter", chapter.part, chapter.number, chapter.title, confidence, citation, fields)

    def item(self, item: Item) -> Iterator[Passage]:
        """An item, then the entries it lists."""
        citation = _citation(item.citation.title, item.citation.place)
        own, *inner = walk(cast(Json, dict(item.extra)), Found(item.id, confidence=item.confidence))
        fields = [Field("number", "", item.number), *fields_of("title", item.title)]
        fields += [
            *fields_of("summary", item.summary),
            *own.fields,
            Field("id", "", item.id),
            *(Field("aliases", "", alias) for alias in item.aliases),
        ]
        yield self.passage(item.id, "item", item.part, item.number, item.title, item.confidence, citation, fields)
        for found in inner:
            yield self.entry(found, "entry", item.part, citation)

    def entry(self, found: Found, kind: str, part: str, inherited: Text = EMPTY) -> Passage:
        """An entry of a list."""
        citation = _cited(self.catalogue, found, self.edition.sources, self.edition.id)
        return self.passage(
            found.id, kind, found.part or part, found.number, found.title, found.confidence,
            citation if citation != EMPTY else inherited, found.fields,
        )  # fmt: skip

    def passage(
        self,
        name: str,
        kind: str,
        part: str,
        number: str,
        title: Text,
        confidence: str,
        citation: Text,
        fields: Iterable[Field],
    ) -> Passage:
        """A passage of this edition."""
        kept = tuple(field for field in fields if field.text)
        edition, title_of_part = self.edition, self.parts.get(part, EMPTY)
        return Passage(
            name, kind, edition.id, edition.guideline, part, title_of_part, number, title, confidence, citation, kept
        )


def _of_file(catalogue: Catalogue, schema: str, file: str, data: Mapping[str, Json]) -> Iterator[Passage]:
    """The passages of a file that belongs to no edition."""
    kind = _KINDS.get(schema, "entry")
    around = Found(str(data.get("id") or PurePosixPath(file).with_suffix("")))
    describe(around, data)
    sources = {key: _source(key, source) for key, source in cast(dict[str, Json], data.get("sources") or {}).items()}
    for found in walk(dict(data), around, qualify=schema != DUTIES):
        if found.speaks:
            citation = _cited(catalogue, found, sources, "")
            fields = tuple(found.fields)
            yield Passage(
                found.id, kind, "", "", "", EMPTY, found.number, found.title, found.confidence, citation, fields
            )


def _source(key: str, written: Json) -> Source:
    title = written.get("title") if isinstance(written, dict) else None
    return Source(key, Text.of(title if title is not None else key))


def _citation(title: Text, place: Text) -> Text:
    return Text(f"{title.ja} {place.ja}".strip(), f"{title.en} {place.en}".strip())


def _cited(catalogue: Catalogue, found: Found, sources: Mapping[str, Source], edition: str) -> Text:
    """Where an entry comes from in words: its citation, what it cites, or what was read."""
    if isinstance(found.citation, dict):
        key = str(found.citation.get("source", ""))
        title = sources[key].title if key in sources else Text.of(key)
        return _citation(title, Text.of(found.citation.get("place") or ""))
    if not found.cites:
        return found.read_in
    return Text(
        "、".join(catalogue.citation_text(cite, "ja", edition) for cite in found.cites),
        "; ".join(catalogue.citation_text(cite, "en", edition) for cite in found.cites),
    )
