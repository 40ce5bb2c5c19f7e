"""Secrets at rest: encrypted with AES-256-GCM under a key that scrypt makes of the passphrase.

The public card is bound in as associated data, so a stored secret cannot be put under another card.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

COST: Final = 2**16
"""Scrypt's N for new secrets; with r = 8 it takes 64 MiB and a fifth of a second."""

_BLOCK, _LANES, _KEY, _SALT, _NONCE = 8, 1, 32, 16, 12
_COSTS: Final = range(10, 19)  # exponents that are accepted when reading: a stored file cannot ask for all memory


@dataclass(frozen=True)
class Locked:
    """An encrypted secret: scrypt's cost as the exponent of 2, salt, nonce, and the text with its tag."""

    cost: int
    salt: bytes
    nonce: bytes
    text: bytes

    def json(self) -> dict[str, Json]:
        """As an object of the stored file."""
        return {
            "cipher": "aes-256-gcm",
            "cost": self.cost,
            "kdf": "scrypt",
            "nonce": self.nonce.hex(),
            "salt": self.salt.hex(),
            "text": self.text.hex(),
        }


def lock(secret: bytes, passphrase: str, bound: bytes, cost: int = COST) -> Locked:
    """Encrypt a secret, bound to other bytes. ``cost`` is a power of two."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    exponent = cost.bit_length() - 1
    return Locked(exponent, salt, nonce, AESGCM(_derive(passphrase, salt, exponent)).encrypt(nonce, secret, bound))


def unlock(locked: Locked, passphrase: str, bound: bytes, file: str = "") -> bytes:
    """The secret; InputError ``key.passphrase`` for a wrong passphrase or a changed file."""
    try:
        return AESGCM(_derive(passphrase, locked.salt, locked.cost)).decrypt(locked.nonce, locked.text, bound)
    except InvalidTag:
        raise InputError(Problem.at("key.passphrase", file=file)) from None


def read_locked(value: Json, file: str = "") -> Locked:
    """An encrypted secret from its object; InputError ``key.stored`` when it is none."""
    refused = InputError(Problem.at("key.stored", file=file))
    keys = {"cipher", "cost", "kdf", "nonce", "salt", "text"}
    if not isinstance(value, dict) or set(value) != keys:
        raise refused
    if (value["cipher"], value["kdf"]) != ("aes-256-gcm", "scrypt") or not isinstance(value["cost"], int):
        raise refused
    try:
        salt, nonce, text = (bytes.fromhex(str(value[key])) for key in ("salt", "nonce", "text"))
    except ValueError:
        raise refused from None
    if value["cost"] not in _COSTS or len(salt) != _SALT or len(nonce) != _NONCE:
        raise refused
    return Locked(value["cost"], salt, nonce, text)


def _derive(passphrase: str, salt: bytes, exponent: int) -> bytes:
    return Scrypt(salt=salt, length=_KEY, n=2**exponent, r=_BLOCK, p=_LANES).derive(passphrase.encode("utf-8"))
