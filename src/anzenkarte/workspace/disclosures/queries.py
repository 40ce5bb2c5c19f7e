"""What is asked about disclosures: a service's customers, decisions, what was made and what was received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from anzenkarte.karte.document import Document
from anzenkarte.kernel.text import Text
from anzenkarte.workspace.disclosures.decisions import Decided, decided, newest
from anzenkarte.workspace.disclosures.models import DisclosurePolicy, HeldDisclosure, MadeDisclosure
from anzenkarte.workspace.documents_store.models import Blob, KarteDocument
from anzenkarte.workspace.documents_store.queries import heads, own_rows
from anzenkarte.workspace.documents_store.store import urn_in
from anzenkarte.workspace.organisations.acting import Actor

_MOST = 1000


@dataclass(frozen=True)
class Customer:
    """A customer of one's own service: whom, and the engagement in which it uses the service."""

    urn: str
    name: Text
    row: KarteDocument


def service_of(actor: Actor, row: KarteDocument) -> KarteDocument | None:
    """One's own service a document is about: itself, or the one an engagement names, else the only one there is."""
    if row.kind == "service":
        return row
    rows = list(own_rows("service", actor.urn))
    named = row.summary.service
    if named:
        return next((one for one in rows if one.name == named), None)
    return rows[0] if len(rows) == 1 else None


def engagements_of(actor: Actor, service: KarteDocument) -> list[KarteDocument]:
    """One's own published engagements in which a service is used, by name."""
    rows = own_rows("engagement", actor.urn).exclude(summary__customer_urn="")
    names = {service.name} if own_rows("service", actor.urn).count() > 1 else {service.name, ""}
    return list(rows.filter(summary__service__in=names)[:_MOST])


def customers_of(actor: Actor, service: KarteDocument) -> list[Customer]:
    """The customers of a service, one for each engagement, each as the engagement calls it."""
    rows = engagements_of(actor, service)
    digests = {digest for row in rows for path, digest in row.head.manifest.items() if path.startswith("parties/")}
    bodies = Blob.objects.filter(digest__in=digests).values_list("digest", "body")
    names = {digest: (str(body.get("urn", "")), body.get("name")) for digest, body in bodies}
    return [Customer(row.summary.customer_urn, _called(row, names), row) for row in rows]


def _called(row: KarteDocument, names: dict[str, tuple[str, object]]) -> Text:
    """The name the engagement gives its customer; the engagement's title where it gives none."""
    for path, digest in row.head.manifest.items():
        urn, name = names.get(digest, ("", None)) if path.startswith("parties/") else ("", None)
        if urn == row.summary.customer_urn and isinstance(name, str | dict) and name and "unknown" not in name:
            return Text.of(name)
    return Text(row.summary.title_ja, row.summary.title_en)


def decided_about(rows: Sequence[KarteDocument]) -> list[Decided]:
    """What stands decided about published documents, in their order."""
    stored = newest(rows)
    return [decided(one, stored.get(row.pk)) for row, one in zip(rows, heads(rows), strict=True)]


def decided_of(actor: Actor, documents: Sequence[Document]) -> list[Decided]:
    """What stands decided about documents as values, a draft among them; the cautious default about another's."""
    stored = DisclosurePolicy.objects.select_related("document").filter(
        document__keeper_urn=actor.urn, document__name__in=[document.name for document in documents]
    )
    newest_of = {(one.document.kind, one.document.name): one for one in stored.order_by("number")}
    return [
        decided(one, newest_of.get((one.kind, one.name)) if urn_in(one, one.keeper) in ("", actor.urn) else None)
        for one in documents
    ]


def policy_number(row: KarteDocument, number: int) -> DisclosurePolicy | None:
    """A revision of the decisions about a document; None for 0, when nothing was decided."""
    return DisclosurePolicy.objects.filter(document=row, number=number).first()


def made() -> QuerySet:
    """Disclosures made, newest first."""
    return MadeDisclosure.objects.order_by("-at")


def made_about(row: KarteDocument) -> QuerySet:
    """Disclosures made of a document, and for a service those of its engagements, newest first."""
    return MadeDisclosure.objects.select_related("document").filter(Q(document=row) | Q(service=row)).order_by("-at")


def made_by_id(id_: UUID) -> MadeDisclosure | None:
    """A disclosure made by the organisation in scope."""
    return MadeDisclosure.objects.select_related("document", "service").filter(id=id_).first()


def last_to(row: KarteDocument, recipient: str) -> MadeDisclosure | None:
    """The newest disclosure of a document to somebody."""
    return MadeDisclosure.objects.filter(document=row, recipient=recipient).order_by("-at").first()


def held() -> QuerySet:
    """Disclosures received, newest first."""
    return HeldDisclosure.objects.order_by("-at")


def held_by_id(id_: UUID) -> HeldDisclosure | None:
    """A disclosure the organisation in scope received."""
    return HeldDisclosure.objects.filter(id=id_).first()
