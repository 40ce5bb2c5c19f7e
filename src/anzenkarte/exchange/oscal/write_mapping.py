"""Writes a crosswalk as an OSCAL mapping collection: one mapping per edition aimed at, one map per line.

A line that says nothing corresponds becomes an unmapped control of the source; what a mapping has no place for stands
in properties of our namespace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from anzenkarte.catalogue.crosswalks.model import Crosswalk, Line
from anzenkarte.catalogue.folders import CROSSWALK
from anzenkarte.exchange.oscal.words import (
    OSCAL_VERSION,
    Prop,
    both,
    data,
    identity,
    is_address,
    line,
    moment,
    present,
    prop,
    some,
    titled,
    token,
)
from anzenkarte.formats.values import Json
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.errors import InputError, Problem

RELATIONSHIPS: Final[Mapping[str, str]] = {
    "equal": "equal-to",
    "subset": "subset-of",
    "superset": "superset-of",
    "intersects": "intersects-with",
    "none": "no-relationship",
}
_STATUS: Final = {"complete": "complete", "partial": "not-complete", "none": "not-complete"}
Numbered = tuple[int, Line]


def mapping_document(crosswalk: Crosswalk) -> dict[str, Json]:
    """The mapping collection of a crosswalk; the same crosswalk always gives the same document.

    Raises InputError ``exchange.mapping-empty`` for a set none of whose lines relates two items: OSCAL has no such
    collection.
    """
    homes: dict[str, list[Numbered]] = {}
    for number, entry in enumerate(crosswalk.lines, start=1):
        home = crosswalk.target or entry.target.partition("/")[0]
        homes.setdefault(home, []).append((number, entry))
    if not homes or not all(any(entry.target for _, entry in lines) for lines in homes.values()):
        raise InputError(Problem.at("exchange.mapping-empty", {"crosswalk": crosswalk.id}))
    author = identity("author", crosswalk.id)
    names: list[Json] = [*titled("name", crosswalk.author)]
    party = present((("uuid", author), ("type", "organization"), ("name", line(crosswalk.author.ja)), ("props", names)))
    body: dict[str, Json] = {
        "uuid": identity("crosswalk", crosswalk.id),
        "metadata": {
            "title": line(f"{crosswalk.origin} → {crosswalk.target or ', '.join(homes)} ({crosswalk.id})"),
            "last-modified": moment(crosswalk.published),
            "version": line(crosswalk.published or "1"),
            "oscal-version": OSCAL_VERSION,
            "props": [*_header_props(crosswalk)],
            "roles": [{"id": "creator", "title": "作成者 / author"}],
            "parties": [party],
            "responsible-parties": [{"role-id": "creator", "party-uuids": [author]}],
        },
        "provenance": {
            "method": "human",
            "matching-rationale": "semantic",
            "status": _STATUS[crosswalk.coverage],
            "confidence-score": {"category": crosswalk.confidence},
            "mapping-description": crosswalk.read_in.ja,
            "responsible-parties": [{"role-id": "creator", "party-uuids": [author]}],
        },
        "mappings": [_mapping(crosswalk, home, lines) for home, lines in homes.items()],
    }
    resources: list[Json] = [_resource(crosswalk, citation) for citation in _sources(crosswalk)]
    if resources:
        body["back-matter"] = {"resources": resources}
    return {"mapping-collection": body}


def _header_props(crosswalk: Crosswalk) -> Iterable[Prop]:
    yield prop("schema", CROSSWALK)
    yield prop("id", crosswalk.id)
    yield prop("from", crosswalk.origin)
    yield from some("to", crosswalk.target)
    yield prop("kind", crosswalk.kind)
    yield from some("published", crosswalk.published)
    yield prop("confidence", crosswalk.confidence)
    yield from both("read-in", crosswalk.read_in)
    yield from _place(crosswalk.citation)
    yield prop("coverage", crosswalk.coverage)
    yield from both("coverage-note", crosswalk.coverage_note)


def _place(citation: Citation) -> list[Prop]:
    return [*some("citation-source", citation.source), *both("citation-place", citation.place)]


def _sources(crosswalk: Crosswalk) -> list[Citation]:
    """One citation per source, as first met."""
    found: dict[str, Citation] = {}
    for citation in (crosswalk.citation, *(entry.citation for entry in crosswalk.lines)):
        if citation.source:
            found.setdefault(citation.source, citation)
    return list(found.values())


def _resource(crosswalk: Crosswalk, citation: Citation) -> dict[str, Json]:
    linked = is_address(citation.address)
    props: list[Json] = [
        prop("key", citation.source),
        *titled("title", citation.title),
        *([] if linked else some("address", citation.address)),
    ]
    return present(
        (
            ("uuid", identity("source", f"{crosswalk.id}#{citation.source}")),
            ("title", line(citation.title.ja)),
            ("props", props),
            ("rlinks", [{"href": citation.address}] if linked else []),
        )
    )


def _mapping(crosswalk: Crosswalk, home: str, lines: Sequence[Numbered]) -> dict[str, Json]:
    name = f"{crosswalk.id}>{home}"
    gaps = [(number, entry) for number, entry in lines if not entry.target]
    summary: dict[str, Json] = {}
    if gaps:
        ids: list[Json] = [token(entry.origin) for _, entry in gaps]
        summary = {"uuid": identity("gaps", name), "unmapped-controls": [{"with-ids": ids}]}
    return present(
        (
            ("uuid", identity("mapping", name)),
            ("source-resource", {"type": "catalog", "href": href(crosswalk.origin)}),
            ("target-resource", {"type": "catalog", "href": href(home)}),
            ("maps", [_map(number, entry) for number, entry in lines if entry.target]),
            ("props", [_gap(number, entry) for number, entry in gaps]),
            ("source-gap-summary", summary),
        )
    )


def href(edition: str) -> str:
    """The file name under which an exported edition is expected beside the mapping."""
    return f"{edition}.oscal.json"


def _map(number: int, entry: Line) -> dict[str, Json]:
    props: list[Json] = [
        prop("place", str(number)),
        prop("from", entry.origin),
        prop("to", entry.target),
        prop("strength", str(entry.strength)),
        prop("rationale", entry.rationale.en, "en"),
        *_place(entry.citation),
    ]
    return {
        "uuid": identity("line", entry.id),
        "relationship": RELATIONSHIPS[entry.relation],
        "sources": [{"type": "control", "id-ref": token(entry.origin)}],
        "targets": [{"type": "control", "id-ref": token(entry.target)}],
        "confidence-score": {"category": entry.confidence},
        "props": props,
        "remarks": entry.rationale.ja,
    }


def _gap(number: int, entry: Line) -> Prop:
    place = entry.citation.place
    held: dict[str, Json] = {
        "place": number,
        "from": entry.origin,
        "strength": entry.strength,
        "confidence": entry.confidence,
        "rationale": {"ja": entry.rationale.ja, "en": entry.rationale.en},
        "citation": {"source": entry.citation.source, "place": {"ja": place.ja, "en": place.en}},
    }
    return data("gap", held)
