"""Pages of everybody: where one works, one's account, the language; and what sign-in offers but we do not."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from anzenkarte.web.shared.desk import page, person, public
from anzenkarte.web.shared.invitation_pages import PENDING
from anzenkarte.web.shared.navigation import pages_of
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.organisations.invitations import opened
from anzenkarte.workspace.organisations.queries import organisations_of


@person
def front(request: HttpRequest) -> HttpResponse:
    """Where one works; straight on where there is one organisation only."""
    token = request.session.get(PENDING)
    if token is not None and opened(token) is not None:
        return redirect("invitation", token)
    found = organisations_of(request.user.pk)
    if len(found) == 1:
        return redirect("home", found[0].id)
    return render(request, "shared/front.html", {"organisations": found})


@page()
def home(request: HttpRequest) -> HttpResponse:
    """Where an organisation's desk begins: its own way in, or its first page."""
    try:
        return redirect(f"{request.actor.kind}-home", request.actor.organisation)
    except NoReverseMatch:
        return redirect(pages_of(request.actor)[0][1])


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's pages; kept with the person, or in a cookie while nobody has signed in."""
    answer = redirect(_back(request))
    chosen = request.POST.get("language")
    if chosen not in ("ja", "en"):
        return answer
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=("language",))
    else:
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 60 * 60,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return answer


def _back(request: HttpRequest) -> str:
    """Where a form was, if that is here."""
    asked = request.POST.get("next", "/")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}) else "/"


class NameForm(forms.Form):
    """How one is called."""

    last_name = forms.CharField(max_length=60, required=False)
    first_name = forms.CharField(max_length=60, required=False)


@person
def account(request: HttpRequest) -> HttpResponse:
    """One's name and ways to sign in."""
    user = request.user
    if request.method == "POST":
        form = NameForm(request.POST)
        if form.is_valid():
            user.first_name, user.last_name = form.cleaned_data["first_name"], form.cleaned_data["last_name"]
            user.save(update_fields=("first_name", "last_name"))
            messages.success(request, say("保存しました。", "Saved."))
            return redirect("account")
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return render(
        request, "shared/account.html", {"factors": list(factors), "has_password": user.has_usable_password()}
    )


@public
def closed(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """What the sign-in library offers and this workspace does not: signing up, changing one's address by oneself."""
    raise Http404
