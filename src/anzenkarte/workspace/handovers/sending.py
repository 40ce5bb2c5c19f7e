"""What sealing has in common: the key, the place in the exchange, the row that is kept, the post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from anzenkarte.exchange.bundle.content import Content, answers_from
from anzenkarte.exchange.bundle.seal import Assessed, Offer, Place, seal_into
from anzenkarte.exchange.bundle.verify import Sound, verify
from anzenkarte.exchange.keys.store import Known, Ring
from anzenkarte.formats.buffers import Data, mapped, scratch
from anzenkarte.formats.canonical import canonical_bytes, digest, digest_bytes
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Head
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import LineVersion, Parcel, Post, Word
from anzenkarte.workspace.organisations.acting import Actor, refuse
from anzenkarte.workspace.organisations.models import Organisation

WORKSPACE: Final = "workspace.json"
"""The evidence in which a bundle of a workspace brings the head of its sender's audit chain, so that another keeps it,
and the revisions of the tellings its lines follow from, by their keepers."""


_MOST: Final = 2**62


@dataclass(frozen=True)
class Beside:
    """What a bundle answers, and the tellings its lines follow from: revision by keeper."""

    replies_to: str = ""
    tellings: Mapping[str, str] = field(default_factory=dict)


def today() -> date:
    """The day in Japan."""
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


def last_of(about: str, counterpart: str) -> Parcel | None:
    """The newest parcel of an exchange, either way."""
    return Parcel.objects.filter(about=about, counterpart=counterpart).order_by("-sequence", "-at").first()


def send(
    actor: Actor, about: str, to: str, content: Content, assessed: Assessed, binding: bool, beside: Beside
) -> Parcel:
    """Seal, keep, and put into the post of this server when the receiver is here.

    Files go only where the receiver alone can read them. Raises InputError ``key.none``, ``handover.evidence-open``,
    ``handover.same-moment`` and what sealing raises.
    """
    in_turn(actor)
    last = last_of(about, to)
    number, previous = (1, "") if last is None else (last.sequence + 1, last.bundle)
    known = keys.own(actor.organisation, "approver" if binding else "clerk", today())
    if known is None:
        raise refuse("key.none")
    ring = keys.store_of(actor.organisation).ring()
    evidence: dict[str, Data] = {WORKSPACE: _workspace(actor, beside), **content.evidence}
    full = Content(content.documents, content.lines, content.said, evidence)
    place = Place(number, previous, beside.replies_to)
    offer = Offer(about, to, full, place, assessed, recipient=recipient_of(ring, to))
    if content.evidence and not offer.recipient:
        raise refuse("handover.evidence-open")
    with scratch() as file:
        seal_into(offer, keys.unlock(actor.organisation, known), today(), file)
        bundle = mapped(file)
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


def in_turn(actor: Actor) -> None:
    """Wait until no other handover of the organisation is under way; the turn ends with the transaction."""
    list(Organisation.objects.select_for_update(no_key=True).filter(id=actor.organisation))


def exchange_of(about: str, sender: str, receiver: str) -> str:
    """An exchange's name for the post, which tells nothing of what it is about."""
    return digest({"about": about, "receiver": receiver, "sender": sender})


def _workspace(actor: Actor, beside: Beside) -> bytes:
    head = Head.objects.first()
    count, hash_ = (0, "") if head is None else (head.count, head.hash)
    chain: dict[str, Json] = {"count": count, "hash": hash_}
    return canonical_bytes({"chain": chain, "party": actor.urn, "tellings": dict(beside.tellings)})


def recipient_of(ring: Ring, to: str) -> str:
    """The age key of the receiver; empty where none of its cards is trusted here: then anybody can read the bundle.

    A party may hold its keys in different places: it is the one it sealed with last, else its newest.
    """
    usable = {
        id_: known
        for id_, known in ring.known.items()
        if known.card.party == to and not known.own and id_ not in ring.revoked and known.card.valid_on(today())
    }
    sealed = Parcel.objects.filter(counterpart=to, outgoing=False, key__in=usable).order_by("-at", "-sequence")
    last = sealed.values_list("key", flat=True).first()
    newest = max(usable.values(), key=lambda known: (known.card.valid_from, known.card.id), default=None)
    chosen: Known | None = usable.get(last, newest) if last is not None else newest
    return "" if chosen is None else chosen.card.recipient


def keep(
    actor: Actor, sound: Sound, content: Content, bundle: Data, counterpart: str, kept: Mapping[str, str]
) -> Parcel:
    """The row of a sound bundle, with the lines it offers and the words it says."""
    m = sound.manifest
    told = _told(content, m.sender)
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
                evidence=_named(content),
                alone=(actor.urn if m.sender == counterpart else counterpart) not in told.tellings,
                chain_count=told.count,
                chain_hash=told.hash,
                sha256=put(bundle),
                author=actor.user,
            )
    except IntegrityError as error:
        raise refuse("handover.same-moment" if m.sender == actor.urn else "handover.known") from error
    own = {"organisation_id": actor.organisation, "parcel": parcel}
    said = answers_from(content, m.sender, sound.signer.binds, m.sequence, m.id, m.sealed_on.isoformat())
    LineVersion.objects.bulk_create(
        LineVersion(**own, line=x.id, kind=x.kind, digest=x.digest, content=dict(x.content), basis=dict(x.basis))
        for x in content.lines
    )
    Word.objects.bulk_create(Word(**own, line=a.line, digest=a.digest, word=a.word, note=a.note) for a in said)
    return parcel


def _named(content: Content) -> list[dict[str, Json]]:
    """The files of a bundle: name, SHA-256 in hexadecimal, how many bytes."""
    return [
        {"name": name, "sha256": digest_bytes(data).removeprefix("sha256:"), "size": len(data)}
        for name, data in sorted(content.evidence.items())
        if name != WORKSPACE
    ]


@dataclass(frozen=True)
class _Told:
    """What a bundle brings beside its documents: its sender's audit head, whose tellings its lines follow from."""

    count: int | None = None
    hash: str = ""
    tellings: frozenset[str] = frozenset()


def _told(content: Content, sender: str) -> _Told:
    """What the bundle of a workspace tells of itself; nothing from a program that is none, or for another sender."""
    try:
        value = load(bytes(content.evidence.get(WORKSPACE, b"")), WORKSPACE).data
    except InputError:
        return _Told()
    if not isinstance(value, dict) or value.get("party") != sender:
        return _Told()
    chain, tellings = value.get("chain"), value.get("tellings")
    if not isinstance(chain, dict) or not isinstance(tellings, dict):
        return _Told()
    count, hash_ = chain.get("count"), chain.get("hash")
    if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count < _MOST or not isinstance(hash_, str):
        return _Told()
    return _Told(count, hash_[:64], frozenset(tellings))
