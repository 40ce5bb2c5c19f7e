"""Customers: who has which revision, when it was handed over, and how many revisions have passed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.words import language
from anzenkarte.web.vendor_desk.listing import documents, title
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.handovers.hands import InHand, in_hands
from anzenkarte.workspace.organisations.models import Role
from anzenkarte.workspace.organisations.queries import names_here

_A_PAGE = 50


@dataclass(frozen=True)
class Handed:
    """One document in a customer's hands: which of its revisions, and how many newer ones there are."""

    name: str
    number: int
    behind: int


@dataclass(frozen=True)
class Customer:
    """An engagement with what its customer was handed and what came back."""

    row: KarteDocument
    title: str
    customer: str
    handed_on: date | None
    handed: tuple[Handed, ...]
    answered_on: date | None
    send: str


@page("vendor")
def customers(request: HttpRequest) -> HttpResponse:
    """One line per engagement."""
    words = request.GET.get("q", "").strip()[:100]
    rows = documents(request.actor, "engagement", words).filter(head__isnull=False)
    shown = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    listed: Sequence[KarteDocument] = list(shown.object_list)
    context = {
        "customers": customers_of(request, listed),
        "page": shown,
        "q": words,
        "query": f"q={words}&" if words else "",
    }
    return render(request, "vendor_desk/customers.html", context)


def customers_of(request: HttpRequest, listed: Sequence[KarteDocument]) -> list[Customer]:
    """What the customer of each published engagement was handed; in a fixed number of questions."""
    hands = in_hands(request.actor, listed)
    called = _names({row.summary.customer_urn for row in listed})
    return [
        Customer(
            row=row,
            title=title(row),
            customer=called.get(row.summary.customer_urn, ""),
            handed_on=hands[row.pk].handed_on,
            handed=tuple(sorted((_handed(one) for one in hands[row.pk].held), key=attrgetter("name", "number"))),
            answered_on=hands[row.pk].answered_on,
            send=_send(request, row),
        )
        for row in listed
    ]


def _handed(one: InHand) -> Handed:
    return Handed(title(one.document), one.number, one.behind)


def _names(urns: set[str]) -> dict[str, str]:
    """URN → name: of an institution's own document where one is held, else of an organisation of this server."""
    field = "title_ja" if language() == "ja" else "title_en"
    held = DocumentSummary.objects.filter(kind="institution", customer_urn__in=urns)
    return {**names_here(urns, language()), **dict(held.values_list("customer_urn", field))}


def _send(request: HttpRequest, row: KarteDocument) -> str:
    """Where the engagement is looked at and handed to its customer; nothing for who may not hand over."""
    actor, to = request.actor, row.summary.customer_urn
    if not actor.may(Role.EDITOR) or not to or to == actor.urn:
        return ""
    address = reverse("exchange-send", args=(actor.organisation, UUID(str(row.pk))))
    return f"{address}?{urlencode({'to': to})}"
