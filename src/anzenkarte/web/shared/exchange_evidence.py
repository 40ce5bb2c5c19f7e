"""What goes along with a document: the page to look at it before it is handed over, and the files of one handover."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.evidence_forms import uuid_in
from anzenkarte.web.shared.evidence_pages import shown_stage
from anzenkarte.web.shared.exchange_pages import DESKS, names_of, told
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.disclosures.models import HeldDisclosure, MadeDisclosure
from anzenkarte.workspace.disclosures.queries import held, made
from anzenkarte.workspace.documents_store.queries import document_by_id, heads
from anzenkarte.workspace.evidence.queries import reachable
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.actions import Seal, SealBinding
from anzenkarte.workspace.handovers.disclosing import DISCLOSURE
from anzenkarte.workspace.handovers.enclosures import MOST, candidates, handed_before
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import parties_of
from anzenkarte.workspace.handovers.sending import recipient_of
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.models import Role


@page(*DESKS, least=Role.EDITOR)
def send(request: HttpRequest, document: UUID) -> HttpResponse:
    """Look at what goes along and choose evidence; seal one's own telling and hand it over.

    Under the approver's key when asked for and allowed.
    """
    if request.method != "POST":
        return _look(request, document)
    to = request.POST.get("to", "")
    chosen = [uuid_in(text) for text in request.POST.getlist("evidence")]
    if None in chosen:
        raise Http404
    action = SealBinding if request.POST.get("binding") == "1" else Seal
    risks = True if request.POST.get("risks") == "1" else None
    outcome = attempt(request, action(document, to, tuple(chosen), risks))
    if not outcome.ok:
        return _back(request, document, to, outcome) if chosen else told(request, outcome)
    messages.success(request, say("署名して確定し、渡しました。", "Sealed and handed over."))
    return redirect("exchange-parcel", request.actor.organisation, outcome.result.id)


def _back(request: HttpRequest, document: UUID, to: str, outcome: Outcome) -> HttpResponse:
    """Back to the choice, which says what was wrong; nothing was handed over."""
    for _, text in outcome.problems:
        messages.error(request, text)
    address = reverse("exchange-send", args=(request.actor.organisation, document))
    return redirect(f"{address}?{urlencode({'to': to})}")


def _look(request: HttpRequest, document: UUID) -> HttpResponse:
    actor, to = request.actor, request.GET.get("to", "")
    row = document_by_id(document)
    if row is None or row.keeper_urn != actor.urn or row.head is None or to == actor.urn:
        raise Http404
    if row.kind != "engagement" or to not in parties_of(heads([row])[0]):
        raise Http404
    before = handed_before(to)
    files = [
        {"file": file, "stage": shown_stage(file.expires_on), "before": before.get(file.sha256)}
        for file in candidates(actor, row, to)
    ]
    context = {
        "row": row,
        "to": to,
        "who": names_of(actor, [to]).get(to, to),
        "files": files,
        "most": MOST // (1024 * 1024),
        "closed": bool(recipient_of(keys.store_of(actor.organisation).ring(), to)),
        "binds": actor.binds,
        "consents": actor.kind == "institution",
    }
    return render(request, "exchange/send.html", context)


def files_of(actor: Actor, parcel: Parcel) -> list[dict[str, Any]]:
    """The files of a handover: name, bytes, and the row one reaches each by, None for one that is not kept."""
    if not parcel.evidence:
        return []
    hashes = [str(file["sha256"]) for file in parcel.evidence]
    sender = "" if parcel.outgoing else parcel.sender
    rows = reachable(actor).filter(sha256__in=hashes, sender=sender).order_by("added", "id")
    by_hash = {row.sha256: row for row in rows}
    told = [{**file, "row": by_hash.get(str(file["sha256"]))} for file in parcel.evidence]
    return [file for file in told if file["name"] != DISCLOSURE or file["row"] is not None]


def disclosure_of(parcel: Parcel) -> HeldDisclosure | MadeDisclosure | None:
    """The disclosure a handover brought, as it is held here, or the one it took along, as it was made."""
    sha256 = next((str(file["sha256"]) for file in parcel.evidence if file["name"] == DISCLOSURE), "")
    if not sha256:
        return None
    rows = made() if parcel.outgoing else held()
    return rows.filter(sha256=sha256).first()
