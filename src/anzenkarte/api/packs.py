"""What a pack holds, over the API: its lists, each line, what to chase and with which letter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from anzenkarte.api.door import needs
from anzenkarte.api.inspections import pack_of
from anzenkarte.api.paging import Paging, page_of
from anzenkarte.api.schemas.common import Page
from anzenkarte.api.schemas.inspections import (
    ChecklistOut,
    ConfirmedOut,
    ConfirmIn,
    Language,
    LetterOut,
    PackLineOut,
    Subject,
)
from anzenkarte.kernel.text import Text
from anzenkarte.workspace.inspections.actions import ConfirmLine
from anzenkarte.workspace.inspections.letters import letter
from anzenkarte.workspace.inspections.queries import Checklist, Shown, history, opened
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.models import Kind, Organisation

router = Router(tags=["inspections"])


def _text(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}


def _subject(one: Checklist) -> str:
    return "" if one.vendor is None else str(one.vendor["subject"])


def _lists(id_: UUID) -> list[Checklist]:
    found = opened(pack_of(id_))
    return [found.own, *found.vendors]


def _list_of(id_: UUID, subject: str) -> Checklist:
    found = next((one for one in _lists(id_) if _subject(one) == subject), None)
    if found is None:
        raise Http404
    return found


@router.get("/{uuid:id}/lists", response=Page[ChecklistOut])
@needs("read", Kind.INSTITUTION)
def list_checklists(request: HttpRequest, id: UUID, paging: Query[Paging]) -> dict[str, Any]:
    """The own checklist and each vendor's confirmation, with how far they are."""
    return page_of(_lists(id), paging, _checklist)


def _checklist(one: Checklist) -> dict[str, Any]:
    return {
        "subject": _subject(one),
        "form": one.form.id,
        "title": _text(one.form.title) if one.vendor is None else one.vendor["title"],
        "vendor": None if one.vendor is None else one.vendor["vendor"],
        "state": "" if one.vendor is None else one.vendor["state"],
        "lines": len(one.lines),
        "done": one.done,
        "chase": len(one.chase),
    }


@router.get("/{uuid:id}/lines", response=Page[PackLineOut])
@needs("read", Kind.INSTITUTION)
def list_pack_lines(
    request: HttpRequest, id: UUID, paging: Query[Paging], subject: Subject = "", chase: bool = False
) -> dict[str, Any]:
    """One list line by line. With ``chase`` only those to ask about: unanswered, or a no without a target day."""
    found = _list_of(id, subject)
    asked = {one.line.id for one in found.chase}
    rows = [one for one in found.lines if not chase or one.line.id in asked]
    return page_of(rows, paging, lambda one: _line(one, one.line.id in asked))


def _line(one: Shown, chase: bool) -> dict[str, Any]:
    mark = one.mark
    return {
        "id": one.line.id,
        "number": one.line.number,
        "question": _text(one.line.question),
        "answer": one.answer,
        "said": str(one.said.get("answer", "")),
        "differs": one.differs,
        "done": one.done,
        "chase": chase,
        "confirmed_on": None if mark is None else mark.confirmed_on,
        "target_on": None if mark is None else mark.target_on,
        "note": "" if mark is None else mark.note,
        "revision": 0 if mark is None else mark.number,
    }


@router.post("/{uuid:id}/lines", response={201: ConfirmedOut})
@needs("write", Kind.INSTITUTION)
def confirm_line(request: HttpRequest, id: UUID, body: ConfirmIn) -> Status:
    """Say how a line stands, confirmed on which day or to be reached by which. Adds a revision, overwrites none."""
    action = ConfirmLine(id, body.subject, body.line, body.answer, body.confirmed_on, body.target_on, body.note)
    return Status(201, act(request.actor, action))


@router.get("/{uuid:id}/lines/history", response=Page[ConfirmedOut])
@needs("read", Kind.INSTITUTION)
def list_line_revisions(
    request: HttpRequest, id: UUID, paging: Query[Paging], line: Subject, subject: Subject = ""
) -> dict[str, Any]:
    """Every revision of one line, newest first."""
    return page_of(history(pack_of(id), subject, line), paging, lambda row: row)


@router.get("/{uuid:id}/letter", response=LetterOut)
@needs("read", Kind.INSTITUTION)
def read_letter(request: HttpRequest, id: UUID, subject: Subject, language: Language = "ja") -> dict[str, str]:
    """The letter to one vendor: what is still to be answered, and by when."""
    sender = Organisation.objects.get(id=request.actor.organisation)
    name = sender.name_ja if language == "ja" else sender.name_en or sender.name_ja
    return {"subject": subject, "text": letter(_list_of(id, subject), name, pack_of(id).day, language)}
