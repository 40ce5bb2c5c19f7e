"""Taking up an invitation: choose how to sign in, or sign in, then accept the place; opening a link does nothing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.kernel.errors import InputError
from anzenkarte.web.shared.desk import public
from anzenkarte.web.shared.words import language, say, sentences
from anzenkarte.workspace.organisations.invitations import (
    accept,
    account_made,
    account_of,
    can_sign_in,
    invited,
    may_choose,
    opened,
)
from anzenkarte.workspace.organisations.models import Invitation, User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PENDING = "invitation"
"""The session's key for the link a person is on the way with; an identity provider may make his account meanwhile."""


@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A link of an administrator, or the operator's link for the first one."""
    found = opened(token)
    if found is None:
        first = invited(token)
        return _choose(request, None, first) if first is not None else _gone(request)
    if request.user.is_authenticated:
        return _accept(request, found)
    request.session[PENDING] = token
    account = account_of(found)
    if may_choose(found, account):
        return _choose(request, found, account)
    return render(request, "shared/invitation_sign_in.html", {"invitation": found})


def _gone(request: HttpRequest) -> HttpResponse:
    request.session.pop(PENDING, None)
    return render(request, "shared/link_used.html", status=410)


def _choose(request: HttpRequest, found: Invitation | None, account: User | None) -> HttpResponse:
    """A password, or a passkey made on the next page."""
    asked = request.method == "POST"
    by_passkey = asked and request.POST.get("way") == "passkey"
    form = SetPasswordForm(account or User(email=found.email), request.POST if asked and not by_passkey else None)
    if asked and (by_passkey or form.is_valid()):
        try:
            user = account if account is not None else account_made(found)
        except InputError as error:
            return _problem(request, error)
        user.language = language()  # the pages go on as they began
        user.save(update_fields=("language",))
        if by_passkey:
            login(request, user, backend=BACKEND)
            return redirect("mfa_add_webauthn")
        form.user = user
        form.save()
        login(request, user, backend=BACKEND)
        messages.success(request, say("パスワードを設定しました。", "Your password is set."))
        return _accept(request, found) if found is not None else redirect("front")
    shown = {"form": form, "email": account.email if account else found.email, "invitation": found, "minimum": 13}
    return render(request, "shared/invitation.html", shown, status=422 if asked else 200)


def _accept(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Say what is offered; a signed-in person takes it."""
    user = request.user
    if user.email.lower() != found.email:
        request.session.pop(PENDING, None)
        return render(request, "shared/invitation_other.html", {"invitation": found}, status=403)
    if not can_sign_in(user):
        return redirect("mfa_add_webauthn")
    if request.method != "POST":
        return render(request, "shared/invitation_accept.html", {"invitation": found})
    try:
        accept(found, user)
    except InputError as error:
        return _problem(request, error)
    request.session.pop(PENDING, None)
    messages.success(request, say("招待を受けました。", "You are in."))
    return redirect("home", found.organisation_id)


def _problem(request: HttpRequest, error: InputError) -> HttpResponse:
    for _, text in sentences(error):
        messages.error(request, text)
    return _gone(request)
