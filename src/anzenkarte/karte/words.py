"""Words and shapes that hold for every document, whatever the vocabulary says of its fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

VERSION: Final = 1
"""Major version of the documents this program writes."""
MINOR: Final = 0
"""Minor version of the same; a newer one may bring keys that are kept and shown."""

SCHEMA: Final = re.compile(r"anzenkarte/([a-z_]{1,40})/([1-9][0-9]{0,3})(?:\.([1-9][0-9]{0,3}))?\Z")
SLUG_PATTERN: Final = "^[a-z0-9][a-z0-9-]{0,79}$"
SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")

HEADER_KEYS: Final = ("schema", "name", "keeper", "as_of", "complete")
FREE_KEYS: Final = ("note", "origin", "nonce")
"""Allowed on every document and entity; they make no facts."""
UNKNOWN_WORDS: Final = ("stated", "withheld")

ACTS: Final = (
    "watch", "notify", "decide", "do", "verify", "pay",
    "isolate", "preserve", "dispatch", "restore", "report", "tell_patients",
)  # fmt: skip
"""What parties do in a demarcation; the second line only in incidents."""
SITUATIONS: Final = ("normal", "emergency", "end")

_CLOSE = 64
_CANDIDATES = 500


@dataclass(frozen=True)
class Shape:
    """How the text of a field must look, with an example for the message."""

    pattern: str
    example: str

    def fits(self, text: str) -> bool:
        """Whether the whole text has this shape."""
        return re.fullmatch(self.pattern, text) is not None


_COUNTRY = Shape(r"^[A-Z]{2}$", "JP")
_HASH = r"[0-9a-f]{64}"
SHAPES: Final[dict[str, Shape]] = {
    "party.urn": Shape(
        r"^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        "urn:uuid:…",
    ),
    "party.country": _COUNTRY,
    "place.country": _COUNTRY,
    "party.corporate_number": Shape(r"^[0-9]{13}$", "1234567890123"),
    "component.purl": Shape(r"^pkg:[A-Za-z][A-Za-z0-9.+-]*/[^\s]+$", "pkg:deb/debian/orthanc@1.10.1"),
    "risk_override.scenario": Shape(
        r"^[a-z0-9][a-z0-9-]*@[a-z_]+/[a-z0-9][a-z0-9-]*$", "maintenance-one-factor@connection/vpn"
    ),
    "component.cpe": Shape(r"^cpe:(?:2\.3:|/)[^\s]+$", "cpe:2.3:a:maker:product:1.0:*:*:*:*:*:*:*"),
    "engagement.service_revision": Shape(f"^sha256:{_HASH}$", "sha256:…"),
    "evidence.sha256": Shape(f"^{_HASH}$", "0a1b…"),
}
"""Shapes of text fields, by fact name."""

IDENTITY: Final = frozenset({"party.urn"})
"""Fields that may never be called unknown: without them the entity has no identity."""


def passes(key: str) -> bool:
    """Whether a key is allowed everywhere: notes and ``x-…``."""
    return key in FREE_KEYS or key.startswith("x-")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or an empty text."""
    candidates = list(known)
    if len(word) > _CLOSE or len(candidates) > _CANDIDATES:
        return ""
    return next(iter(get_close_matches(word, candidates, n=1, cutoff=0.7)), "")


def slug(text: str) -> str:
    """A slug made of a text: lower-case ASCII letters and digits joined by hyphens; empty when nothing is left."""
    plain = unicodedata.normalize("NFKD", text[:400]).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:80].rstrip("-")
