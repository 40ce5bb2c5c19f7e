"""The keys an organisation seals with, kept by the server: encrypted under a key that lies outside the database.

A *clerk* key signs what the desk hands over; an *approver* key signs only in an action of somebody who may bind the
party. Whoever runs the server could sign with both; THREAT_MODEL.md says so, and that a party who does not want this
seals with its own command line.
"""

from __future__ import annotations

import base64
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from anzenkarte.exchange.keys.card import Role
from anzenkarte.exchange.keys.store import Draft, KeyStore, Known, Secret
from anzenkarte.workspace.documents_store.files import private, secret_file

COST: Final = 2**10
"""Scrypt's cost: the passphrase is 256 random bits, so stretching it adds nothing."""
YEARS: Final = timedelta(days=3 * 365)


def store_of(organisation: UUID) -> KeyStore:
    """The keys of an organisation."""
    return KeyStore(private(Path(settings.ANZENKARTE_DATA) / "parties" / str(organisation)))


def _passphrase(organisation: UUID) -> str:
    master = secret_file(Path(settings.ANZENKARTE_DATA) / "keys" / "master.key")
    return HKDF(SHA256(), 32, organisation.bytes, b"anzenkarte organisation keys").derive(master).hex()


def make(organisation: UUID, urn: str, holder: str, role: Role, today: date, old: Known | None = None) -> Known:
    """A new key of a role; with ``old`` its card is signed by the key it replaces as well."""
    store = store_of(organisation)
    number = 1 + sum(1 for known in store.ring().known.values() if known.own)
    before = None if old is None else unlock(organisation, old)
    draft = Draft(f"{role}-{number}", urn, holder[:200], role, today, today + YEARS)
    return store.make(draft, _passphrase(organisation), before, COST)


def unlock(organisation: UUID, known: Known) -> Secret:
    """An own key, ready to sign and to read."""
    return store_of(organisation).unlock(known, _passphrase(organisation))


def own(organisation: UUID, role: str, today: date) -> Known | None:
    """The newest own key of a role that is valid and not revoked."""
    ring = store_of(organisation).ring()
    found = [
        known
        for id_, known in ring.known.items()
        if known.own and known.role == role and id_ not in ring.revoked and known.card.valid_on(today)
    ]
    return max(found, key=lambda known: (known.card.valid_from, known.card.name), default=None)


def text(data: bytes) -> str:
    """A card as text."""
    return base64.b64encode(data).decode("ascii")


def data(card: str) -> bytes:
    """A card from its text."""
    return base64.b64decode(card)
