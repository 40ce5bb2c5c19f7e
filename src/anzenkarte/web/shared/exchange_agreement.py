"""One engagement with everybody it is agreed on with; how every line stands, and the annex to the contract."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.karte.document import Document
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.exchange_pages import DESKS, names_of, title_of
from anzenkarte.web.shared.line_words import LineWords, by_kind, chosen
from anzenkarte.web.shared.words import language, sentence
from anzenkarte.workspace.agreements.annex import annex_of
from anzenkarte.workspace.agreements.queries import Agreement, agreement, unsent
from anzenkarte.workspace.agreements.reopening import causes_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads, tellings
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import parties_of
from anzenkarte.workspace.organisations.models import Role
from anzenkarte.workspace.organisations.queries import names_here

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@page(*DESKS)
def engagement(request: HttpRequest, name: str) -> HttpResponse:
    """One engagement: with each other party, what was handed over, how it stands, and what to do next."""
    actor = request.actor
    rows = tellings("engagement", [name])
    if not rows:
        raise Http404
    own = next((row for row in rows if row.keeper_urn == actor.urn), None)
    documents = heads(rows)
    urns = {urn: None for document in documents for urn in parties_of(document) if urn != actor.urn}
    names, here = names_of(actor, urns), names_here(set(urns), language())
    ring = keys.store_of(actor.organisation).ring()
    trusted = {known.card.party for id_, known in ring.known.items() if not known.own and id_ not in ring.revoked}
    parcels = list(Parcel.objects.filter(about=f"engagement/{name}").order_by("-sequence", "-at"))
    parties = []
    for urn in urns:
        sent = [one for one in parcels if one.counterpart == urn]
        offer = next((one for one in sent if not one.outgoing and one.lines), None)
        stands = agreement(actor, f"engagement/{name}", urn) if sent else None
        parties.append(
            {
                "urn": urn,
                "name": _called(documents, urn) or names.get(urn, urn),
                "here": urn in here,
                "trusted": urn in trusted,
                "offer": offer,
                "last": sent[0] if sent else None,
                "unsent": any(one.outgoing for one in sent) and unsent(actor, f"engagement/{name}", urn),
                "counts": sorted(stands.counts.items()) if stands is not None else [],
            }
        )
    context = {
        "own": own,
        "any": own or rows[0],
        "name": name,
        "title": _title(own or rows[0]),
        "parties": parties,
        "binds": actor.binds,
        "editor": actor.may(Role.EDITOR),
    }
    return render(request, "exchange/engagement.html", context)


def _called(documents: list[Document], urn: str) -> str:
    """What a party is called in the documents."""
    for document in documents:
        for entity in document.entities.get("party", {}).values():
            name = entity.fields.get("name")
            if entity.fields.get("urn") == urn and name:
                return str(name.get(language()) or name.get("ja")) if isinstance(name, dict) else str(name)
    return ""


def _title(row: KarteDocument) -> str:
    (document,) = heads([row])
    name = None if document.own is None else document.own.fields.get("name")
    return title_of(name, row.name) if isinstance(name, dict) else str(name or row.name)


def _asked(request: HttpRequest, kind: str, name: str, counterpart: str) -> Agreement:
    about = f"{kind}/{name}"
    if not Parcel.objects.filter(about=about, counterpart=counterpart).exists():
        raise Http404
    return agreement(request.actor, about, counterpart)


@page(*DESKS)
def agreed(request: HttpRequest, kind: str, name: str, counterpart: str) -> HttpResponse:
    """How every line between the two parties stands, and why a line has reopened."""
    found = _asked(request, kind, name, counterpart)
    names = names_of(request.actor, (request.actor.urn, counterpart))
    words = LineWords(found, (request.actor.urn, counterpart), names)
    causes = causes_of(found.standings)
    rows = [words.standing(standing, causes.get(standing.id, ())) for standing in found.standings]
    asked = {key: request.GET.get(key, "")[:80] for key in ("state", "kind", "q")}
    context = {
        "groups": by_kind(chosen(rows, asked["state"], asked["kind"], asked["q"])),
        "count": len(rows),
        "states": sorted(found.counts.items()),
        "kinds": [(group["kind"], group["title"]) for group in by_kind(rows)],
        "asked": asked,
        "offer": found.offer,
        "who": words.party(counterpart),
        "about_kind": kind,
        "about_name": name,
        "counterpart": counterpart,
        "agreed": found.counts.get("agreed", 0),
    }
    return render(request, "exchange/agreement.html", context)


@page(*DESKS)
def annex(request: HttpRequest, kind: str, name: str, counterpart: str) -> HttpResponse:
    """The annex (別紙) as a Word file; a page that says why there is none."""
    found = _asked(request, kind, name, counterpart)
    try:
        data = annex_of(request.actor, found, language())
    except InputError as error:
        texts = [sentence(problem) for problem in error.problems]
        return render(request, "exchange/no_annex.html", {"texts": texts, "name": name}, status=422)
    answer = HttpResponse(data, content_type=_WORD)
    answer["Content-Disposition"] = f'attachment; filename="agreement-{name}.docx"'
    return answer
