"""The organisation, the catalogue and the audit chain over the API."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from anzenkarte.api.door import needs
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Page
from anzenkarte.api.schemas.organisation import EditionOut, EntryOut, GrantOut, MemberOut, OrganisationOut
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.models import Kind, Membership, Organisation
from anzenkarte.workspace.organisations.queries import grants, members

router = Router(tags=["organisation"])


@router.get("/organisation", response=OrganisationOut)
@needs("read")
def read_organisation(request: HttpRequest) -> dict[str, Any]:
    """Where the token works, and what it may do there."""
    own = Organisation.objects.get(id=request.actor.organisation)
    return {
        "id": own.id,
        "urn": own.urn,
        "kind": own.kind,
        "name_ja": own.name_ja,
        "name_en": own.name_en,
        "role": request.actor.role,
        "scopes": sorted(request.scopes),
    }


@router.get("/editions", response=Page[EditionOut])
@needs("read")
def list_editions(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Editions the catalogue knows, by id."""
    day = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).date()
    known = sorted(catalogue().editions.values(), key=lambda edition: edition.id)
    return page_of(
        known,
        paging,
        lambda e: {
            "id": e.id,
            "title_ja": e.title.ja,
            "title_en": e.title.en,
            "in_force": e.in_force_on(day),
        },
    )


@router.get("/audit", response=Page[EntryOut])
@needs("read")
def list_audit(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The organisation's audit chain, from its beginning."""
    return page_of(Entry.objects.order_by("sequence"), paging, lambda entry: entry)


@router.get("/members", response=Page[MemberOut])
@needs("read")
def list_members(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Members of the organisation, by address. A token changes none of them."""
    return page_of(members(), paging, _member)


def _member(row: Membership) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.user.shown,
        "email": row.user.email,
        "role": row.role,
        "binds": row.binds,
        "title": row.title,
    }


@router.get("/grants", response=Page[GrantOut])
@needs("read", Kind.INSTITUTION)
def list_grants(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What the institution lets supervising bodies see. A token grants and withdraws nothing."""
    return page_of(
        grants(),
        paging,
        lambda row: {
            "id": row.id,
            "supervisor": row.supervisor.urn,
            "name_ja": row.supervisor.name_ja,
            "name_en": row.supervisor.name_en,
            "details": row.details,
            "since": row.since,
            "until": row.until,
        },
    )
