"""Keys: stored so that nobody else reads them, trusted by hand, replaced under the old key's hand, revoked for good."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from anzenkarte.exchange.keys.card import read_card
from anzenkarte.exchange.keys.envelope import fingerprint, pae
from anzenkarte.exchange.keys.store import Draft, KeyStore
from anzenkarte.kernel.errors import InputError
from tests.exchange.bundle.conftest import CHEAP, HOSPITAL, TODAY, UNTIL, VENDOR, WORDS, World, side


def code(refused: pytest.ExceptionInfo[InputError]) -> str:
    """The one code of a refusal."""
    (problem,) = refused.value.problems
    return problem.code


def test_what_is_signed_is_the_encoding_of_dsse() -> None:
    assert pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"  # the example of the protocol's own page
    )


def test_a_stored_key_is_encrypted_private_and_opens_again(world: World, tmp_path: Path) -> None:
    (path,) = (tmp_path / "v/keys/own").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    seed = world.vendor.secret.signer.private_bytes_raw()
    assert seed.hex().encode() not in path.read_bytes()
    assert world.vendor.secret.identity.encode() not in path.read_bytes()
    again = world.vendor.store.unlock(world.vendor.known, WORDS)
    assert again.signer.private_bytes_raw() == seed
    assert world.vendor.known.card.id == fingerprint(world.vendor.known.card.public)


def test_a_wrong_passphrase_and_a_changed_file_are_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        world.vendor.store.unlock(world.vendor.known, "something else")
    assert code(refused) == "key.passphrase"
    (path,) = (tmp_path / "v/keys/own").iterdir()
    stored = json.loads(path.read_text())
    text = stored["secret"]["text"]
    stored["secret"]["text"] = ("1" if text[0] == "0" else "0") + text[1:]
    path.write_text(json.dumps(stored))
    with pytest.raises(InputError) as refused:
        world.vendor.store.unlock(world.vendor.known, WORDS)
    assert code(refused) == "key.passphrase"
    stored["secret"]["cost"] = 40
    path.write_text(json.dumps(stored))
    with pytest.raises(InputError) as refused:
        world.vendor.store.unlock(world.vendor.known, WORDS)
    assert code(refused) == "key.stored"


@pytest.mark.parametrize(
    ("draft", "words", "wanted"),
    [
        (Draft("Bad Name", VENDOR, "x", "clerk", TODAY, UNTIL), WORDS, "key.name"),
        (Draft("vendor", VENDOR, "x", "clerk", TODAY, UNTIL), WORDS, "key.same-name"),
        (Draft("other", VENDOR, "x", "clerk", TODAY, date(2020, 1, 1)), WORDS, "key.dates"),
        (Draft("other", VENDOR, "x", "clerk", TODAY, UNTIL), "short", "key.weak"),
    ],
)
def test_a_key_that_cannot_be_made(world: World, draft: Draft, words: str, wanted: str) -> None:
    with pytest.raises(InputError) as refused:
        world.vendor.store.make(draft, words, cost=CHEAP)
    assert code(refused) == wanted


def test_a_replacing_key_is_signed_by_the_old_one(world: World) -> None:
    draft = Draft("vendor-2", VENDOR, "Vendor", "approver", TODAY, UNTIL)
    new = world.vendor.store.make(draft, WORDS, world.vendor.secret, CHEAP)
    signed = read_card(new.data)
    assert signed.signed_by(world.vendor.known.card)
    assert world.hospital.store.trust(signed, "approver", TODAY).card.replaces == world.vendor.known.card.id


def test_a_card_that_only_says_so_is_refused(world: World, tmp_path: Path) -> None:
    thief = side(tmp_path / "t", VENDOR, "thief")
    draft = Draft("vendor-2", VENDOR, "Vendor", "approver", TODAY, UNTIL)
    new = thief.store.make(draft, WORDS, thief.secret, CHEAP)
    known = thief.known.card.id.encode()
    assert known in read_card(new.data).envelope.payload
    forged = json.loads(new.data)
    forged["signatures"] = forged["signatures"][:1]
    bare = json.dumps(forged, separators=(",", ":"), sort_keys=True).encode()
    world.hospital.store.trust(read_card(thief.known.data), "clerk", TODAY)
    with pytest.raises(InputError) as refused:
        world.hospital.store.trust(read_card(bare), "approver", TODAY)
    assert code(refused) == "key.old-signature"


def test_a_changed_card_is_no_card(world: World) -> None:
    data = world.vendor.known.data
    for at in range(0, len(data), 7):
        broken = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(InputError):
            read_card(broken)


def test_revoked_stays_revoked(world: World) -> None:
    key = world.vendor.known.card.id
    world.hospital.store.revoke(key, TODAY, "lost")
    world.hospital.store.revoke(key, date(2027, 1, 1), "again")
    with pytest.raises(InputError) as refused:
        world.hospital.ring.signer(key)
    assert code(refused) == "key.revoked"
    assert dict(refused.value.problems[0].params)["on"] == TODAY.isoformat()
    with pytest.raises(InputError) as refused:
        world.hospital.store.trust(read_card(world.vendor.known.data), "approver", TODAY)
    assert code(refused) == "key.revoked"


def test_a_key_is_found_by_name_or_beginning_of_its_id(world: World, tmp_path: Path) -> None:
    ring = world.hospital.ring
    digits = world.vendor.known.card.id.removeprefix("sha256:")
    assert ring.find("vendor").card == ring.find(digits[:8]).card == world.vendor.known.card
    assert ring.parties() == {HOSPITAL}
    for name in ("nobody", digits[:4]):
        with pytest.raises(InputError) as refused:
            ring.find(name)
        assert code(refused) == "key.unknown"
    world.hospital.store.trust(read_card(side(tmp_path / "w", VENDOR, "vendor").known.data), "clerk", TODAY)
    with pytest.raises(InputError) as refused:
        world.hospital.ring.find("vendor")
    assert code(refused) == "key.ambiguous"


def test_an_empty_home_has_no_keys(tmp_path: Path) -> None:
    assert KeyStore(tmp_path / "none").ring().known == {}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_card_is_told_as_one(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_card(data, "a.key")
    assert [(p.code, p.file) for p in caught.value.problems] == [("key.card-empty", "a.key")]
