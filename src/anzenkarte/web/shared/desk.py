"""The door of every page: which kind of organisation and which role may see it; and forms turned into actions.

A page without ``page`` (or ``public``) around it is answered with an error: nothing is open by forgetting. An
organisation one is no member of, and a row of another organisation, are *not found*, never *forbidden*.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from anzenkarte.kernel.errors import InputError
from anzenkarte.web.shared.words import sentences
from anzenkarte.workspace.organisations.acting import Action, Actor, Refused, act
from anzenkarte.workspace.organisations.models import Kind, Role

T = TypeVar("T")
View = Callable[..., HttpResponse]
log = logging.getLogger("anzenkarte.web")
FORM: Final = 2 * 1024 * 1024
"""Bytes of a form; a page that takes a file is sent so many beside it."""
DEMONSTRATION = "demonstration"
"""The session's key for somebody who came in by a link of the demonstration: he administers nothing, whoever he is."""


@dataclass(frozen=True)
class Rule:
    """Who may see a page; ``kinds`` empty for pages outside any organisation (they ask for a signed-in person only).

    ``largest`` is the size of a request in bytes; a larger one is refused before it is read.
    """

    kinds: tuple[str, ...]
    least: str
    anybody: bool = False
    largest: int = FORM


def page(*kinds: str, least: str = Role.READER, file: int = 0) -> Callable[[View], View]:
    """A page of an organisation, for these kinds of organisation (all without any) and at least this role.

    ``file`` is the size in bytes of the largest file it takes.
    """
    rule = Rule(kinds or tuple(Kind.values), least, largest=file + FORM)

    def around(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            kwargs.pop("organisation", None)
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path())
                raise Http404
            if actor.kind not in rule.kinds:
                raise Http404
            if not actor.may(rule.least):
                raise PermissionDenied("refused.needs-" + rule.least)
            return view(request, *args, **kwargs)

        guarded.rule = rule
        return guarded

    return around


def person(view: View) -> View:
    """A page for any signed-in person, outside any organisation."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.rule = Rule((), Role.READER)
    return guarded


def public(view: View) -> View:
    """A page for anybody; used for sign-in, its links, and nothing that belongs to somebody."""
    view.rule = Rule((), Role.READER, anybody=True)
    return view


@dataclass(frozen=True)
class Outcome:
    """What became of an action: its result, or the problems as (path, sentence)."""

    result: Any
    problems: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return not self.problems

    def at(self, path: str) -> str:
        """The sentence for a field, or nothing."""
        return next((text for place, text in self.problems if place == path), "")


def attempt(request: HttpRequest, action: Action[T]) -> Outcome:
    """Act for the person of the request; input that cannot be taken comes back as sentences."""
    actor: Actor = request.actor
    try:
        return Outcome(act(actor, action))
    except InputError as error:
        codes = ", ".join(sorted({problem.code for problem in error.problems}))
        log.info("not taken %s: %s for %s in %s", action.verb, codes, actor.user, actor.organisation)
        return Outcome(None, tuple(sentences(error)))
    except Refused as refused:
        log.warning("refused %s: %s for %s in %s", action.verb, refused.code, actor.user, actor.organisation)
        raise PermissionDenied(refused.code) from refused
