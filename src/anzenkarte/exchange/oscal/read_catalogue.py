"""Reads an OSCAL catalogue that we wrote back into an edition and its items, equal to what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from anzenkarte.catalogue.folders import EDITION
from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.exchange.draft import Draft, Placed, assemble, values_of
from anzenkarte.exchange.loose import first, mapping, mappings, string
from anzenkarte.exchange.oscal.words import Props, present
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

_LAST: Final = 1 << 40
Mapped = Mapping[str, Json]


def is_ours(document: Mapped) -> bool:
    """Whether the catalogue says that it was written from one of our editions."""
    metadata = mapping(mapping(document.get("catalog")).get("metadata"))
    return Props(metadata.get("props")).one("schema") == EDITION


def read_catalogue_document(document: Mapped, file: str = "") -> tuple[Edition, tuple[Item, ...]]:
    """The edition and items of a catalogue of ours; ``folder`` of the edition is empty.

    Raises InputError with every fault, and ``exchange.oscal-foreign`` for a catalogue that is not ours.
    """
    return values_of(catalogue_draft(document, file), file)


def catalogue_draft(document: Mapped, file: str = "") -> Draft:
    """The catalogue of ours as catalogue files in the making, not yet checked."""
    if not is_ours(document):
        raise InputError(Problem.at("exchange.oscal-foreign", file=file, path="catalog/metadata/props"))
    body = mapping(document.get("catalog"))
    metadata = mapping(body.get("metadata"))
    props = Props(metadata.get("props"))
    parts: list[Json] = []
    chapters: list[Placed] = []
    items: list[tuple[int, Placed]] = []
    for group in mappings(body.get("groups")):
        own = Props(group.get("props"))
        part = own.one("part")
        if part and "listed" in own:
            scope = {"scope": own.data("scope")} if "scope" in own else {}
            parts.append({"id": part, "title": own.text("title", string(group.get("title"))), **scope})
        for chapter in mappings(group.get("groups")) if part else iter((group,)):
            chapters.append((part, _chapter(chapter)))
            items += [(place, (part, item)) for place, item in _items(chapter)]
    header = _header(metadata, props, body)
    if parts:
        header["parts"] = parts
    ordered = [item for _, item in sorted(items, key=lambda pair: pair[0])]
    return assemble(header, chapters, ordered)


def _header(metadata: Mapped, props: Props, body: Mapped) -> dict[str, Json]:
    publisher = first(metadata.get("parties"))
    names = Props(publisher.get("props"))
    header: dict[str, Json] = {"schema": EDITION}
    for key in ("id", "guideline", "edition", "kind", "binds"):
        header[key] = props.one(key)
    header["title"] = props.text("title", string(metadata.get("title")))
    header["publisher"] = names.text("name", string(publisher.get("name")))
    header["published"] = props.one("published") or None
    if "in-force" in props:
        header["in_force"] = props.data("in-force")
    header["supersedes"] = props.one("supersedes") or None
    header["confidence"] = props.one("confidence")
    header["read_in"] = props.text("read-in")
    header["citation"] = _citation(props)
    if "always" in props:
        header["always"] = True
    if "scope" in props:
        header["scope"] = props.data("scope")
    header["sources"] = dict(_sources(body))
    return header


def _citation(props: Props) -> Json:
    return {"source": props.one("citation-source"), "place": props.text("citation-place")}


def _sources(body: Mapped) -> Iterator[tuple[str, Json]]:
    for resource in mappings(mapping(body.get("back-matter")).get("resources")):
        props = Props(resource.get("props"))
        if "key" not in props:
            continue
        link = first(resource.get("rlinks"))
        yield (
            props.one("key"),
            present(
                (
                    ("title", props.text("title", string(resource.get("title")))),
                    ("address", string(link.get("href")) or props.one("address")),
                    ("note", props.text("note")),
                )
            ),
        )


def _chapter(group: Mapped) -> dict[str, Json]:
    props = Props(group.get("props"))
    return present(
        (
            ("number", props.one("chapter")),
            ("title", props.text("title", string(group.get("title")))),
            ("title_confidence", props.one("title-confidence")),
            ("coverage", props.one("coverage")),
            ("coverage_note", props.text("coverage-note")),
        )
    )


def _items(group: Mapped) -> Iterator[tuple[int, dict[str, Json]]]:
    chapter = Props(group.get("props")).one("chapter")
    for control in mappings(group.get("controls")):
        props = Props(control.get("props"))
        place = props.one("place")
        item = present(
            (
                ("id", props.one("id")),
                ("number", _unlabelled(control)),
                ("chapter", chapter),
                ("title", props.text("title", string(control.get("title")))),
                ("summary", _summary(control)),
                ("addressee", props.one("addressee")),
                ("confidence", props.one("confidence")),
                ("read_in", props.text("read-in")),
                ("carried_from", props.one("carried-from")),
                ("citation", _citation(props)),
                ("applies", [*props.all("applies")]),
                ("aliases", [*props.all("alias")]),
                ("extra", props.data("extra")),
            )
        )
        yield int(place) if place.isascii() and place.isdigit() and len(place) < 10 else _LAST, item


def _unlabelled(control: Mapped) -> str:
    return Props(control.get("props")).label


def _summary(control: Mapped) -> Json:
    statement = next((part for part in mappings(control.get("parts")) if part.get("name") == "statement"), {})
    english = next((part for part in mappings(statement.get("parts")) if part.get("class") == "en"), {})
    return {"ja": string(statement.get("prose")), "en": string(english.get("prose"))}
