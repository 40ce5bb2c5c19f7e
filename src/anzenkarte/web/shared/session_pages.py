"""Where one is signed in: the library's page, which ends all other sessions at once, and one of them by itself."""

from __future__ import annotations

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import list_usersessions
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from anzenkarte.web.shared.desk import public
from anzenkarte.web.shared.words import say


@public
def sessions(request: HttpRequest) -> HttpResponse:
    """One's sessions; a form that names one of the others ends that one alone."""
    named = request.POST.get("session", "")
    if not named or not request.user.is_authenticated:
        return list_usersessions(request)
    others = [one for one in UserSession.objects.filter(user=request.user) if not one.is_current()]
    found = [one for one in others if str(one.pk) == named]
    if not found:
        raise Http404
    get_adapter().end_sessions(found)
    messages.success(request, say("その端末をサインアウトしました。", "Signed out there."))
    return redirect("usersessions_list")
