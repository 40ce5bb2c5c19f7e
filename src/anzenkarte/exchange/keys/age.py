"""Encryption to a receiver in the age format: key pairs, encrypting to one recipient, decrypting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

import pyrage  # type: ignore[import-untyped]

from anzenkarte.formats.buffers import Data, Window
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


def encrypt_into(source: Data, target: IO[bytes], recipients: Iterable[str]) -> None:
    """Encrypt into a file, a block at a time, so that each recipient can read it; no two results are alike."""
    pyrage.encrypt_io(Window(source), target, [pyrage.x25519.Recipient.from_str(one) for one in recipients])


def decrypt_into(source: Data, target: IO[bytes], identity: str, file: str = "") -> None:
    """Decrypt into a file, a block at a time; InputError ``key.cannot-decrypt`` when it is another's or was changed.

    What was written before a changed block was found must not be used.
    """
    try:
        pyrage.decrypt_io(Window(source), target, [pyrage.x25519.Identity.from_str(identity)])
    except pyrage.DecryptError as error:
        raise InputError(Problem.at("key.cannot-decrypt", file=file)) from error
    except OSError as error:
        if error.errno is not None:  # the disk, not the bytes
            raise
        raise InputError(Problem.at("key.cannot-decrypt", file=file)) from error
