"""Handing over and agreeing, on every desk alike: inbox, one handover, approvals, the agreement, keys."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.karte.diff import describe, diff
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.line_words import LineWords, by_kind
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.agreements.actions import Approve, Decline, RequestApproval
from anzenkarte.workspace.agreements.queries import agreement as agreement_of
from anzenkarte.workspace.agreements.queries import requests
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.queries import document_by_id, find_document, heads, own_rows, revisions
from anzenkarte.workspace.documents_store.store import load_many
from anzenkarte.workspace.handovers.actions import Answer, Seal, SealBinding
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import parties_of
from anzenkarte.workspace.handovers.queries import parcels, waiting
from anzenkarte.workspace.handovers.receiving import LARGEST, Receive
from anzenkarte.workspace.organisations.models import Role


@page("vendor", "institution")
def inbox(request: HttpRequest) -> HttpResponse:
    """What came in, what went out, what waits at the post, whom one's documents can be handed to."""
    actor = request.actor
    own = list(own_rows("engagement", actor.urn))
    names: dict[str, str] = {}
    offers = []
    for row, document in zip(own, heads(own), strict=True):
        found = {urn: _name(document, slug) for urn, slug in parties_of(document).items()}
        names.update(found)
        offers.append(
            {"row": row, "title": row.summary, "to": [(urn, n) for urn, n in found.items() if urn != actor.urn]}
        )
    shown = Paginator(parcels(), 30).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "parcels": [{"parcel": p, "who": names.get(p.counterpart, p.counterpart)} for p in shown],
        "waiting": [{"post": post, "who": names.get(post.sender, post.sender)} for post in waiting(actor)],
        "offers": offers,
        "approvals": requests().count(),
        "binds": actor.binds,
    }
    return render(request, "exchange/inbox.html", context)


def _name(document: Any, slug: str) -> str:
    party = document.entity("party", slug)
    name = party.fields.get("name", slug) if party is not None else slug
    return str(name.get(language(), slug)) if isinstance(name, dict) else str(name)


@page("vendor", "institution", least=Role.EDITOR)
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a bundle in: from the post of this server, or from a file."""
    wanted = request.POST.get("bundle", "")
    if wanted:
        post = next((post for post in waiting(request.actor) if post.bundle == wanted), None)
        if post is None:
            raise Http404
        data = get(post.sha256)
    else:
        file = request.FILES.get("file")
        if file is None or file.size > LARGEST:
            text = (
                say("ファイルを選んでください。", "Choose a file.")
                if file is None
                else say("ファイルが大きすぎます（上限64MB）。", "The file is too large (limit 64 MB).")
            )
            messages.error(request, text)
            return redirect("exchange-inbox", request.actor.organisation)
        data = file.read()
    outcome = attempt(request, Receive(data))
    if not outcome.ok:
        return _told(request, outcome)
    messages.success(request, say("受け取りました。内容を確かめてください。", "Received. Look at what it says."))
    return redirect("exchange-parcel", request.actor.organisation, outcome.result.id)


def _told(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    for _, text in outcome.problems:
        messages.error(request, text)
    return redirect("exchange-inbox", request.actor.organisation)


@page("vendor", "institution", least=Role.EDITOR)
@require_POST
def send(request: HttpRequest, document: UUID) -> HttpResponse:
    """Seal one's own telling and hand it over; under the approver's key when asked for and allowed."""
    action = SealBinding if request.POST.get("binding") == "1" else Seal
    outcome = attempt(request, action(document, request.POST.get("to", "")))
    if not outcome.ok:
        return _told(request, outcome)
    messages.success(request, say("署名して確定し、渡しました。", "Sealed and handed over."))
    return redirect("exchange-parcel", request.actor.organisation, outcome.result.id)


def _parcel(id_: UUID) -> Parcel:
    found = Parcel.objects.filter(id=id_).first()
    if found is None:
        raise Http404
    return found


@page("vendor", "institution")
def parcel(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """One handover: what changed since the last, and every line with how it stands; answers."""
    found = _parcel(parcel)
    outcome = None
    if request.method == "POST":
        outcome = _answer(request, found)
        if outcome.ok:
            messages.success(request, say("回答しました。", "Answered."))
            return redirect("exchange-parcel", request.actor.organisation, found.id)
    standing = agreement_of(request.actor, found.about, found.counterpart)
    words = LineWords(standing)
    lines = [words.row(line.line, line.content, line.kind) for line in found.offered.order_by("kind", "line")]
    context = {
        "parcel": found,
        "groups": by_kind(lines),
        "count": len(lines),
        "changed": _changes(found),
        "outcome": outcome,
        "may_answer": not found.outgoing and bool(lines) and request.actor.may(Role.EDITOR),
        "binds": request.actor.binds,
    }
    return render(request, "exchange/parcel.html", context, status=200 if outcome is None else 422)


def _answer(request: HttpRequest, found: Parcel) -> Outcome:
    """All accepted lines become one request for approval; every other word is sent at once."""
    words = {key[2:]: value for key, value in request.POST.items() if key.startswith("w:") and value}
    notes = {key[2:]: value for key, value in request.POST.items() if key.startswith("n:")}
    accepted = [line for line, word in words.items() if word == "accept"]
    others = {line: (word, notes.get(line, "")) for line, word in words.items() if word != "accept"}
    if request.POST.get("all") == "accept":
        accepted, others = list(found.offered.values_list("line", flat=True)), {}
    outcome = Outcome(None, (("", say("回答する行を選んでください。", "Choose lines to answer.")),))
    if others:
        outcome = attempt(request, Answer(found.id, others))
    if accepted and (not others or outcome.ok):
        outcome = attempt(request, RequestApproval(found.id, accepted))
    return outcome


def _changes(found: Parcel) -> list[str]:
    """What the documents of a bundle say differently from the sender's bundle before it."""
    before = (
        Parcel.objects.filter(about=found.about, sender=found.sender, sequence__lt=found.sequence)
        .exclude(revisions={})
        .order_by("-sequence")
        .first()
    )
    if before is None or not found.revisions:
        return []
    old, new = [], []
    for key, revision in found.revisions.items():
        kind, _, name = key.partition("/")
        row = find_document(kind, name, found.sender)
        if row is not None:
            known = {r.hash: r for r in revisions(row)}
            if revision in known and before.revisions.get(key) in known:
                pair = load_many([known[before.revisions[key]], known[revision]])
                old.append(pair[0])
                new.append(pair[1])
    vocabulary = LineWords.catalogue().vocabulary
    return describe(diff(old, new, vocabulary), vocabulary, language())


