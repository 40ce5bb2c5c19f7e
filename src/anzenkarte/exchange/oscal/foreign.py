"""A published OSCAL catalogue as a draft edition: groups at the top are chapters, every control is an item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.exchange.draft import Draft
from anzenkarte.exchange.foreign import ForeignEdition, ForeignItem, foreign_draft, plain
from anzenkarte.exchange.loose import mapping, mappings, string
from anzenkarte.exchange.oscal.document import DEPTH
from anzenkarte.exchange.oscal.words import Props
from anzenkarte.formats.values import Json
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

_LOOSE: Final = "-"  # the chapter of controls that are in no group
Mapped = Mapping[str, Json]


def foreign_catalogue(document: Mapped, file: str) -> Draft:
    """The draft of a catalogue that is not ours; its text stands in both languages as it is."""
    body = mapping(document.get("catalog"))
    metadata = mapping(body.get("metadata"))
    chapters: dict[str, Text] = {}
    items: list[ForeignItem] = []
    if mappings(body.get("controls")):
        chapters[_LOOSE] = Text("章なし", "no chapter")
        _collect(body, _LOOSE, items, 0)
    for index, group in enumerate(mappings(body.get("groups")), start=1):
        title = plain(string(group.get("title"))) or str(index)
        number = Props(group.get("props")).label or string(group.get("id")) or str(index)
        while number in chapters:
            number += "'"
        chapters[number] = Text(title, title)
        _collect(group, number, items, 0)
    title = plain(string(metadata.get("title"))) or file
    publisher = next((string(party.get("name")) for party in mappings(metadata.get("parties"))), "") or "-"
    edition = ForeignEdition(
        name=title,
        edition=string(metadata.get("version")),
        title=Text(title, title),
        publisher=Text(plain(publisher) or "-", plain(publisher) or "-"),
        published=_day(string(metadata.get("published")) or string(metadata.get("last-modified"))),
        file=file,
    )
    return foreign_draft(edition, chapters, items)


def _day(moment: str) -> str:
    try:
        return When.parse(moment[:10]).iso
    except InputError:
        return ""


def _collect(holder: Mapped, chapter: str, items: list[ForeignItem], depth: int) -> None:
    if depth > DEPTH:
        raise InputError(Problem.at("exchange.oscal-deep", {"limit": DEPTH}))
    for control in mappings(holder.get("controls")):
        title = plain(string(control.get("title"))) or string(control.get("id"))
        prose = plain("\n".join(_prose(control, 0))) or title
        number = Props(control.get("props")).label or string(control.get("id"))
        items.append(ForeignItem(plain(number), chapter, Text(title, title), Text(prose, prose)))
        _collect(control, chapter, items, depth + 1)
    for group in mappings(holder.get("groups")):
        _collect(group, chapter, items, depth + 1)


def _prose(holder: Mapped, depth: int) -> list[str]:
    """The statement of a control, its items below each other; guidance and assessment are left where they are."""
    out: list[str] = []
    if depth > DEPTH:
        return out
    for part in mappings(holder.get("parts")):
        if depth == 0 and part.get("name") != "statement":
            continue
        label = Props(part.get("props")).label
        text = " ".join(piece for piece in (label, string(part.get("prose"))) if piece)
        out += [text] if text else []
        out += _prose(part, depth + 1)
    return out
