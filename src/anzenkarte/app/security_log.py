"""One line for each request that was refused: what, where, by whom; ids and closed words alone, no text of anybody.

The place is the address' pattern, never the address itself: that may hold a link's secret.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

log = logging.getLogger("anzenkarte.security")
REFUSED: Final = frozenset({400, 401, 403, 405, 410, 411, 413, 429})
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FILES: Final = "multipart/form-data"


class SecurityLogMiddleware:
    """Outermost but for the policy of content, so that it sees what every other part refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if refused(request, answer.status_code):
            log.warning("refused %s", line(request, answer.status_code))
        return answer


def refused(request: HttpRequest, status: int) -> bool:
    """Whether an answer is a refusal to be told: something of another that was not found, and files as well."""
    if status == 404:
        return getattr(request, "resolver_match", None) is not None
    return status in REFUSED or (status == 422 and request.content_type == _FILES)


def line(request: HttpRequest, status: int) -> str:
    """What is told."""
    actor = getattr(request, "actor", None)
    user = getattr(request, "user", None)
    person = actor.user if actor is not None else getattr(user, "pk", None)
    method = request.method if request.method in METHODS else "other"
    return (
        f"{status} {method} {_place(request)} by {person or '-'} in {actor.organisation if actor is not None else '-'}"
    )


def _place(request: HttpRequest) -> str:
    """The pattern of the address, also of what was refused before a page was looked for."""
    try:
        return str(resolve(request.path_info).route)
    except Resolver404:
        return "-"
