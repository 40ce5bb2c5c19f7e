"""Text that may stand in XML 1.0 (docx, xlsx, svg, html) and shows what it holds.

Control characters that XML forbids are dropped; characters that turn the reading direction unseen ("Trojan Source") are
shown as ``[U+202E]``, so that nobody signs a sentence that reads differently from what is stored.
"""

from __future__ import annotations

import re

_TOUCHED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_DIRECTION = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = frozenset("\r\x0b\x0c\x85\u2028\u2029")


def clean(text: str) -> str:
    """The text without characters illegal in XML 1.0 and without C1 controls; idempotent.

    CR LF, CR, vertical tab, form feed, NEL, U+2028 and U+2029 become LF; direction marks become visible; U+FEFF goes.
    """
    if not _TOUCHED.search(text):
        return text
    return _TOUCHED.sub(_replaced, text.replace("\r\n", "\n"))


def _replaced(found: re.Match[str]) -> str:
    char = found.group()
    if char in _DIRECTION:
        return f"[U+{ord(char):04X}]"
    return "\n" if char in _LINE_ENDS else ""
