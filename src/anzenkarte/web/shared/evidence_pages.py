"""Evidence on every desk alike: the list, adding, renewing, ending, and the file itself, never shown in the browser."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.evidence_forms import at_file, choices, days_in, file_in, uuid_in
from anzenkarte.web.shared.exchange_pages import names_of
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import document_by_id, heads
from anzenkarte.workspace.evidence.actions import AddEvidence, EndEvidence, Held, RenewEvidence
from anzenkarte.workspace.evidence.media import LARGEST
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.evidence.queries import evidence_list, reachable, stage_of, stages, whole
from anzenkarte.workspace.evidence.received import hash_in
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.models import Role

_DESKS = ("vendor", "institution")
_STATES = ("current", "ended", "all")
_MOST_DOCUMENTS = 300
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"


def attachment(data: bytes, name: str, media: str) -> HttpResponse:
    """A file to be saved, never to be shown by the browser as part of this site."""
    answer = HttpResponse(data, content_type=media)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = SANDBOX
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer


def shown_stage(day: date | None) -> str:
    """How near a day is; empty without one."""
    return "" if day is None else stage_of(day, timezone.localdate())


@page(*_DESKS)
def evidence(request: HttpRequest) -> HttpResponse:
    """The files, those that end first on top."""
    state = request.GET.get("state", "current")
    state = state if state in _STATES else "current"
    words = request.GET.get("words", "").strip()
    ids = evidence_list(request.actor, state, words).values_list("pk", flat=True)
    shown = Paginator(ids, 50).get_page(request.GET.get("page"))
    counts = stages(timezone.localdate())
    rows = whole(list(shown))
    senders = {row.sender for row in rows} - {""}
    names = names_of(request.actor, senders) if senders else {}
    context = {
        "page": shown,
        "rows": [{"file": row, "stage": shown_stage(row.expires_on), "who": names.get(row.sender, "")} for row in rows],
        "state": state,
        "words": words,
        "query": f"state={state}&words={words}&" if words else f"state={state}&",
        "soon": counts["expired"] + counts["today"] + counts["30"],
    }
    return render(request, "evidence/list.html", context)


@page(*_DESKS, least=Role.EDITOR, file=LARGEST)
def add(request: HttpRequest) -> HttpResponse:
    """Add a file: first which document, then what in it the file stands for."""
    asked = uuid_in(request.POST.get("document") or request.GET.get("document", ""))
    holder = None if asked is None else document_by_id(asked)
    if asked is not None and holder is None:
        raise Http404
    if holder is None:
        documents = KarteDocument.objects.select_related("summary").order_by("kind", "name", "keeper_urn")
        rows = list(documents[:_MOST_DOCUMENTS])
        others = {row.keeper_urn for row in rows} - {request.actor.urn}
        names = names_of(request.actor, others) if others else {}
        listed = [{"row": row, "keeper": names.get(row.keeper_urn, "")} for row in rows]
        return render(request, "evidence/choose.html", {"documents": listed, "urn": request.actor.urn})
    outcome = None
    if request.method == "POST":
        outcome = _added(request, holder)
        if outcome.ok:
            messages.success(request, _added_words(holder, request.actor.urn))
            return redirect("evidence-file", request.actor.organisation, outcome.result.id)
    context = {
        "holder": holder,
        "groups": choices(request.actor, holder),
        "outcome": outcome,
        "asked": request.POST.get("reference") or request.GET.get("reference", ""),
        "sent": request.POST,
        "most": LARGEST // (1024 * 1024),
    }
    return render(request, "evidence/add.html", context, status=200 if outcome is None else 422)


def _added_words(holder: KarteDocument, urn: str) -> str:
    if holder.keeper_urn != urn:
        return say("加えました。", "Added.")
    return say(
        "加えました。文書の下書きにも書き込みました。公開すると、ほかの人にも見えます。",
        "Added, and written into your draft of the document. Others see it once the document is published.",
    )


def _added(request: HttpRequest, holder: KarteDocument) -> Outcome:
    days, wrong = days_in(request, "valid_from", "expires_on")
    file, missing = file_in(request, LARGEST)
    if wrong is not None or file is None:
        problems = (*(missing.problems if missing else ()), *(wrong.problems if wrong else ()))
        return Outcome(None, problems)
    action = AddEvidence(
        holder.id,
        request.POST.get("reference", ""),
        file.read(),
        file.name or "",
        request.POST.get("title", ""),
        request.POST.get("scope", ""),
        Held(days["valid_from"], days["expires_on"]),
    )
    return at_file(attempt(request, action))


def _row(request: HttpRequest, file: UUID) -> EvidenceFile:
    found = reachable(request.actor).filter(id=file).first()
    if found is None:
        raise Http404
    return found


@page(*_DESKS, file=LARGEST)
def one(request: HttpRequest, file: UUID) -> HttpResponse:
    """One file: what it is, what it stands for, how long it holds, what it took the place of."""
    row = _row(request, file)
    outcome = None
    if request.method == "POST":
        outcome = _renewed(request, row)
        if outcome.ok:
            messages.success(request, say("新しいものに替えました。", "Replaced by the newer file."))
            return redirect("evidence-file", request.actor.organisation, outcome.result.id)
    context = {
        "file": row,
        "received": _received(request, row) if row.sender else None,
        "stage": shown_stage(row.expires_on),
        "before": None if row.replaces_id is None else reachable(request.actor).filter(id=row.replaces_id).first(),
        "after": reachable(request.actor).filter(replaces=row).first(),
        "outcome": outcome,
        "sent": request.POST,
        "may": row.ended is None and request.actor.may(Role.EDITOR),
    }
    return render(request, "evidence/one.html", context, status=200 if outcome is None else 422)


def _received(request: HttpRequest, row: EvidenceFile) -> dict[str, object]:
    """Who handed a file over, the handover, and whether the document names another version of it now."""
    who = names_of(request.actor, [row.sender]).get(row.sender, row.sender)
    holder = document_by_id(row.document_id)
    (document,) = heads([] if holder is None else [holder])
    entity = document.entity("evidence", row.entity.rpartition("/")[2])
    other = row.ended is None and (entity is None or hash_in(entity) != row.sha256)
    parcel = Parcel.objects.filter(bundle=row.bundle).first()
    return {"who": who, "parcel": parcel, "other": other}


def _renewed(request: HttpRequest, row: EvidenceFile) -> Outcome:
    days, wrong = days_in(request, "valid_from", "expires_on")
    file, missing = file_in(request, LARGEST)
    if wrong is not None or file is None:
        return Outcome(None, (*(missing.problems if missing else ()), *(wrong.problems if wrong else ())))
    held = Held(days["valid_from"], days["expires_on"])
    return at_file(attempt(request, RenewEvidence(row.id, file.read(), file.name or "", held)))


@page(*_DESKS, least=Role.EDITOR)
@require_POST
def end(request: HttpRequest, file: UUID) -> HttpResponse:
    """Say that a file counts no longer."""
    row = _row(request, file)
    outcome = attempt(request, EndEvidence(row.id))
    for _, text in outcome.problems:
        messages.error(request, text)
    if outcome.ok:
        messages.success(request, say("終了にしました。ファイルは残っています。", "Ended. The file is still kept."))
    return redirect("evidence-file", request.actor.organisation, row.id)


@page(*_DESKS)
def download(request: HttpRequest, file: UUID) -> HttpResponse:
    """The file, to be saved."""
    row = _row(request, file)
    try:
        data = get(row.sha256)
    except OSError as error:
        raise Http404 from error
    return attachment(data, row.name, row.media)
