"""Two parties with cheap keys, and a small sealed bundle between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from anzenkarte.accord.lines import Line
from anzenkarte.exchange.bundle.content import Content, Said
from anzenkarte.exchange.bundle.seal import Offer, seal
from anzenkarte.exchange.keys.card import Role, read_card
from anzenkarte.exchange.keys.store import Draft, KeyStore, Known, Ring, Secret

TODAY = date(2026, 11, 25)
UNTIL = date(2028, 11, 24)
VENDOR = "urn:uuid:0b1f6a52-6c1e-4f0e-9a44-5f0f5f3f0a01"
HOSPITAL = "urn:uuid:0b1f6a52-6c1e-4f0e-9a44-5f0f5f3f0a02"
WORDS = "a passphrase of the tests"
CHEAP = 2**10
LINE = Line("duty/patching/normal/do@component/vpn", "duty", {"parties": [VENDOR]}, {"entity x": "sha256:0"})


@dataclass
class Side:
    """A party's keys."""

    store: KeyStore
    known: Known
    secret: Secret

    @property
    def ring(self) -> Ring:
        return self.store.ring()


def side(home: Path, party: str, name: str, role: Role = "approver") -> Side:
    """A party with one key."""
    store = KeyStore(home)
    known = store.make(Draft(name, party, name.title(), role, TODAY, UNTIL), WORDS, cost=CHEAP)
    return Side(store, known, store.unlock(known, WORDS))


@dataclass
class World:
    """Vendor and hospital, who trust each other."""

    vendor: Side
    hospital: Side

    def offer(self, recipient: str = "", **evidence: bytes) -> Offer:
        """A small offer of the vendor."""
        content = Content((), (LINE,), (Said("x", "sha256:" + "0" * 64, "ask", "why?"),), evidence)
        return Offer("engagement/hama-nagi", HOSPITAL, content, recipient=recipient)

    def bundle(self, recipient: str = "", **evidence: bytes) -> bytes:
        """The offer, sealed."""
        return seal(self.offer(recipient, **evidence), self.vendor.secret, TODAY)


@pytest.fixture
def world(tmp_path: Path) -> World:
    vendor, hospital = side(tmp_path / "v", VENDOR, "vendor"), side(tmp_path / "h", HOSPITAL, "hospital")
    hospital.store.trust(read_card(vendor.known.data), "approver", TODAY)
    vendor.store.trust(read_card(hospital.known.data), "approver", TODAY)
    return World(vendor, hospital)
