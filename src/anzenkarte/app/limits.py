"""How much of a request is read: each page and the API say their limit, and what is larger is refused unread.

The size is the one a request states; no more than that is ever read of it. One that states none is refused, and so is
one that ends before what it stated: half a file is no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from anzenkarte.api.problems import problem
from anzenkarte.web.shared import errors
from anzenkarte.web.shared.desk import FORM, Rule
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.handovers.receiving import LARGEST

API: Final = "/api/"
PROGRAM: Final = LARGEST + FORM
"""Bytes of a request to the API: the largest file there is, a bundle, and what stands beside it."""


class LimitMiddleware:
    """Answers 413 or 411 before anything is read or written; stands inside what finds out who somebody is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        api = request.path_info.startswith(API)
        if request.headers.get("transfer-encoding"):
            return _without_length() if api else errors.without_length(request)
        most = PROGRAM if api else largest(request)
        if stated(request.META) > most:
            return _too_large() if api else errors.too_large(request, most)
        return self.get_response(request)


def largest(request: HttpRequest) -> int:
    """Bytes a page takes. Files are taken from members of the organisation alone, whatever its page would take."""
    most: int = FORM
    if getattr(request, "actor", None) is None:
        return most
    try:
        rule = getattr(resolve(request.path_info).func, "rule", None)
    except Resolver404:
        return most
    if isinstance(rule, Rule):
        most = rule.largest
    return most


def stated(environ: dict[str, Any]) -> int:
    """The size a request states; 0 for none and for what is no number, of which nothing is read."""
    length = str(environ.get("CONTENT_LENGTH") or "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _too_large() -> HttpResponse:
    answer: HttpResponse = problem(
        "/problems/too-large", say("送られた内容が大きすぎます。", "The request is too large.")
    )
    return answer


def _without_length() -> HttpResponse:
    title = say("送られた内容の長さが示されていません。", "The request does not state its length.")
    answer: HttpResponse = problem("/problems/unreadable", title)
    return answer


class _Whole:
    """What is sent, which must be as long as was stated: OSError where it ends before."""

    def __init__(self, stream: Any, length: int) -> None:
        self.stream, self.left = stream, length

    def read(self, size: int | None = -1) -> bytes:
        """Bytes, at most ``size``."""
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        return self._counted(self.stream.read(wanted) if wanted else b"", wanted)

    def readline(self, size: int | None = -1) -> bytes:
        """A line, at most ``size`` bytes of it."""
        wanted = self.left if size is None or size < 0 else min(size, self.left)
        return self._counted(self.stream.readline(wanted) if wanted else b"", wanted)

    def _counted(self, data: bytes, wanted: int) -> bytes:
        if wanted and not data:
            raise OSError("the request ended early")
        self.left -= len(data)
        return data


def whole(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that never takes a part of what was stated for all of it."""

    def checked(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = _Whole(environ["wsgi.input"], stated(environ))
        return application(environ, start_response)

    return checked
