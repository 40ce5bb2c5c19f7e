"""``key new|show|trust|revoke|list``: the keys of the user and of those the user trusts."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from anzenkarte.cli.language import say
from anzenkarte.cli.work.inputs import day
from anzenkarte.cli.work.secrets import key_store, passphrase, short, unlocked
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.exchange.keys.card import ROLES, Card, Role, checked_party, read_card
from anzenkarte.exchange.keys.store import Draft, Known
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.kernel.errors import InputError, Problem

_TWO_YEARS = timedelta(days=730)
_COMPARED = 16  # digits of a fingerprint that have to be compared
_CARD_BYTES = 64 * 1024


def _role(option: str, word: str) -> Role:
    chosen = choice(option, word, ROLES)
    return next(role for role in ROLES if role == chosen)


def new(name: str, party: str, holder: str, role: str, until: str, replaces: str, card: Path | None) -> None:
    """Make a key; the passphrase is asked twice unless the environment has it."""
    store = key_store()
    old = unlocked(store, replaces) if replaces else None
    today = day("")
    draft = Draft(
        name,
        checked_party(party or (old.card.party if old is not None else "")),
        holder,
        _role("--role", role),
        today,
        day(until) if until else today + _TWO_YEARS,
    )
    known = store.make(draft, passphrase(name, twice=True), old)
    _tell(known, store.folder)
    _write(known, card)


def _tell(known: Known, folder: Path | None = None) -> None:
    card = known.card
    rows = [
        (say("名前", "name"), card.name),
        (say("当事者", "party"), card.party),
        (say("持ち主", "holder"), card.holder),
        (say("権限", "role"), _role_word(known)),
        (say("有効", "valid"), f"{card.valid_from} – {card.valid_until}"),
        (say("指紋", "fingerprint"), card.id.removeprefix("sha256:")),
        ("age", card.recipient),
    ]
    if card.replaces:
        rows.append((say("置き換える鍵", "replaces"), card.replaces.removeprefix("sha256:")))
    if folder is not None:
        rows.append((say("保存先", "stored in"), str(folder)))
    print("\n".join(f"{label}: {value}" for label, value in rows))


def _role_word(known: Known) -> str:
    if known.binds:
        return say("approver（合意する権限がある）", "approver (may bind the party)")
    return say("clerk（提案のみ）", "clerk (may propose only)")


def _write(known: Known, card: Path | None) -> None:
    if card is not None:
        write_file(card, known.data)
        print(say(f"鍵カード：{card}（相手に渡してください）", f"Key card: {card} (hand it to the other party)"))


def show(name: str, card: Path | None) -> None:
    """Print a key, and write its card."""
    known = key_store().ring().find(name)
    _tell(known)
    _write(known, card)


def trust(file: Path, fingerprint: str, role: str) -> None:
    """Trust a card whose fingerprint was compared: given as an option, or looked at on the terminal."""
    store = key_store()
    signed = read_card(read_bytes(file, str(file), _CARD_BYTES), str(file))
    before = store.ring().known.get(signed.card.replaces)
    default: Role = before.role if before is not None else "clerk"
    known = Known(signed.card, _role("--as", role) if role else default, own=False, data=signed.data)
    _tell(known)
    if before is not None and signed.signed_by(before.card):
        print(
            say(f"信頼済みの鍵 {before.card.name} が署名しています。", f"Signed by the trusted key {before.card.name}.")
        )
    _confirm(signed.card, fingerprint)
    store.trust(signed, known.role, day(""))
    print(say("信頼する鍵に加えました。", "Added to the trusted keys."))


def _confirm(card: Card, fingerprint: str) -> None:
    digits = card.id.removeprefix("sha256:")
    if not fingerprint:
        if not sys.stdin.isatty():
            raise InputError(Problem.at("key.confirm", {"least": _COMPARED}))
        print(say("指紋を相手と電話などで確かめましたか。", "Did you compare the fingerprint with the other party?"))
        fingerprint = input(say("指紋の先頭16桁以上: ", "First 16 or more digits: "))
    given = fingerprint.replace(" ", "").removeprefix("sha256:").lower()
    if len(given) < _COMPARED or not digits.startswith(given):
        raise InputError(Problem.at("key.other-fingerprint", {"found": digits, "least": _COMPARED}))


def revoke(name: str, reason: str) -> None:
    """Put a key on the list of revoked keys."""
    store = key_store()
    known = store.ring().find(name)
    store.revoke(known.card.id, day(""), reason)
    print(
        say(
            f"失効させました：{known.card.name}（{short(known.card.id)}）",
            f"Revoked: {known.card.name} ({short(known.card.id)})",
        )
    )


def list_keys(form: str) -> None:
    """Own keys first, then trusted ones."""
    checked(form)
    ring = key_store().ring()
    keys = sorted(ring.known.values(), key=lambda known: (not known.own, known.card.name, known.card.id))
    if form == "json":
        print(as_json([_json(known, known.card.id in ring.revoked) for known in keys]))
        return
    rows = [
        (
            known.card.name,
            say("自分", "own") if known.own else say("信頼", "trusted"),
            known.role + (say("・失効", ", revoked") if known.card.id in ring.revoked else ""),
            known.card.holder,
            known.card.party,
            str(known.card.valid_until),
            short(known.card.id),
        )
        for known in keys
    ]
    columns = ("name", "", *(say(*pair) for pair in _COLUMNS))
    print(render(columns, rows, form) if rows else say("鍵はありません。次：key new", "No key. Next: key new"))


_COLUMNS = (("権限", "role"), ("持ち主", "holder"), ("当事者", "party"), ("期限", "until"), ("指紋", "fingerprint"))


def _json(known: Known, revoked: bool) -> dict[str, object]:
    card = known.card
    return {
        "id": card.id,
        "name": card.name,
        "own": known.own,
        "role": known.role,
        "holder": card.holder,
        "party": card.party,
        "from": card.valid_from.isoformat(),
        "until": card.valid_until.isoformat(),
        "recipient": card.recipient,
        "replaces": card.replaces,
        "revoked": revoked,
    }
