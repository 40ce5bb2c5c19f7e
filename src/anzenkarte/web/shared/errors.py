"""Pages for what went wrong: plain words, a way on, nothing about the inside."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.web.shared.desk import public


@public
def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "shared/error.html", {"code": 403, "reason": str(exception or "")}, status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return render(request, "shared/error.html", {"code": 404}, status=404)


@public
def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return render(request, "shared/error.html", {"code": 500}, status=500)
