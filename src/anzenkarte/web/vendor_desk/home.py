"""The vendor's first page: services and customers with their state, what is urgent, what to answer next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte import opened, today
from anzenkarte.web.shared.words import say
from anzenkarte.web.vendor_desk.customers import Customer, customers_of
from anzenkarte.web.vendor_desk.filled import filled
from anzenkarte.web.vendor_desk.listing import Line, documents, lines
from anzenkarte.web.vendor_desk.questions import asked
from anzenkarte.workspace.assessments.projection import refresh
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.handovers.queries import waiting

_A_PAGE = 25
_AT_ONCE = 2
_QUESTIONS = 3


@page("vendor")
def home(request: HttpRequest) -> HttpResponse:
    """Services above, engagements below; the numbers of rows never counted before come after the page."""
    on, actor = today(), request.actor
    words = request.GET.get("q", "").strip()[:100]
    services = Paginator(documents(actor, "service", words), _A_PAGE).get_page(request.GET.get("s"))
    engagements = Paginator(documents(actor, "engagement", words), _A_PAGE).get_page(request.GET.get("page"))
    rows = [*services.object_list, *engagements.object_list]
    if request.GET.get("count"):
        _count(rows)
    hands = {customer.row.pk: customer for customer in customers_of(request, _published(engagements.object_list))}
    shown = [_in_hands(line, hands.get(line.id)) for line in lines(rows, on)]
    again = request.GET.copy()
    again["count"] = "1"
    first = [line for line in shown if line.kind == "service"]
    context = {
        "services": first,
        "engagements": [line for line in shown if line.kind == "engagement"],
        "services_page": services,
        "page": engagements,
        "uncounted": any(not line.known and line.revision for line in shown),
        "urgent": [line for line in shown if line.urgent or line.contradictory or line.past],
        "waiting": waiting(actor),
        "asking": next(iter(first), None),
        "again": f"{request.path}?{again.urlencode()}",
        "q": words,
        "query": f"q={words}&" if words else "",
    }
    return render(request, "vendor_desk/home.html", context)


def _published(rows: Iterable[KarteDocument]) -> list[KarteDocument]:
    return [row for row in rows if row.head is not None]


def _in_hands(line: Line, customer: Customer | None) -> Line:
    """A line with what its customer has: the document that is furthest behind counts."""
    if customer is None or not customer.handed:
        return line
    return replace(line, handed=True, behind=max(one.behind for one in customer.handed))


def _count(rows: list[KarteDocument]) -> None:
    """Renew a few standings that are no longer right."""
    refresh(_published(rows), today(), _AT_ONCE)


@page("vendor")
def next_questions(request: HttpRequest) -> HttpResponse:
    """The questions of one's service that fill most lines: fetched after the page, because filling takes a moment."""
    row = documents(request.actor, "service").first()
    if row is None:
        return render(request, "vendor_desk/_questions.html", {"questions": []})
    one = opened(request, row.pk, own=True)
    found = asked(one, filled(one))
    context = {
        "karte": one,
        "questions": found[:_QUESTIONS],
        "more": max(0, len(found) - _QUESTIONS),
        "lead": say(f"「{one.title}」について", f"About {one.title}"),
    }
    return render(request, "vendor_desk/_questions.html", context)
