"""What a file may stand for: an entity of a document the organisation holds, as it is published or as one drafts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.operations import Operation
from anzenkarte.karte.shape import keys_of
from anzenkarte.karte.words import SLUG
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import document_by_id, draft_for
from anzenkarte.workspace.documents_store.store import catalogue, load
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.organisations.acting import Actor, refuse

KINDS: Final = ("evidence", "certificate", "statement")


@dataclass(frozen=True)
class Target:
    """A document as the actor sees it, and the entity in it; ``entity`` is None where it is to be made."""

    holder: KarteDocument
    document: Document
    kind: str
    slug: str
    entity: Entity | None
    own: bool

    @property
    def path(self) -> str:
        """The entity's path within the document (``evidence/soc2-report``)."""
        return f"{self.document.keys[self.kind]}/{self.slug}"

    @property
    def published(self) -> bool:
        """Whether the newest revision holds the entity."""
        return self.holder.head is not None and self.path in self.holder.head.manifest


def seen_by(user: UUID, holder: KarteDocument) -> Document | None:
    """A document as somebody sees it: his draft, else the newest revision."""
    draft = draft_for(user, holder)
    if draft is not None:
        return drafted(draft)
    return None if holder.head is None else load(holder.head)


def target(actor: Actor, document: UUID, reference: str) -> Target:
    """The entity that ``kind/slug`` names in a document of the organisation in scope.

    Raises InputError ``document.unknown``, ``evidence.reference`` for anything a file cannot stand for.
    """
    holder = document_by_id(document)
    seen = None if holder is None else seen_by(actor.user, holder)
    if holder is None or seen is None:
        raise refuse("document.unknown")
    kind, _, slug = reference.partition("/")
    own = holder.keeper_urn == actor.urn
    if kind not in KINDS or kind not in seen.keys or SLUG.match(slug) is None:
        raise refuse("evidence.reference")
    entity = seen.entity(kind, slug)
    if entity is None and not (own and kind == "evidence"):
        raise refuse("evidence.reference")
    return Target(holder, seen, kind, slug, entity, own)


def reference_of(row: EvidenceFile) -> str:
    """``kind/slug`` of what a file stands for."""
    key, _, slug = row.entity.partition("/")
    keys = keys_of(catalogue().vocabulary, row.document.kind)
    return f"{next((kind for kind, name in keys.items() if name == key), key)}/{slug}"


def written(found: Target, sha256: str, title: str, scope: str, expires_on: str) -> tuple[Operation, ...]:
    """What is written into one's own draft, so that the document names the file."""
    if not found.own or found.kind == "statement":
        return ()
    slug = found.slug if found.kind == "evidence" else f"{found.slug}-file"
    there = found.document.entity("evidence", slug)
    values: dict[str, Json] = {"sha256": sha256}
    if there is None:
        values["name"] = {"ja": title, "en": title}
    if scope:
        values["scope"] = scope
    if expires_on:
        values["expires_on"] = expires_on
    made = [Operation("evidence", slug, field, value) for field, value in values.items()]
    if found.kind == "certificate":
        made.append(Operation("certificate", found.slug, "evidence", slug))
    return tuple(made)
