"""The front page: one's organisations."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.web.shared.desk import person
from anzenkarte.workspace.organisations.queries import organisations_of


@person
def front(request: HttpRequest) -> HttpResponse:
    """Where one works."""
    return render(request, "shared/front.html", {"organisations": organisations_of(request.user.pk)})
