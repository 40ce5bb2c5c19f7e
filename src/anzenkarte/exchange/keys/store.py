"""The user's keys on the user's own machine: own secrets, cards trusted by hand, and the list of revoked keys.

In the folder of the user's data: ``keys/own/<id>.json`` (mode 600), ``keys/trusted/<id>.json``, ``keys/revoked.json``.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from anzenkarte.exchange.keys.age import decrypt_into, new_identity
from anzenkarte.exchange.keys.card import NAME, ROLES, TYPE, Card, Role, SignedCard, read_card
from anzenkarte.exchange.keys.envelope import sealed
from anzenkarte.exchange.keys.locked import COST, lock, read_locked, unlock
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.buffers import Data, mapped, scratch
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.strict_json import load, load_file
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

SECRET: Final = "anzenkarte/secret-key/1"  # noqa: S105 - the name of a file format, no secret
TRUST: Final = "anzenkarte/trusted-key/1"
REVOKED: Final = "anzenkarte/revoked-keys/1"
_STORED: Final = re.compile(r"[0-9a-f]{64}\.json\Z")
_SHORTEST: Final = 8  # hexadecimal digits that may name a key


@dataclass(frozen=True)
class Known:
    """A key this user knows: its card, whether its holder may bind the party, and whether it is the user's own."""

    card: Card
    role: Role
    own: bool
    data: bytes  # the signed card as it is handed on

    @property
    def binds(self) -> bool:
        """Whether a word under this key binds the party."""
        return self.role == "approver"


@dataclass(frozen=True)
class Secret:
    """An unlocked key: to sign with, and to read what was encrypted to it."""

    card: Card
    signer: Ed25519PrivateKey
    identity: str  # age secret key

    def read(self, data: Data, file: str = "") -> memoryview:
        """Decrypt what was encrypted to this key; InputError ``key.cannot-decrypt`` otherwise."""
        with scratch() as target:
            decrypt_into(data, target, self.identity, file)
            return mapped(target)


@dataclass(frozen=True)
class Draft:
    """What is said about a key that is to be made."""

    name: str
    party: str
    holder: str
    role: Role
    valid_from: date
    valid_until: date


class Ring:
    """All known keys and the revoked ones, as read at one moment."""

    def __init__(self, known: Mapping[str, Known], revoked: Mapping[str, tuple[str, str]]) -> None:
        self.known = known
        self.revoked = revoked

    def signer(self, key: str, file: str = "") -> Known:
        """A key that may be believed. Raises InputError ``key.revoked`` or ``key.untrusted``."""
        if key in self.revoked:
            on, reason = self.revoked[key]
            raise InputError(Problem.at("key.revoked", {"key": key, "on": on, "reason": reason}, file=file))
        if key not in self.known:
            raise InputError(Problem.at("key.untrusted", {"key": key[:80]}, file=file))
        return self.known[key]

    def parties(self) -> frozenset[str]:
        """The parties this user holds keys of."""
        return frozenset(known.card.party for known in self.known.values() if known.own)

    def find(self, name: str) -> Known:
        """A key by its name or by the beginning of its id.

        Raises InputError ``key.unknown``, or ``key.ambiguous`` when the name or beginning fits several; a name means
        the user's own key first.
        """
        digits = name.removeprefix("sha256:")
        found = [known for known in self.known.values() if known.card.name == name]
        found = [known for known in found if known.own] or found
        if not found and len(digits) >= _SHORTEST:
            found = [known for id_, known in self.known.items() if id_.removeprefix("sha256:").startswith(digits)]
        if not found:
            names = sorted({known.card.name for known in self.known.values()})
            raise InputError(Problem.at("key.unknown", {"name": name, "names": names}))
        if len(found) > 1:
            ids = sorted(known.card.id for known in found)
            raise InputError(Problem.at("key.ambiguous", {"name": name, "ids": ids}))
        return found[0]


