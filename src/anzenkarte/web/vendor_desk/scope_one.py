"""What is disclosed of one part of a document, or of all of a kind: level and recipients, customers by name."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from anzenkarte.karte.disclosure.policy import EVERY, Decision
from anzenkarte.karte.disclosure.start import default
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte import name_of, vocabulary
from anzenkarte.web.shared.words import language, say
from anzenkarte.web.vendor_desk.rulings import NAMED, choice_of, in_words, level_words, names_of, recipients, ruled
from anzenkarte.web.vendor_desk.scope import Standing, standing
from anzenkarte.workspace.disclosures.actions import DecideDisclosure, Ruling
from anzenkarte.workspace.organisations.models import Role


@page("vendor")
def scope_one(request: HttpRequest, document: UUID, kind: str, entity: str) -> HttpResponse:
    """One part, or all of a kind with ``*``: level and recipients, customers by name."""
    found, outcome = standing(request, document), None
    group = found.decided.document.entities.get(kind, {})
    if not group or (entity != EVERY and entity not in group):
        raise Http404
    decision = found.decided.by.get((kind, EVERY)) if entity == EVERY else found.decided.of(group[entity])
    usual = default(found.decided.document, kind)
    if request.method == "POST":
        outcome = _ruled(request, found, kind, entity)
        if outcome.ok:
            messages.success(request, say("扱いを決めました。", "Decided."))
            back = reverse("vendor-scope", args=(request.actor.organisation, found.one.id))
            return redirect(f"{back}?{urlencode({'kind': kind})}")
    now = _sent(request) if outcome is not None else decision or usual
    context = {
        "karte": found.one,
        "label": vocabulary().kinds[kind].label.to(language()),
        "plural": vocabulary().kinds[kind].plural.to(language()),
        "name": "" if entity == EVERY else name_of(group[entity]),
        "count": len(group),
        "now": now,
        "choice": request.POST.get("to") or choice_of(now, found.kind),
        "undecided": decision is None and entity != EVERY,
        "usual": in_words(usual, names_of(found.customers)),
        "levels": level_words(),
        "choices": recipients(found.kind),
        "customers": list({one.urn: one for one in found.customers}.values()),
        "later": bool(request.POST.get("later")) if outcome is not None else decision is not None,
        "outcome": outcome,
        "may": request.actor.may(Role.EDITOR),
    }
    return render(request, "vendor_desk/scope_one.html", context, status=200 if outcome is None else 422)


def _sent(request: HttpRequest) -> Decision:
    return ruled(request.POST.get("level", ""), request.POST.get("to", ""), tuple(request.POST.getlist("customer")))


def _ruled(request: HttpRequest, found: Standing, kind: str, entity: str) -> Outcome:
    decision = _sent(request)
    if request.POST.get("to") not in dict(recipients(found.kind)):
        return Outcome(None, (("to", say("だれに見せるかを選んでください。", "Choose to whom it is shown.")),))
    if request.POST.get("to") == NAMED and not decision.to:
        text = say("お客様を一つ以上選ぶか、「だれにも見せない」にしてください。", "Choose a customer, or nobody.")
        return Outcome(None, (("customer", text),))
    ruling = Ruling(kind, entity, decision, request.POST.get("later") == "1")
    outcome = attempt(request, DecideDisclosure(found.one.id, [ruling]))
    return outcome if outcome.ok else Outcome(None, tuple(("to", text) for _, text in outcome.problems))
