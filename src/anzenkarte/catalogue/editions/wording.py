"""Comparing wordings of our own lines."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """A text without differences of width, spacing, punctuation and case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())
