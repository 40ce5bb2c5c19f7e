"""Passkeys beyond what the library does: going on after the first one, and never taking the last way in away."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import add_webauthn, remove_webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from anzenkarte.web.shared.desk import public
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.organisations.invitations import can_sign_in
from anzenkarte.workspace.organisations.models import User


@public
def add_passkey(request: HttpRequest) -> HttpResponse:
    """The library's page for a new passkey; somebody on his way in goes on from there."""
    user = request.user
    new = user.is_authenticated and not can_sign_in(user)
    answer = add_webauthn(request)
    return redirect("front") if new and answer.status_code == 302 and can_sign_in(user) else answer


@public
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """The library's page for removing one, closed for the last one of somebody who has no other way in."""
    if request.user.is_authenticated and only_way_in(request.user, pk):
        messages.error(
            request,
            say(
                "このパスキーを外すとサインインできなくなります。先に、別のパスキーかパスワードを設定してください。",
                "Without this passkey you could not sign in. Set up another one or a password first.",
            ),
        )
        return redirect("mfa_list_webauthn")
    return remove_webauthn(request, pk=pk)


def only_way_in(user: User, pk: int) -> bool:
    """Whether a passkey is all somebody has."""
    if user.has_usable_password() or user.socialaccount_set.exists():
        return False
    return not user.authenticator_set.filter(type=Authenticator.Type.WEBAUTHN).exclude(pk=pk).exists()
