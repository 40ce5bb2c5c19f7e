"""What is asked about contracts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document
from anzenkarte.workspace.contracts.models import ContractRow, ContractText
from anzenkarte.workspace.contracts.projection import SERVERS
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for
from anzenkarte.workspace.documents_store.store import load


def contracts(form: str = "", updates: str = "", words: str = "") -> QuerySet:
    """The register: one row a contract, those that end first; ``updates`` ``open`` is *nobody says so*."""
    rows = ContractRow.objects.select_related("document").filter(second=False)
    rows = rows.filter(form=form) if form else rows
    if updates:
        rows = rows.filter(updates__in=("", "not_stated")) if updates == "open" else rows.filter(updates=updates)
    if words:
        looked = Q()
        for field in ("title_ja", "title_en", "supplier_ja", "supplier_en"):
            looked |= Q(**{f"{field}__icontains": words})
        rows = rows.filter(looked)
    return rows.order_by(F("ends_on").asc(nulls_last=True), "title_ja", "id")


def counts() -> dict[str, int]:
    """How many contracts there are, and of how many it is open who bears updates."""
    found = ContractRow.objects.filter(second=False).aggregate(
        total=Count("id"), open=Count("id", filter=Q(updates__in=("", "not_stated")))
    )
    return {"total": int(found["total"]), "open": int(found["open"])}


def tellings(document_kind: str, name: str, slug: str) -> QuerySet:
    """A contract as every party whose document is held tells it."""
    rows = ContractRow.objects.select_related("document__summary")
    return rows.filter(document__kind=document_kind, document__name=name, slug=slug).order_by("second", "id")


def row_of(document: UUID, slug: str) -> ContractRow | None:
    """A contract of a document of the organisation in scope."""
    return ContractRow.objects.select_related("document__head").filter(document_id=document, slug=slug).first()


def texts(document: UUID, slug: str) -> QuerySet:
    """Texts handed in for a contract, newest first."""
    return ContractText.objects.filter(document_id=document, slug=slug).order_by("-added", "id")


def text_by_id(id_: UUID) -> ContractText | None:
    """A text of the organisation in scope."""
    return ContractText.objects.select_related("document__head").filter(id=id_).first()


def document_of(user: UUID, holder: KarteDocument) -> Document | None:
    """A document as somebody sees it: his draft, else the newest revision."""
    draft = draft_for(user, holder)
    if draft is not None:
        return drafted(draft)
    return None if holder.head is None else load(holder.head)


def document_seen(user: UUID, text: ContractText) -> Document | None:
    """The document a text was handed in for, as somebody sees it."""
    return document_of(user, text.document)


def servers_in(document: Document) -> list[tuple[str, Json]]:
    """Servers and network devices of a document: slug and name."""
    components = document.entities.get("component", {}).items()
    return [(slug, one.fields.get("name", slug)) for slug, one in components if one.fields.get("kind") in SERVERS]
