"""Organisations of one server get to know each other: one asks, the other accepts; each then trusts the other's cards.

Nothing is written for the other side: who asks trusts the cards it was shown, who accepts trusts those of the asker.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from anzenkarte.exchange.keys.card import read_card
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import PublishedCard, Tie
from anzenkarte.workspace.handovers.queries import cards
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse
from anzenkarte.workspace.organisations.models import Kind, Role

DESKS = (Kind.VENDOR, Kind.INSTITUTION)


@dataclass(frozen=True)
class AskTie(Action[Tie]):
    """Ask another organisation of this server to be connected, and trust the cards it shows.

    ``fingerprints`` are those the person was shown and confirmed; a card published since is not trusted by this.
    """

    to: str
    fingerprints: frozenset[str]
    verb: ClassVar[str] = "tie.ask"
    least: ClassVar[str] = Role.ADMINISTRATOR
    kinds: ClassVar[tuple[str, ...]] = DESKS

    def perform(self, actor: Actor) -> Done[Tie]:
        if self.to == actor.urn:
            raise refuse("tie.own")
        trusted = _trust(actor, self.to, self.fingerprints)
        if Tie.objects.filter(asking=actor.urn, asked=self.to, accepted__isnull=True).exists():
            raise refuse("tie.waiting")
        tie = Tie.objects.create(asking=actor.urn, asked=self.to)
        return Done(f"tie:{tie.id}", {"keys": trusted}, tie)


@dataclass(frozen=True)
class AcceptTie(Action[Tie]):
    """Accept, and trust the cards of who asked as they were shown."""

    tie: UUID
    fingerprints: frozenset[str]
    verb: ClassVar[str] = "tie.accept"
    least: ClassVar[str] = Role.ADMINISTRATOR
    kinds: ClassVar[tuple[str, ...]] = DESKS

    def perform(self, actor: Actor) -> Done[Tie]:
        tie = _asked(actor, self.tie)
        trusted = _trust(actor, tie.asking, self.fingerprints)
        _end(tie, True)
        return Done(f"tie:{tie.id}", {"keys": trusted}, tie)


@dataclass(frozen=True)
class DeclineTie(Action[None]):
    """Do not connect; no key is trusted."""

    tie: UUID
    verb: ClassVar[str] = "tie.decline"
    least: ClassVar[str] = Role.ADMINISTRATOR
    kinds: ClassVar[tuple[str, ...]] = DESKS

    def perform(self, actor: Actor) -> Done[None]:
        tie = _asked(actor, self.tie)
        _end(tie, False)
        return Done(f"tie:{tie.id}", {}, None)


def _asked(actor: Actor, id_: UUID) -> Tie:
    found = Tie.objects.select_for_update().filter(id=id_, asked=actor.urn, accepted__isnull=True).first()
    if found is None:
        raise refuse("tie.unknown")
    return found


def _end(tie: Tie, accepted: bool) -> None:
    tie.accepted, tie.ended = accepted, datetime.now(UTC)
    tie.save(update_fields=("accepted", "ended"))


def _trust(actor: Actor, urn: str, fingerprints: frozenset[str]) -> list[str]:
    """Trust the confirmed cards of an organisation, those that replace another after it; gives their fingerprints."""
    shown: list[PublishedCard] = [card for card in cards({urn}) if card.fingerprint in fingerprints]
    if not shown:
        raise refuse("tie.no-cards")
    store = keys.store_of(actor.organisation)
    ring = store.ring()
    for card in shown:
        role = "approver" if card.role == "approver" else "clerk"
        if card.fingerprint not in ring.known:
            store.trust(read_card(keys.data(card.card)), role, today())
    return sorted(card.fingerprint for card in shown)
