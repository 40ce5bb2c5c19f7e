"""Sealing: the parts of a bundle hashed, its manifest signed, confidential parts encrypted to the receiver."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Final

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.manifest import LIMITS, TYPE, Manifest, PaperMark, Part
from anzenkarte.exchange.bundle.pack import LIMITS as PACK_LIMITS
from anzenkarte.exchange.bundle.pack import pack_into
from anzenkarte.exchange.keys.age import encrypt_into
from anzenkarte.exchange.keys.envelope import sealed
from anzenkarte.exchange.keys.store import Secret
from anzenkarte.formats.buffers import Data, mapped, scratch
from anzenkarte.formats.canonical import digest_bytes
from anzenkarte.kernel.errors import InputError, Problem

MANIFEST: Final = "manifest.json"
ENVELOPE: Final = "manifest.dsse.json"
CONFIDENTIAL: Final = "confidential.age"


@dataclass(frozen=True)
class Place:
    """Where a bundle stands in the exchange: its number, the digest of the one before, of the one it answers."""

    sequence: int = 1
    previous: str = ""
    replies_to: str = ""

    @classmethod
    def after(cls, last: Manifest | None, replies_to: str = "") -> Place:
        """The place after a bundle; the first when there is none."""
        return cls(1, "", replies_to) if last is None else cls(last.sequence + 1, last.id, replies_to)


@dataclass(frozen=True)
class Assessed:
    """What the lines were computed under: day, editions, the catalogue's digest, program and version."""

    on: str = ""
    editions: tuple[str, ...] = ()
    catalogue: str = ""
    program: str = ""


@dataclass(frozen=True)
class Offer:
    """Everything a bundle is made of but the key.

    ``recipient`` is an age public key, empty to leave all readable; the sealing key can read its own bundles too.
    """

    about: str
    audience: str
    content: Content
    place: Place = field(default_factory=Place)
    assessed: Assessed = field(default_factory=Assessed)
    papers: tuple[PaperMark, ...] = ()
    recipient: str = ""


def seal(offer: Offer, secret: Secret, on: date) -> bytes:
    """The bundle's bytes; see :func:`seal_into`."""
    target = io.BytesIO()
    seal_into(offer, secret, on, target)
    return target.getvalue()


def seal_into(offer: Offer, secret: Secret, on: date, target: IO[bytes]) -> None:
    """Write the bundle into a file; its parts are never held whole but as they were given.

    Raises InputError ``key.not-valid`` for a day outside the key's validity, ``bundle.empty`` when there is nothing to
    hand over, and ``bundle.too-large``.
    """
    card = secret.card
    if not card.valid_on(on):
        params = {"key": card.id, "from": card.valid_from.isoformat(), "until": card.valid_until.isoformat()}
        raise InputError(Problem.at("key.not-valid", params))
    files: Mapping[str, Data] = offer.content.files()
    if not files:
        raise InputError(Problem.at("bundle.empty"))
    if offer.recipient:
        files = {CONFIDENTIAL: _encrypted(files, {offer.recipient, card.recipient})}
    manifest = Manifest(
        about=offer.about,
        sender=card.party,
        audience=offer.audience,
        key=card.id,
        sealed_on=on,
        sequence=offer.place.sequence,
        previous=offer.place.previous,
        replies_to=offer.place.replies_to,
        on=offer.assessed.on,
        editions=offer.assessed.editions,
        catalogue=offer.assessed.catalogue,
        program=offer.assessed.program,
        encrypted=bool(offer.recipient),
        revisions={f"{d.kind}/{d.name}": d.revision for d in offer.content.documents},
        parts=tuple(Part(name, digest_bytes(data), len(data)) for name, data in sorted(files.items())),
        papers=tuple(sorted(offer.papers, key=lambda paper: paper.name)),
    )
    payload = manifest.payload()
    pack_into({**files, MANIFEST: payload, ENVELOPE: sealed(TYPE, payload, [secret.signer])}, target)
    size = target.tell()
    if len(payload) > LIMITS.size or size > PACK_LIMITS.archive or len(files) + 2 > PACK_LIMITS.members:
        raise InputError(Problem.at("bundle.too-large", {"limit": PACK_LIMITS.archive // (1024 * 1024)}))


def _encrypted(files: Mapping[str, Data], recipients: set[str]) -> memoryview:
    """The parts packed and encrypted, by way of files without a name."""
    with scratch() as plain, scratch() as target:
        pack_into(files, plain)
        encrypt_into(mapped(plain), target, sorted(recipients))
        return mapped(target)
