"""Secrets of second factors under a key outside the database: a copy of the database alone signs nobody in."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from anzenkarte.workspace.documents_store.files import secret_file

_NONCE = 12


def seal(text: str) -> str:
    """A secret as the database keeps it (AES-256-GCM)."""
    nonce = os.urandom(_NONCE)
    return urlsafe_b64encode(nonce + _cipher().encrypt(nonce, text.encode(), None)).decode("ascii")


def unseal(sealed: str) -> str:
    """The secret; raises ``cryptography.exceptions.InvalidTag`` for one of another server or an altered one."""
    raw = urlsafe_b64decode(sealed)
    return _cipher().decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()


def _cipher() -> AESGCM:
    return AESGCM(secret_file(Path(settings.ANZENKARTE_DATA) / "keys" / "factors.key"))