@page("vendor", "institution")
def download(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """The bundle as a file, for a party that is not on this server."""
    found = _parcel(parcel)
    answer = HttpResponse(get(found.sha256), content_type="application/octet-stream")
    name = f"{found.about.replace('/', '-')}-{found.sequence}.anzen"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@page("vendor", "institution")
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for somebody who may bind the party."""
    rows = []
    for one in requests():
        words = LineWords(agreement_of(request.actor, one.parcel.about, one.parcel.counterpart))
        versions = one.parcel.offered.filter(line__in=one.lines).order_by("kind", "line")
        lines = [words.row(line.line, line.content, line.kind) for line in versions]
        rows.append({"request": one, "groups": by_kind(lines), "count": len(lines)})
    return render(request, "exchange/approvals.html", {"rows": rows, "binds": request.actor.binds})


@page("vendor", "institution", least=Role.EDITOR)
@require_POST
def approve(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Approve or decline."""
    action = Approve(approval) if request.POST.get("decision") == "approve" else Decline(approval)
    outcome = attempt(request, action)
    for _, text in outcome.problems:
        messages.error(request, text)
    if outcome.ok:
        messages.success(request, say("承認の結果を残しました。", "Your decision is kept."))
    return redirect("exchange-approvals", request.actor.organisation)


@page("vendor", "institution")
def agreement(request: HttpRequest, document: UUID, counterpart: str) -> HttpResponse:
    """How every line between the two parties stands, and why a line has reopened."""
    row = document_by_id(document)
    if row is None:
        raise Http404
    found = agreement_of(request.actor, f"{row.kind}/{row.name}", counterpart)
    words = LineWords(found)
    asked = request.GET.get("state", "")
    rows = [words.standing(standing) for standing in found.standings if asked in ("", standing.state)]
    context = {
        "row": row,
        "counts": sorted(found.counts.items()),
        "groups": by_kind(rows),
        "total": len(found.standings),
        "state": asked,
        "offer": found.offer,
        "counterpart": counterpart,
    }
    return render(request, "exchange/agreement.html", context)
