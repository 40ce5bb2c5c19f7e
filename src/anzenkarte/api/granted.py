"""What institutions let a supervising body see, over the API: counts; details only where they were granted."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router

from anzenkarte.api.door import needs
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Page
from anzenkarte.api.schemas.standings import GapOut, GrantedDetailsOut, GrantedOut
from anzenkarte.api.standings import both
from anzenkarte.workspace.assessments.queries import Granted, granted_standings
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.models import Kind

router = Router(tags=["granted"])


def _counts(one: Granted) -> dict[str, Any]:
    same = ("organisation", "name_ja", "name_en", "details", "on", "cells", "severities", "readiness")
    return {
        **{name: getattr(one, name) for name in same},
        "current": one.on is not None and not one.waiting,
        "vendors_contradicting": one.vendors_contradicting,
        "editions": {
            edition: {key: value for key, value in entry.items() if key != "items"}
            for edition, entry in sorted(one.outcomes.items())
        },
    }


@router.get("", response=Page[GrantedOut])
@needs("read", Kind.SUPERVISOR)
def list_granted(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """How every institution stands that lets this body look, by name: counts alone."""
    return page_of(granted_standings(request.actor, timezone.localdate()), paging, _counts)


@router.get("/gaps", response=Page[GapOut])
@needs("read", Kind.SUPERVISOR)
def list_gaps(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Items by how many institutions do not meet them, then by how many cannot tell; of all together, none named."""
    counts: dict[str, Counter[str]] = {}
    for one in granted_standings(request.actor, timezone.localdate()):
        for entry in one.outcomes.values():
            for outcome, items in entry.get("items", {}).items():
                for item in items:
                    counts.setdefault(item, Counter())[outcome] += 1
    known = catalogue()
    found = sorted(counts, key=lambda item: (-counts[item]["not_met"], -counts[item]["unknown"], item))
    return page_of([name for name in found if known.item(name) is not None], paging, lambda name: _gap(name, counts))


def _gap(name: str, counts: dict[str, Counter[str]]) -> dict[str, Any]:
    item = catalogue().item(name)
    return {
        "item": name,
        "number": item.number or "",
        "title": {"ja": item.title.ja, "en": item.title.en},
        "not_met": counts[name]["not_met"],
        "unknown": counts[name]["unknown"],
    }


@router.get("/{uuid:organisation}", response=GrantedDetailsOut)
@needs("read", Kind.SUPERVISOR)
def read_granted(request: HttpRequest, organisation: UUID) -> dict[str, Any]:
    """One institution that granted details: vendors with contradictions, open items. Any other is not found."""
    for one in granted_standings(request.actor, timezone.localdate()):
        if one.organisation == organisation and one.details:
            return {
                **_counts(one),
                "vendors": [{"name": both(name), "duties": duties} for name, duties in one.vendors],
                "items": {edition: dict(entry.get("items", {})) for edition, entry in sorted(one.outcomes.items())},
            }
    raise Http404
