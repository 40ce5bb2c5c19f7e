"""Pages for what went wrong: plain words, a way on, nothing about the inside."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from anzenkarte.kernel.errors import AnzenError
from anzenkarte.web.shared.desk import public
from anzenkarte.web.shared.words import language, sentence
from anzenkarte.workspace.documents_store.store import catalogue


def _page(request: HttpRequest, code: int, **shown: object) -> HttpResponse:
    return render(request, "shared/error.html", {"code": code, **shown}, status=code)


@public
def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, and 413 for what is too large or too many; made without the session, which may be what is bad."""
    large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return _bare(413 if large else 400)


@public
def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the sentence of the refusal."""
    code = str(exception or "")
    known = code in catalogue().messages
    return _page(request, 403, reason=catalogue().messages.text(code, {}, language()) if known else "")


@public
def undone(request: HttpRequest, error: AnzenError) -> HttpResponse:
    """422 for what a page could not show or do with what it was given: the sentence of each problem."""
    return _page(request, 422, reason=" ".join(sentence(problem) for problem in error.problems))


@public
def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token."""
    return _page(request, 403, forged=True)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, 404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """500; asks neither session nor database, which may be what broke."""
    return _bare(500)


@public
def too_large(request: HttpRequest, most: int) -> HttpResponse:
    """413 for a request longer than ``most`` bytes, which was not read."""
    return _bare(413, most=most // (1024 * 1024))


@public
def without_length(request: HttpRequest) -> HttpResponse:
    """411 for a request that does not say how long it is."""
    return _bare(411)


def _bare(code: int, **more: object) -> HttpResponse:
    """A page that depends on nothing of the request."""
    shown = {"code": code, "lang": language(), **more}
    return HttpResponse(render_to_string("shared/error.html", shown), status=code)
