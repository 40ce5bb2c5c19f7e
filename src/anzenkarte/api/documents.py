"""Documents over the API: list, read, begin, draft, publish."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Body, Query, Router, Status

from anzenkarte.api.door import needs
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Kind, Page
from anzenkarte.api.schemas.documents import (
    BeginIn,
    BegunOut,
    ConflictOut,
    DocumentOut,
    DraftOut,
    EditIn,
    PublishIn,
    RevisionOut,
    SettleIn,
)
from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.documents_store.actions import (
    BeginDocument,
    Discard,
    Edit,
    Publish,
    Redo,
    Settle,
    TakeIn,
    Undo,
)
from anzenkarte.workspace.documents_store.drafts import drafted, merged_with_head
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import beside, document_by_id, draft_for, revisions, summaries
from anzenkarte.workspace.documents_store.store import load, read_document
from anzenkarte.workspace.organisations.acting import act

router = Router(tags=["documents"])


def held(id_: UUID) -> KarteDocument:
    """A document of the organisation in scope, or 404."""
    found = document_by_id(id_)
    if found is None:
        raise Http404
    return found


def published(id_: UUID) -> KarteDocument:
    """One that has a revision, or 404."""
    found = held(id_)
    if found.head is None:
        raise Http404
    return found


@router.get("", response=Page[DocumentOut])
@needs("read")
def list_documents(request: HttpRequest, paging: Query[Paging], kind: Kind | None = None) -> dict[str, Any]:
    """Documents held, one's own and copies of others', by title."""
    rows = summaries(kind or "").select_related("document")
    own = request.actor.urn
    return page_of(
        rows,
        paging,
        lambda row: {
            "id": row.document_id,
            "kind": row.kind,
            "name": row.document.name,
            "own": row.keeper_urn == own,
            "keeper": row.keeper_urn,
            "title_ja": row.title_ja,
            "title_en": row.title_en,
            "revision": row.revision,
            "published": row.published,
        },
    )


@router.post("", response={201: BegunOut})
@needs("write")
def begin_document(request: HttpRequest, body: BeginIn) -> Status:
    """Begin a document of one's own."""
    return Status(201, act(request.actor, BeginDocument(body.kind, body.name)))


@router.get("/{uuid:id}/content", response=dict[str, Any])
@needs("read")
def document_content(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """The newest revision, as the JSON that its hash names."""
    return load(published(id).head).to_json()


@router.get("/{uuid:id}/revisions", response=Page[RevisionOut])
@needs("read")
def document_revisions(request: HttpRequest, id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Revisions, newest first."""
    return page_of(revisions(held(id)), paging, lambda row: row)


@router.get("/{uuid:id}/draft", response=DraftOut)
@needs("read")
def read_draft(request: HttpRequest, id: UUID) -> DraftOut:
    """One's own draft; the head, unchanged, without one."""
    holder = held(id)
    draft = draft_for(request.actor.user, holder)
    if draft is None:
        return DraftOut(content=load(published(id).head).to_json(), conflicts=[], changed=None)
    conflicts = merged_with_head(draft).conflicts
    return DraftOut(
        content=drafted(draft).to_json(),
        conflicts=[ConflictOut(kind=c.kind, id=c.id, field=c.field, mine=c.ours, theirs=c.theirs) for c in conflicts],
        changed=draft.changed,
    )


@router.patch("/{uuid:id}/draft", response=dict[str, Any])
@needs("write")
def edit_draft(request: HttpRequest, id: UUID, body: EditIn) -> dict[str, Any]:
    """Change fields of one's draft; gives the draft's content."""
    operations = [Operation(o.kind, o.id, o.field, o.value) for o in body.operations]
    return act(request.actor, Edit(id, operations)).to_json()


@router.put("/{uuid:id}/draft", response=dict[str, int])
@needs("write")
def replace_draft(request: HttpRequest, id: UUID, body: Body[dict[str, Any]]) -> dict[str, int]:
    """Make one's draft say what a whole document says; gives how many fields differ."""
    held(id)
    document = read_document(body)
    document = read_document(body, beside(request.actor, document))
    return {"changed": act(request.actor, TakeIn(id, document))}


@router.delete("/{uuid:id}/draft", response={204: None})
@needs("write")
def discard_draft(request: HttpRequest, id: UUID) -> Status:
    """Throw one's draft away."""
    act(request.actor, Discard(id))
    return Status(204, None)


@router.post("/{uuid:id}/draft/settle", response=dict[str, Any])
@needs("write")
def settle_conflicts(request: HttpRequest, id: UUID, body: SettleIn) -> dict[str, Any]:
    """Decide fields that were changed on both sides; gives the draft's content on the newest revision."""
    mine = frozenset((key.kind, key.id, key.field) for key in body.mine)
    return act(request.actor, Settle(id, mine)).to_json()


@router.post("/{uuid:id}/draft/undo", response=dict[str, bool])
@needs("write")
def undo_edit(request: HttpRequest, id: UUID) -> dict[str, bool]:
    """Take back the last change of one's draft."""
    return {"done": act(request.actor, Undo(id))}


@router.post("/{uuid:id}/draft/redo", response=dict[str, bool])
@needs("write")
def redo_edit(request: HttpRequest, id: UUID) -> dict[str, bool]:
    """Do again what was undone."""
    return {"done": act(request.actor, Redo(id))}


@router.post("/{uuid:id}/publish", response={201: RevisionOut})
@needs("publish")
def publish_draft(request: HttpRequest, id: UUID, body: PublishIn) -> Status:
    """Make one's draft the newest revision."""
    return Status(201, act(request.actor, Publish(id, body.reason)))
