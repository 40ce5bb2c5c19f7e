"""Verbs on documents: begin, edit as typed, undo, redo, settle, publish, take in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import HEADER, Key, Operation, between, check
from anzenkarte.karte.words import SLUG
from anzenkarte.kernel.vocabulary import DOCUMENT_KINDS
from anzenkarte.workspace.documents_store.drafts import add, base_of, drafted, empty, merged_with_head, renew, settled
from anzenkarte.workspace.documents_store.models import Draft, KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import beside, document_by_id
from anzenkarte.workspace.documents_store.store import catalogue, read_document, store_revision, urn_in
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse


def own_document(actor: Actor, id_: UUID) -> KarteDocument:
    """A document this organisation keeps itself; raises InputError for any other."""
    found = document_by_id(id_)
    if found is None or found.keeper_urn != actor.urn:
        raise refuse("document.unknown")
    return found


def draft_of(actor: Actor, holder: KarteDocument) -> Draft:
    """The actor's draft of a document, begun on its head when there is none."""
    draft, _ = Draft.objects.select_related("document__head", "base").get_or_create(
        document=holder,
        user_id=actor.user,
        defaults={"organisation_id": actor.organisation, "base": holder.head},
    )
    return draft


@dataclass(frozen=True)
class BeginDocument(Action[KarteDocument]):
    """Begin a document of one's own; ``operations`` are its first draft."""

    kind: str
    name: str
    operations: Sequence[Operation] = ()
    verb: ClassVar[str] = "document.begin"

    def perform(self, actor: Actor) -> Done[KarteDocument]:
        if self.kind not in DOCUMENT_KINDS:
            raise refuse("document.kind", kinds=list(DOCUMENT_KINDS))
        if SLUG.match(self.name) is None:
            raise refuse("document.name", name=self.name)
        holder, made = KarteDocument.objects.get_or_create(
            organisation_id=actor.organisation, keeper_urn=actor.urn, kind=self.kind, name=self.name
        )
        if not made:
            raise refuse("document.exists", name=self.name)
        draft = draft_of(actor, holder)
        for operation in self.operations:
            check(operation, empty(holder), catalogue().vocabulary)
        add(draft, self.operations)
        return Done(f"document:{holder.id}", {"kind": self.kind}, holder)


@dataclass(frozen=True)
class Edit(Action[Document]):
    """Change fields in one's draft; saved as typed, seen by nobody else, checked field by field."""

    document: UUID
    operations: Sequence[Operation]
    verb: ClassVar[str] = "draft.edit"
    audited: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[Document]:
        holder = own_document(actor, self.document)
        draft = draft_of(actor, holder)
        now = drafted(draft)
        for operation in self.operations:
            if operation.kind != HEADER or operation.field == "keeper":
                check(operation, now, catalogue().vocabulary)
        add(draft, self.operations)
        draft.save(update_fields=("changed",))
        return Done(f"document:{holder.id}", {}, drafted(draft))


@dataclass(frozen=True)
class Undo(Action[bool]):
    """Take back the last operation of one's draft; False when there is none."""

    document: UUID
    verb: ClassVar[str] = "draft.undo"
    audited: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[bool]:
        draft = draft_of(actor, own_document(actor, self.document))
        last = draft.operations.filter(undone=False).order_by("-sequence").first()
        if last is not None:
            last.undone = True
            last.save(update_fields=("undone",))
        return Done(f"draft:{draft.id}", {}, last is not None)


@dataclass(frozen=True)
class Redo(Action[bool]):
    """Do again what was undone last; False when there is nothing."""

    document: UUID
    verb: ClassVar[str] = "draft.redo"
    audited: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[bool]:
        draft = draft_of(actor, own_document(actor, self.document))
        first = draft.operations.filter(undone=True).order_by("sequence").first()
        if first is not None:
            first.undone = False
            first.save(update_fields=("undone",))
        return Done(f"draft:{draft.id}", {}, first is not None)


@dataclass(frozen=True)
class Discard(Action[None]):
    """Throw one's draft away."""

    document: UUID
    verb: ClassVar[str] = "draft.discard"
    audited: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[None]:
        draft_of(actor, own_document(actor, self.document)).delete()
        return Done(f"document:{self.document}", {}, None)


@dataclass(frozen=True)
class Settle(Action[Document]):
    """Decide fields that were changed on both sides: ``mine`` are decided for the draft, all others for the head."""

    document: UUID
    mine: frozenset[Key]
    verb: ClassVar[str] = "draft.settle"
    audited: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[Document]:
        draft = draft_of(actor, own_document(actor, self.document))
        document = settled(draft, self.mine)
        renew(draft, document)
        return Done(f"draft:{draft.id}", {}, document)


@dataclass(frozen=True)
class TakeIn(Action[int]):
    """Make one's draft say what a file says; gives how many fields differ from the draft before."""

    document: UUID
    content: Document
    verb: ClassVar[str] = "draft.take-in"
    audited: ClassVar[bool] = False

    def perform(self, actor: Actor) -> Done[int]:
        holder = own_document(actor, self.document)
        if (self.content.kind, self.content.name) != (holder.kind, holder.name):
            raise refuse("document.other", name=holder.name)
        draft = draft_of(actor, holder)
        found = between(drafted(draft), self.content)
        add(draft, found)
        return Done(f"draft:{draft.id}", {}, len(found))


@dataclass(frozen=True)
class Publish(Action[Revision]):
    """Make one's draft the newest revision. Refused while fields changed on both sides are not decided.

    Raises InputError with every fault of the document, as reading a file would.
    """

    document: UUID
    reason: str = ""
    verb: ClassVar[str] = "document.publish"

    def perform(self, actor: Actor) -> Done[Revision]:
        holder = own_document(actor, self.document)
        holder = KarteDocument.objects.select_for_update(of=("self",)).select_related("head").get(pk=holder.pk)
        draft = draft_of(actor, holder)
        found = merged_with_head(draft)
        if found.conflicts:
            raise refuse("publish.conflicts", count=len(found.conflicts))
        if holder.head is not None and found.document.revision == base_of(draft).revision == holder.head.hash:
            raise refuse("publish.nothing")
        document = read_document(
            found.document.to_json(), beside(actor, found.document), f"{holder.kind}/{holder.name}"
        )
        if urn_in(document, document.keeper) != actor.urn:
            raise refuse("publish.keeper", keeper=document.keeper)
        revision = store_revision(holder, document, actor.user, self.reason)
        draft.delete()
        return Done(f"document:{holder.id}", {"number": revision.number, "revision": revision.hash}, revision)


@dataclass(frozen=True)
class Keep(Action[Revision]):
    """Keep a copy of another party's document, as a sealed bundle brought it."""

    keeper_urn: str
    content: Document
    verb: ClassVar[str] = "document.keep"

    def perform(self, actor: Actor) -> Done[Revision]:
        if self.keeper_urn == actor.urn:
            raise refuse("document.own-from-another")
        holder, _ = KarteDocument.objects.select_related("head").get_or_create(
            organisation_id=actor.organisation,
            keeper_urn=self.keeper_urn,
            kind=self.content.kind,
            name=self.content.name,
        )
        revision = store_revision(holder, self.content, actor.user)
        return Done(f"document:{holder.id}", {"revision": revision.hash}, revision)
