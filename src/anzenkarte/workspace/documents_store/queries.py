"""What is asked about documents: lists, one document with its revisions, what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from anzenkarte.karte.document import Document
from anzenkarte.workspace.documents_store.models import DocumentSummary, Draft, KarteDocument, Revision
from anzenkarte.workspace.documents_store.store import load_many, urn_in
from anzenkarte.workspace.organisations.acting import Actor


def document_by_id(id_: UUID) -> KarteDocument | None:
    """A document of the organisation in scope."""
    return KarteDocument.objects.select_related("head").filter(id=id_).first()


def find_document(kind: str, name: str, keeper_urn: str) -> KarteDocument | None:
    """A document of the organisation in scope by its names."""
    rows = KarteDocument.objects.select_related("head")
    return rows.filter(kind=kind, name=name, keeper_urn=keeper_urn).first()


def summaries(kind: str = "", own: str = "", of_others: str = "") -> QuerySet:
    """Documents for a list: of a kind, kept by ``own``, or by anybody but ``of_others``."""
    rows = DocumentSummary.objects.order_by("title_ja", "document_id")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(keeper_urn=own) if own else rows
    return rows.exclude(keeper_urn=of_others) if of_others else rows


def revisions(holder: KarteDocument) -> QuerySet:
    """Revisions of a document, newest first."""
    return Revision.objects.filter(document=holder).order_by("-number")


def draft_for(user: UUID, holder: KarteDocument) -> Draft | None:
    """Somebody's draft of a document, if there is one."""
    return Draft.objects.select_related("document__head", "base").filter(document=holder, user_id=user).first()


def unpublished(user: UUID) -> QuerySet:
    """Documents of which a person has a draft."""
    return Draft.objects.select_related("document").filter(user_id=user).order_by("-changed")


def own_rows(kind: str, urn: str) -> QuerySet:
    """Published documents of a kind that one's own organisation keeps, by name."""
    rows = KarteDocument.objects.select_related("head", "summary")
    return rows.filter(kind=kind, keeper_urn=urn, head__isnull=False).order_by("name")


def heads(rows: Sequence[KarteDocument]) -> list[Document]:
    """The newest revision of each document that has one."""
    return load_many([row.head for row in rows if row.head is not None])


def tellings(kind: str, names: Sequence[str]) -> list[KarteDocument]:
    """Every party's copy of documents with these names."""
    rows = KarteDocument.objects.select_related("head").filter(kind=kind, name__in=names, head__isnull=False)
    return list(rows.order_by("name", "keeper_urn"))


def parties_met() -> set[str]:
    """URNs of whoever keeps, supplies or is the customer of a document held."""
    rows = DocumentSummary.objects.order_by().values_list("keeper_urn", "vendor_urn", "customer_urn").distinct()
    return {urn for row in rows for urn in row if urn}


def customers_tellings(customer: str) -> list[KarteDocument]:
    """Every telling of every engagement of a customer, by name, the customer's own first."""
    rows = KarteDocument.objects.select_related("head").filter(
        kind="engagement", summary__customer_urn=customer, head__isnull=False
    )
    return sorted(rows, key=lambda row: (row.name, row.keeper_urn != customer, row.keeper_urn))


def services_for(engagements: Sequence[Document]) -> list[list[Document]]:
    """For each engagement the service it names, as its vendor tells it; without a name, the only one of its vendor."""
    asked = [_service_asked(engagement) for engagement in engagements]
    services = KarteDocument.objects.select_related("head").filter(kind="service", head__isnull=False)
    others = services.filter(keeper_urn=OuterRef("keeper_urn")).exclude(pk=OuterRef("pk"))
    named = Q(name__in={name for _, name in asked if name})
    unnamed = Q(keeper_urn__in={vendor for vendor, name in asked if not name}) & Q(only=True)
    found = list(services.annotate(only=~Exists(others)).filter(named | unnamed).order_by("name", "keeper_urn"))
    chosen = [_chosen(found, vendor, name) for vendor, name in asked]
    wanted = list({row.pk: row for one in chosen for row in one}.values())
    documents = dict(zip([row.pk for row in wanted], heads(wanted), strict=True))
    return [[documents[row.pk] for row in one] for one in chosen]


def _service_asked(engagement: Document) -> tuple[str, str]:
    fields = {} if engagement.own is None else engagement.own.fields
    named = fields.get("service")
    return urn_in(engagement, fields.get("vendor")), named if isinstance(named, str) else ""


def _chosen(rows: Sequence[KarteDocument], vendor: str, name: str) -> list[KarteDocument]:
    """``only`` marks rows that are the one service of their vendor."""
    if name:
        called = [row for row in rows if row.name == name]
        return [row for row in called if row.keeper_urn == vendor][:1] or called[:1]
    return [row for row in rows if row.keeper_urn == vendor and row.only]


def beside(actor: Actor, document: Document) -> list[Document]:
    """Documents this one's references may lead into: an engagement's service and institution."""
    if document.kind == "service" or document.own is None:
        return []
    if document.kind == "institution":
        return _of_customer(actor)
    (services,) = services_for([document])
    customer = urn_in(document, document.own.fields.get("customer"))
    rows = KarteDocument.objects.select_related("head").filter(
        kind="institution", keeper_urn=customer, head__isnull=False
    )
    return [*services, *heads(list(rows.order_by("name")[:1]))]


def _of_customer(actor: Actor) -> list[Document]:
    """One telling of each engagement of this institution (its own first), and the service of each."""
    mine = DocumentSummary.objects.filter(kind="engagement", customer_urn=actor.urn)
    rows = {row.name: row for row in _tellings_last_own(actor, [row.document_id for row in mine])}
    told = heads(list(rows.values()))
    services = {service.name: service for found in services_for(told) for service in found}
    return [*told, *services.values()]


def _tellings_last_own(actor: Actor, ids: Sequence[UUID]) -> list[KarteDocument]:
    rows = KarteDocument.objects.select_related("head").filter(id__in=ids, head__isnull=False)
    return sorted(rows, key=lambda row: (row.name, row.keeper_urn == actor.urn, row.keeper_urn))
