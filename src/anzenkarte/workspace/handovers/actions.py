"""Verbs of handing over: make, trust and revoke keys; seal and send; receive; answer line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from anzenkarte import __version__
from anzenkarte.accord.state import WORDS
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.exchange.bundle.content import Content, Said, answers_from
from anzenkarte.exchange.bundle.manifest import Manifest
from anzenkarte.exchange.bundle.seal import Assessed, Offer, Place, seal
from anzenkarte.exchange.bundle.verify import Sound, read, verify
from anzenkarte.exchange.keys.card import ROLES, read_card
from anzenkarte.exchange.keys.store import Known
from anzenkarte.workspace.documents_store.actions import Keep, own_document
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.documents_store.store import urn_in
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import LineVersion, Parcel, Post, PublishedCard, Word
from anzenkarte.workspace.handovers.offer import about_of, own_offer
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse
from anzenkarte.workspace.organisations.models import Organisation, Role

LARGEST = 64 * 1024 * 1024


def today() -> date:
    """The day in Japan."""
    return datetime.now(ZoneInfo("Asia/Tokyo")).date()


@dataclass(frozen=True)
class MakeKeys(Action[int]):
    """Make the two keys of an organisation, or new ones in the place of those it has; gives how many were made."""

    verb: ClassVar[str] = "key.make"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[int]:
        name = Organisation.objects.get(id=actor.organisation).name_ja
        made = []
        for role in ROLES:
            old = keys.own(actor.organisation, role, today())
            known = keys.make(actor.organisation, actor.urn, name, role, today(), old)
            PublishedCard.objects.create(
                urn=actor.urn, fingerprint=known.card.id, card=keys.text(known.data), role=known.role
            )
            made.append(known.card.id)
        return Done(f"organisation:{actor.organisation}", {"keys": made}, len(made))


@dataclass(frozen=True)
class TrustKey(Action[Known]):
    """Trust a key card after comparing its fingerprint with what its holder says on the telephone."""

    card: bytes
    role: str
    fingerprint: str
    verb: ClassVar[str] = "key.trust"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[Known]:
        signed = read_card(self.card)
        role = next((role for role in ROLES if role == self.role), None)
        if role is None:
            raise refuse("key.role", roles=list(ROLES))
        if signed.card.id != self.fingerprint:
            raise refuse("key.fingerprint")
        if signed.card.party == actor.urn:
            raise refuse("key.own-card")
        known = keys.store_of(actor.organisation).trust(signed, role, today())
        return Done(f"key:{known.card.id[:80]}", {"party": known.card.party, "role": role}, known)


@dataclass(frozen=True)
class RevokeKey(Action[None]):
    """Stop believing a key, for good; one's own as well."""

    key: str
    reason: str
    verb: ClassVar[str] = "key.revoke"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[None]:
        store = keys.store_of(actor.organisation)
        known = store.ring().known.get(self.key)
        if known is None:
            raise refuse("key.not-here")
        store.revoke(self.key, today(), self.reason[:200])
        if known.own:
            PublishedCard.objects.filter(fingerprint=self.key).update(revoked=True)
        return Done(f"key:{self.key[:80]}", {}, None)


def _key(actor: Actor, binding: bool) -> Known:
    known = keys.own(actor.organisation, "approver" if binding else "clerk", today())
    if known is None:
        raise refuse("key.none")
    return known


def last_of(about: str, counterpart: str) -> Parcel | None:
    """The newest parcel of an exchange, either way."""
    return Parcel.objects.filter(about=about, counterpart=counterpart).order_by("-sequence", "-at").first()


def _send(actor: Actor, about: str, to: str, content: Content, assessed: Assessed, binding: bool, reply: str) -> Parcel:
    last = last_of(about, to)
    place = Place(1, "", reply) if last is None else Place(last.sequence + 1, last.bundle, reply)
    known = _key(actor, binding)
    secret = keys.unlock(actor.organisation, known)
    bundle = seal(Offer(about, to, content, place, assessed), secret, today())
    ring = keys.store_of(actor.organisation).ring()
    sound = verify(bundle, ring, today())
    parcel = _keep(actor, sound, content, bundle, True, to)
    if Organisation.objects.filter(urn=to).exists():
        Post.objects.create(sender=actor.urn, receiver=to, bundle=sound.id, sha256=parcel.sha256)
    return parcel


def _keep(actor: Actor, sound: Sound, content: Content, bundle: bytes, outgoing: bool, counterpart: str) -> Parcel:
    m = sound.manifest
    said = answers_from(content, m.sender, sound.signer.binds, m.sequence, m.id, m.sealed_on.isoformat())
    try:
        with transaction.atomic():
            parcel = Parcel.objects.create(
                organisation_id=actor.organisation,
                outgoing=outgoing,
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
                lines=len(content.lines),
                words=len(content.said),
                sha256=put(bundle),
                author=actor.user,
            )
    except IntegrityError as error:
        raise refuse("handover.same-moment") from error
    own = {"organisation_id": actor.organisation, "parcel": parcel}
    LineVersion.objects.bulk_create(
        LineVersion(**own, line=x.id, kind=x.kind, digest=x.digest, content=dict(x.content), basis=dict(x.basis))
        for x in content.lines
    )
    Word.objects.bulk_create(Word(**own, line=a.line, digest=a.digest, word=a.word, note=a.note) for a in said)
    return parcel


