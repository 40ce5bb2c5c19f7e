"""Choosing an item of a guideline: a list that narrows as one types, over the editions in force and those before them.

Without a script the same field takes an item's id, or its number where only one item has it, and is checked alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.catalogue.model import Item
from anzenkarte.formats.values import Json
from anzenkarte.karte.operations import Operation
from anzenkarte.web.shared.desk import Outcome, page
from anzenkarte.web.shared.karte import opened, today
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.store import catalogue

ITEM: Final = "statement.item"
"""The text by which a statement names the item it answers; offered as a choice."""
_MOST: Final = 20
_LONGEST: Final = 120


@dataclass(frozen=True)
class Offered:
    """An item one may choose: its id, number, title, and edition; whether that edition has been superseded."""

    id: str
    number: str
    title: str
    edition: str
    older: bool

    @property
    def label(self) -> str:
        """All of it in one line."""
        name = " ".join(part for part in (self.number, self.title) if part)
        return say(f"{name}（{self.edition}）", f"{name} ({self.edition})")


def shelf() -> list[tuple[str, bool]]:
    """(edition, whether it is superseded): those in force today, then the one before each, where items are held."""
    known = catalogue()
    present = known.resolve([], today())
    before = [known.editions[e.supersedes] for e in present if e.supersedes and e.supersedes in known.editions]
    listed = {edition.id: older for older, some in ((True, before), (False, present)) for edition in some}
    return sorted(((id_, older) for id_, older in listed.items() if known.items(id_)), key=lambda one: (one[1], one[0]))


def offered(item: Item, older: bool) -> Offered:
    """An item in the words of the request's language."""
    known, lang = catalogue(), language()
    edition = known.editions[item.id.partition("/")[0]]
    return Offered(item.id, item.number or "", item.title.to(lang), edition.title.to(lang), older)


def found(text: str, most: int = _MOST) -> tuple[list[Offered], int]:
    """Items in whose number, title, id or edition every word of a text stands, and how many there are beyond them."""
    wanted = _plain(text).split()
    if not wanted:
        return [], 0
    hits = [(item, older) for item, older, haystack in _haystacks() if all(word in haystack for word in wanted)]
    return [offered(item, older) for item, older in hits[:most]], max(0, len(hits) - most)


def named(text: str) -> Offered | None:
    """The item a text names: by its id, or by a number that one item of the editions offered has; None for any other.

    An id of any edition the catalogue holds is taken, so that what was answered years ago can be corrected.
    """
    known = catalogue()
    item = known.item(text) if "/" in text else None
    if item is None:
        same = [one for one, _, _ in _haystacks() if one.number and _plain(one.number) == _plain(text)]
        item = same[0] if len(same) == 1 else None
    if item is None:
        return None
    older = dict(shelf()).get(item.id.partition("/")[0], True)
    return offered(item, older)


def resolved(text: str) -> str:
    """The id of the item a text names; the text itself where it names none, for the check to refuse."""
    item = named(text)
    return text if item is None else item.id


def shown(value: Json) -> str:
    """An item as written in a document, in words; empty for one that is not held."""
    item = named(value) if isinstance(value, str) else None
    return "" if item is None else item.label


def unknown_items(operations: Iterable[Operation]) -> Outcome:
    """Refuse what was typed into the field of an item and names none."""
    problems = [
        (f"{one.kind}/{one.id}/{one.field}", _refusal(one.value))
        for one in operations
        if f"{one.kind}.{one.field}" == ITEM and isinstance(one.value, str) and named(one.value) is None
    ]
    return Outcome(None, tuple(problems))


def _refusal(text: str) -> str:
    return say(
        f"「{text[:_LONGEST]}」という項目は見つかりません。番号や題名の一部を入れて、一覧から選んでください。",
        f'There is no item "{text[:_LONGEST]}". Type a part of its number or title, and choose from the list.',
    )


@page("vendor", "institution")
def items(request: HttpRequest, document: UUID) -> HttpResponse:
    """The items that fit what was typed, to choose from: a part of the page."""
    opened(request, document, own=True)
    text = (request.GET.getlist("f.item") or [""])[0][:_LONGEST].strip()
    listed, more = found(text)
    return render(request, "karte/_items.html", {"items": listed, "more": more, "typed": text})


def _haystacks() -> tuple[tuple[Item, bool, str], ...]:
    return _read(catalogue().digest, tuple(shelf()))


@lru_cache(maxsize=4)
def _read(digest: str, editions: tuple[tuple[str, bool], ...]) -> tuple[tuple[Item, bool, str], ...]:
    """Every item offered with the text it is found by; ``digest`` is that of the catalogue they follow from."""
    return tuple(_lines(editions))


def _lines(editions: tuple[tuple[str, bool], ...]) -> Iterator[tuple[Item, bool, str]]:
    known = catalogue()
    for id_, older in editions:
        edition = known.editions[id_]
        name = f"{edition.title.ja} {edition.title.en} {edition.edition}"
        for item in known.items(id_):
            text = f"{item.number or ''} {item.title.ja} {item.title.en} {item.id} {name}"
            yield item, older, _plain(text)


def _plain(text: str) -> str:
    """One form of width, circled numbers and case."""
    return unicodedata.normalize("NFKC", text).casefold()
