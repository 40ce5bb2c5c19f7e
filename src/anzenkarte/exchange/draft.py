"""An edition as catalogue files in the making: what every reader of another format produces, and what is checked.

A reader builds the plain values that stand in ``edition.yaml`` and the items files; from there one path leads to
checked values (:func:`values_of`) and to files (:func:`files_of`), whatever the format was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anzenkarte.catalogue.folders import EDITION, ITEMS
from anzenkarte.catalogue.model import EMPTY, Chapter, Edition, Item, PartScope
from anzenkarte.catalogue.read_editions import read_edition, read_items
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.values import Json, Marked
from anzenkarte.karte.yaml_text import yaml_text
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

_PLAIN: Final = re.compile(r"[^a-z0-9.-]+")


Placed = tuple[str, Mapping[str, Json]]  # part, entry


@dataclass(frozen=True)
class Draft:
    """The values of ``edition.yaml`` and of the items files beside it, in printed order."""

    header: Mapping[str, Json]
    files: tuple[Mapping[str, Json], ...]


def assemble(header: Mapping[str, Json], chapters: Iterable[Placed], items: Iterable[Placed]) -> Draft:
    """A draft of chapters and items, each with the part it is of: one items file per part, in the order met."""
    files: dict[str, tuple[list[Json], list[Json]]] = {}
    for index, placed in enumerate((chapters, items)):
        for part, entry in placed:
            files.setdefault(part, ([], []))[index].append(dict(entry))
    out: list[Mapping[str, Json]] = []
    for part, (own_chapters, own_items) in files.items():
        named: dict[str, Json] = {"part": part} if part else {}
        start: dict[str, Json] = {"schema": ITEMS, "edition": header.get("id")}
        out.append({**start, **named, "chapters": own_chapters, "items": own_items})
    return Draft(header, tuple(out))


def text_json(text: Text) -> dict[str, Json]:
    """A bilingual text as catalogue files write it."""
    return {"ja": text.ja, "en": text.en}


def draft_of(edition: Edition, items: Iterable[Item]) -> Draft:
    """An edition and its items as catalogue files; one items file per part."""
    held = list(items)
    parts = [part for part, _ in edition.parts]
    parts += [chapter.part for chapter in edition.chapters] + [item.part for item in held]
    used = {chapter.part for chapter in edition.chapters} | {item.part for item in held}
    files = [_file(edition, part, held) for part in dict.fromkeys(parts) if part in used]
    return Draft(_header(edition), tuple(files))


def _header(edition: Edition) -> dict[str, Json]:
    header: dict[str, Json] = {
        "schema": EDITION,
        "id": edition.id,
        "guideline": edition.guideline,
        "edition": edition.edition,
        "kind": edition.kind,
        "binds": edition.binds,
        "title": text_json(edition.title),
        "publisher": text_json(edition.publisher),
        "published": edition.published,
    }
    if edition.in_force is not None:
        start, end = edition.in_force
        header["in_force"] = {
            "from": start.iso if start is not None else None,
            "until": end.iso if end is not None else None,
        }
    header["supersedes"] = edition.supersedes or None
    header["confidence"] = edition.confidence
    header["read_in"] = text_json(edition.read_in)
    header["citation"] = _citation(edition.citation)
    if edition.always:
        header["always"] = True
    if edition.scope_fact or edition.scope_values:
        header["scope"] = {"fact": edition.scope_fact, "values": list(edition.scope_values)}
    sources: dict[str, Json] = {}
    for key, source in edition.sources.items():
        entry: dict[str, Json] = {"title": text_json(source.title)}
        if source.address:
            entry["address"] = source.address
        if source.note != EMPTY:
            entry["note"] = text_json(source.note)
        sources[key] = entry
    header["sources"] = sources
    if edition.parts:
        header["parts"] = [_part(edition, part, title) for part, title in edition.parts]
    return header


def scope_json(scope: PartScope) -> dict[str, Json]:
    """Which value of which fact makes a part apply, as catalogue files write it."""
    return {"fact": scope.fact, "values": list(scope.values)}


def _part(edition: Edition, part: str, title: Text) -> dict[str, Json]:
    entry: dict[str, Json] = {"id": part, "title": text_json(title)}
    if part in edition.part_scopes:
        entry["scope"] = scope_json(edition.part_scopes[part])
    return entry


def _citation(citation: Citation) -> dict[str, Json]:
    return {"source": citation.source, "place": text_json(citation.place)}


def _file(edition: Edition, part: str, items: Sequence[Item]) -> dict[str, Json]:
    file: dict[str, Json] = {"schema": ITEMS, "edition": edition.id}
    if part:
        file["part"] = part
    file["chapters"] = [_chapter(chapter) for chapter in edition.chapters if chapter.part == part]
    file["items"] = [_item(item) for item in items if item.part == part]
    return file


def _chapter(chapter: Chapter) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "number": chapter.number,
        "title": text_json(chapter.title),
        "title_confidence": chapter.title_confidence,
        "coverage": chapter.coverage,
    }
    if chapter.coverage_note != EMPTY:
        entry["coverage_note"] = text_json(chapter.coverage_note)
    return entry


def _item(item: Item) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "id": item.id,
        "number": item.number or None,
        "chapter": item.chapter,
        "title": text_json(item.title),
        "summary": text_json(item.summary),
        "addressee": item.addressee,
        "confidence": item.confidence,
        "read_in": text_json(item.read_in),
    }
    if item.carried_from:
        entry["carried_from"] = item.carried_from
    entry["citation"] = _citation(item.citation)
    if item.applies:
        entry["applies"] = list(item.applies)
    if item.aliases:
        entry["aliases"] = list(item.aliases)
    if item.extra:
        entry["extra"] = dict(item.extra)
    return entry


def faults_of(draft: Draft) -> tuple[Edition, tuple[Item, ...], list[tuple[int, Problem]]]:
    """The edition, its items, and every fault with the number of the file it is in: -1 the header, 0 the first items.

    What is wrong stays in the values as far as it can be told; they are sound only where there is no fault.
    """
    header = Marked(dict(draft.header))
    listed = [file.get("items") for file in draft.files]
    count = sum(len(items) for items in listed if isinstance(items, list))
    problems: list[Problem] = []
    edition = read_edition(header, (), count, problems)
    faults = [(-1, problem) for problem in problems]
    if draft.header.get("schema") != EDITION:
        faults.append((-1, Problem.at("exchange.no-edition")))
    chapters: list[Chapter] = []
    items: list[Item] = []
    for index, file in enumerate(draft.files):
        stub = Marked({key: value for key, value in file.items() if key in ("part", "chapters")})
        again: list[Problem] = []
        chapters += read_edition(header, (stub,), count, again).chapters
        found = [problem for problem in again if problem.path.startswith(("chapters", "part"))]
        items += read_items(Marked(dict(file)), edition.sources, found)
        faults += [(index, problem) for problem in dict.fromkeys(found)]
    return replace(edition, chapters=tuple(chapters), folder=""), tuple(items), faults


def values_of(draft: Draft, file: str = "") -> tuple[Edition, tuple[Item, ...]]:
    """The checked edition and items of a draft; InputError with every fault, named after ``file``."""
    edition, items, faults = faults_of(draft)
    if faults:
        raise InputError([replace(problem, file=file) for _, problem in faults])
    return edition, items


def files_of(draft: Draft) -> dict[str, bytes]:
    """The draft as catalogue files: ``edition.yaml`` and one items file per part, names in printed order."""
    canonical_bytes(draft.header)  # refuses what no catalogue file can hold before anything is written
    out = {"edition.yaml": yaml_text(dict(draft.header)).encode("utf-8")}
    for index, file in enumerate(draft.files, start=1):
        canonical_bytes(file)
        slug = _PLAIN.sub("-", str(file.get("part") or "items").lower()).strip("-.") or "items"
        out[f"{index:02}-{slug}.yaml"] = yaml_text(dict(file)).encode("utf-8")
    return out
