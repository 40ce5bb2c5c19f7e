"""Who a request is from, what its token may do, and the scope it is answered in."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from ninja.security import HttpBearer

from anzenkarte.api.files import LARGEST_REQUEST
from anzenkarte.workspace.organisations.acting import Actor, Refused
from anzenkarte.workspace.organisations.models import Kind
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import bearer

DESKS: Final = (Kind.VENDOR, Kind.INSTITUTION)
"""The kinds of organisation that hold documents."""


class Door(HttpBearer):
    """Bearer tokens; ``request.actor`` and ``request.scopes`` are set for a sound one."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor, or None; RequestDataTooBig for a request too long to be read."""
        found = bearer(token)
        if found is None:
            return None
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > LARGEST_REQUEST:
            raise RequestDataTooBig
        request.actor, request.scopes = found
        return found[0]


def needs(scope_: str, *kinds: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Ask for a scope of the token, for one of these kinds of organisation, and answer within its organisation."""

    def around(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if scope_ not in request.scopes:
                raise Refused(f"refused.needs-scope-{scope_}")
            if kinds and request.actor.kind not in kinds:
                raise Refused("refused.other-desk")
            with scope(request.actor.organisation):
                return view(request, *args, **kwargs)

        guarded.asked_scope, guarded.kinds = scope_, kinds or tuple(Kind.values)
        guarded.__signature__ = inspect.signature(view, eval_str=True)  # ninja reads it to find the parameters
        return guarded

    return around
