"""What sealing has in common: the key, the place in the exchange, the row that is kept, the post."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from anzenkarte.exchange.bundle.content import Content, answers_from
from anzenkarte.exchange.bundle.seal import Assessed, Offer, Place, seal
from anzenkarte.exchange.bundle.verify import Sound, verify
from anzenkarte.exchange.keys.store import Known, Ring
from anzenkarte.formats.canonical import canonical_bytes, digest
from anzenkarte.formats.strict_json import load
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Head
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import LineVersion, Parcel, Post, Word
from anzenkarte.workspace.organisations.acting import Actor, refuse
from anzenkarte.workspace.organisations.models import Organisation

CHAIN: Final = "audit-head.json"
"""The evidence in which a bundle brings the head of its sender's audit chain, so that another keeps it."""


def today() -> date:
    """The day in Japan."""
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


def last_of(about: str, counterpart: str) -> Parcel | None:
    """The newest parcel of an exchange, either way."""
    return Parcel.objects.filter(about=about, counterpart=counterpart).order_by("-sequence", "-at").first()


def send(
    actor: Actor, about: str, to: str, content: Content, assessed: Assessed, binding: bool, replies_to: str
) -> Parcel:
    """Seal, keep, and put into the post of this server when the receiver is here.

    Raises InputError ``key.none``, ``handover.same-moment`` and what sealing raises.
    """
    last = last_of(about, to)
    place = Place(1, "", replies_to) if last is None else Place(last.sequence + 1, last.bundle, replies_to)
    known = keys.own(actor.organisation, "approver" if binding else "clerk", today())
    if known is None:
        raise refuse("key.none")
    ring = keys.store_of(actor.organisation).ring()
    full = Content(content.documents, content.lines, content.said, {CHAIN: _chain_head(actor)})
    offer = Offer(about, to, full, place, assessed, recipient=_recipient(ring, to))
    bundle = seal(offer, keys.unlock(actor.organisation, known), today())
    parcel = keep(actor, verify(bundle, ring, today()), full, bundle, to, {})
    if Organisation.objects.filter(urn=to).exists():
        Post.objects.create(
            sender=actor.urn,
            receiver=to,
            bundle=parcel.bundle,
            exchange=exchange_of(about, actor.urn, to),
            sequence=parcel.sequence,
            sha256=parcel.sha256,
        )
    return parcel


def exchange_of(about: str, sender: str, receiver: str) -> str:
    """An exchange's name for the post, which tells nothing of what it is about."""
    return digest({"about": about, "receiver": receiver, "sender": sender})


def _chain_head(actor: Actor) -> bytes:
    head = Head.objects.first()
    count, hash_ = (0, "") if head is None else (head.count, head.hash)
    return canonical_bytes({"count": count, "hash": hash_, "party": actor.urn})


def _recipient(ring: Ring, to: str) -> str:
    """The age key of the receiver, from its newest card trusted here; empty without one: then anybody can read it."""
    found = [
        known
        for id_, known in ring.known.items()
        if known.card.party == to and not known.own and id_ not in ring.revoked and known.card.valid_on(today())
    ]
    newest: Known | None = max(
        found, key=lambda known: (known.card.valid_from, known.role, known.card.id), default=None
    )
    return "" if newest is None else newest.card.recipient


def keep(
    actor: Actor, sound: Sound, content: Content, bundle: bytes, counterpart: str, kept: Mapping[str, str]
) -> Parcel:
    """The row of a sound bundle, with the lines it offers and the words it says."""
    m = sound.manifest
    count, hash_ = _head_in(content, m.sender)
    try:
        with transaction.atomic():
            parcel = Parcel.objects.create(
                organisation_id=actor.organisation,
                outgoing=m.sender == actor.urn,
                about=m.about,
                sender=m.sender,
                counterpart=counterpart,
                bundle=m.id,
                sequence=m.sequence,
                previous=m.previous,
                replies_to=m.replies_to,
                key=m.key,
                binds=sound.signer.binds,
                sealed_on=m.sealed_on,
                on=m.on,
                editions=list(m.editions),
                revisions=dict(m.revisions),
                kept=dict(kept),
                lines=len(content.lines),
                words=len(content.said),
                encrypted=m.encrypted,
                chain_count=count,
                chain_hash=hash_,
                sha256=put(bundle),
                author=actor.user,
            )
    except IntegrityError as error:
        raise refuse("handover.same-moment") from error
    own = {"organisation_id": actor.organisation, "parcel": parcel}
    said = answers_from(content, m.sender, sound.signer.binds, m.sequence, m.id, m.sealed_on.isoformat())
    LineVersion.objects.bulk_create(
        LineVersion(**own, line=x.id, kind=x.kind, digest=x.digest, content=dict(x.content), basis=dict(x.basis))
        for x in content.lines
    )
    Word.objects.bulk_create(Word(**own, line=a.line, digest=a.digest, word=a.word, note=a.note) for a in said)
    return parcel


def _head_in(content: Content, sender: str) -> tuple[int | None, str]:
    """The head of the sender's chain as a bundle brings it; nothing from a program that keeps no chain."""
    try:
        value = load(content.evidence.get(CHAIN, b""), CHAIN).data
    except InputError:
        return None, ""
    if not isinstance(value, dict) or value.get("party") != sender:
        return None, ""
    count, hash_ = value.get("count"), value.get("hash")
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count < 2**62 or not isinstance(hash_, str):
        return None, ""
    return count, hash_[:64]
