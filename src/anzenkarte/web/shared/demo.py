"""The door of the demonstration: its one-time links sign a role in without a password, and exist nowhere else."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.web.shared.desk import DEMONSTRATION, public
from anzenkarte.workspace.demonstration.links import linked


@public
def demo(request: HttpRequest, token: str) -> HttpResponse:
    """Sign a role of the demonstration in. A link that was used, forged, or belongs elsewhere is refused."""
    if not settings.ANZENKARTE_DEMO:
        raise Http404
    try:
        user = linked(token)
    except signing.BadSignature as error:
        raise Http404 from error
    if user is None:
        return render(request, "shared/link_used.html", status=410)
    if request.method != "POST":
        return render(request, "shared/demo.html", {"person": user})
    login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session[DEMONSTRATION] = True
    return redirect("front")
