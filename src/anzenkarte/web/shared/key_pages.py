"""Keys and connections: one's own keys, those trusted, cards to look at before trusting, who asked to be connected."""

from __future__ import annotations

import binascii
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.exchange.keys.card import Card, read_card
from anzenkarte.exchange.keys.store import Known, Ring
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.exchange_pages import DESKS
from anzenkarte.web.shared.words import language, say, sentence
from anzenkarte.workspace.documents_store.queries import parties_met
from anzenkarte.workspace.handovers import keys as kept
from anzenkarte.workspace.handovers.actions import MakeKeys, RevokeKey, TrustKey
from anzenkarte.workspace.handovers.models import PublishedCard, Tie
from anzenkarte.workspace.handovers.queries import cards, ties
from anzenkarte.workspace.handovers.ties import AcceptTie, AskTie, DeclineTie
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.models import Organisation, Role
from anzenkarte.workspace.organisations.queries import organisations_here

_CARD = 64 * 1024
_GROUP = 4


@page(*DESKS)
def keys(request: HttpRequest) -> HttpResponse:
    """All keys, with their fingerprints; an administrator makes, trusts, connects and revokes."""
    actor = request.actor
    uploaded, problem = _uploaded(request)
    ring = kept.store_of(actor.organisation).ring()
    asked = ties(actor)
    wanted = request.GET.get("urn", "").strip()[:45]
    urns = {tie.asking for tie in asked} | {tie.asked for tie in asked} | {wanted}
    held = {known.card.party for known in ring.known.values()}
    told = parties_met() if actor.may(Role.ADMINISTRATOR) else set()
    here = organisations_here((urns | held | told) - {""})
    names, shown = {one.urn: one.called(language()) for one in here}, cards(urns - {"", actor.urn})
    context = {
        "own": [_key(known, ring, names) for known in ring.known.values() if known.own],
        "trusted": [_key(known, ring, names) for known in ring.known.values() if not known.own],
        "asked": [
            {"tie": tie, "who": names.get(tie.asking, tie.asking), "cards": _cards(shown, tie.asking)}
            for tie in asked
            if tie.asked == actor.urn and tie.accepted is None
        ],
        "sent": [{"tie": tie, "who": names.get(tie.asked, tie.asked)} for tie in asked if tie.asking == actor.urn],
        "named": _named(actor, here, told, asked),
        "wanted": wanted,
        "found": _cards(shown, wanted) if wanted else [],
        "found_name": names.get(wanted, ""),
        "uploaded": uploaded,
        "problem": problem,
        "may": actor.may(Role.ADMINISTRATOR),
    }
    return render(request, "exchange/keys.html", context, status=422 if problem else 200)


def _named(actor: Actor, here: Sequence[Organisation], told: set[str], asked: Sequence[Tie]) -> list[tuple[str, str]]:
    """Organisations of this server that documents held here name, and that are not connected yet: id and name.

    Nobody else is offered, so that nothing is told of who else works on this server.
    """
    met = {tie.asking if tie.asked == actor.urn else tie.asked for tie in asked if tie.accepted is not False}
    left = told - met - {actor.urn}
    return [(one.urn, one.called(language())) for one in here if one.urn in left and one.kind in DESKS]


def _uploaded(request: HttpRequest) -> tuple[dict[str, Any] | None, str]:
    """A card from a file, to be looked at; or the sentence that says what is wrong with it."""
    if request.method != "POST":
        return None, ""
    file = request.FILES.get("card")
    if file is None:
        return None, say("ファイルを選んでください。", "Choose a file.")
    try:
        signed = read_card(file.read(_CARD))
    except InputError as error:
        return None, sentence(error.problems[0])
    return _card(signed.card, kept.text(signed.data)), ""


def _cards(shown: list[PublishedCard], urn: str) -> list[dict[str, Any]]:
    return [_card(read_card(kept.data(one.card)).card, one.card) for one in shown if one.urn == urn]


def _card(card: Card, text: str) -> dict[str, Any]:
    return {"card": card, "text": text, "fingerprint": spaced(card.id)}


def _key(known: Known, ring: Ring, called: Mapping[str, str]) -> dict[str, Any]:
    """A key, and who holds it: as it is called on this server, else as its card says."""
    day, reason = ring.revoked.get(known.card.id, ("", ""))
    who = called.get(known.card.party, known.card.holder)
    return {"known": known, "who": who, "fingerprint": spaced(known.card.id), "revoked": day, "reason": reason}


def spaced(fingerprint: str) -> str:
    """A fingerprint in groups of four, to be read out on the telephone."""
    digits = fingerprint.removeprefix("sha256:")
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


@page(*DESKS)
def card(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """An own key card as a file, for a party that is not on this server."""
    known = kept.store_of(request.actor.organisation).ring().known.get(fingerprint)
    if known is None or not known.own:
        raise Http404
    answer = HttpResponse(known.data, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{known.card.name}.card.json"'
    return answer


@page(*DESKS, least=Role.ADMINISTRATOR)
@require_POST
def change(request: HttpRequest, verb: str) -> HttpResponse:
    """Make keys, trust a card, revoke a key, ask to be connected, accept or decline."""
    outcome = _change(request, verb)
    for _, text in outcome.problems:
        messages.error(request, text)
    if outcome.ok:
        messages.success(request, say("変更しました。", "Done."))
    return redirect("exchange-keys", request.actor.organisation)


def _change(request: HttpRequest, verb: str) -> Outcome:
    sent = request.POST
    prints = frozenset(sent.getlist("fingerprints"))
    if verb == "make":
        return attempt(request, MakeKeys())
    if verb == "revoke":
        return attempt(request, RevokeKey(sent.get("key", ""), sent.get("reason", "")))
    if verb == "ask":
        return attempt(request, AskTie(sent.get("to", ""), prints))
    if verb == "trust" and sent.get("read") != "1":
        text = say(
            "指紋を読み合わせたことを確かめ、印を付けてください。", "Tick that you have read the fingerprint together."
        )
        return Outcome(None, (("read", text),))
    try:
        if verb == "trust":
            role = sent.get("role", "")
            return attempt(
                request, TrustKey(kept.data(sent.get("card", "")), role, sent.get("fingerprint", "").strip())
            )
        if verb in ("accept", "decline"):
            tie = UUID(sent.get("tie", ""))
            return attempt(request, AcceptTie(tie, prints) if verb == "accept" else DeclineTie(tie))
    except (ValueError, binascii.Error) as error:
        raise Http404 from error
    raise Http404
