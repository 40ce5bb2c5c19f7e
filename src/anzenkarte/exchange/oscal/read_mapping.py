"""Reads a mapping collection that we wrote back into a crosswalk, equal to what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from anzenkarte.catalogue.crosswalks.model import Crosswalk
from anzenkarte.catalogue.crosswalks.read import read_crosswalk
from anzenkarte.catalogue.folders import CROSSWALK
from anzenkarte.exchange.loose import first, mapping, mappings, string
from anzenkarte.exchange.oscal.words import Props, present
from anzenkarte.exchange.oscal.write_mapping import RELATIONSHIPS
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import InputError, Problem

_WORDS: Final = {relationship: word for word, relationship in RELATIONSHIPS.items()}
_DIGITS: Final = 9
Mapped = Mapping[str, Json]


def read_mapping_document(document: Mapped, file: str = "") -> Crosswalk:
    """The crosswalk of a mapping collection of ours; ``place`` of its lines is empty.

    Raises InputError with every fault, and ``exchange.oscal-foreign`` for a collection that is not ours.
    """
    problems: list[Problem] = []
    found = read_crosswalk(Marked(crosswalk_values(document, file), {}, file), problems)
    problems = [problem for problem in problems if not _derived(problem)]
    if problems:
        raise InputError(problems)
    return replace(found, lines=tuple(replace(line, place="") for line in found.lines))


def _derived(problem: Problem) -> bool:
    """A set derived from the schemes has no day and no one edition it aims at; a crosswalk file has to have both."""
    return problem.code == "catalogue.missing-key" and problem.path in ("to", "published")


def crosswalk_values(document: Mapped, file: str = "") -> dict[str, Json]:
    """The collection as the values of a crosswalk file, not yet checked."""
    body = mapping(document.get("mapping-collection"))
    metadata = mapping(body.get("metadata"))
    props = Props(metadata.get("props"))
    if props.one("schema") != CROSSWALK:
        raise InputError(Problem.at("exchange.oscal-foreign", file=file, path="mapping-collection/metadata/props"))
    author = first(metadata.get("parties"))
    lines = [line for entry in mappings(body.get("mappings")) for line in _lines(entry)]
    return {
        "schema": CROSSWALK,
        "id": props.one("id"),
        "from": props.one("from"),
        "to": props.one("to"),
        "author": Props(author.get("props")).text("name", string(author.get("name"))),
        "kind": props.one("kind"),
        "published": props.one("published"),
        "confidence": props.one("confidence"),
        "read_in": props.text("read-in"),
        "citation": {"source": props.one("citation-source"), "place": props.text("citation-place")},
        "sources": dict(_sources(body)),
        "coverage": props.one("coverage"),
        "coverage_note": props.text("coverage-note"),
        "lines": [line for _, line in sorted(lines, key=lambda pair: pair[0])],
    }


def _sources(body: Mapped) -> Iterator[tuple[str, Json]]:
    for resource in mappings(mapping(body.get("back-matter")).get("resources")):
        props = Props(resource.get("props"))
        link = first(resource.get("rlinks"))
        entry: dict[str, Json] = {"title": props.text("title", string(resource.get("title")))}
        address = string(link.get("href")) or props.one("address")
        yield props.one("key"), {**entry, **({"address": address} if address else {})}


def _lines(entry: Mapped) -> Iterator[tuple[int, Json]]:
    for raw in mappings(entry.get("maps")):
        props = Props(raw.get("props"))
        relationship = string(raw.get("relationship"))
        line = present(
            (
                ("from", props.one("from")),
                ("to", props.one("to")),
                ("relation", _WORDS.get(relationship, relationship)),
                ("strength", _number(props.one("strength"))),
                ("rationale", {"ja": string(raw.get("remarks")), "en": props.one("rationale", "en")}),
                ("confidence", mapping(raw.get("confidence-score")).get("category")),
                ("citation", _citation(props)),
            )
        )
        yield _number(props.one("place")), line
    for value in Props(entry.get("props")).all("gap"):
        gap = dict(mapping(load(value).data))
        place = gap.pop("place", 0)
        yield place if isinstance(place, int) else 0, {**gap, "to": None, "relation": "none"}


def _citation(props: Props) -> Json:
    if "citation-source" not in props:
        return None
    return {"source": props.one("citation-source"), "place": props.text("citation-place")}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0
