"""The beginning of an institution's own document: its name and kind, published at once, everything else later."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anzenkarte.formats.values import Json
from anzenkarte.karte.operations import HEADER, WHOLE, Operation
from anzenkarte.web.institution_desk.common import address, today
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.agreements.settling import own_slug
from anzenkarte.workspace.assessments.queries import engagements, own_institution
from anzenkarte.workspace.documents_store.actions import BeginDocument, Publish
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.models import Organisation

NAME = "institution"
_OWN = "own"
_LONGEST = 120


@page("institution", least="editor")
def begin(request: HttpRequest) -> HttpResponse:
    """Ask for name and kind; begin and publish the document."""
    if own_institution(request.actor) is not None:
        return HttpResponseRedirect(address(request, "institution-conformity"))
    outcome = _begun(request) if request.method == "POST" else None
    if outcome is not None and outcome.ok:
        return HttpResponseRedirect(address(request, "institution-conformity"))
    organisation = Organisation.objects.get(id=request.actor.organisation)
    kinds = catalogue().vocabulary.facts["institution.kind"].values
    context = {
        "outcome": outcome,
        "kinds": [(word, label.to(language())) for word, label in kinds.items()],
        "kind": request.POST.get("kind", ""),
        "name_ja": request.POST.get("name_ja", organisation.name_ja),
        "beds": request.POST.get("beds", ""),
    }
    return render(request, "institution_desk/begin.html", context)


def _begun(request: HttpRequest) -> Outcome:
    name, kind = request.POST.get("name_ja", "").strip()[:_LONGEST], request.POST.get("kind", "")
    beds = request.POST.get("beds", "").strip()
    problems = []
    if not name:
        problems.append(("name_ja", say("施設の名前を入れてください。", "Enter the name of the institution.")))
    if kind not in catalogue().vocabulary.facts["institution.kind"].values:
        problems.append(("kind", say("施設の種別を選んでください。", "Choose the kind of institution.")))
    if beds and not (beds.isascii() and beds.isdigit() and len(beds) < 6):
        problems.append(("beds", say("病床数は半角の数字で入れてください。", "Enter the number of beds in digits.")))
    if problems:
        return Outcome(None, tuple(problems))
    with transaction.atomic():
        operations = _operations(_slug(request), request.actor.urn, name, kind, beds)
        begun = attempt(request, BeginDocument("institution", NAME, operations))
        outcome = attempt(request, Publish(begun.result.pk)) if begun.ok else begun
        if not outcome.ok:
            transaction.set_rollback(True)
    return outcome


def own_party_slug(request: HttpRequest) -> str:
    """What the institution's own document, else its engagements, call it already: one party keeps one name."""
    own = own_institution(request.actor)
    found = own_slug(heads([own])[0], request.actor.urn) if own is not None else ""
    return found or _slug(request)


def _slug(request: HttpRequest) -> str:
    """What the institution's engagements call it already, so that one party keeps one name."""
    told = heads(list(engagements(request.actor)[:1]))
    return (own_slug(told[0], request.actor.urn) if told else "") or _OWN


def _operations(slug: str, urn: str, name: str, kind: str, beds: str) -> list[Operation]:
    both: Json = {"ja": name, "en": name}
    own: dict[str, Json] = {"name": both, "party": slug, "kind": kind}
    if beds:
        own["beds"] = int(beds)
    return [
        Operation(HEADER, "", "keeper", slug),
        Operation(HEADER, "", "as_of", today().isoformat()),
        Operation("party", slug, WHOLE, {"urn": urn, "name": both, "kind": "institution"}),
        Operation("institution", NAME, WHOLE, own),
    ]
