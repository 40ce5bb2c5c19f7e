"""Contracts over the API: the register, texts handed in, the sentences found, the one chosen.

A contract itself is an entity of a document: it is added and changed in the document's draft.
"""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import File, Path, Query, Router, Status, UploadedFile

from anzenkarte.api.door import DESKS, needs
from anzenkarte.api.files import taken
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Page, Slug, Words
from anzenkarte.api.schemas.contracts import ChoiceIn, ContractOut, ContractTextOut, SentenceOut
from anzenkarte.workspace.contracts.actions import AddText, ChooseSentence
from anzenkarte.workspace.contracts.models import ContractRow, ContractText
from anzenkarte.workspace.contracts.queries import contracts, row_of, tellings, text_by_id, texts
from anzenkarte.workspace.contracts.reading import LARGEST
from anzenkarte.workspace.contracts.tasks import read_text
from anzenkarte.workspace.organisations.acting import act

router = Router(tags=["contracts"])


@router.get("", response=Page[ContractOut])
@needs("read", *DESKS)
def list_contracts(
    request: HttpRequest,
    paging: Query[Paging],
    form: Words = "",
    updates: Literal["", "open", "supplier", "customer"] = "",
    words: Words = "",
) -> dict[str, Any]:
    """Contracts of all documents held, those that end first; ``updates=open``: nobody says who bears updates."""
    return page_of(contracts(form, updates, words), paging, _contract)


def _contract(row: ContractRow) -> dict[str, Any]:
    both = {
        side: {"ja": getattr(row, f"{side}_ja"), "en": getattr(row, f"{side}_en")}
        for side in ("keeper", "supplier", "customer")
    }
    same = ("slug", "title_ja", "title_en", "form", "signed", "ends", "ends_on", "updates", "clause")
    return {
        "document": row.document_id,
        **{name: getattr(row, name) for name in same},
        **both,
        "covered": [_server(one) for one in row.servers.get("covered", [])],
        "unclaimed": [_server(one) for one in row.servers.get("open", [])],
    }


def _server(one: list[str]) -> dict[str, str]:
    return {"name_ja": one[0], "name_en": one[1], "clause": one[2]}


def _row(document: UUID, slug: str) -> ContractRow:
    found = row_of(document, slug)
    if found is None:
        raise Http404
    return found


@router.get("/{uuid:document}/{slug}", response=Page[ContractOut])
@needs("read", *DESKS)
def read_contract(request: HttpRequest, document: UUID, slug: Path[Slug], paging: Query[Paging]) -> dict[str, Any]:
    """One contract as every party tells it, the one of the register first."""
    row = _row(document, slug)
    return page_of(tellings(row.document.kind, row.document.name, slug), paging, _contract)


@router.get("/{uuid:document}/{slug}/texts", response=Page[ContractTextOut])
@needs("read", *DESKS)
def list_contract_texts(
    request: HttpRequest, document: UUID, slug: Path[Slug], paging: Query[Paging]
) -> dict[str, Any]:
    """Texts handed in for a contract, newest first."""
    row = _row(document, slug)
    return page_of(texts(row.document_id, row.slug), paging, _text)


@router.post("/{uuid:document}/{slug}/texts", response={201: ContractTextOut})
@needs("write", *DESKS)
def add_contract_text(request: HttpRequest, document: UUID, slug: Path[Slug], file: File[UploadedFile]) -> Status:
    """Hand in the text of a contract, terms or an SLA: PDF, Word or plain text of at most 16 MiB.

    It is read in the background; its state tells when the sentences are there.
    """
    data = taken(file, LARGEST, "contract.too-large")
    made = act(request.actor, AddText(document, slug, data, file.name or ""))
    read_text.enqueue(str(request.actor.organisation), str(made.id))
    return Status(201, _text(made))


def _text(row: ContractText) -> dict[str, Any]:
    same = ("id", "slug", "name", "sha256", "size", "state", "problem", "pages", "chosen", "value", "added")
    return {
        **{name: getattr(row, name) for name in same},
        "document": row.document_id,
        "sentences": len(row.sentences),
    }


def _handed_in(id_: UUID) -> ContractText:
    found = text_by_id(id_)
    if found is None:
        raise Http404
    return found


@router.get("/texts/{uuid:id}", response=ContractTextOut)
@needs("read", *DESKS)
def read_contract_text(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """A text handed in, and how far it was read."""
    return _text(_handed_in(id))


@router.get("/texts/{uuid:id}/sentences", response=Page[SentenceOut])
@needs("read", *DESKS)
def list_sentences(request: HttpRequest, id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """Sentences of a text that may decide who bears security updates, the likeliest first."""
    row = _handed_in(id)
    return page_of(
        list(enumerate(row.sentences)),
        paging,
        lambda one: {
            "number": one[0],
            "text": one[1]["text"],
            "page": one[1]["page"],
            "clause": one[1]["clause"],
            "limited": one[1]["limited"],
            "chosen": one[0] == row.chosen,
        },
    )


@router.post("/texts/{uuid:id}/choice", response=ContractTextOut)
@needs("write", *DESKS)
def choose_sentence(request: HttpRequest, id: UUID, body: ChoiceIn) -> dict[str, Any]:
    """Take one sentence as the one that decides, or as one that leaves it open; it goes into one's draft."""
    action = ChooseSentence(id, body.sentence, body.value, tuple(body.servers), body.basis)
    return _text(act(request.actor, action))
