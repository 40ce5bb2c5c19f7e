"""Agreements to be looked at again: each reopened line once, whatever made it reopen, with every agreement it is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from anzenkarte.web.shared.change_words import each_once
from anzenkarte.web.shared.exchange_pages import names_of
from anzenkarte.web.shared.line_words import LineWords, Row
from anzenkarte.workspace.agreements.queries import agreement
from anzenkarte.workspace.agreements.reopening import causes_of
from anzenkarte.workspace.agreements.summaries import Exchange, exchanges, summed
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.acting import Actor

_STATE: Final = "reopened"
_MOST: Final = 30
_READ: Final = 4
"""Agreements of which every line is read for one page; of further ones the number of lines is told."""


@dataclass(frozen=True)
class Place:
    """An agreement: with whom, where its reopened lines are, how many there are."""

    who: str
    href: str
    count: int


@dataclass(frozen=True)
class Reopened:
    """A line that was agreed on and no longer stands as it was: what it says, what changed, in which agreements."""

    text: str
    sub: str
    who: str
    changed: tuple[str, ...]
    places: tuple[Place, ...]


def reopened(request: HttpRequest, changed: Sequence[KarteDocument]) -> tuple[list[Reopened], list[Place]]:
    """Lines reopened in agreements that changed documents have to do with; and agreements told by number alone."""
    actor: Actor = request.actor
    rows = exchanges()
    if all(row.kind == "engagement" for row in changed):
        rows = rows.filter(about__in=[f"engagement/{row.name}" for row in changed])
    found = [one for one in summed(actor, list(rows[:_MOST])) if one.counts and one.counts.get(_STATE)]
    if not found:
        return [], []
    names = names_of(actor, [actor.urn, *(one.counterpart for one in found)])
    places = [_place(request, one, names) for one in found]
    lines: dict[tuple[str, str], list[tuple[Row, Place]]] = {}
    for one, place in zip(found[:_READ], places, strict=False):
        for row in _rows(actor, one, names):
            lines.setdefault((one.about, row.id), []).append((row, place))
    return [_line(told) for told in lines.values()], places[_READ:]


def _place(request: HttpRequest, one: Exchange, names: dict[str, str]) -> Place:
    asked = (request.actor.organisation, one.kind, one.name, one.counterpart)
    href = reverse("exchange-agreement", args=asked) + f"?state={_STATE}"
    return Place(names.get(one.counterpart, one.counterpart), href, (one.counts or {})[_STATE])


def _rows(actor: Actor, one: Exchange, names: dict[str, str]) -> list[Row]:
    stands = agreement(actor, one.about, one.counterpart)
    words = LineWords(stands, (actor.urn, one.counterpart), names)
    open_again = [standing for standing in stands.standings if standing.state == _STATE]
    causes = causes_of(open_again)
    return [words.standing(standing, causes.get(standing.id, ())) for standing in open_again]


def _line(told: Sequence[tuple[Row, Place]]) -> Reopened:
    row = told[0][0]
    changed = each_once(sentence for one, _ in told for sentence in one.changed)
    return Reopened(row.text, row.sub, row.who, tuple(changed), tuple(place for _, place in told))
