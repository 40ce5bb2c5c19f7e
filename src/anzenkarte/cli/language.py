"""The language of help and messages: ANZENKARTE_LANG, else the locale; Japanese unless it says otherwise."""

from __future__ import annotations

import os

from anzenkarte.kernel.text import Lang


def language() -> Lang:
    """``ja`` or ``en``."""
    for name in ("ANZENKARTE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value:
            return "ja" if value.startswith("ja") or value in ("c", "posix", "c.utf-8") else "en"
    return "ja"


def say(ja: str, en: str) -> str:
    """One of two texts by the language of this run."""
    return ja if language() == "ja" else en
