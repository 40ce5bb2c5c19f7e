"""One handover with its lines and one's answers; what waits for approval by who may bind the organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.accord.lines import Line
from anzenkarte.karte.diff import diff
from anzenkarte.kernel.errors import Problem
from anzenkarte.web.shared.change_words import each_once, named_sentences
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.exchange_evidence import disclosure_of, files_of
from anzenkarte.web.shared.exchange_pages import DESKS, names_of, parcel_of, told
from anzenkarte.web.shared.line_words import LineWords, by_kind, chosen
from anzenkarte.web.shared.words import say, sentence
from anzenkarte.workspace.agreements.actions import Approve, Decline, RequestApproval, RequestTerms, outdated
from anzenkarte.workspace.agreements.expectation import expected
from anzenkarte.workspace.agreements.models import ApprovalRequest
from anzenkarte.workspace.agreements.queries import Agreement, agreement, requests, reserved, unsent
from anzenkarte.workspace.agreements.standard_terms import resting_on_terms
from anzenkarte.workspace.documents_store.models import Revision
from anzenkarte.workspace.documents_store.store import catalogue, load_many
from anzenkarte.workspace.handovers.actions import Answer, AnswerBinding
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.models import Role

_MOST_CHANGES = 200


@page(*DESKS)
def parcel(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """One handover: what changed since the last, what differs from one's own telling, every line; answers."""
    found, outcome = parcel_of(parcel), None
    if request.method == "POST":
        outcome = _answer(request, found)
        if outcome.ok:
            return redirect("exchange-parcel", request.actor.organisation, found.id)
    stands = agreement(request.actor, found.about, found.counterpart)
    context = {**_lines(request, found, stands), "parcel": found, "outcome": outcome}
    context["changed"] = _changes(found, stands)
    context["files"], context["disclosed"] = files_of(request.actor, found), disclosure_of(found)
    return render(request, "exchange/parcel.html", context, status=200 if outcome is None else 422)


def _lines(request: HttpRequest, found: Parcel, standing: Agreement) -> dict[str, object]:
    actor: Actor = request.actor
    names = names_of(actor, (actor.urn, found.counterpart))
    words = LineWords(standing, (actor.urn, found.counterpart), names)
    lines = [Line(v.line, v.kind, v.content, v.basis) for v in found.offered.order_by("kind", "line")]
    received = not found.outgoing and bool(lines)
    mine = expected(actor, found, lines) if received else None
    differences = {} if mine is None else mine.differences
    sent = request.POST
    rows = [
        words.offered(line, differences.get(line.id), sent.get(f"w:{line.id}", ""), sent.get(f"n:{line.id}", ""))
        for line in lines
    ]
    asked_for = _asked_lines(found)
    held_back = reserved(standing, actor.urn)
    rows = [replace(row, waiting=row.id in asked_for, reserved=row.id in held_back) for row in rows]
    asked = {key: request.GET.get(key, "")[:80] for key in ("state", "kind", "q")}
    here = rows if sent else chosen(rows, asked["state"], asked["kind"], asked["q"])
    newest = not Parcel.objects.filter(
        about=found.about, counterpart=found.counterpart, outgoing=False, lines__gt=0, sequence__gt=found.sequence
    ).exists()
    bases = [(line.id, line.basis) for line in lines] if received else []
    terms = resting_on_terms(standing.assessment, bases, actor.urn)
    late = [row for row in rows if row.outdated] if received else []
    open_ = [row for row in rows if row.open]
    return {
        "groups": by_kind(here),
        "count": len(rows),
        "states": _counted(row.state for row in rows),
        "kinds": [(group["kind"], group["title"]) for group in by_kind(rows)],
        "asked": asked,
        "who": names.get(found.counterpart, found.counterpart),
        "about_kind": found.about.partition("/")[0],
        "about_name": found.about.partition("/")[2],
        "expected": mine,
        "differing": sum(1 for row in rows if row.expected),
        "late": late,
        "outdated": len(late),
        "unsent": bool(late) and unsent(actor, found.about, found.counterpart),
        "terms": len(set(terms) & {row.id for row in open_}),
        "open": len(open_),
        "left": sum(1 for row in rows if not row.settled),
        "gap": _gap(found),
        "newest": newest,
        "may_answer": received and newest and actor.may(Role.EDITOR),
        "binds": actor.binds,
        "waiting": len(asked_for),
    }


def _asked_lines(found: Parcel) -> set[str]:
    """Lines of a bundle for which approval has been asked."""
    return {line for lines in requests().filter(parcel=found).values_list("lines", flat=True) for line in lines}


def _counted(states: Iterable[str]) -> list[tuple[str, int]]:
    found = list(states)
    return [(state, found.count(state)) for state in dict.fromkeys(sorted(found))]


def _gap(found: Parcel) -> bool:
    """Whether the bundle before a received one is not here."""
    if found.outgoing or not found.previous:
        return False
    return not Parcel.objects.filter(bundle=found.previous).exists()