class KeyStore:
    """The folder of keys; nothing is kept in memory between calls."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "keys"

    def make(self, draft: Draft, passphrase: str, old: Secret | None = None, cost: int = COST) -> Known:
        """Make a key and store it encrypted; with ``old`` its card is signed by the key it replaces as well.

        Raises InputError ``key.name``, ``key.same-name``, ``key.dates``, ``key.weak`` (fewer than 8 characters), or
        ``key.other-party`` when the old key is another party's.
        """
        self._may_make(draft, passphrase, old)
        signer, (identity, recipient) = Ed25519PrivateKey.generate(), new_identity()
        card = Card(
            draft.name,
            draft.party,
            draft.holder,
            draft.role,
            signer.public_key().public_bytes_raw(),
            recipient,
            draft.valid_from,
            draft.valid_until,
            old.card.id if old is not None else "",
        )
        data = sealed(TYPE, card.payload(), [signer, *([old.signer] if old is not None else [])])
        read_card(data)
        secret = canonical_bytes({"age": identity, "ed25519": signer.private_bytes_raw().hex()})
        locked = lock(secret, passphrase, data, cost)
        stored: Json = {"card": _text(data), "schema": SECRET, "secret": locked.json()}
        self._write("own", card.id, canonical_bytes(stored) + b"\n")
        return Known(card, card.role, own=True, data=data)

    def _may_make(self, draft: Draft, passphrase: str, old: Secret | None) -> None:
        if not NAME.match(draft.name):
            raise InputError(Problem.at("key.name", {"name": draft.name[:80]}))
        if any(known.own and known.card.name == draft.name for known in self.ring().known.values()):
            raise InputError(Problem.at("key.same-name", {"name": draft.name}))
        if draft.valid_until < draft.valid_from:
            raise InputError(Problem.at("key.dates", {"from": draft.valid_from, "until": draft.valid_until}))
        if len(passphrase) < _SHORTEST:
            raise InputError(Problem.at("key.weak", {"least": _SHORTEST}))
        if old is not None and old.card.party != draft.party:
            raise InputError(Problem.at("key.other-party", {"party": old.card.party}))

    def unlock(self, known: Known, passphrase: str) -> Secret:
        """The secret of an own key. Raises InputError ``key.not-own``, ``key.passphrase`` or ``key.stored``."""
        if not known.own:
            raise InputError(Problem.at("key.not-own", {"name": known.card.name}))
        path = self._path("own", known.card.id)
        stored = _object(path, SECRET, ("card", "schema", "secret"))
        plain = unlock(read_locked(stored["secret"], path.name), passphrase, known.data, path.name)
        secret = load(plain, path.name).data
        if not isinstance(secret, dict):
            raise InputError(Problem.at("key.stored", file=path.name))
        signer = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(str(secret["ed25519"])))
        if signer.public_key().public_bytes_raw() != known.card.public:
            raise InputError(Problem.at("key.stored", file=path.name))
        return Secret(known.card, signer, str(secret["age"]))

    def trust(self, signed: SignedCard, role: Role, on: date) -> Known:
        """Put a card on the list of trusted keys, with what its holder may do.

        Raises InputError ``key.old-signature`` for a card that says it replaces a key known here without that key's
        signature, ``key.other-party`` when that key is another party's, and ``key.revoked`` for a revoked one.
        """
        card, ring = signed.card, self.ring()
        if card.id in ring.revoked:
            ring.signer(card.id)
        old = ring.known.get(card.replaces)
        if old is not None and not signed.signed_by(old.card):
            raise InputError(Problem.at("key.old-signature", {"key": card.replaces}))
        if old is not None and old.card.party != card.party:
            raise InputError(Problem.at("key.other-party", {"party": old.card.party}))
        stored: Json = {"card": _text(signed.data), "on": on.isoformat(), "role": role, "schema": TRUST}
        self._write("trusted", card.id, canonical_bytes(stored) + b"\n")
        return Known(card, role, own=False, data=signed.data)

    def revoke(self, key: str, on: date, reason: str) -> None:
        """Put a key on the list of revoked keys, for good."""
        revoked = self._revoked()
        revoked.setdefault(key, (on.isoformat(), reason))
        listed: dict[str, Json] = {id_: {"on": day, "reason": why} for id_, (day, why) in revoked.items()}
        self._private(self.folder)
        write_file(self.folder / "revoked.json", canonical_bytes({"keys": listed, "schema": REVOKED}) + b"\n")

    def ring(self) -> Ring:
        """Everything known now; an own key counts before a trusted copy of its card."""
        known: dict[str, Known] = {}
        for path in self._files("trusted"):
            stored = _object(path, TRUST, ("card", "on", "role", "schema"))
            role = next((role for role in ROLES if role == stored["role"]), None)
            if role is None:
                raise InputError(Problem.at("key.stored", file=path.name))
            signed = _card(stored["card"], path)
            known[signed.card.id] = Known(signed.card, role, own=False, data=signed.data)
        for path in self._files("own"):
            signed = _card(_object(path, SECRET, ("card", "schema", "secret"))["card"], path)
            known[signed.card.id] = Known(signed.card, signed.card.role, own=True, data=signed.data)
        return Ring(dict(sorted(known.items())), self._revoked())

    def _revoked(self) -> dict[str, tuple[str, str]]:
        path = self.folder / "revoked.json"
        if not path.is_file():
            return {}
        keys = _object(path, REVOKED, ("keys", "schema"))["keys"]
        if not isinstance(keys, dict):
            raise InputError(Problem.at("key.stored", file=path.name))
        found: dict[str, tuple[str, str]] = {}
        for id_, entry in keys.items():
            words = entry if isinstance(entry, dict) else {}
            found[id_] = (str(words.get("on", "")), str(words.get("reason", "")))
        return found

    def _path(self, part: str, id_: str) -> Path:
        return self.folder / part / f"{id_.removeprefix('sha256:')}.json"

    def _files(self, part: str) -> list[Path]:
        folder = self.folder / part
        return sorted(p for p in folder.iterdir() if _STORED.match(p.name)) if folder.is_dir() else []

    def _write(self, part: str, id_: str, data: bytes) -> None:
        """Write a file nobody else can read, at any moment."""
        path = self._path(part, id_)
        self._private(path.parent)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        path.chmod(0o600)
        write_file(path, data)

    def _private(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for place in {self.folder, folder}:
            place.chmod(0o700)


def _object(path: Path, schema: str, keys: tuple[str, ...]) -> dict[str, Json]:
    data = load_file(path, path.name).data
    if not isinstance(data, dict) or tuple(sorted(data)) != keys or data["schema"] != schema:
        raise InputError(Problem.at("key.stored", file=path.name))
    return data


def _card(value: Json, path: Path) -> SignedCard:
    try:
        data = base64.b64decode(str(value), validate=True)
    except (binascii.Error, ValueError):
        raise InputError(Problem.at("key.stored", file=path.name)) from None
    signed = read_card(data, path.name)
    if path.stem != signed.card.id.removeprefix("sha256:"):
        raise InputError(Problem.at("key.stored", file=path.name))
    return signed


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
