"""Customers: who has which revision, when it was handed over, and how many revisions have passed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.words import language
from anzenkarte.web.vendor_desk.listing import documents, title
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument, Revision
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.models import Role
from anzenkarte.workspace.organisations.queries import names_here

_A_PAGE = 50


@dataclass(frozen=True)
class Handed:
    """One document in a customer's hands: which of its revisions, and how many newer ones there are."""

    name: str
    number: int
    newest: int

    @property
    def behind(self) -> int:
        """Revisions the customer does not have."""
        return self.newest - self.number


@dataclass(frozen=True)
class Customer:
    """An engagement with what its customer was handed and what came back."""

    row: KarteDocument
    title: str
    customer: str
    handed_on: object
    handed: tuple[Handed, ...]
    answered_on: object
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
    names = [f"engagement/{row.name}" for row in listed]
    urns = {row.summary.customer_urn for row in listed}
    sent: dict[tuple[str, str], Parcel] = {}
    came: dict[tuple[str, str], Parcel] = {}
    for parcel in Parcel.objects.filter(about__in=names, counterpart__in=urns).order_by("sequence", "at"):
        (sent if parcel.outgoing else came)[parcel.about, parcel.counterpart] = parcel
    numbers = _numbers(request.actor.urn, sent.values())
    called = _names(urns)
    return [
        Customer(
            row=row,
            title=title(row),
            customer=called.get(row.summary.customer_urn, ""),
            handed_on=parcel.sealed_on if (parcel := sent.get((f"engagement/{row.name}", row.summary.customer_urn)))
            else None,
            handed=_handed(parcel, numbers) if parcel is not None else (),
            answered_on=reply.sealed_on if (reply := came.get((f"engagement/{row.name}", row.summary.customer_urn)))
            else None,
            send=_send(request, row),
        )
        for row in listed
    ]  # fmt: skip


def _numbers(own: str, parcels: Sequence[Parcel]) -> Mapping[str, tuple[str, int, int]]:
    """Revision hash → (document's name, its number, the newest number), for one's own documents."""
    hashes = {hash_ for parcel in parcels for hash_ in dict(parcel.revisions).values()}
    rows = Revision.objects.select_related("document__head", "document__summary")
    rows = rows.filter(hash__in=hashes, document__keeper_urn=own)
    return {row.hash: (title(row.document), row.number, row.document.head.number) for row in rows}


def _handed(parcel: Parcel, numbers: Mapping[str, tuple[str, int, int]]) -> tuple[Handed, ...]:
    found = [numbers[hash_] for hash_ in dict(parcel.revisions).values() if hash_ in numbers]
    return tuple(Handed(*one) for one in sorted(found))


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
