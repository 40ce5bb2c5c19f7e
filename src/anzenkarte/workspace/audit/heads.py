"""Heads of the chains kept outside the database, one signed line each, so that a cut database is found out.

``audit/<organisation>.jsonl`` in the folder of the server's data; the signing key lies beside them (mode 600). A head
travels in each bundle too, where the other party keeps it.
"""

from __future__ import annotations

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from anzenkarte.formats.canonical import canonical_bytes

_LONGEST: Final = 4096
"""More bytes than a line ever has."""


@dataclass(frozen=True)
class SignedHead:
    """A head as it was signed: so many entries, the last one's hash, when."""

    count: int
    hash: str
    at: str


def folder() -> Path:
    """Where heads are kept."""
    return Path(settings.ANZENKARTE_DATA) / "audit"


def record(organisation: UUID, count: int, hash_: str) -> None:
    """Sign a head and append it, in one write, on disk before this returns."""
    head = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "count": count, "hash": hash_}
    said = {**head, "organisation": str(organisation)}
    line = json.dumps({**head, "signature": _key(folder()).sign(canonical_bytes(said)).hex()}, sort_keys=True) + "\n"
    handle = os.open(folder() / f"{organisation}.jsonl", os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # let go when the file is closed
        _mend(handle)
        os.write(handle, line.encode())
        if settings.ANZENKARTE_SYNC:
            os.fsync(handle)
    finally:
        os.close(handle)


def _mend(handle: int) -> None:
    """Take away a last line that a stop of the machine cut off, so that the next one does not continue it."""
    size = os.fstat(handle).st_size
    tail = os.pread(handle, _LONGEST, max(size - _LONGEST, 0))
    if tail and not tail.endswith(b"\n"):
        os.ftruncate(handle, size - len(tail) + tail.rfind(b"\n") + 1)


def organisations() -> frozenset[UUID]:
    """The organisations of which heads are kept."""
    return frozenset(UUID(path.stem) for path in folder().glob("*.jsonl"))


def kept(organisation: UUID) -> tuple[tuple[SignedHead, ...], int]:
    """The heads kept of an organisation, and how many lines do not bear a sound signature.

    What follows the last line end was cut off by a stop of the machine before it was acknowledged, and does not count.
    """
    path = folder() / f"{organisation}.jsonl"
    if not path.exists():
        return (), 0
    heads: list[SignedHead] = []
    unsound = 0
    public = _key(folder()).public_key()
    for line in path.read_bytes().split(b"\n")[:-1]:
        try:
            read = json.loads(line)
            head = {"at": read["at"], "count": read["count"], "hash": read["hash"]}
            public.verify(
                bytes.fromhex(read["signature"]), canonical_bytes({**head, "organisation": str(organisation)})
            )
        except (ValueError, KeyError, TypeError, InvalidSignature):
            unsound += 1
            continue
        heads.append(SignedHead(head["count"], head["hash"], head["at"]))
    return tuple(heads), unsound


@cache
def _key(place: Path) -> Ed25519PrivateKey:
    """The server's own signing key, made once."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = place / "signing.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
    key = Ed25519PrivateKey.generate()
    with os.fdopen(handle, "wb") as out:
        out.write(key.private_bytes_raw())
    return key
