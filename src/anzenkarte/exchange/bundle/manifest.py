"""What a seal covers: from whom to whom, about what, its place in the exchange, and the SHA-256 of every part."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from anzenkarte.formats.canonical import canonical_bytes, digest_bytes
from anzenkarte.formats.file_names import is_safe
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import MAX_INT, Json, Limits
from anzenkarte.kernel.errors import InputError, Problem

TYPE: Final = "application/vnd.anzenkarte.bundle+json"
SCHEMA: Final = "anzenkarte/bundle/1"
LIMITS: Final = Limits(size=4 * 1024 * 1024, depth=6, nodes=60_000)
_FAMILY: Final = re.compile(r"anzenkarte/bundle/([0-9]{1,6})\Z")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")
_ABOUT: Final = re.compile(r"(?:engagement|service|institution)/[a-z0-9][a-z0-9-]*\Z")
_PAPER: Final = 255
_T = TypeVar("_T")


@dataclass(frozen=True)
class Part:
    """A file of the bundle."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class PaperMark:
    """A paper that travels beside the bundle: its hash, and that of its text alone (empty: text cannot be read)."""

    name: str
    sha256: str
    text: str


@dataclass(frozen=True)
class Manifest:
    """The sealed head of a bundle.

    ``about`` is ``engagement/name`` (or a service or institution); ``sender`` and ``audience`` are URNs of parties, the
    audience empty when anybody may read; ``sequence`` counts from 1 within the exchange of a pair about one thing, and
    ``previous`` is the digest of the bundle before, empty for the first. ``replies_to`` is the digest of the bundle
    answered. ``assessed`` holds day, editions and the catalogue's digest behind the lines.
    """

    about: str
    sender: str
    audience: str
    key: str
    sealed_on: date
    sequence: int
    previous: str
    replies_to: str
    on: str
    editions: tuple[str, ...]
    catalogue: str
    program: str
    encrypted: bool
    revisions: Mapping[str, str]
    parts: tuple[Part, ...]
    papers: tuple[PaperMark, ...] = ()

    @property
    def pair(self) -> tuple[str, ...]:
        """The two parties, in the same order for both."""
        return tuple(sorted({self.sender, self.audience}))

    def payload(self) -> bytes:
        """The canonical bytes that are signed."""
        return canonical_bytes(
            {
                "about": self.about,
                "audience": self.audience,
                "catalogue": self.catalogue,
                "editions": list(self.editions),
                "encrypted": self.encrypted,
                "key": self.key,
                "on": self.on,
                "papers": [{"name": p.name, "sha256": p.sha256, "text": p.text} for p in self.papers],
                "parts": [{"name": p.name, "sha256": p.sha256, "size": p.size} for p in self.parts],
                "previous": self.previous,
                "program": self.program,
                "replies_to": self.replies_to,
                "revisions": dict(self.revisions),
                "schema": SCHEMA,
                "sealed_on": self.sealed_on.isoformat(),
                "sender": self.sender,
                "sequence": self.sequence,
            }
        )

    @property
    def id(self) -> str:
        """The bundle's own name: the digest of its signed bytes."""
        return digest_bytes(self.payload())


def read_manifest(payload: bytes, file: str = "") -> Manifest:
    """A manifest from bytes whose signature was found good.

    Raises InputError ``bundle.schema`` for another version (older ones are refused as newer ones are), and
    ``bundle.manifest`` for anything that is not exactly in order.
    """
    value = load(payload, file, LIMITS).data
    if not isinstance(value, dict):
        raise _refusal("not-an-object", file)
    schema = value.get("schema")
    if schema != SCHEMA:
        if isinstance(schema, str) and _FAMILY.match(schema):
            raise InputError(Problem.at("bundle.schema", {"found": schema, "ours": SCHEMA}, file=file))
        raise _refusal("schema", file)
    reader = _Reader(value, file)
    manifest = Manifest(
        about=reader.text("about", _ABOUT.match),
        sender=reader.text("sender", bool),
        audience=reader.text("audience"),
        key=reader.text("key", _DIGEST.match),
        sealed_on=reader.day("sealed_on"),
        sequence=reader.number("sequence", 1),
        previous=reader.text("previous", _digest_or_none),
        replies_to=reader.text("replies_to", _digest_or_none),
        on=reader.text("on", _day_or_none),
        editions=tuple(reader.listed("editions", str)),
        catalogue=reader.text("catalogue"),
        program=reader.text("program"),
        encrypted=reader.flag("encrypted"),
        revisions=reader.digests("revisions"),
        parts=tuple(reader.parts()),
        papers=tuple(reader.papers()),
    )
    if manifest.payload() != payload:
        raise _refusal("form", file)
    if (manifest.sequence == 1) != (manifest.previous == ""):
        raise _refusal("previous", file)
    return manifest


def _day_or_none(text: str) -> bool:
    try:
        return text == "" or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _digest_or_none(text: str) -> bool:
    return text == "" or _DIGEST.match(text) is not None


def _refusal(field: str, file: str) -> InputError:
    return InputError(Problem.at("bundle.manifest", {"field": field}, file=file))


class _Reader:
    """Typed reading of a manifest's fields; the first thing out of order ends it."""

    def __init__(self, value: dict[str, Json], file: str) -> None:
        self.value = value
        self.file = file

    def text(self, field: str, accepted: Callable[[str], object] = lambda _: True) -> str:
        found = self.value.get(field)
        if not isinstance(found, str) or not accepted(found):
            raise _refusal(field, self.file)
        return found

    def number(self, field: str, least: int, value: Json = None) -> int:
        found = self.value.get(field) if value is None else value
        if isinstance(found, bool) or not isinstance(found, int) or not least <= found <= MAX_INT:
            raise _refusal(field, self.file)
        return found

    def flag(self, field: str) -> bool:
        found = self.value.get(field)
        if not isinstance(found, bool):
            raise _refusal(field, self.file)
        return found

    def day(self, field: str) -> date:
        try:
            return date.fromisoformat(self.text(field))
        except ValueError:
            raise _refusal(field, self.file) from None

    def listed(self, field: str, kind: type[_T]) -> list[_T]:
        found = self.value.get(field)
        if not isinstance(found, list):
            raise _refusal(field, self.file)
        kept = [entry for entry in found if isinstance(entry, kind)]
        if len(kept) != len(found):
            raise _refusal(field, self.file)
        return kept

    def digests(self, field: str) -> dict[str, str]:
        found = self.value.get(field)
        if not isinstance(found, dict):
            raise _refusal(field, self.file)
        kept = {key: entry for key, entry in found.items() if isinstance(entry, str) and _DIGEST.match(entry)}
        if len(kept) != len(found):
            raise _refusal(field, self.file)
        return kept

    def parts(self) -> list[Part]:
        found = []
        for entry in self.listed("parts", dict):
            name, sha256 = str(entry.get("name")), str(entry.get("sha256"))
            if not is_safe(name) or not _DIGEST.match(sha256):
                raise _refusal("parts", self.file)
            found.append(Part(name, sha256, self.number("parts", 0, entry.get("size", -1))))
        return found

    def papers(self) -> list[PaperMark]:
        found = []
        for entry in self.listed("papers", dict):
            mark = PaperMark(*(str(entry.get(key)) for key in ("name", "sha256", "text")))
            if "/" in mark.name or len(mark.name) > _PAPER or not is_safe(mark.name):
                raise _refusal("papers", self.file)
            if not _DIGEST.match(mark.sha256) or not _digest_or_none(mark.text):
                raise _refusal("papers", self.file)
            found.append(mark)
        return found
