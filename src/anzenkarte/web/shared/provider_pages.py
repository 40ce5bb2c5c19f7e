"""Going to the identity provider: a page of ours in between, because the policy keeps forms from leading elsewhere."""

from __future__ import annotations

from allauth.socialaccount.providers.openid_connect.views import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from anzenkarte.web.shared.desk import public


@public
def to_provider(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Begin a sign-in there; a provider that cannot be reached is told in words."""
    try:
        answer = login(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)
    place = answer.get("location", "")
    if answer.status_code != 302 or not place.startswith(("https://", "http://")):
        return answer
    return render(request, "shared/to_provider.html", {"place": place})
