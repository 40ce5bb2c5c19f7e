"""What every page is given: who one is, where one is, which program this is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from anzenkarte import __version__
from anzenkarte.web.shared.words import language
from anzenkarte.workspace.organisations.queries import organisations_of


def desk(request: HttpRequest) -> dict[str, Any]:
    """The actor, his organisation and the others he works in, the language, whether this is the demonstration."""
    actor = getattr(request, "actor", None)
    own = SimpleLazyObject(lambda: organisations_of(actor.user))
    return {
        "actor": actor,
        "own_organisations": own if actor else (),
        "organisation": SimpleLazyObject(lambda: next(one for one in own if one.id == actor.organisation))
        if actor
        else None,
        "lang": language(),
        "demonstration": settings.ANZENKARTE_DEMO,
        "program": __version__,
    }