def _answer(request: HttpRequest, found: Parcel) -> Outcome:
    """Accepted lines wait for approval (or bind at once, said by who may bind); every other word is sent at once.

    What has changed since it came in is not accepted: that would agree on nothing.
    """
    what = request.POST.get("what", "")
    if what == "terms":
        return _asked_for(request, attempt(request, RequestTerms(found.id)))
    late = outdated(request.actor, found)
    words = {key[2:]: value for key, value in request.POST.items() if key.startswith("w:") and value}
    if what == "all":
        stands = agreement(request.actor, found.about, found.counterpart)
        passed = {s.id for s in stands.standings if s.state == "agreed"} | late | reserved(stands, request.actor.urn)
        words = dict.fromkeys(set(found.offered.values_list("line", flat=True)) - passed, "accept")
    lost = sorted(line for line, word in words.items() if word == "accept" and line in late)
    if lost:
        return Outcome(None, (("", sentence(Problem.at("approval.outdated", {"count": len(lost)}))),))
    notes = {key[2:]: value for key, value in request.POST.items() if key.startswith("n:")}
    both = {line: (word, notes.get(line, "")) for line, word in words.items()}
    if what == "bind":
        outcome = attempt(request, AnswerBinding(found.id, both))
        return _done(request, outcome, say("回答し、署名して確定しました。", "Answered and sealed; it binds."))
    others = {line: told for line, told in both.items() if told[0] != "accept"}
    accepted = [line for line, told in both.items() if told[0] == "accept"]
    outcome = Outcome(None, (("", say("回答する行を一つ以上選んでください。", "Choose at least one line to answer.")),))
    if others:
        outcome = attempt(request, Answer(found.id, others))
        _done(request, outcome, say("回答を渡しました。", "Answers handed over."))
    if accepted and (not others or outcome.ok):
        outcome = _asked_for(request, attempt(request, RequestApproval(found.id, accepted)))
    return outcome


def _asked_for(request: HttpRequest, outcome: Outcome) -> Outcome:
    return _done(request, outcome, say("承認を依頼しました。", "Approval asked for."))


def _done(request: HttpRequest, outcome: Outcome, text: str) -> Outcome:
    if outcome.ok:
        messages.success(request, text)
    return outcome


def _changes(found: Parcel, stands: Agreement) -> list[str]:
    """What the documents of a bundle say differently from the sender's bundle before it, by the names of things."""
    mine = found.kept or found.revisions
    before = Parcel.objects.filter(
        about=found.about, counterpart=found.counterpart, sender=found.sender, sequence__lt=found.sequence
    )
    older = next((one for one in before.exclude(revisions={}).order_by("-sequence")[:1]), None)
    if older is None or not mine:
        return []
    were = older.kept or older.revisions
    pairs = [(were[name], now) for name, now in sorted(mine.items()) if name in were and were[name] != now]
    rows = Revision.objects.filter(
        hash__in={hash_ for pair in pairs for hash_ in pair}, document__keeper_urn=found.sender
    )
    known = {row.hash: row for row in rows.select_related("document")}
    pairs = [(old, new) for old, new in pairs if old in known and new in known]
    documents = load_many([known[hash_] for pair in pairs for hash_ in pair])
    changes = diff(documents[::2], documents[1::2], catalogue().vocabulary)[:_MOST_CHANGES]
    held = () if stands.assessment is None else stands.assessment.case.documents
    return each_once(named_sentences(changes, (*documents[1::2], *documents[::2], *held)))


@page(*DESKS)
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for somebody who may bind the party, each with the lines to read."""
    waiting = list(requests())
    names = names_of(request.actor, [request.actor.urn, *(one.parcel.counterpart for one in waiting)])
    rows = [_request(request.actor, one, names) for one in waiting]
    return render(request, "exchange/approvals.html", {"rows": rows, "binds": request.actor.binds})


def _request(actor: Actor, one: ApprovalRequest, names: dict[str, str]) -> dict[str, object]:
    parcel = one.parcel
    words = LineWords(agreement(actor, parcel.about, parcel.counterpart), (actor.urn, parcel.counterpart), names)
    lines = [
        Line(v.line, v.kind, v.content, v.basis) for v in parcel.offered.filter(line__in=one.lines).order_by("line")
    ]
    rows = [words.offered(line) for line in lines]
    return {
        "request": one,
        "groups": by_kind(rows),
        "count": len(rows),
        "outdated": sum(1 for row in rows if row.outdated),
        "who": names.get(parcel.counterpart, parcel.counterpart),
    }


@page(*DESKS, least=Role.EDITOR)
@require_POST
def approve(request: HttpRequest, approval: UUID) -> HttpResponse:
    """Approve the ticked lines, or decline."""
    sent = request.POST
    if sent.get("decision") == "approve":
        lines = None if sent.get("all") == "1" else sent.getlist("lines")
        outcome = attempt(request, Approve(approval, lines))
        text = say("承認しました。署名して確定し、相手に渡しました。", "Approved, sealed and handed over.")
    else:
        outcome = attempt(request, Decline(approval, sent.get("note", "")))
        text = say("承認しないことにしました。相手には何も渡していません。", "Declined; nothing was handed over.")
    if not outcome.ok:
        return told(request, outcome, "exchange-approvals")
    messages.success(request, text)
    return redirect("exchange-approvals", request.actor.organisation)
