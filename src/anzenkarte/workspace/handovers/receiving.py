"""Taking in a bundle: verified, opened, held against what is here already; refused whole or kept whole."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.manifest import Manifest
from anzenkarte.exchange.bundle.pack import LIMITS
from anzenkarte.exchange.bundle.verify import Sound, verify
from anzenkarte.formats.buffers import Data
from anzenkarte.karte.document import Document
from anzenkarte.karte.facts.said import is_hearsay, speaker
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.documents_store.actions import Keep
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import find_document, heads, tellings
from anzenkarte.workspace.documents_store.store import urn_in
from anzenkarte.workspace.evidence.received import Origin, keep_received, pieces_of
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.disclosing import hold_disclosed
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import parties_of
from anzenkarte.workspace.handovers.opening import opened
from anzenkarte.workspace.handovers.sending import WORKSPACE, in_turn, keep, today
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

LARGEST: Final = 64 * 1024 * 1024
_LIMITS: Final = replace(LIMITS, archive=LARGEST, member=LARGEST, total=LARGEST)
_RECENT: Final = 200
log = logging.getLogger("anzenkarte.handovers")


@dataclass(frozen=True)
class Receive(Action[Parcel]):
    """Take in a bundle: verified against one's own trusted keys before anything of it is looked at.

    Raises InputError for anything unsound, foreign or old; that is logged, and nothing is kept.
    """

    data: Data
    verb: ClassVar[str] = "handover.receive"

    def perform(self, actor: Actor) -> Done[Parcel]:
        try:
            parcel = self._take_in(actor)
        except InputError as error:
            codes = sorted({problem.code for problem in error.problems})
            log.warning("bundle refused for %s: %s", actor.organisation, ", ".join(codes))
            raise
        return Done(f"parcel:{parcel.id}", {"bundle": parcel.bundle, "from": parcel.sender}, parcel)

    def _take_in(self, actor: Actor) -> Parcel:
        if len(self.data) > LARGEST:
            raise refuse("handover.too-large", most=LARGEST // (1024 * 1024))
        sound = _verified(actor, self.data)
        m = sound.manifest
        if m.sender == actor.urn or m.audience not in ("", actor.urn):
            raise refuse("handover.not-for-us")
        in_turn(actor)
        _in_order(m)
        content = opened(actor.organisation, sound)
        pieces = pieces_of({name: data for name, data in content.evidence.items() if name != WORKSPACE})
        kept = _keep_documents(actor, m, content)
        parcel = keep(actor, sound, content, self.data, m.sender, kept)
        keep_received(actor, Origin(m.sender, m.id), _held(m, content), pieces)
        hold_disclosed(actor, content, m.sender)
        return parcel


def _verified(actor: Actor, data: Data) -> Sound:
    """The bundle under a key trusted here; an unknown key is told in the words of the pages."""
    try:
        return verify(data, keys.store_of(actor.organisation).ring(), today(), limits=_LIMITS)
    except InputError as error:
        if {problem.code for problem in error.problems} == {"key.untrusted"}:
            raise refuse("handover.untrusted") from error
        raise


def _in_order(manifest: Manifest) -> None:
    """Refuse what was received before and what is older than it."""
    m = manifest
    if Parcel.objects.filter(bundle=m.id).exists():
        raise refuse("handover.known")
    before = Parcel.objects.filter(about=m.about, counterpart=m.sender, outgoing=False)
    newest = before.order_by("-sequence").values_list("sequence", flat=True).first()
    if newest is not None and newest >= m.sequence:
        raise refuse("handover.old", sequence=m.sequence, newest=newest)


def _keep_documents(actor: Actor, manifest: Manifest, content: Content) -> dict[str, str]:
    """Keep what the sender keeps himself; what he repeats of others stays in the bundle. Gives the revisions kept."""
    kept: dict[str, str] = {}
    for document in content.documents:
        if urn_in(document, document.keeper) != manifest.sender:
            continue
        if document.kind == "engagement":
            _takes_part(actor, manifest.sender, document)
        own = own_words(document)
        if not _outdated(manifest, own):
            revision = Keep(manifest.sender, own).perform(actor).result
            kept[f"{own.kind}/{own.name}"] = revision.hash
    return kept


def _held(manifest: Manifest, content: Content) -> list[tuple[KarteDocument, Document]]:
    """The sender's own documents that a bundle brought, as they stand here now."""
    rows = []
    for document in content.documents:
        if urn_in(document, document.keeper) == manifest.sender:
            row = find_document(document.kind, document.name, manifest.sender)
            rows += [row] if row is not None and row.head is not None else []
    return list(zip(rows, heads(rows), strict=True))


def own_words(document: Document) -> Document:
    """A telling without the statements its keeper puts into another's mouth; what he only recorded stays hearsay."""
    statements = document.entities.get("statement", {})
    own = {id_: e for id_, e in statements.items() if is_hearsay(e) or speaker(e) in ("", document.keeper)}
    if len(own) == len(statements):
        return document
    entities = {kind: group for kind, group in document.entities.items() if kind != "statement"}
    if own:
        entities["statement"] = own
    return replace(document, entities=entities, sealed="")


def _takes_part(actor: Actor, sender: str, document: Document) -> None:
    """Refuse an engagement both are no parties of, and one whose name here means another's engagement."""
    parties = parties_of(document)
    if sender not in parties or actor.urn not in parties:
        raise refuse("handover.no-party", name=document.name)
    here = tellings("engagement", [document.name])
    trusted = [row for row in here if row.keeper_urn == actor.urn] or [r for r in here if r.keeper_urn != sender]
    if trusted and not any(sender in parties_of(one) for one in heads(trusted)):
        raise refuse("handover.other-engagement", name=document.name)


def _outdated(manifest: Manifest, document: Document) -> bool:
    """Whether another exchange with this sender brought a newer revision of the document already."""
    row = find_document(document.kind, document.name, manifest.sender)
    if row is None or row.head is None or row.head.hash == document.revision:
        return False
    name = f"{document.kind}/{document.name}"
    rows = Parcel.objects.filter(outgoing=False, sender=manifest.sender, sealed_on__gte=manifest.sealed_on)
    rows = rows.exclude(about=manifest.about)  # of one exchange this bundle is the newest, and may take something back
    for sealed_on, kept in rows.order_by("-at").values_list("sealed_on", "kept")[:_RECENT]:
        if kept.get(name) == row.head.hash and (
            sealed_on > manifest.sealed_on or Revision.objects.filter(document=row, hash=document.revision).exists()
        ):
            return True
    return False
