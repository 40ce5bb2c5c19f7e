"""Cells of a CSV file: what a spreadsheet might take for a formula is marked as text."""

from __future__ import annotations

from typing import Final

_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cell(value: str | int) -> str | int:
    """A value as it may stand in a cell; numbers and a mark that stands alone as they are."""
    text = value.strip(" \u3000") if isinstance(value, str) else ""
    return f"'{value}" if len(text) > 1 and text.startswith(_BEGINNINGS) else value
