"""Preparing an inspection over the API: packs, looking at the documents again, files, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Status

from anzenkarte.api.door import needs
from anzenkarte.api.files import DOWNLOAD, download
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Page
from anzenkarte.api.schemas.inspections import AskFileIn, BeginPackIn, PackFileOut, PackOut
from anzenkarte.workspace.inspections.actions import AskFile, BeginPack, ClosePack, Refill
from anzenkarte.workspace.inspections.models import InspectionPack
from anzenkarte.workspace.inspections.queries import file_by_id, files, pack_by_id, packs
from anzenkarte.workspace.inspections.tasks import build_file, fill_pack
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.models import Kind

router = Router(tags=["inspections"])


def pack_of(id_: UUID) -> InspectionPack:
    """A pack of the organisation in scope, or 404."""
    found = pack_by_id(id_)
    if found is None:
        raise Http404
    return found


def _pack(row: InspectionPack) -> dict[str, Any]:
    same = ("id", "day", "state", "begun", "made", "closed", "digests")
    return {
        **{name: getattr(row, name) for name in same},
        "document": row.document_id,
        "list": row.form,
        "vendor_list": row.vendor_form,
    }


@router.get("", response=Page[PackOut])
@needs("read", Kind.INSTITUTION)
def list_packs(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Inspections prepared and to prepare, the latest first."""
    return page_of(packs(), paging, _pack)


@router.post("", response={201: PackOut})
@needs("write", Kind.INSTITUTION)
def begin_pack(request: HttpRequest, body: BeginPackIn) -> Status:
    """Begin to prepare an inspection on a day, with the list in force on it. It is filled in the background."""
    made = act(request.actor, BeginPack(body.document, body.day))
    fill_pack.enqueue(str(request.actor.organisation), str(made.id))
    return Status(201, _pack(made))


@router.get("/{uuid:id}", response=PackOut)
@needs("read", Kind.INSTITUTION)
def read_pack(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """One pack, and whether its content is ready."""
    return _pack(pack_of(id))


@router.post("/{uuid:id}/refill", response={202: PackOut})
@needs("write", Kind.INSTITUTION)
def refill_pack(request: HttpRequest, id: UUID) -> Status:
    """Look at the documents again, in the background."""
    row = act(request.actor, Refill(id))
    fill_pack.enqueue(str(request.actor.organisation), str(row.id))
    return Status(202, _pack(row))


@router.post("/{uuid:id}/close", response=PackOut)
@needs("publish", Kind.INSTITUTION)
def close_pack(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Close a pack: what it holds and what was confirmed is named by digests and changes no more."""
    return _pack(act(request.actor, ClosePack(id)))


@router.get("/{uuid:id}/files", response=Page[PackFileOut])
@needs("read", Kind.INSTITUTION)
def list_pack_files(request: HttpRequest, id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Files asked for, newest first."""
    return page_of(files(pack_of(id)), paging, lambda row: row)


@router.post("/{uuid:id}/files", response={202: PackFileOut})
@needs("write", Kind.INSTITUTION)
def ask_pack_file(request: HttpRequest, id: UUID, body: AskFileIn) -> Status:
    """Ask for the papers of a pack: workbook, PDF or an archive. They are built in the background."""
    row = act(request.actor, AskFile(id, body.kind, body.language))
    build_file.enqueue(str(request.actor.organisation), str(row.id))
    return Status(202, row)


@router.get("/{uuid:id}/files/{uuid:file}", openapi_extra=DOWNLOAD)
@needs("read", Kind.INSTITUTION)
def download_pack_file(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """A file of a pack, to be saved; not found until it is ready."""
    row = file_by_id(id, file)
    if row is None or row.state != "ready":
        raise Http404
    return download(row.sha256, f"inspection-{row.pack.day.isoformat()}.{row.kind}")
