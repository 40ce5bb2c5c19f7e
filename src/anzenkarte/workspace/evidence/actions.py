"""Verbs on evidence: add a file, put a newer one in its place, end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import UUID

from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.evidence.media import file_name, media_of, one_line
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.evidence.projection import project_file
from anzenkarte.workspace.evidence.queries import reachable
from anzenkarte.workspace.evidence.references import Target, reference_of, target, written
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

_VENDORS = ("vendor", "institution")


@dataclass(frozen=True)
class Held:
    """How long a file holds; either end may be open."""

    valid_from: date | None = None
    expires_on: date | None = None

    def check(self) -> None:
        """Raise InputError ``evidence.dates`` where it ends before it begins."""
        if self.valid_from and self.expires_on and self.expires_on < self.valid_from:
            raise refuse("evidence.dates")


def _kept(actor: Actor, found: Target, data: bytes, name: str, row: EvidenceFile) -> EvidenceFile:
    """Keep the bytes, write the row, and name the file in one's own draft."""
    media = media_of(data)
    row.organisation_id, row.author = actor.organisation, actor.user
    row.document, row.entity, row.published = found.holder, found.path, found.published
    row.name, row.media, row.size = file_name(name, media), media.type, len(data)
    row.sha256 = put(data)
    row.title = row.title or row.name
    row.save()
    expires = "" if row.expires_on is None else row.expires_on.isoformat()
    operations = written(found, row.sha256, row.title, row.scope, expires)
    if operations:
        Edit(found.holder.id, operations).perform(actor)
    project_file(row)
    return row


@dataclass(frozen=True)
class AddEvidence(Action[EvidenceFile]):
    """Keep a file for an entity (``reference``, such as ``evidence/soc2-report``) of a document one holds."""

    document: UUID
    reference: str
    data: bytes
    name: str
    title: str = ""
    scope: str = ""
    held: Held = Held()
    verb: ClassVar[str] = "evidence.add"
    kinds: ClassVar[tuple[str, ...]] = _VENDORS

    def perform(self, actor: Actor) -> Done[EvidenceFile]:
        self.held.check()
        found = target(actor, self.document, self.reference)
        row = EvidenceFile(
            title=one_line(self.title)[:200],
            scope=one_line(self.scope)[:400],
            valid_from=self.held.valid_from,
            expires_on=self.held.expires_on,
        )
        row = _kept(actor, found, self.data, self.name, row)
        return Done(f"evidence:{row.id}", {"sha256": row.sha256, "document": str(found.holder.id)}, row)


def _present(actor: Actor, id_: UUID) -> EvidenceFile:
    row = reachable(actor).filter(id=id_).select_for_update(of=("self",)).first()
    if row is None:
        raise refuse("evidence.unknown")
    if row.ended is not None:
        raise refuse("evidence.ended")
    return row


@dataclass(frozen=True)
class RenewEvidence(Action[EvidenceFile]):
    """Put a newer file in the place of one; the older stays readable and counts no longer.

    Raises InputError ``evidence.received`` for a file another party handed over: a newer one is theirs to hand over.
    """

    evidence: UUID
    data: bytes
    name: str
    held: Held = Held()
    verb: ClassVar[str] = "evidence.renew"
    kinds: ClassVar[tuple[str, ...]] = _VENDORS

    def perform(self, actor: Actor) -> Done[EvidenceFile]:
        self.held.check()
        old = _present(actor, self.evidence)
        if old.sender:
            raise refuse("evidence.received")
        found = target(actor, old.document_id, reference_of(old))
        row = EvidenceFile(
            title=old.title,
            scope=old.scope,
            valid_from=self.held.valid_from,
            expires_on=self.held.expires_on,
            replaces=old,
        )
        _end(old)
        row = _kept(actor, found, self.data, self.name, row)
        return Done(f"evidence:{row.id}", {"sha256": row.sha256, "replaces": str(old.id)}, row)


@dataclass(frozen=True)
class EndEvidence(Action[EvidenceFile]):
    """Say that a file counts no longer; it stays readable."""

    evidence: UUID
    verb: ClassVar[str] = "evidence.end"
    kinds: ClassVar[tuple[str, ...]] = _VENDORS

    def perform(self, actor: Actor) -> Done[EvidenceFile]:
        row = _present(actor, self.evidence)
        _end(row)
        return Done(f"evidence:{row.id}", {}, row)


def _end(row: EvidenceFile) -> None:
    row.ended = datetime.now(UTC)
    row.save(update_fields=("ended",))
    project_file(row)
