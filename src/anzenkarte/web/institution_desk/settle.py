"""The settle dialogue of an institution: both statements side by side, and its own word on who does it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anzenkarte.web.institution_desk.common import Chosen, address, choose, title, words_of
from anzenkarte.web.shared.desk import Outcome, page
from anzenkarte.web.shared.settling import Asked, asked_of, dialogue, settle_word
from anzenkarte.web.shared.voices import row_place


@page("institution", least="editor")
def settle(request: HttpRequest) -> HttpResponse:
    """Show the dialogue, or take the decision."""
    chosen = choose(request)
    if chosen is None:
        raise Http404
    asked = asked_of(request, chosen.row.name, words_of(chosen.assessment))
    if request.method != "POST":
        return _show(request, chosen, asked, None)
    outcome = settle_word(request, asked)
    if not outcome.ok:
        return _show(request, chosen, asked, outcome)
    return HttpResponseRedirect(f"{_back(request, asked)}#{row_place(asked.row)}")


def _back(request: HttpRequest, asked: Asked) -> str:
    return address(request, "institution-matrix", engagement=asked.engagement, situation=asked.row.situation)


def _show(request: HttpRequest, chosen: Chosen, asked: Asked, outcome: Outcome | None) -> HttpResponse:
    context = dialogue(request, asked, outcome)
    context |= {
        "title": title(chosen.row),
        "send": address(request, "institution-settle"),
        "hidden": {"engagement": chosen.row.name, **context["hidden"]},
        "back": _back(request, asked),
    }
    wanted = request.headers.get("HX-Request") == "true" and request.method == "GET"
    return render(request, f"institution_desk/{'_settle' if wanted else 'settle'}.html", context)