@dataclass(frozen=True)
class Seal(Action[Parcel]):
    """Hand one's own telling to the other side under the desk's key: an offer that binds nobody yet."""

    document: UUID
    to: str
    verb: ClassVar[str] = "handover.seal"
    approved: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[Parcel]:
        row = own_document(actor, self.document)
        if row.head is None:
            raise refuse("handover.unpublished")
        offer = own_offer(actor, row, today())
        if self.to == actor.urn or not self.to:
            raise refuse("handover.receiver")
        assessment = offer.assessment
        assessed = Assessed(
            assessment.on.isoformat(),
            tuple(edition.id for edition in assessment.editions),
            open_catalogue().digest,
            f"anzenkarte {__version__}",
        )
        content = Content(offer.documents, offer.lines)
        parcel = _send(actor, about_of(row), self.to, content, assessed, self.approved, "")
        return Done(f"parcel:{parcel.id}", {"bundle": parcel.bundle, "lines": parcel.lines}, parcel)


@dataclass(frozen=True)
class SealBinding(Seal):
    """The same under the approver's key: one's word on every line offered binds the party."""

    verb: ClassVar[str] = "handover.seal-binding"
    binding: ClassVar[bool] = True
    approved: ClassVar[bool] = True


@dataclass(frozen=True)
class Receive(Action[Parcel]):
    """Take in a bundle: verified against one's own trusted keys before anything of it is looked at.

    Raises InputError for anything unsound, foreign or old; nothing is kept then.
    """

    data: bytes
    verb: ClassVar[str] = "handover.receive"

    def perform(self, actor: Actor) -> Done[Parcel]:
        if len(self.data) > LARGEST:
            raise refuse("handover.too-large", most=LARGEST // (1024 * 1024))
        ring = keys.store_of(actor.organisation).ring()
        sound = verify(self.data, ring, today())
        m = sound.manifest
        if m.sender == actor.urn or m.audience not in ("", actor.urn):
            raise refuse("handover.not-for-us")
        if Parcel.objects.filter(bundle=m.id).exists():
            raise refuse("handover.known")
        newest = (
            Parcel.objects.filter(about=m.about, counterpart=m.sender, outgoing=False).order_by("-sequence").first()
        )
        if newest is not None and newest.sequence >= m.sequence:
            raise refuse("handover.old", sequence=m.sequence, newest=newest.sequence)
        content = _opened(actor, sound)
        _keep_documents(actor, m, content)
        parcel = _keep(actor, sound, content, self.data, False, m.sender)
        return Done(f"parcel:{parcel.id}", {"bundle": parcel.bundle, "from": m.sender}, parcel)


def _opened(actor: Actor, sound: Sound) -> Content:
    vocabulary = open_catalogue().vocabulary
    if not sound.manifest.encrypted:
        return read(sound, vocabulary)
    for role in ROLES:
        known = keys.own(actor.organisation, role, today())
        if known is not None and known.card.recipient:
            return read(sound, vocabulary, keys.unlock(actor.organisation, known))
    raise refuse("key.none")


def _keep_documents(actor: Actor, manifest: Manifest, content: Content) -> None:
    """Only what the sender keeps himself is taken as his word; what he repeats of others stays in the bundle."""
    for document in content.documents:
        if urn_in(document, document.keeper) == manifest.sender:
            Keep(manifest.sender, document).perform(actor)


@dataclass(frozen=True)
class Answer(Action[Parcel]):
    """Say one's word on lines of a received bundle: under the desk's key, so an accept is a proposal only."""

    parcel: UUID
    words: Mapping[str, tuple[str, str]]
    verb: ClassVar[str] = "handover.answer"
    approved: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[Parcel]:
        received = Parcel.objects.filter(id=self.parcel, outgoing=False).first()
        if received is None or not received.lines:
            raise refuse("handover.unknown")
        said = tuple(_said(received.offered.all(), self.words))
        if not said:
            raise refuse("handover.no-words")
        content = Content((), (), said)
        parcel = _send(actor, received.about, received.counterpart, content, Assessed(), self.approved, received.bundle)
        return Done(f"parcel:{parcel.id}", {"bundle": parcel.bundle, "words": parcel.words}, parcel)


@dataclass(frozen=True)
class AnswerBinding(Answer):
    """The same under the approver's key, by somebody who may bind the party."""

    verb: ClassVar[str] = "handover.answer-binding"
    binding: ClassVar[bool] = True
    approved: ClassVar[bool] = True


def _said(lines: Sequence[LineVersion], words: Mapping[str, tuple[str, str]]) -> list[Said]:
    found = []
    for line in lines:
        word, note = words.get(line.line, ("", ""))
        chosen = next((known for known in WORDS if known == word), None)
        if chosen is None:
            continue
        if chosen != "accept" and not note.strip():
            raise refuse("handover.note-needed", line=line.line)
        found.append(Said(line.line, line.digest, chosen, note.strip()[:2000]))
    return found
