"""Handing over, on every desk alike: inbox and outbox, taking in, sealing, the file itself."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.formats.buffers import mapped
from anzenkarte.kernel.errors import Problem
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.words import language, say, sentence
from anzenkarte.workspace.agreements.queries import requests
from anzenkarte.workspace.agreements.summaries import exchanges, summed
from anzenkarte.workspace.documents_store.files import get, look
from anzenkarte.workspace.documents_store.queries import summaries
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.queries import parcels, ties, waiting
from anzenkarte.workspace.handovers.receiving import LARGEST, Receive
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.models import Role
from anzenkarte.workspace.organisations.queries import names_here

DESKS = ("vendor", "institution")
_PAGE = 30
_POSTS = 20


def names_of(actor: Actor, urns: Iterable[str]) -> dict[str, str]:
    """URN → name: of organisations of this server, else as the key cards trusted here say."""
    found = set(urns)
    ring = keys.store_of(actor.organisation).ring()
    cards = {known.card.party: known.card.holder for known in ring.known.values() if known.card.party in found}
    return {**cards, **names_here(found, language())}


@page(*DESKS)
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits at the post, how every exchange stands, what may be handed over for the first time."""
    actor = request.actor
    shown = Paginator(exchanges(), _PAGE).get_page(request.GET.get("page"))
    posts = waiting(actor)
    rows = summed(actor, list(shown))
    begun = Parcel.objects.filter(about=Concat(Value("engagement/"), OuterRef("document__name")))
    fresh = summaries("engagement", own=actor.urn).exclude(Exists(begun)).select_related("document")[:_PAGE]
    names = names_of(actor, [*(row.counterpart for row in rows), *(post.sender for post in posts)])
    asked = [tie for tie in ties(actor) if tie.asked == actor.urn and tie.accepted is None]
    context = {
        "page": shown,
        "rows": [{"row": row, "who": names.get(row.counterpart, row.counterpart)} for row in rows],
        "waiting": [{"post": post, "who": names.get(post.sender, post.sender)} for post in posts[:_POSTS]],
        "more": max(0, len(posts) - _POSTS),
        "fresh": fresh,
        "approvals": requests().count(),
        "asked": len(asked),
        "no_keys": keys.own(actor.organisation, "clerk", today()) is None,
        "editor": actor.may(Role.EDITOR),
    }
    return render(request, "exchange/inbox.html", context)


@page(*DESKS)
def history(request: HttpRequest) -> HttpResponse:
    """Every bundle sent and received, newest first; of one party with ``?with=``."""
    wanted = request.GET.get("with", "")[:45]
    shown = Paginator(parcels(counterpart=wanted), _PAGE).get_page(request.GET.get("page"))
    names = names_of(request.actor, {parcel.counterpart for parcel in shown})
    rows = [{"parcel": one, "who": names.get(one.counterpart, one.counterpart)} for one in shown]
    query = f"with={wanted}&" if wanted else ""
    return render(request, "exchange/history.html", {"page": shown, "rows": rows, "query": query})


@page(*DESKS, least=Role.EDITOR, file=LARGEST)
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take a bundle in: from the post of this server, or from a file."""
    wanted = request.POST.get("bundle", "")
    if wanted:
        post = next((post for post in waiting(request.actor) if post.bundle == wanted), None)
        if post is None:
            raise Http404
        data = look(post.sha256)
    else:
        file = request.FILES.get("file")
        if file is None:
            messages.error(request, say("ファイルを選んでください。", "Choose a file."))
            return redirect("exchange-inbox", request.actor.organisation)
        if file.size > LARGEST:
            too_large = Problem.at("handover.too-large", {"most": LARGEST // (1024 * 1024)})
            messages.error(request, sentence(too_large))
            return redirect("exchange-inbox", request.actor.organisation)
        data = mapped(file.file) if isinstance(file, TemporaryUploadedFile) else file.read()
    outcome = attempt(request, Receive(data))
    if not outcome.ok:
        return told(request, outcome)
    messages.success(request, say("受け取りました。内容を確かめてください。", "Received. Look at what it says."))
    return redirect("exchange-parcel", request.actor.organisation, outcome.result.id)


def told(request: HttpRequest, outcome: Outcome, back: str = "exchange-inbox", *args: object) -> HttpResponse:
    """Back to a page that says what was wrong; nothing was changed."""
    for _, text in outcome.problems:
        messages.error(request, text)
    return redirect(back, request.actor.organisation, *args)


def parcel_of(id_: UUID) -> Parcel:
    """A parcel of the organisation in scope; Http404 for any other."""
    found = Parcel.objects.filter(id=id_).first()
    if found is None:
        raise Http404
    return found


@page(*DESKS)
def download(request: HttpRequest, parcel: UUID) -> HttpResponse:
    """The bundle as a file, for a party that is not on this server."""
    found = parcel_of(parcel)
    try:
        data = get(found.sha256)
    except OSError as error:
        raise Http404 from error
    answer = HttpResponse(data, content_type="application/octet-stream")
    name = f"{found.about.replace('/', '-')}-{found.sequence}.anzen"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def title_of(title: dict[str, str], name: str) -> str:
    """A document's title in the reader's language, or its name."""
    return title.get(language()) or name
