"""Documents that were never published: what their drafts call them, and the service an engagement waits for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from anzenkarte.karte.document import Document
from anzenkarte.web.shared.karte import written
from anzenkarte.workspace.documents_store.models import DraftOperation, KarteDocument


@dataclass(frozen=True)
class Begun:
    """A service that is only a draft so far."""

    id: UUID
    name: str
    title: str


def drafted_names(rows: Sequence[KarteDocument]) -> dict[UUID, str]:
    """What documents that were never published are called in their drafts."""
    asked = DraftOperation.objects.filter(
        draft__document__in=[row.pk for row in rows], undone=False, field__in=("", "name"),
        kind=F("draft__document__kind"), entity=F("draft__document__name"),
    )  # fmt: skip
    found: dict[UUID, str] = {}
    for document, field, value in asked.order_by("sequence").values_list("draft__document", "field", "value"):
        name = written(value.get("name") if not field and isinstance(value, dict) else value)
        if name:
            found[document] = name
    return found


def begun_services() -> list[Begun]:
    """The services begun and not published, by the names their drafts give them."""
    rows = list(KarteDocument.objects.filter(kind="service", head__isnull=True).order_by("name")[:200])
    names = drafted_names(rows) if rows else {}
    return [Begun(row.pk, row.name, names.get(row.pk, row.name)) for row in rows]


def service_awaited(document: Document) -> Begun | None:
    """The service an engagement names, where that is only a draft; it is to be published before the engagement."""
    named = document.own.fields.get("service") if document.kind == "engagement" and document.own is not None else None
    if not isinstance(named, str):
        return None
    if KarteDocument.objects.filter(kind="service", name=named, head__isnull=False).exists():
        return None
    return next((one for one in begun_services() if one.name == named), None)
