"""Writes an edition as an OSCAL catalogue: parts and chapters as groups, items as controls, sources as back matter.

Japanese is the main text; English and everything OSCAL has no place for (confidence, citation, addressee, coverage)
stand in properties of our namespace, so that :mod:`anzenkarte.exchange.oscal.read_catalogue` gets all of it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from anzenkarte.catalogue.folders import EDITION
from anzenkarte.catalogue.model import Chapter, Edition, Item, PartScope, Source
from anzenkarte.exchange.draft import scope_json
from anzenkarte.exchange.oscal.words import (
    NS,
    OSCAL_VERSION,
    Prop,
    both,
    data,
    identity,
    is_address,
    label,
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
from anzenkarte.kernel.text import Text


def catalogue_document(edition: Edition, items: Sequence[Item]) -> dict[str, Json]:
    """The OSCAL catalogue of an edition; the same edition always gives the same document."""
    body: dict[str, Json] = {"uuid": identity("catalogue", edition.id), "metadata": catalogue_metadata(edition)}
    groups = _groups(edition, items)
    if groups:
        body["groups"] = groups
    resources: list[Json] = [_resource(edition, source) for source in edition.sources.values()]
    if resources:
        body["back-matter"] = {"resources": resources}
    return {"catalog": body}


def catalogue_metadata(edition: Edition) -> dict[str, Json]:
    """Title, day and version as OSCAL names them, everything else of the header as properties."""
    publisher = identity("publisher", edition.id)
    party: dict[str, Json] = {"uuid": publisher, "type": "organization", "name": line(edition.publisher.ja)}
    names: list[Json] = [*titled("name", edition.publisher)]
    if names:
        party["props"] = names
    return {
        "title": line(edition.title.ja),
        "last-modified": moment(edition.published),
        "version": line(edition.edition),
        "oscal-version": OSCAL_VERSION,
        "props": [*_header_props(edition)],
        **_link(edition, edition.citation),
        "roles": [{"id": "creator", "title": "公表者 / publisher"}],
        "parties": [party],
        "responsible-parties": [{"role-id": "creator", "party-uuids": [publisher]}],
    }


def _header_props(edition: Edition) -> Iterable[Prop]:
    yield prop("schema", EDITION)
    yield prop("id", edition.id)
    yield prop("guideline", edition.guideline)
    yield prop("edition", edition.edition)
    yield prop("kind", edition.kind)
    yield prop("binds", edition.binds)
    yield from titled("title", edition.title)
    yield from some("published", edition.published)
    if edition.in_force is not None:
        start, end = edition.in_force
        bounds: Json = {
            "from": start.iso if start is not None else None,
            "until": end.iso if end is not None else None,
        }
        yield data("in-force", bounds)
    yield from some("supersedes", edition.supersedes)
    yield prop("confidence", edition.confidence)
    yield from both("read-in", edition.read_in)
    yield from _place(edition.citation)
    if edition.always:
        yield prop("always", "yes")
    if edition.scope_fact or edition.scope_values:
        yield data("scope", {"fact": edition.scope_fact, "values": list(edition.scope_values)})


def _place(citation: Citation) -> list[Prop]:
    return [*some("citation-source", citation.source), *both("citation-place", citation.place)]


def _link(edition: Edition, citation: Citation) -> dict[str, Json]:
    if citation.source not in edition.sources:
        return {}
    return {"links": [{"href": f"#{_resource_id(edition, citation.source)}", "rel": "reference"}]}


def _resource_id(edition: Edition, key: str) -> str:
    return identity("source", f"{edition.id}#{key}")


def _resource(edition: Edition, source: Source) -> dict[str, Json]:
    linked = is_address(source.address)
    props: list[Json] = [
        prop("key", source.key),
        *titled("title", source.title),
        *both("note", source.note),
        *([] if linked else some("address", source.address)),
    ]
    return present(
        (
            ("uuid", _resource_id(edition, source.key)),
            ("title", line(source.title.ja)),
            ("props", props),
            ("rlinks", [{"href": source.address}] if linked else []),
        )
    )


def _groups(edition: Edition, items: Sequence[Item]) -> list[Json]:
    places = {item.id: index for index, item in enumerate(items, start=1)}
    homes: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        homes.setdefault((item.part, item.chapter), []).append(item)
    chapters: dict[str, list[Json]] = {part: [] for part, _ in edition.parts}
    seen: Counter[tuple[str, str]] = Counter()
    declared = [*edition.chapters, *_undeclared(edition, homes)]
    for chapter in declared:
        key = (chapter.part, chapter.number)
        seen[key] += 1
        own = homes.pop(key, [])
        chapters.setdefault(chapter.part, []).append(_chapter(edition, chapter, own, places, seen[key]))
    titles = dict(edition.parts)
    out: list[Json] = []
    for part, groups in chapters.items():
        if part:
            out.append(_part(part, titles.get(part), edition.part_scopes.get(part), groups))
        else:
            out.extend(groups)
    return out


def _undeclared(edition: Edition, homes: Iterable[tuple[str, str]]) -> list[Chapter]:
    """Chapters that items name and the edition does not declare, which a checked catalogue does not have."""
    declared = {(chapter.part, chapter.number) for chapter in edition.chapters}
    none = Text("", "")
    return [Chapter(part, number, none, "", "") for part, number in homes if (part, number) not in declared]


def _part(part: str, title: Text | None, scope: PartScope | None, groups: list[Json]) -> dict[str, Json]:
    props: list[Json] = [prop("part", part), *([prop("listed", "yes"), *titled("title", title)] if title else [])]
    if scope is not None:
        props.append(data("scope", scope_json(scope)))
    return present(
        (
            ("id", token(f"part/{part}")),
            ("class", "part"),
            ("title", line(title.ja if title is not None else part)),
            ("props", props),
            ("groups", groups),
        )
    )


def _chapter(
    edition: Edition, chapter: Chapter, items: Sequence[Item], places: dict[str, int], turn: int
) -> dict[str, Json]:
    name = "/".join(part for part in ("chapter", chapter.part, chapter.number) if part)
    props: list[Json] = [
        *label(chapter.number),
        prop("chapter", chapter.number),
        *titled("title", chapter.title),
        *some("title-confidence", chapter.title_confidence),
        *some("coverage", chapter.coverage),
        *both("coverage-note", chapter.coverage_note),
    ]
    return present(
        (
            ("id", token(name if turn == 1 else f"{name}/{turn}")),
            ("class", "chapter"),
            ("title", line(chapter.title.ja)),
            ("props", props),
            ("controls", [_control(edition, item, places[item.id]) for item in items]),
        )
    )


def _control(edition: Edition, item: Item, place: int) -> dict[str, Json]:
    props: list[Json] = [
        *label(item.number),
        prop("id", item.id),
        prop("place", str(place)),
        *titled("title", item.title),
        prop("addressee", item.addressee),
        prop("confidence", item.confidence),
        *both("read-in", item.read_in),
        *some("carried-from", item.carried_from),
        *_place(item.citation),
        *(prop("applies", mark) for mark in item.applies),
        *(prop("alias", alias) for alias in item.aliases),
        *([data("extra", dict(item.extra))] if item.extra else []),
    ]
    name = token(item.id)
    return {
        "id": name,
        "class": item.addressee,
        "title": line(item.title.ja),
        "props": props,
        **_link(edition, item.citation),
        "parts": [
            {
                "id": f"{name}_smt",
                "name": "statement",
                "prose": item.summary.ja,
                "parts": [{"name": "translation", "ns": NS, "class": "en", "prose": item.summary.en}],
            }
        ],
    }
