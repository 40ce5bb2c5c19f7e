"""What is in a customer's hands: which revisions of one's own documents were handed over, and what came back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class InHand:
    """One document in a customer's hands: which of its revisions, and the newest there is."""

    document: KarteDocument
    number: int
    newest: int

    @property
    def behind(self) -> int:
        """Revisions the customer does not have."""
        return self.newest - self.number


@dataclass(frozen=True)
class Hands:
    """What the customer of an engagement was handed last and when, and when it last handed something back."""

    handed_on: date | None
    answered_on: date | None
    held: tuple[InHand, ...]


def in_hands(actor: Actor, listed: Sequence[KarteDocument]) -> Mapping[UUID, Hands]:
    """By engagement (rows with their summaries), in a fixed number of questions."""
    names = [f"engagement/{row.name}" for row in listed]
    urns = {row.summary.customer_urn for row in listed}
    sent: dict[tuple[str, str], Parcel] = {}
    came: dict[tuple[str, str], Parcel] = {}
    for parcel in Parcel.objects.filter(about__in=names, counterpart__in=urns).order_by("sequence", "at"):
        (sent if parcel.outgoing else came)[parcel.about, parcel.counterpart] = parcel
    own = _own_revisions(actor.urn, sent.values())
    found = {}
    for row in listed:
        place = f"engagement/{row.name}", row.summary.customer_urn
        given, reply = sent.get(place), came.get(place)
        found[row.pk] = Hands(
            None if given is None else given.sealed_on,
            None if reply is None else reply.sealed_on,
            () if given is None else tuple(own[hash_] for hash_ in dict(given.revisions).values() if hash_ in own),
        )
    return found


def _own_revisions(own: str, parcels: Iterable[Parcel]) -> Mapping[str, InHand]:
    hashes = {hash_ for parcel in parcels for hash_ in dict(parcel.revisions).values()}
    rows = Revision.objects.select_related("document__head", "document__summary")
    rows = rows.filter(hash__in=hashes, document__keeper_urn=own)
    return {row.hash: InHand(row.document, row.number, row.document.head.number) for row in rows}
