"""Passphrases and own keys, for the commands that sign or decrypt."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path

from anzenkarte.catalogue.attached.store import home
from anzenkarte.cli.language import say
from anzenkarte.cli.work.inputs import day
from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.pack import LIMITS
from anzenkarte.exchange.bundle.verify import Sound, addressed, read, verify
from anzenkarte.exchange.keys.store import KeyStore, Known, Ring, Secret
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.vocabulary import Vocabulary

VARIABLE = "ANZENKARTE_PASSPHRASE"


def key_store() -> KeyStore:
    """The user's keys."""
    return KeyStore(home())


def passphrase(name: str, twice: bool = False) -> str:
    """From the environment, else asked on the terminal; InputError ``key.no-passphrase`` where nobody can be asked."""
    given = os.environ.get(VARIABLE, "")
    if given:
        return given
    if not sys.stdin.isatty():
        raise InputError(Problem.at("key.no-passphrase", {"variable": VARIABLE}))
    typed = getpass(say(f"鍵 {name} のパスフレーズ: ", f"Passphrase of key {name}: "))
    if twice and getpass(say("もう一度: ", "Once more: ")) != typed:
        raise InputError(Problem.at("key.passphrases-differ"))
    return typed


def unlocked(store: KeyStore, name: str) -> Secret:
    """An own key, ready to sign."""
    known = store.ring().find(name)
    if known.card.id in store.ring().revoked:
        store.ring().signer(known.card.id)
    if not known.own:
        raise InputError(Problem.at("key.not-own", {"name": known.card.name}))
    return store.unlock(known, passphrase(known.card.name))


def sound_bundle(file: Path, ring: Ring) -> tuple[bytes, Sound]:
    """A bundle's bytes and what they hold, verified and meant for this user; InputError ``bundle.not-for-you`` else."""
    data = read_bytes(file, str(file), LIMITS.archive)
    sound = verify(data, ring, day(""), str(file))
    if not addressed(sound, ring):
        raise InputError(Problem.at("bundle.not-for-you", {"party": sound.manifest.audience}, file=str(file)))
    return data, sound


def opened(store: KeyStore, sound: Sound, vocabulary: Vocabulary) -> Content:
    """What a bundle holds, decrypted with the first own key of one of its two parties that can.

    Every such key is tried with the same passphrase, because age does not tell which key it was encrypted to.
    """
    if not sound.manifest.encrypted:
        return read(sound, vocabulary)
    keys = [known for known in store.ring().known.values() if known.own and known.card.party in sound.manifest.pair]
    refused: InputError | None = None
    for known in keys:
        try:
            return read(sound, vocabulary, store.unlock(known, passphrase(known.card.name)))
        except InputError as error:
            if {problem.code for problem in error.problems} - {"key.cannot-decrypt", "key.passphrase"}:
                raise
            refused = error
    if refused is not None:
        raise refused
    return read(sound, vocabulary)


def short(key: str) -> str:
    """The first 16 digits of a fingerprint, in fours."""
    digits = key.removeprefix("sha256:")[:16]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def shown(known: Known) -> str:
    """A key in one line."""
    return f"{known.card.holder or known.card.name} ({short(known.card.id)})"


def only_proposes() -> str:
    """What to know about a key whose holder may not bind the party."""
    return say(
        "この鍵は提案だけの鍵です。合意には院長・開設者など、権限のある人の承認が必要です。",
        "This key only proposes; to agree takes a key of somebody who may bind the party.",
    )
