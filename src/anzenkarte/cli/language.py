"""The language of help and messages: as chosen for this command, ANZENKARTE_LANG, else the locale, else Japanese."""

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import Final

from anzenkarte.kernel.text import Lang

_CHOSEN: Final[ContextVar[Lang | None]] = ContextVar("chosen language", default=None)


def speak(lang: Lang | None) -> None:
    """From here on this language, whatever the environment says; None goes back to the environment."""
    _CHOSEN.set(lang)


def language() -> Lang:
    """``ja`` or ``en``."""
    chosen = _CHOSEN.get()
    if chosen is not None:
        return chosen
    for name in ("ANZENKARTE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value:
            return "ja" if value.startswith("ja") or value in ("c", "posix", "c.utf-8") else "en"
    return "ja"


def say(ja: str, en: str) -> str:
    """One of two texts by the language of this run."""
    return ja if language() == "ja" else en
