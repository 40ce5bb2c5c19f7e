"""How cases stand, over the API, from the projections the desks' lists are drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from anzenkarte.api.door import DESKS, needs
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Page
from anzenkarte.api.schemas.standings import CaseOut, CustomerOut, TotalsOut, VendorCaseOut
from anzenkarte.workspace.assessments.projection import refresh, standing_of
from anzenkarte.workspace.assessments.queries import engagements, own_cases, totals
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.handovers.hands import Hands, in_hands
from anzenkarte.workspace.handovers.queries import names_here
from anzenkarte.workspace.organisations.models import Kind
from anzenkarte.workspace.words import language

router = Router(tags=["standings"])


def both(name: object) -> dict[str, str]:
    """A name as somebody wrote it, in both languages."""
    if isinstance(name, dict):
        ja, en = str(name.get("ja") or ""), str(name.get("en") or "")
        return {"ja": ja or en, "en": en or ja}
    return {"ja": str(name), "en": str(name)}


def _listed(rows: Any, paging: Paging) -> tuple[list[KarteDocument], str | None, frozenset[Any]]:
    """A page of stored documents, a few of their standings renewed as the desk's list does; which are not right yet."""
    page = page_of(rows, paging, lambda row: row)
    stored: Sequence[KarteDocument] = page["items"]
    return list(stored), page["next"], refresh(stored, timezone.localdate())


def _case(request: HttpRequest, row: KarteDocument, stale: frozenset[Any]) -> dict[str, Any]:
    standing = standing_of(row)
    return {
        "document": row.pk,
        "kind": row.kind,
        "name": row.name,
        "own": row.keeper_urn == request.actor.urn,
        "title_ja": row.summary.title_ja,
        "title_en": row.summary.title_en,
        "standing": standing,
        "current": standing is not None and row.pk not in stale,
    }


@router.get("/own", response=Page[CaseOut])
@needs("read", *DESKS)
def list_own_cases(
    request: HttpRequest, paging: Query[Paging], kind: Literal["service", "engagement", "institution"] = "service"
) -> dict[str, Any]:
    """One's own published documents of a kind and how the case of each stands, those most in need of action first."""
    rows, after, stale = _listed(own_cases(request.actor, kind), paging)
    return {"items": [_case(request, row, stale) for row in rows], "next": after}


@router.get("/vendors", response=Page[VendorCaseOut])
@needs("read", Kind.INSTITUTION)
def list_vendor_cases(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Every system of the institution with its vendor and how it stands, those most in need of action first."""
    rows, after, stale = _listed(engagements(request.actor), paging)
    return {"items": [_vendor(request, row, stale) for row in rows], "next": after}


def _vendor(request: HttpRequest, row: KarteDocument, stale: frozenset[Any]) -> dict[str, Any]:
    standing = standing_of(row)
    party = {} if standing is None else standing.parties.get(row.summary.vendor_urn, {})
    return {
        **_case(request, row, stale),
        "vendor": row.summary.vendor_urn,
        "vendor_name": both(party["name"]) if party.get("name") else None,
    }


@router.get("/vendors/totals", response=TotalsOut)
@needs("read", Kind.INSTITUTION)
def read_totals(request: HttpRequest) -> dict[str, int]:
    """Sums over every system of the institution, as last counted."""
    return dict(totals(engagements(request.actor)))


@router.get("/customers", response=Page[CustomerOut])
@needs("read", Kind.VENDOR)
def list_customers(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Every customer of the vendor: how the engagement stands, which revisions were handed over, what came back."""
    rows, after, stale = _listed(own_cases(request.actor, "engagement"), paging)
    hands = in_hands(request.actor, rows)
    names = names_here({row.summary.customer_urn for row in rows}, language())
    items = [_customer(_case(request, row, stale), row, hands[row.pk], names) for row in rows]
    return {"items": items, "next": after}


def _customer(case: dict[str, Any], row: KarteDocument, hands: Hands, names: dict[str, str]) -> dict[str, Any]:
    return {
        **case,
        "customer": row.summary.customer_urn,
        "customer_name": names.get(row.summary.customer_urn, ""),
        "handed_on": hands.handed_on,
        "answered_on": hands.answered_on,
        "held": [
            {"document": one.document.pk, "name": one.document.name, "number": one.number, "newest": one.newest}
            for one in hands.held
        ],
    }
