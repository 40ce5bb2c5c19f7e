"""Plain text laid into lines: on one line, or with places where a long run may break."""

from __future__ import annotations

import re
from typing import Final

from anzenkarte.formats.xml_safe import clean

_LONG_RUN: Final = re.compile(r"[\x21-\x7e]{21,}")
_PIECE: Final = 8


def one_line(text: str) -> str:
    """Clean text on a single line, white space runs as one space."""
    return " ".join(clean(text).split())


def breakable(text: str) -> str:
    """Text in which long runs of ASCII (hashes, addresses) may break across lines, by zero-width spaces."""
    return _LONG_RUN.sub(lambda match: "\u200b".join(_pieces(match[0])), text)


def _pieces(run: str) -> list[str]:
    return [run[start : start + _PIECE] for start in range(0, len(run), _PIECE)]
