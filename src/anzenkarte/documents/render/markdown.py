"""Markdown of untrusted text: every sign that Markdown or HTML would read is written so that it only shows itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from anzenkarte.kernel.text import Text

_SIGNS: Final = re.compile(r"([\\`*_\[\]<>|~#])")
_BLANK: Final = re.compile(r"\s+")


def plain(text: str) -> str:
    """A text in one line, with every sign escaped that Markdown would read."""
    return _SIGNS.sub(r"\\\1", _BLANK.sub(" ", text).strip())


def both(text: Text) -> str:
    """A bilingual text in one line: Japanese, a stroke, English; once where both are the same."""
    if text.ja == text.en:
        return plain(text.ja)
    return f"{plain(text.ja)} / {plain(text.en)}"


def code(text: str) -> str:
    """An id or a word of data, as code."""
    return f"`{text.replace('`', chr(39))}`" if text else ""


def bullet(text: str, depth: int = 0) -> str:
    """One entry of a list, ``depth`` levels in."""
    return f"{'  ' * depth}- {text}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; cells are Markdown already, strokes in them are escaped by :func:`plain`."""
    head = f"| {' | '.join(columns)} |"
    return [head, f"|{' --- |' * len(columns)}", *(f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows)]
