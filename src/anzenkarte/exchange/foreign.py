"""Drafts from catalogues that others wrote: what they do not say is put in cautiously and left to a reviewer.

Every line is at most ``partial``, is cited to the file it came from, and says so in ``read_in``; where the file holds
one language only, the text stands in both. The addressee is the institution until somebody decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from anzenkarte.catalogue.folders import EDITION
from anzenkarte.exchange.draft import Draft, assemble, text_json
from anzenkarte.formats.plain_text import forbidden, nfc
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

_SLUG: Final = re.compile(r"[^A-Za-z0-9._-]+")
_EDITION: Final = re.compile(r"[^a-z0-9.-]+")
_SOURCE: Final = "F1"
_TOO_DEEP_NAME: Final = 80


@dataclass(frozen=True)
class ForeignItem:
    """A requirement as another catalogue gives it: its number, the number of its chapter, and its texts.

    A number that begins with ``~`` is a name of ours for something that has no printed number.
    """

    number: str
    chapter: str
    title: Text
    summary: Text
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class ForeignEdition:
    """What another catalogue says of itself; ``published`` is a day or empty."""

    name: str
    edition: str
    title: Text
    publisher: Text
    published: str
    file: str
    note: Text = field(default=Text("", ""))


def plain(text: str) -> str:
    """A text without characters that no catalogue file may hold, in Unicode form NFC, with LF line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char in "\n\t" or forbidden(char) is None)
    try:
        return nfc(kept).strip()
    except InputError:
        return ""


def slug(text: str) -> str:
    """A number or name as part of an id; empty when nothing of it can stand there."""
    return _SLUG.sub("-", plain(text)).strip("-._")[:_TOO_DEEP_NAME]


def foreign_draft(edition: ForeignEdition, chapters: Mapping[str, Text], items: Iterable[ForeignItem]) -> Draft:
    """The draft; chapters without items are ``missing``. InputError ``exchange.no-name`` where no id can be made."""
    name = _EDITION.sub("-", plain(edition.name).lower()).strip("-.")[:_TOO_DEEP_NAME]
    if not name:
        raise InputError(Problem.at("exchange.no-name", file=edition.file))
    listed = list(items)
    used = {item.chapter for item in listed}
    read_in = text_json(Text(f"取り込んだファイル {edition.file}", f"the imported file {edition.file}"))
    seen: set[str] = set()
    return assemble(
        _header(edition, name, read_in),
        [("", _chapter(number, title, number in used)) for number, title in chapters.items()],
        [("", _item(item, name, read_in, seen)) for item in listed],
    )


def _header(edition: ForeignEdition, name: str, read_in: dict[str, Json]) -> dict[str, Json]:
    source: dict[str, Json] = {"title": text_json(edition.title)}
    if edition.note.ja:
        source["note"] = text_json(edition.note)
    return {
        "schema": EDITION,
        "id": name,
        "guideline": name,
        "edition": plain(edition.edition) or "1",
        "kind": "practice",
        "binds": "none",
        "title": text_json(edition.title),
        "publisher": text_json(edition.publisher),
        "published": edition.published or None,
        "supersedes": None,
        "confidence": "partial",
        "read_in": read_in,
        "citation": {"source": _SOURCE, "place": text_json(Text("ファイル全体", "the whole file"))},
        "sources": {_SOURCE: source},
    }


def _chapter(number: str, title: Text, held: bool) -> dict[str, Json]:
    entry: dict[str, Json] = {
        "number": number,
        "title": text_json(title),
        "title_confidence": "partial",
        "coverage": "partial" if held else "missing",
    }
    if held:
        entry["coverage_note"] = text_json(Text("取り込んだまま。要確認", "as imported; to be reviewed"))
    return entry


def _item(item: ForeignItem, edition: str, read_in: dict[str, Json], seen: set[str]) -> dict[str, Json]:
    unnumbered = item.number.startswith("~")
    last = f"{'~' if unnumbered else ''}{slug(item.number) or 'x'}"
    base = "/".join(part for part in (edition, slug(item.chapter), last) if part)
    name, turn = base, 1
    while name in seen:
        turn += 1
        name = f"{base}-{turn}"
    seen.add(name)
    place = Text(f"項目 {item.number or item.title.ja}", f"item {item.number or item.title.en}")
    entry: dict[str, Json] = {
        "id": name,
        "number": None if unnumbered else item.number or None,
        "chapter": item.chapter,
        "title": text_json(item.title),
        "summary": text_json(item.summary),
        "addressee": "institution",
        "confidence": "partial",
        "read_in": read_in,
        "citation": {"source": _SOURCE, "place": text_json(place)},
    }
    if item.extra:
        entry["extra"] = dict(item.extra)
    return entry
