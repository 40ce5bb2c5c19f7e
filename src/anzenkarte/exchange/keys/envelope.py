"""Signed envelopes (DSSE 1.0): a payload, its type, and Ed25519 signatures over both together.

What is signed is ``PAE(type, payload)``: ``DSSEv1 SP len(type) SP type SP len(payload) SP payload``. A payload is
given out only after a signature over the very bytes received was found good. An envelope has one canonical form; any
other writing of the same envelope is refused, so that no byte of it is free to change.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json, Limits
from anzenkarte.kernel.errors import InputError, Problem

ENVELOPE_LIMITS: Final = Limits(size=8 * 1024 * 1024, depth=8, nodes=200)
_SIGNATURES: Final = 2
_SIGNATURE_BYTES: Final = 64
_PUBLIC_BYTES: Final = 32


@dataclass(frozen=True)
class Envelope:
    """An envelope as received; ``payload`` is not to be looked into before :meth:`opened_by` has said yes."""

    type: str
    payload: bytes
    signatures: tuple[tuple[str, bytes], ...]  # key id, signature

    def opened_by(self, public: bytes) -> bool:
        """Whether the key with these 32 bytes has signed type and payload."""
        wanted = fingerprint(public)
        return any(key == wanted and verifies(public, sig, self.type, self.payload) for key, sig in self.signatures)


def fingerprint(public: bytes) -> str:
    """The id of a key: ``sha256:`` and the hexadecimal SHA-256 of its 32 public bytes."""
    return "sha256:" + hashlib.sha256(public).hexdigest()


def pae(type_: str, payload: bytes) -> bytes:
    """The bytes that are signed."""
    kind = type_.encode("utf-8")
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def verifies(public: bytes, signature: bytes, type_: str, payload: bytes) -> bool:
    """Whether a signature over type and payload is that of a public key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, pae(type_, payload))
    except (InvalidSignature, ValueError):
        return False
    return True


def sealed(type_: str, payload: bytes, signers: Sequence[Ed25519PrivateKey]) -> bytes:
    """The envelope's canonical bytes; one signature for each key."""
    signatures: list[Json] = []
    for signer in signers:
        key = fingerprint(signer.public_key().public_bytes_raw())
        signatures.append({"keyid": key, "sig": _text(signer.sign(pae(type_, payload)))})
    return canonical_bytes({"payload": _text(payload), "payloadType": type_, "signatures": signatures})


def read_envelope(data: bytes, type_: str, file: str = "") -> Envelope:
    """An envelope of the wanted type, not yet verified.

    Raises InputError ``key.envelope`` when it is no such envelope, or not in its one canonical form.
    """
    value = load(data, file, ENVELOPE_LIMITS).data
    refused = InputError(Problem.at("key.envelope", {"type": type_}, file=file))
    if not isinstance(value, dict) or set(value) != {"payload", "payloadType", "signatures"}:
        raise refused
    listed, kind = value["signatures"], value["payloadType"]
    if kind != type_ or not isinstance(listed, list) or not 1 <= len(listed) <= _SIGNATURES:
        raise refused
    signatures: list[tuple[str, bytes]] = []
    for entry in listed:
        if not isinstance(entry, dict) or set(entry) != {"keyid", "sig"} or not isinstance(entry["keyid"], str):
            raise refused
        signature = _bytes(entry["sig"])
        if signature is None or len(signature) != _SIGNATURE_BYTES:
            raise refused
        signatures.append((entry["keyid"], signature))
    payload = _bytes(value["payload"])
    if payload is None or len({key for key, _ in signatures}) != len(signatures) or canonical_bytes(value) != data:
        raise refused
    return Envelope(type_, payload, tuple(signatures))


def public_bytes(text: str) -> bytes:
    """A public key from its hexadecimal text; empty bytes when it is none."""
    try:
        data = bytes.fromhex(text)
    except ValueError:
        return b""
    return data if len(data) == _PUBLIC_BYTES and data.hex() == text else b""


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(value: Json) -> bytes | None:
    if not isinstance(value, str):
        return None
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if _text(data) == value else None
