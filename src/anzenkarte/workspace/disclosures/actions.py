"""Verbs: decide what is shown to whom, make a disclosure, make its papers again, take in another party's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from django.utils import timezone

from anzenkarte.formats.values import Marked
from anzenkarte.karte.disclosure.audience import CUSTOMERS, PUBLIC, WORDS, Audience
from anzenkarte.karte.disclosure.file import disclosure_bytes, read_disclosure
from anzenkarte.karte.disclosure.policy import EVERY, Decision, read_policy
from anzenkarte.karte.document import Document
from anzenkarte.workspace.disclosures.decisions import Decided, Key, decided, newest, policy_json, written
from anzenkarte.workspace.disclosures.making import prepare, stamp, told_to_maker
from anzenkarte.workspace.disclosures.models import DisclosurePolicy, HeldDisclosure, MadeDisclosure
from anzenkarte.workspace.disclosures.queries import engagements_of
from anzenkarte.workspace.documents_store.actions import own_document
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

VENDOR: Final = ("vendor",)
LARGEST: Final = 8 * 1024 * 1024


@dataclass(frozen=True)
class Ruling:
    """A decision about one entity; about all of a kind with ``*`` as id, and then ``later`` lets it hold for what
    comes to that kind afterwards, too. Without ``later`` what comes is undecided and shown to nobody.
    """

    kind: str
    id: str
    decision: Decision
    later: bool = False


@dataclass(frozen=True)
class DecideDisclosure(Action[DisclosurePolicy]):
    """Decide of a document to whom its parts are shown and from which level on; adds a revision of the decisions.

    The first one writes down the cautious default of everything else, so that it stays as it was. Raises InputError of
    the core for a level, kind, entity or recipient that is none, and ``disclosure.same``.
    """

    document: UUID
    rulings: Sequence[Ruling]
    verb: ClassVar[str] = "disclosure.decide"
    kinds: ClassVar[tuple[str, ...]] = VENDOR

    def perform(self, actor: Actor) -> Done[DisclosurePolicy]:
        own_document(actor, self.document)
        row = KarteDocument.objects.select_for_update(of=("self",)).select_related("head").get(pk=self.document)
        if row.head is None:
            raise refuse("disclosure.unpublished")
        (document,) = heads([row])
        others = heads(engagements_of(actor, row)) if row.kind == "service" else []
        standing = decided(document, newest([row]).get(row.pk))
        by = _ruled(document, _known(standing, Audience([document, *others])), self.rulings)
        name = f"{row.kind}/{row.name}"
        read_policy(Marked(policy_json(name, by), {}, name), [document, *others])
        made = Decided(document, standing.number + 1, by)
        if standing.number and made.hash == standing.hash:
            raise refuse("disclosure.same")
        stored = DisclosurePolicy.objects.create(
            organisation_id=actor.organisation,
            document=row,
            number=made.number,
            hash=made.hash,
            decisions=written(by),
            author=actor.user,
        )
        return Done(f"document:{row.pk}", {"number": stored.number, "policy": stored.hash}, stored)


def _known(standing: Decided, audience: Audience) -> dict[Key, Decision]:
    """What stands decided, without customers that are none any more."""
    return {
        key: Decision(one.level, tuple(word for word in one.to if word in WORDS or audience.urn(word)))
        for key, one in standing.by.items()
    }


def _ruled(document: Document, before: Mapping[Key, Decision], rulings: Sequence[Ruling]) -> dict[Key, Decision]:
    """The decisions with the new ones laid over them."""
    by = dict(before)
    for ruling in rulings:
        if ruling.id != EVERY:
            by[ruling.kind, ruling.id] = ruling.decision
            continue
        for entity in document.entities.get(ruling.kind, {}).values():
            by[entity.kind, entity.id] = ruling.decision
        by.pop((ruling.kind, EVERY), None)
        if ruling.later:
            by[ruling.kind, EVERY] = ruling.decision
    return by


@dataclass(frozen=True)
class MakeDisclosure(Action[MadeDisclosure]):
    """Make the disclosure of a document: of an engagement for its customer, of a service for customers in general.

    ``seen`` is the stamp of what its maker looked at before; where that changed meanwhile, none is made.
    """

    document: UUID
    level: str
    seen: str
    verb: ClassVar[str] = "disclosure.make"
    kinds: ClassVar[tuple[str, ...]] = VENDOR

    def perform(self, actor: Actor) -> Done[MadeDisclosure]:
        row = own_document(actor, self.document)
        on = timezone.localdate()
        found = prepare(actor, row, self.level, on)
        if stamp(found.decided) != self.seen:
            raise refuse("disclosure.moved")
        shown = found.disclosure
        made = MadeDisclosure.objects.create(
            organisation_id=actor.organisation,
            document=row,
            service=found.service,
            recipient=shown.recipient.id,
            name=shown.recipient.name.json(),
            level=shown.level,
            day=on,
            revision=row.head.hash,
            number=row.head.number,
            made_from=[list(one) for one in shown.made_from],
            policies={part.name: {"number": part.number, "hash": part.hash} for part in found.decided},
            sha256=put(disclosure_bytes(shown)),
            told=told_to_maker(shown),
            author=actor.user,
        )
        detail = {"recipient": made.recipient, "level": made.level, "sha256": made.sha256}
        return Done(f"disclosure:{made.id}", detail, made)


@dataclass(frozen=True)
class MakePapersAgain(Action[MadeDisclosure]):
    """Have the papers of a disclosure made again that could not be made."""

    made: UUID
    verb: ClassVar[str] = "disclosure.papers"
    kinds: ClassVar[tuple[str, ...]] = VENDOR

    def perform(self, actor: Actor) -> Done[MadeDisclosure]:
        made = MadeDisclosure.objects.select_for_update().filter(id=self.made).first()
        if made is None or made.state != "failed":
            raise refuse("disclosure.papers-there")
        made.state = "waiting"
        made.save(update_fields=("state",))
        return Done(f"disclosure:{made.id}", {}, made)


@dataclass(frozen=True)
class HoldDisclosure(Action[HeldDisclosure]):
    """Keep a disclosure another party handed in, to be read; the same file again is the same row.

    ``sealed_by`` names who sealed the bundle it came in: its maker vouches for it, anybody else does not. Raises
    InputError of the core for a file that is none, ``disclosure.too-large``, and ``disclosure.not-for-us`` for one made
    for somebody else.
    """

    data: bytes
    sealed_by: str = ""
    verb: ClassVar[str] = "disclosure.hold"

    def perform(self, actor: Actor) -> Done[HeldDisclosure]:
        if len(self.data) > LARGEST:
            raise refuse("disclosure.too-large", most=LARGEST // (1024 * 1024))
        found = read_disclosure(self.data, catalogue().vocabulary)
        if found.recipient.id not in (actor.urn, CUSTOMERS, PUBLIC):
            raise refuse("disclosure.not-for-us")
        sha256, vouched = put(self.data), self.sealed_by if self.sealed_by == found.maker.id else ""
        held, made = HeldDisclosure.objects.get_or_create(
            organisation_id=actor.organisation,
            sha256=sha256,
            defaults={
                "maker": found.maker.id[:45],
                "name": found.maker.name.json(),
                "recipient": found.recipient.id,
                "level": found.level,
                "day": found.day[:10],
                "about": [document.own.fields.get("name") for document in found.documents if document.own is not None],
                "sealed_by": vouched,
                "author": actor.user,
            },
        )
        if not made and vouched and not held.sealed_by:
            held.sealed_by = vouched
            held.save(update_fields=("sealed_by",))
        return Done(f"disclosure:{held.id}", {"sha256": sha256}, held)
