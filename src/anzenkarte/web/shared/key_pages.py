"""Keys: one's own, those trusted, cards to look at before trusting."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.exchange.keys.card import ROLES, read_card
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.shared.desk import attempt, page
from anzenkarte.web.shared.words import say, sentence
from anzenkarte.workspace.documents_store.queries import heads, own_rows
from anzenkarte.workspace.handovers import keys as kept
from anzenkarte.workspace.handovers.actions import MakeKeys, RevokeKey, TrustKey
from anzenkarte.workspace.handovers.offer import parties_of
from anzenkarte.workspace.handovers.queries import cards
from anzenkarte.workspace.organisations.models import Role

_CARD = 64 * 1024


@page("vendor", "institution")
def keys(request: HttpRequest) -> HttpResponse:
    """All keys, with their fingerprints; an administrator makes, trusts and revokes."""
    actor = request.actor
    uploaded, problem = None, ""
    file = request.FILES.get("card") if request.method == "POST" else None
    if file is not None:
        try:
            signed = read_card(file.read(_CARD))
            uploaded = {"card": signed.card, "text": kept.text(signed.data)}
        except InputError as error:
            problem = sentence(error.problems[0])
    ring = kept.store_of(actor.organisation).ring()
    urns: set[str] = set()
    for document in heads(list(own_rows("engagement", actor.urn))):
        urns |= set(parties_of(document))
    shown = [card for card in cards(urns - {actor.urn}) if card.fingerprint not in ring.known]
    context = {
        "own": [known for known in ring.known.values() if known.own],
        "trusted": [known for known in ring.known.values() if not known.own],
        "revoked": ring.revoked,
        "cards": [{"card": read_card(kept.data(c.card)).card, "text": c.card, "role": c.role} for c in shown],
        "uploaded": uploaded,
        "problem": problem,
        "roles": ROLES,
        "may": actor.may(Role.ADMINISTRATOR),
    }
    return render(request, "exchange/keys.html", context)


@page("vendor", "institution", least=Role.ADMINISTRATOR)
@require_POST
def change(request: HttpRequest, verb: str) -> HttpResponse:
    """Make keys, trust a card, revoke a key."""
    sent = request.POST
    if verb == "make":
        outcome = attempt(request, MakeKeys())
    elif verb == "trust":
        try:
            card = kept.data(sent.get("card", ""))
        except ValueError as error:
            raise Http404 from error
        outcome = attempt(request, TrustKey(card, sent.get("role", ""), sent.get("fingerprint", "").strip()))
    elif verb == "revoke":
        outcome = attempt(request, RevokeKey(sent.get("key", ""), sent.get("reason", "")))
    else:
        raise Http404
    for _, text in outcome.problems:
        messages.error(request, text)
    if outcome.ok:
        messages.success(request, say("変更しました。", "Done."))
    return redirect("exchange-keys", request.actor.organisation)
