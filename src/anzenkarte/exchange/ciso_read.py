"""Reads a framework library in the structure of CISO Assistant's published libraries as a draft edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anzenkarte.exchange.draft import Draft
from anzenkarte.exchange.foreign import ForeignEdition, ForeignItem, foreign_draft, plain
from anzenkarte.exchange.loose import mapping, mappings, string, strings
from anzenkarte.formats.values import Json, Marked, path_text, shown
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

_NODES: Final = ("objects", "framework", "requirement_nodes")
_ENGLISH: Final = "en"
_DEEPEST: Final = 64
Mapped = Mapping[str, Json]


def library_draft(library: Marked) -> Draft:
    """A framework library, ours or another's, as a draft: headings at the top are chapters, assessable nodes items.

    Raises InputError for anything that is no framework library, and for a node whose parent is not there or below it.
    """
    body = mapping(library.data)
    framework = mapping(mapping(body.get("objects")).get("framework"))
    nodes = list(mappings(framework.get("requirement_nodes")))
    if not nodes or not string(body.get("urn")):
        raise InputError(Problem.at("exchange.ciso-library", file=library.file))
    locale = string(body.get("locale")) or _ENGLISH
    tops = _tops(nodes, library)
    chapters: dict[str, Text] = {}
    numbers: dict[int, str] = {}
    for top in dict.fromkeys(tops):
        number = plain(string(nodes[top].get("ref_id"))) or str(top + 1)
        while number in chapters:
            number += "'"
        numbers[top] = number
        chapters[number] = _text(nodes[top], "name", locale) or Text(number, number)
    items = [
        _item(node, index, numbers[top], locale)
        for index, (node, top) in enumerate(zip(nodes, tops, strict=True))
        if node.get("assessable") is True
    ]
    name = plain(string(body.get("ref_id"))) or string(body.get("urn")).rpartition(":")[2]
    title, provider = _text(body, "name", locale) or Text(name, name), plain(string(body.get("provider"))) or "-"
    edition = ForeignEdition(
        name=name,
        edition=str(body.get("version") or "1"),
        title=title,
        publisher=Text(provider, provider),
        published=_day(string(body.get("publication_date"))),
        file=library.file,
        note=_text(body, "copyright", locale) or Text("", ""),
    )
    return foreign_draft(edition, chapters, items)


def _day(written: str) -> str:
    try:
        return When.parse(written).iso if written else ""
    except InputError:
        return ""


def _item(node: Mapped, index: int, chapter: str, locale: str) -> ForeignItem:
    number = plain(string(node.get("ref_id"))) or str(index + 1)
    title = _text(node, "name", locale) or Text(number, number)
    groups: list[Json] = [*strings(node.get("implementation_groups"))]
    extra: dict[str, Json] = {"implementation_groups": groups} if groups else {}
    return ForeignItem(number, chapter, title, _text(node, "description", locale) or title, extra)


def _text(holder: Mapped, key: str, locale: str) -> Text | None:
    """A text in both languages; what there is only in another stands in both."""
    own = plain(string(holder.get(key)))
    translations = mapping(holder.get("translations"))
    found = {lang: plain(string(mapping(translations.get(lang)).get(key))) for lang in ("ja", _ENGLISH)}
    if locale in found:
        found[locale] = own or found[locale]
    ja, en = found["ja"] or found[_ENGLISH] or own, found[_ENGLISH] or own or found["ja"]
    return Text(ja, en) if ja and en else None


def _tops(nodes: Sequence[Mapped], library: Marked) -> list[int]:
    """For each node the heading at the top that it is under: itself where it has no parent."""
    places = {string(node.get("urn")).lower(): index for index, node in enumerate(nodes)}
    tops: dict[int, int] = {}
    for start in range(len(nodes)):
        way: list[int] = []
        at = start
        while at not in tops:
            way.append(at)
            parent = string(nodes[at].get("parent_urn")).lower()
            if not parent:
                tops[at] = at
                break
            if parent not in places:
                raise _fault("exchange.ciso-parent", parent, at, library)
            at = places[parent]
            if at in way:
                raise _fault("exchange.ciso-circle", parent, start, library)
            if len(way) > _DEEPEST:
                raise _fault("exchange.ciso-deep", parent, start, library)
        for passed in way:
            tops[passed] = tops[at]
    return [tops[index] for index in range(len(nodes))]


def _fault(code: str, parent: str, index: int, library: Marked) -> InputError:
    path = (*_NODES, index, "parent_urn")
    params = {"parent": shown(parent), "limit": _DEEPEST}
    return InputError(Problem.at(code, params, file=library.file, line=library.line_of(path), path=path_text(path)))
