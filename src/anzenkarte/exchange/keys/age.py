"""Encryption to a receiver in the age format: key pairs, encrypting to one recipient, decrypting."""

from __future__ import annotations

from collections.abc import Iterable

import pyrage  # type: ignore[import-untyped]

from anzenkarte.kernel.errors import InputError, Problem


def new_identity() -> tuple[str, str]:
    """A new secret key and the public key (recipient) that belongs to it, as age writes them."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def is_recipient(text: str) -> bool:
    """Whether a text is an age public key of the usual kind, written in its one form."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text)) == text
    except pyrage.RecipientError:
        return False


def encrypt(data: bytes, recipients: Iterable[str]) -> bytes:
    """Encrypt so that each recipient can read it; no two results are alike."""
    return bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(one) for one in recipients]))


def decrypt(data: bytes, identity: str, file: str = "") -> bytes:
    """Decrypt with a secret key; InputError ``key.cannot-decrypt`` when it was encrypted to another or changed."""
    try:
        return bytes(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)]))
    except pyrage.DecryptError as error:
        raise InputError(Problem.at("key.cannot-decrypt", file=file)) from error
