"""Names of files inside a folder or an archive that mean the same, and are safe, on every system."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_PART, _NAME, _DEPTH = 255, 1024, 32
_FORBIDDEN = re.compile('[\x00-\x1f\x7f-\x9f<>:"|?*\\\\\u2028\u2029\ud800-\udfff]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|\Z)", re.IGNORECASE)


def is_safe(name: str) -> bool:
    """True for a relative name with ``/`` between parts that stays inside its folder.

    Refused: empty parts, ``.`` and ``..``, backslashes, drive letters and other characters Windows forbids, control
    characters, parts that end in a dot or blank, names Windows reserves for devices, parts over 255 bytes, names over
    1024 characters or 32 parts.
    """
    if len(name) > _NAME or name.count("/") >= _DEPTH:
        return False
    return all(_is_safe_part(part) for part in name.split("/"))


def _is_safe_part(part: str) -> bool:
    if not part or part[-1] in ". " or _FORBIDDEN.search(part) or _RESERVED.match(part):
        return False
    return len(part.encode("utf-8")) <= _PART


def clash(names: Iterable[str]) -> str | None:
    """The first name that some system would take for an earlier one, or for a folder of another; None when all differ.

    Compared in NFC without upper and lower case, as macOS and Windows do.
    """
    seen: set[str] = set()
    folders: set[str] = set()
    for name in names:
        folded = unicodedata.normalize("NFC", name.casefold())
        parts = folded.split("/")
        above = {"/".join(parts[:end]) for end in range(1, len(parts))}
        if folded in seen or folded in folders or not seen.isdisjoint(above):
            return name
        seen.add(folded)
        folders |= above
    return None
