"""Agreements over the API: exchanges, how every line stands, what waits for approval. No token approves."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status

from anzenkarte.accord.state import Standing
from anzenkarte.api.door import DESKS, needs
from anzenkarte.api.files import DOWNLOAD, attachment
from anzenkarte.api.lines import waiting_for
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.agreements import ApprovalOut, CellsIn, ExchangeOut, StandingOut
from anzenkarte.api.schemas.common import Kind, Page, Slug, Urn
from anzenkarte.api.schemas.documents import RevisionOut
from anzenkarte.api.schemas.handovers import LineKind, State
from anzenkarte.workspace.agreements.annex import annex_of
from anzenkarte.workspace.agreements.queries import Agreement, agreement, requests
from anzenkarte.workspace.agreements.settling import CellWord, SettleCell
from anzenkarte.workspace.agreements.summaries import Exchange, exchanges, summed
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Actor, act
from anzenkarte.workspace.words import language

router = Router(tags=["agreements"])
_PAIR = "/{kind}/{name}/{counterpart}"


@router.get("", response=Page[ExchangeOut])
@needs("read", *DESKS)
def list_agreements(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Exchanges with other parties, newest first, with the number of lines in each state."""
    page = page_of(exchanges(), paging, lambda row: row)
    return {"items": [_exchange(one) for one in summed(request.actor, page["items"])], "next": page["next"]}


def _exchange(one: Exchange) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "counterpart": one.counterpart,
        "title_ja": one.title.get("ja", ""),
        "title_en": one.title.get("en", ""),
        "handovers": one.parcels,
        "last": one.last,
        "counts": one.counts,
    }


def _between(actor: Actor, kind: str, name: str, counterpart: str) -> Agreement:
    about = f"{kind}/{name}"
    if not Parcel.objects.filter(about=about, counterpart=counterpart).exists():
        raise Http404
    return agreement(actor, about, counterpart)


@router.get(f"{_PAIR}/lines", response=Page[StandingOut])
@needs("read", *DESKS)
def list_agreement_lines(
    request: HttpRequest,
    kind: Path[Kind],
    name: Path[Slug],
    counterpart: Path[Urn],
    paging: Query[Paging],
    state: State | None = None,
    line_kind: LineKind | None = None,
) -> dict[str, Any]:
    """How every line between the two parties stands, and what made an agreed one reopen."""
    found = _between(request.actor, kind, name, counterpart)
    rows = [_standing(one) for one in found.standings if state in (None, one.state)]
    return page_of([row for row in rows if line_kind in (None, row["kind"])], paging, lambda row: row)


def _standing(one: Standing) -> dict[str, Any]:
    line = one.line or one.agreed
    return {
        "id": one.id,
        "kind": "" if line is None else line.kind,
        "state": one.state,
        "digest": "" if one.line is None else one.line.digest,
        "content": {} if line is None else dict(line.content),
        "agreed": "" if one.agreed is None else one.agreed.digest,
        "changed": list(one.changed),
        "words": [{"party": a.party, "word": a.word, "binds": a.binds, "note": a.note, "on": a.on} for a in one.words],
    }


@router.get(f"{_PAIR}/annex", openapi_extra=DOWNLOAD)
@needs("read", *DESKS)
def download_annex(request: HttpRequest, kind: Path[Kind], name: Path[Slug], counterpart: Path[Urn]) -> HttpResponse:
    """The annex (別紙) to the contract, as a Word file: the lines agreed on and who signed them."""
    found = _between(request.actor, kind, name, counterpart)
    return attachment(annex_of(request.actor, found, language()), f"agreement-{name}.docx")


@router.get("/approvals", response=Page[ApprovalOut])
@needs("read", *DESKS)
def list_approvals(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What waits for somebody who may bind the organisation, oldest first. It is approved on its page, by a person."""
    return page_of(requests().order_by("at", "id"), paging, waiting_for)


@router.post("/cells", response={201: RevisionOut})
@needs("publish", *DESKS)
def settle_cells(request: HttpRequest, body: CellsIn) -> Status:
    """Say who does something of an engagement, in one's own telling of it, and publish that.

    A cell is agreed on once the other side says the same; a statement is never altered, a newer one takes its place.
    """
    words = [
        CellWord(one.duty, one.situation, tuple(one.subjects), tuple(one.acts), one.party, one.note)
        for one in body.cells
    ]
    return Status(201, act(request.actor, SettleCell(body.engagement, words)))
