"""Evidence over the API: files by the reference they stand for, how long they hold, what comes up."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import File, Form, Query, Router, Status, UploadedFile
from pydantic import Field

from anzenkarte.api.door import DESKS, needs
from anzenkarte.api.files import DOWNLOAD, download, taken
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Page, Words
from anzenkarte.api.schemas.evidence import DueOut, EvidenceIn, EvidenceOut, HeldIn, Stage
from anzenkarte.workspace.evidence.actions import AddEvidence, EndEvidence, Held, RenewEvidence
from anzenkarte.workspace.evidence.media import LARGEST
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.evidence.queries import due, evidence_list, reachable, stage_of, with_titles
from anzenkarte.workspace.organisations.acting import act

router = Router(tags=["evidence"])
_LARGE = "evidence.too-large"
Entity = Annotated[str, Field(pattern="^[a-z_]{1,40}/[a-z0-9][a-z0-9-]{0,79}$")]


@router.get("", response=Page[EvidenceOut])
@needs("read", *DESKS)
def list_evidence(
    request: HttpRequest,
    paging: Query[Paging],
    state: Literal["current", "ended", "all"] = "current",
    words: Words = "",
    document: UUID | None = None,
    entity: Entity | None = None,
) -> dict[str, Any]:
    """Files the person behind the token may see, those that end first; of a document, of one entity in it."""
    rows = evidence_list(request.actor, state, words, document)
    rows = rows if entity is None else rows.filter(entity=entity)
    return page_of(rows, paging, _file)


def _file(row: EvidenceFile) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "id": row.id,
        "document": row.document_id,
        "entity": row.entity,
        "name": row.name,
        "media": row.media,
        "size": row.size,
        "sha256": row.sha256,
        "title": row.title,
        "scope": row.scope,
        "valid_from": row.valid_from,
        "expires_on": row.expires_on,
        "stage": "" if row.expires_on is None else stage_of(row.expires_on, today),
        "published": row.published,
        "added": row.added,
        "ended": row.ended,
        "replaces": row.replaces_id,
    }


@router.post("", response={201: EvidenceOut})
@needs("write", *DESKS)
def add_evidence(request: HttpRequest, file: File[UploadedFile], told: Form[EvidenceIn]) -> Status:
    """Keep a file for an entity of a document held; one's own draft of the document then names it.

    What a file is, is told from its bytes; PDF, pictures, office files, archives and plain text of at most 32 MiB are
    taken.
    """
    action = AddEvidence(
        told.document,
        told.reference,
        taken(file, LARGEST, _LARGE),
        file.name or "",
        told.title,
        told.scope,
        Held(told.valid_from, told.expires_on),
    )
    return Status(201, _file(act(request.actor, action)))


@router.get("/due", response=Page[DueOut])
@needs("read", *DESKS)
def list_due(
    request: HttpRequest, paging: Query[Paging], stage: Stage | None = None, kind: Words = ""
) -> dict[str, Any]:
    """Days that come up, earliest first: of evidence, certificates, contracts, support, promises."""
    today = timezone.localdate()
    return page_of(
        with_titles(due(today, stage or "", kind)),
        paging,
        lambda row: {
            **row,
            "document": row["document_id"],
            "file": row["file_id"],
            "stage": stage_of(row["on"], today),
        },
    )


def _held(request: HttpRequest, id_: UUID) -> EvidenceFile:
    found = reachable(request.actor).filter(id=id_).first()
    if found is None:
        raise Http404
    return found


@router.get("/{uuid:id}", response=EvidenceOut)
@needs("read", *DESKS)
def read_evidence(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """What a file is, what it stands for, how long it holds."""
    return _file(_held(request, id))


@router.get("/{uuid:id}/file", openapi_extra=DOWNLOAD)
@needs("read", *DESKS)
def download_evidence(request: HttpRequest, id: UUID) -> HttpResponse:
    """The bytes of a file, to be saved."""
    row = _held(request, id)
    return download(row.sha256, row.name)


@router.post("/{uuid:id}/renew", response={201: EvidenceOut})
@needs("write", *DESKS)
def renew_evidence(request: HttpRequest, id: UUID, file: File[UploadedFile], told: Form[HeldIn]) -> Status:
    """Put a newer file in the place of one. The older stays readable and counts no longer."""
    held = Held(told.valid_from, told.expires_on)
    action = RenewEvidence(id, taken(file, LARGEST, _LARGE), file.name or "", held)
    return Status(201, _file(act(request.actor, action)))


@router.post("/{uuid:id}/end", response=EvidenceOut)
@needs("write", *DESKS)
def end_evidence(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Say that a file counts no longer. It stays readable."""
    return _file(act(request.actor, EndEvidence(id)))
