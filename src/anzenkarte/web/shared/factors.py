"""Secrets of second factors under a key outside the database: a copy of the database alone signs nobody in."""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from pathlib import Path
from secrets import token_hex

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

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
    return _of(Path(settings.ANZENKARTE_DATA) / "factors.key")


@cache
def _of(path: Path) -> AESGCM:
    """The server's key, made at the first use and readable by its user alone; whole or not there."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as out:
            out.write(AESGCM.generate_key(256))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, path)  # fails where another process was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return AESGCM(path.read_bytes())
