"""Key cards: the public half of a key, handed to others; signed by itself and, when it replaces one, by the old key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from anzenkarte.exchange.keys.age import is_recipient
from anzenkarte.exchange.keys.envelope import Envelope, fingerprint, public_bytes, read_envelope
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

TYPE: Final = "application/vnd.anzenkarte.key+json"
SCHEMA: Final = "anzenkarte/key/1"
Role = Literal["approver", "clerk"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")
_URN: Final = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:[\x21-\x7e]{1,200}\Z")
_ID: Final = re.compile(r"sha256:[0-9a-f]{64}\Z")
_KEYS: Final = ("from", "holder", "name", "party", "public", "recipient", "replaces", "role", "schema", "until")
_HOLDER: Final = 200


@dataclass(frozen=True)
class Card:
    """Who holds a key, for which party, and for how long.

    ``role`` is what the holder says of himself: *approver* may bind the party, *clerk* may not; whoever trusts the card
    decides whether to believe it. ``recipient`` is the age public key to encrypt to. Days are inclusive; ``replaces``
    is the id of the key before it, or empty.
    """

    name: str
    party: str
    holder: str
    role: Role
    public: bytes
    recipient: str
    valid_from: date
    valid_until: date
    replaces: str = ""

    @property
    def id(self) -> str:
        """The key's fingerprint."""
        return fingerprint(self.public)

    def valid_on(self, day: date) -> bool:
        """Whether a day lies within its validity."""
        return self.valid_from <= day <= self.valid_until

    def payload(self) -> bytes:
        """The bytes that are signed."""
        return canonical_bytes(
            {
                "from": self.valid_from.isoformat(),
                "holder": self.holder,
                "name": self.name,
                "party": self.party,
                "public": self.public.hex(),
                "recipient": self.recipient,
                "replaces": self.replaces,
                "role": self.role,
                "schema": SCHEMA,
                "until": self.valid_until.isoformat(),
            }
        )


@dataclass(frozen=True)
class SignedCard:
    """A card whose own signature holds, with the envelope it came in; ``by`` are the ids of all keys that signed it."""

    card: Card
    envelope: Envelope
    data: bytes

    def signed_by(self, other: Card) -> bool:
        """Whether another key has signed this card as well."""
        return self.envelope.opened_by(other.public)


def checked_party(urn: str) -> str:
    """A party's URN, or InputError ``key.party``."""
    if not _URN.match(urn):
        raise InputError(Problem.at("key.party", {"given": urn[:80]}))
    return urn


def read_card(data: bytes, file: str = "") -> SignedCard:
    """A key card.

    Raises InputError ``key.card-empty`` for an empty file, ``key.card`` for anything that is no card or is not signed
    by its own key.
    """
    if not data.strip():
        raise InputError(Problem.at("key.card-empty", file=file))
    envelope = read_envelope(data, TYPE, file)
    refused = InputError(Problem.at("key.card", file=file))
    value = load(envelope.payload, file).data
    if not isinstance(value, dict) or canonical_bytes(value) != envelope.payload:
        raise refused
    card = _card(value)
    if card is None or not envelope.opened_by(card.public):
        raise refused
    others = {key for key, _ in envelope.signatures} - {card.id}
    if others - {card.replaces}:
        raise refused
    return SignedCard(card, envelope, data)


def _card(value: dict[str, Json]) -> Card | None:
    if set(value) != set(_KEYS) or value["schema"] != SCHEMA or not all(isinstance(v, str) for v in value.values()):
        return None
    texts = {key: str(text) for key, text in value.items()}
    role = next((role for role in ROLES if role == texts["role"]), None)
    days = _day(texts["from"]), _day(texts["until"])
    public = public_bytes(texts["public"])
    if role is None or days[0] is None or days[1] is None or not public or not NAME.match(texts["name"]):
        return None
    if not _URN.match(texts["party"]) or len(texts["holder"]) > _HOLDER or not is_recipient(texts["recipient"]):
        return None
    if texts["replaces"] and not _ID.match(texts["replaces"]):
        return None
    recipient, replaces = texts["recipient"], texts["replaces"]
    return Card(texts["name"], texts["party"], texts["holder"], role, public, recipient, days[0], days[1], replaces)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
