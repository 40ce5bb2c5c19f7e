"""Naming the service in engagements that left it out while there was only one; needed before a second is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from django.db.models import QuerySet

from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.documents_store.actions import Edit, Publish, own_document
from anzenkarte.workspace.documents_store.models import DraftOperation, KarteDocument
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

_TOLD = 5


def unnamed(urn: str) -> QuerySet:
    """Published engagements that a vendor keeps and that name no service."""
    rows = KarteDocument.objects.filter(kind="engagement", keeper_urn=urn, head__isnull=False)
    return rows.filter(summary__vendor_urn=urn, summary__service="")


def published_services(urn: str) -> QuerySet:
    """Published services that a vendor keeps, by name."""
    rows = KarteDocument.objects.select_related("summary")
    return rows.filter(kind="service", keeper_urn=urn, head__isnull=False).order_by("name")


@dataclass(frozen=True)
class NameService(Action[int]):
    """Write one published service into every engagement that names none, and publish them all; gives how many.

    All or none. Raises InputError ``naming.service`` for anything but a published service of one's own,
    ``naming.none``, ``naming.drafts`` while somebody has unpublished changes in one of them, and what publishing
    raises.
    """

    service: UUID
    reason: str = ""
    verb: ClassVar[str] = "document.name-service"
    kinds: ClassVar[tuple[str, ...]] = ("vendor",)

    def perform(self, actor: Actor) -> Done[int]:
        service = own_document(actor, self.service)
        if service.kind != "service" or service.head is None:
            raise refuse("naming.service")
        rows = list(unnamed(actor.urn).select_for_update(of=("self",)).order_by("name"))
        if not rows:
            raise refuse("naming.none")
        changed = DraftOperation.objects.filter(draft__document__in=rows, undone=False)
        open_ = sorted(set(changed.values_list("draft__document__name", flat=True)))
        if open_:
            raise refuse("naming.drafts", count=len(open_), names=open_[:_TOLD])
        for row in rows:
            Edit(row.pk, (Operation("engagement", row.name, "service", service.name),)).perform(actor)
            Publish(row.pk, self.reason).perform(actor)
        return Done(f"document:{service.id}", {"engagements": len(rows)}, len(rows))
