"""What went wrong, as the API or as the desks say it, by address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from anzenkarte.api.problems import problem
from anzenkarte.web.shared import errors
from anzenkarte.web.shared.desk import public
from anzenkarte.web.shared.words import say

_API = "/api/"


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    if request.path.startswith(_API):
        return problem("/problems/not-found", say("見つかりません。", "There is no such thing."))
    return errors.not_found(request, exception)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    if request.path.startswith(_API):
        return problem("/problems/fault", say("処理できませんでした。", "This could not be done."))
    return errors.broken(request)
