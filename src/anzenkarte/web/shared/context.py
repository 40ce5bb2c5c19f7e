"""What every page is given: who one is, where one is, which program this is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from anzenkarte import __version__
from anzenkarte.web.shared.words import language
from anzenkarte.workspace.organisations.models import Organisation


def desk(request: HttpRequest) -> dict[str, Any]:
    """The actor and organisation, the language, whether this is the demonstration."""
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "organisation": SimpleLazyObject(lambda: Organisation.objects.get(id=actor.organisation)) if actor else None,
        "lang": language(),
        "demonstration": settings.ANZENKARTE_DEMO,
        "program": __version__,
    }
