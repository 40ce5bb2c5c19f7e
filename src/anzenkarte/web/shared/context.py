"""What every page is given: who one is, where one is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from anzenkarte.web.shared.words import language


def desk(request: HttpRequest) -> dict[str, Any]:
    """The actor, the language, whether this is the demonstration."""
    return {"actor": getattr(request, "actor", None), "lang": language(), "demonstration": settings.ANZENKARTE_DEMO}
