"""The pages of the matrix: the table with its situations and filters, and its print form on one A3 sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.web.institution_desk.common import Chosen, address, choose, shown_day, title, today, words_of
from anzenkarte.web.institution_desk.matrix import EVERY, FILTERS, matrix_of
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.words import say

_BY = ("duty", "subject")


@page("institution")
def matrix_page(request: HttpRequest) -> HttpResponse:
    """The matrix of one engagement."""
    chosen = choose(request)
    if chosen is None:
        return render(request, "institution_desk/nothing.html", {"page": "matrix"})
    return render(request, "institution_desk/matrix.html", _context(request, chosen))


def _context(request: HttpRequest, chosen: Chosen) -> dict[str, object]:
    words = words_of(chosen.assessment)
    situations = words.catalogue.situations
    situation = _one(request, "situation", (*situations, EVERY), "normal")
    only, by = _one(request, "only", tuple(FILTERS), "all"), _one(request, "by", _BY, "duty")
    found = matrix_of(words, situation, only, by)
    name = chosen.row.name

    def here(**changed: str) -> str:
        asked = {"situation": situation, "only": only, "by": by, **changed}
        return address(request, "institution-matrix", engagement=name, **asked)

    return {
        "chosen": chosen,
        "title": title(chosen.row),
        "matrix": found,
        "situation": situation,
        "situation_title": say("すべての場面", "all situations") if situation == EVERY else words.situation(situation),
        "situations": [
            (key, words.situation(key), found.needing.get(key, 0), here(situation=key)) for key in situations
        ],
        "every": here(situation=EVERY),
        "only": only,
        "filters": [(key, here(only=key)) for key in FILTERS],
        "by": by,
        "turns": [(key, here(by=key)) for key in _BY],
        "settle": address(request, "institution-settle", engagement=name),
        "columns": len(found.parties) + 2,  # those a line's words stand under: subject, state, parties
        "may_settle": request.actor.may("editor"),
        "day": shown_day(today()),
        "revision": chosen.row.head.hash[7:19],
    }


def _one(request: HttpRequest, name: str, allowed: tuple[str, ...], usual: str) -> str:
    value = request.GET.get(name, usual)
    return value if value in allowed else usual
