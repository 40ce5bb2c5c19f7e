"""Lines of a bundle over the API: what it offers, what it says, and one's own words on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from anzenkarte.accord.lines import Line
from anzenkarte.api.door import DESKS, needs
from anzenkarte.api.handovers import parcel_of, shown
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.agreements import ApprovalIn, ApprovalOut
from anzenkarte.api.schemas.common import Page
from anzenkarte.api.schemas.handovers import AnswerIn, LineKind, OfferedOut, ParcelOut, SaidOut, State
from anzenkarte.workspace.agreements.actions import RequestApproval, RequestTerms
from anzenkarte.workspace.agreements.expectation import expected
from anzenkarte.workspace.agreements.models import ApprovalRequest
from anzenkarte.workspace.agreements.queries import agreement
from anzenkarte.workspace.handovers.actions import Answer
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Actor, act

router = Router(tags=["handovers"])


@router.get("/{uuid:id}/lines", response=Page[OfferedOut])
@needs("read", *DESKS)
def list_offered_lines(
    request: HttpRequest,
    id: UUID,
    paging: Query[Paging],
    state: State | None = None,
    kind: LineKind | None = None,
) -> dict[str, Any]:
    """Lines a bundle offers, each with how it stands now and where one's own telling differs."""
    rows = _offered(request.actor, parcel_of(id))
    chosen = [row for row in rows if state in (None, row["state"]) and kind in (None, row["kind"])]
    return page_of(chosen, paging, lambda row: row)


def _offered(actor: Actor, parcel: Parcel) -> list[dict[str, Any]]:
    lines = [Line(v.line, v.kind, v.content, v.basis) for v in parcel.offered.order_by("kind", "line")]
    standing = {one.id: one for one in agreement(actor, parcel.about, parcel.counterpart).standings}
    received = not parcel.outgoing and bool(lines)
    mine = expected(actor, parcel, lines).differences if received else {}
    found = []
    for line in lines:
        now, other = standing.get(line.id), mine.get(line.id)
        present = None if now is None or now.line is None else now.line.digest
        found.append(
            {
                "id": line.id,
                "kind": line.kind,
                "digest": line.digest,
                "content": dict(line.content),
                "basis": dict(line.basis),
                "state": "open" if now is None else now.state,
                "outdated": present != line.digest,
                "mine": None if other is None else list(other.mine or ()),
            }
        )
    return found


@router.get("/{uuid:id}/words", response=Page[SaidOut])
@needs("read", *DESKS)
def list_words(request: HttpRequest, id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Words a bundle says about lines."""
    return page_of(parcel_of(id).said.order_by("line", "id"), paging, lambda row: row)


@router.post("/{uuid:id}/answers", response={201: ParcelOut})
@needs("exchange", *DESKS)
def answer_lines(request: HttpRequest, id: UUID, body: AnswerIn) -> Status:
    """Say one's word on lines of a received bundle and hand it over: ask, object, condition, or accept.

    An accept said here is a proposal under the desk's key and binds nobody. To have lines accepted bindingly, ask for
    approval.
    """
    words = {one.line: (one.word, one.note) for one in body.words}
    return Status(201, shown(act(request.actor, Answer(id, words))))


def waiting_for(row: ApprovalRequest) -> dict[str, Any]:
    """A request for approval as it goes over the wire."""
    return {
        "id": row.id,
        "handover": row.parcel_id,
        "about": row.parcel.about,
        "counterpart": row.parcel.counterpart,
        "lines": list(row.lines),
        "note": row.note,
        "author": row.author,
        "at": row.at,
    }


@router.post("/{uuid:id}/approval", response={201: ApprovalOut})
@needs("exchange", *DESKS)
def request_approval(request: HttpRequest, id: UUID, body: ApprovalIn) -> Status:
    """Propose lines of a received bundle to whoever may bind the organisation. That person alone approves them."""
    return Status(201, waiting_for(act(request.actor, RequestApproval(id, body.lines, body.note))))


@router.post("/{uuid:id}/approval/terms", response={201: ApprovalOut})
@needs("exchange", *DESKS)
def request_terms_approval(request: HttpRequest, id: UUID) -> Status:
    """Propose every line of a received bundle that rests on a contract by standard terms (約款)."""
    return Status(201, waiting_for(act(request.actor, RequestTerms(id))))
