"""The organisation, the catalogue and the audit chain over the API."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from anzenkarte.api.door import needs
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas import EditionOut, EntryOut, OrganisationOut, Page
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.organisations.models import Organisation

router = Router(tags=["organisation"])


@router.get("/organisation", response=OrganisationOut)
@needs("read")
def organisation(request: HttpRequest) -> dict[str, Any]:
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
def editions(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Editions the catalogue knows, by id."""
    day = timezone.now().astimezone(ZoneInfo("Asia/Tokyo")).date()
    known = sorted(open_catalogue().editions.values(), key=lambda edition: edition.id)
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
def audit(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The organisation's audit chain, from its beginning."""
    return page_of(Entry.objects.order_by("sequence"), paging, lambda entry: entry)
