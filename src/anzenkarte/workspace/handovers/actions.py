"""Verbs of handing over: make, trust and revoke keys; seal and send; answer line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from anzenkarte import __version__
from anzenkarte.accord.state import WORDS
from anzenkarte.exchange.bundle.content import Content, Said
from anzenkarte.exchange.bundle.seal import Assessed
from anzenkarte.exchange.keys.card import ROLES, checked_party, read_card
from anzenkarte.exchange.keys.store import Known
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.workspace.documents_store.actions import own_document
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.enclosures import enclosed
from anzenkarte.workspace.handovers.models import LineVersion, Parcel, PublishedCard
from anzenkarte.workspace.handovers.offer import about_of, own_offer, parties_of
from anzenkarte.workspace.handovers.sending import Beside, send, today
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse
from anzenkarte.workspace.organisations.models import Organisation, Role

_LONGEST_NOTE = 2000


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


@dataclass(frozen=True)
class Seal(Action[Parcel]):
    """Hand one's own telling to the other side under the desk's key: an offer that binds nobody yet.

    ``evidence`` are the files that go along, none unless chosen; see ``enclosures.enclosed`` for what may. ``risks``:
    whether what remains as risk is offered too, which is one's own consent to it; left out, a vendor offers it for its
    customer to answer, and an institution does not, because it consents line by line and not by handing something over.
    """

    document: UUID
    to: str
    evidence: Sequence[UUID] = ()
    risks: bool | None = None
    verb: ClassVar[str] = "handover.seal"
    approved: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[Parcel]:
        row = own_document(actor, self.document)
        if row.head is None:
            raise refuse("handover.unpublished")
        self._may_receive(actor, row)
        offer = own_offer(actor, row, self.to, today())
        assessment = offer.assessment
        assessed = Assessed(
            assessment.on.isoformat(),
            tuple(edition.id for edition in assessment.editions),
            catalogue().digest,
            f"anzenkarte {__version__}",
        )
        files = enclosed(actor, row, self.to, self.evidence)
        risks = actor.kind != "institution" if self.risks is None else self.risks
        lines = tuple(line for line in offer.lines if risks or line.kind != "residual")
        content = Content(offer.documents, lines, evidence=files)
        parcel = send(actor, about_of(row), self.to, content, assessed, self.approved, Beside("", offer.tellings))
        told = {"bundle": parcel.bundle, "lines": parcel.lines, "evidence": len(files)}
        return Done(f"parcel:{parcel.id}", told, parcel)

    def _may_receive(self, actor: Actor, row: KarteDocument) -> None:
        """An engagement goes to its parties alone; a service or institution to whoever is named."""
        if row.kind == "engagement":
            (document,) = heads([row])
            known = self.to in parties_of(document)
        else:
            known = bool(checked_party(self.to))
        if not known or self.to == actor.urn:
            raise refuse("handover.receiver")


@dataclass(frozen=True)
class SealBinding(Seal):
    """The same under the approver's key: one's word on every line offered binds the party."""

    verb: ClassVar[str] = "handover.seal-binding"
    binding: ClassVar[bool] = True
    approved: ClassVar[bool] = True


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
        newer = Parcel.objects.filter(
            about=received.about, counterpart=received.counterpart, outgoing=False, lines__gt=0
        )
        if newer.filter(sequence__gt=received.sequence).exists():
            raise refuse("handover.newer-lines")
        said = tuple(_said(list(received.offered.all()), self.words))
        if not said:
            raise refuse("handover.no-words")
        content = Content((), (), said)
        beside = Beside(received.bundle)
        parcel = send(actor, received.about, received.counterpart, content, Assessed(), self.approved, beside)
        return Done(f"parcel:{parcel.id}", {"bundle": parcel.bundle, "words": parcel.words}, parcel)


@dataclass(frozen=True)
class AnswerBinding(Answer):
    """The same under the approver's key, by somebody who may bind the party."""

    verb: ClassVar[str] = "handover.answer-binding"
    binding: ClassVar[bool] = True
    approved: ClassVar[bool] = True


def _said(lines: Sequence[LineVersion], words: Mapping[str, tuple[str, str]]) -> list[Said]:
    """The words on the lines of a bundle; a word other than *accept* says what it asks, wants or objects to."""
    found, problems = [], []
    for line in lines:
        word, note = words.get(line.line, ("", ""))
        chosen = next((known for known in WORDS if known == word), None)
        if chosen is None:
            continue
        if chosen != "accept" and not note.strip():
            problems.append(Problem.at("handover.note-needed", path=f"note/{line.line}"))
        found.append(Said(line.line, line.digest, chosen, note.strip()[:_LONGEST_NOTE]))
    if problems:
        raise InputError(problems)
    return found
