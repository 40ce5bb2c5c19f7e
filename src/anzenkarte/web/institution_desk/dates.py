"""What is due: every date of an engagement that ends something or was promised, on a line and as a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.documents.content.due import dates
from anzenkarte.web.institution_desk.common import choose, title, today, words_of
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.figures import day_line

_MOST = 60


@dataclass(frozen=True)
class Day:
    """One date: what it is of, what it means, whether it is past."""

    number: int
    shown: str
    name: str
    label: str
    past: bool


@page("institution")
def dates_page(request: HttpRequest) -> HttpResponse:
    """Dates of one engagement, earliest first."""
    chosen = choose(request)
    if chosen is None:
        return render(request, "institution_desk/nothing.html")
    words, on = words_of(chosen.assessment), today()
    found = dates(words)[:_MOST]
    context = {
        "chosen": chosen,
        "title": title(chosen.row),
        "days": [
            Day(number, when.display(words.lang), words.name(subject), words.fact_label(fact), when.last < on)
            for number, (when, subject, fact) in enumerate(found, 1)
        ],
        "line": day_line([(when.last, False) for when, _, _ in found], on) if found else None,
        "next_change": None if (change := chosen.assessment.next_change) is None else words.day(change),
    }
    return render(request, "institution_desk/dates.html", context)
