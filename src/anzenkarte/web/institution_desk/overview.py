"""All vendors and systems on one page: a row per engagement, what needs action first; from projections alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.web.institution_desk.common import address, shown_day, title, today
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte_drafts import drafted_names
from anzenkarte.web.shared.words import said
from anzenkarte.workspace.assessments.projection import refresh, standing_of
from anzenkarte.workspace.assessments.queries import engagements, totals
from anzenkarte.workspace.documents_store.models import Draft, KarteDocument

SHOWS = ("all", "contradictory", "unsettled", "due")
AHEAD = timedelta(days=180)
_DUE = ("engagement.next_renewal_on", "engagement.two_factor_on")
_A_PAGE = 50
_NEW = 3


@dataclass(frozen=True)
class Row:
    """One engagement as the list shows it; ``known`` is False while its numbers are being made."""

    name: str
    document: UUID
    title: str
    vendor: str
    own: bool
    known: bool
    agreed: int = 0
    unsettled: int = 0
    contradictory: int = 0
    expiring: int = 0
    due: int = 0
    urgent: int = 0
    past: bool = False
    first: str = ""
    matrix: str = ""
    dates: str = ""


def row_of(request: HttpRequest, stored: KarteDocument, on: date) -> Row:
    """A stored engagement as a row; dates count when they are past or within half a year."""
    standing, own = standing_of(stored), stored.keeper_urn == request.actor.urn
    if standing is None:
        return Row(stored.name, stored.pk, title(stored), "", own, known=False)
    party = standing.parties.get(stored.summary.vendor_urn, {})
    near = [entry for entry in standing.dates if entry[0] <= (on + AHEAD).isoformat()]
    first = standing.first_date
    return Row(
        name=stored.name,
        document=stored.pk,
        title=title(stored),
        vendor=said(party.get("name")),
        own=own,
        known=True,
        agreed=standing.agreed,
        unsettled=standing.unsettled,
        contradictory=standing.contradictory,
        expiring=sum(fact not in _DUE for _, _, fact in near),
        due=sum(fact in _DUE for _, _, fact in near),
        urgent=standing.severities.get("urgent", 0),
        past=any(day < on.isoformat() for day, _, _ in near),
        first=shown_day(first) if first is not None and first <= on + AHEAD else "",
        matrix=address(request, "institution-matrix", engagement=stored.name),
        dates=address(request, "institution-dates", engagement=stored.name),
    )


def filtered(request: HttpRequest, on: date) -> tuple[QuerySet, str, str]:
    """The engagements asked for, with the words typed and the kind of row chosen.

    Before a filter by numbers, those never counted are counted, a few at a time: it would not find them.
    """
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    show = request.GET.get("show", "all")
    rows = engagements(request.actor)
    if show in SHOWS[1:]:
        refresh(list(rows.filter(standing__isnull=True)[:_NEW]), on)
    for word in text.split()[:5]:
        rows = rows.filter(Q(summary__title_ja__icontains=word) | Q(summary__title_en__icontains=word))
    if show == "contradictory":
        rows = rows.filter(standing__contradictory__gt=0)
    elif show == "unsettled":
        rows = rows.filter(standing__unsettled__gt=0)
    elif show == "due":
        rows = rows.filter(standing__first_date__lte=on + AHEAD)
    else:
        show = "all"
    return rows, text, show


def begun(request: HttpRequest) -> list[tuple[UUID, str]]:
    """Engagements this person has begun to write down and not published, with the names they have in the draft."""
    drafts = Draft.objects.select_related("document").filter(
        user_id=request.actor.user, document__kind="engagement", document__head__isnull=True
    )
    rows = [draft.document for draft in drafts.order_by("-changed")[:_A_PAGE]]
    names = drafted_names(rows) if rows else {}
    return [(row.pk, names.get(row.pk, row.name)) for row in rows]


@page("institution")
def overview(request: HttpRequest) -> HttpResponse:
    """The list, fifty rows at a time; standings of the rows shown are renewed where they are no longer right."""
    on = today()
    rows, text, show = filtered(request, on)
    pages = Paginator(rows, _A_PAGE)
    sums = totals(rows)
    pages.count = sums["engagements"]
    shown: Page = pages.get_page(request.GET.get("page"))
    stored: Sequence[KarteDocument] = list(shown.object_list)
    uncounted = any(standing_of(one) is None for one in stored)
    waiting = len(refresh(stored, on))
    kept = urlencode([(key, value) for key, value in (("q", text), ("show", show)) if value and value != "all"])
    context = {
        "rows": [row_of(request, one, on) for one in stored],
        "page": shown,
        "waiting": waiting,
        "totals": totals(rows) if uncounted else sums,
        "q": text,
        "show": show,
        "shows": SHOWS,
        "kept": kept,
        "begun": begun(request),
        "filtering": bool(text) or show != "all",
    }
    return render(request, "institution_desk/overview.html", context)
