"""Sealing and verifying a bundle of 10 MB of evidence; unlocking the key is not counted."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Offer, seal
from anzenkarte.exchange.bundle.verify import read, verify
from anzenkarte.exchange.keys.store import Draft, KeyStore, Ring
from anzenkarte.kernel.errors import InputError
from benchmarks.dice import Dice
from benchmarks.generate import SEED, documents
from benchmarks.measure import Result, Settings, Times, alternate, same

MEGABYTES: Final = 10
PER_COMPONENT: Final = MEGABYTES * 1_000_000 // 200  # of evidence, so that the usual case has 10 MB
MILLISECONDS: Final = 300.0
_DAY: Final = date(2026, 11, 25)
_PARTY: Final = "urn:uuid:00000000-0000-4000-8000-000000000001"
_WORDS: Final = "a passphrase of the benchmarks"


def sealing(settings: Settings) -> Result:
    """Seal, verify, and both with encryption; first that everything comes back and a changed byte does not verify."""
    size = settings.size.components * PER_COMPONENT
    evidence = bytes(Dice(SEED).below(256) for _ in range(4096)) * (size // 4096 + 1)
    catalogue = open_catalogue()
    held = tuple(documents(catalogue, settings.size))
    with tempfile.TemporaryDirectory() as folder:
        store = KeyStore(Path(folder))
        secret = store.unlock(store.make(Draft("bench", _PARTY, "", "approver", _DAY, _DAY), _WORDS), _WORDS)
        ring = store.ring()
    content = Content(held, (), (), {"evidence.bin": evidence[:size]})
    plain, closed = (Offer("engagement/bench", "", content, recipient=to) for to in ("", secret.card.recipient))
    bundle, encrypted = seal(plain, secret, _DAY), seal(closed, secret, _DAY)
    for data in (bundle, encrypted):
        found = read(verify(data, ring, _DAY), catalogue.vocabulary, secret)
        same("evidence comes back byte for byte", found.evidence, content.evidence)
        wanted = sorted(document.revision for document in held)
        same("documents come back as the same revisions", sorted(d.revision for d in found.documents), wanted)
    places = range(0, len(bundle), max(1, len(bundle) // 25))
    sound = sum(_verifies(bundle[:at] + bytes([bundle[at] ^ 1]) + bundle[at + 1 :], ring) for at in places)
    same("no changed byte verifies", sound, 0)
    runs = alternate(
        settings.repeats,
        lambda: seal(plain, secret, _DAY),
        lambda: verify(bundle, ring, _DAY),
        lambda: seal(closed, secret, _DAY),
        lambda: verify(encrypted, ring, _DAY),
    )
    labels = ("seal", "verify", "seal, encrypted", "verify, encrypted")
    return Result(
        "bundle",
        f"a bundle with {size / 1e6:g} MB of evidence sealed and verified, key unlocked before",
        "evidence and revisions of documents come back; no bundle with a changed byte verifies",
        {"bytes of the bundle": len(bundle), "bytes changed, one at a time": len(places)},
        tuple(Times(label, samples, MILLISECONDS) for label, samples in zip(labels, runs, strict=True)),
    )


def _verifies(data: bytes, ring: Ring) -> bool:
    try:
        verify(data, ring, _DAY)
    except InputError:
        return False
    return True
