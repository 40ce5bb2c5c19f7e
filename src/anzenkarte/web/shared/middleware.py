"""Finds the organisation of an address, who the person is in it, and keeps every query within it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from allauth.mfa.utils import is_mfa_enabled
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from anzenkarte.kernel.errors import AnzenError
from anzenkarte.web.shared.desk import DEMONSTRATION, Rule
from anzenkarte.web.shared.errors import undone
from anzenkarte.workspace.organisations.acting import Refused, actor_of
from anzenkarte.workspace.organisations.models import Role
from anzenkarte.workspace.scope import scope

log = logging.getLogger("anzenkarte.desk")


class DeskMiddleware:
    """Sets ``request.actor`` and the scope for addresses under ``/o/<id>/``; the language a person has chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        try:
            organisation = resolve(request.path_info).kwargs.get("organisation")
        except Resolver404:
            organisation = None
        if organisation is None or not request.user.is_authenticated:
            return self.get_response(request)
        try:
            request.actor = actor_of(request.user, organisation)
        except Refused:
            return self.get_response(request)
        if request.session.get(DEMONSTRATION) and request.actor.role == Role.ADMINISTRATOR:
            request.actor = replace(request.actor, role=Role.EDITOR)
        if request.actor.role == Role.ADMINISTRATOR and not is_mfa_enabled(request.user):
            return redirect(reverse("mfa_index") + "?needed=1")
        with scope(organisation):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Tell a problem that no page has told in its own place in words; anything else is a fault of the program."""
        if not isinstance(exception, AnzenError):
            return None
        log.warning("%s: %s", request.resolver_match and request.resolver_match.route, exception, exc_info=exception)
        return undone(request, exception)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        """Refuse any page of ours that has no rule."""
        if view.__module__.startswith("anzenkarte.web") and not isinstance(getattr(view, "rule", None), Rule):
            raise Http404
