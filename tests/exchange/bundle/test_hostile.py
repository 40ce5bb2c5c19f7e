"""Bundles that are not as they were sealed: whatever was done to them, none verifies and nothing else happens."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.exchange.bundle.manifest import TYPE
from anzenkarte.exchange.bundle.pack import LIMITS, pack
from anzenkarte.exchange.bundle.seal import ENVELOPE, MANIFEST, seal
from anzenkarte.exchange.bundle.verify import addressed, read, verify
from anzenkarte.exchange.keys.card import read_card
from anzenkarte.exchange.keys.envelope import sealed
from anzenkarte.exchange.keys.store import Ring, Secret
from anzenkarte.formats.canonical import canonical_bytes, digest_bytes
from anzenkarte.formats.guarded_zip import MIB
from anzenkarte.kernel.errors import InputError
from tests.exchange.bundle.conftest import HOSPITAL, LINE, TODAY, VENDOR, World, side
from tests.unpacked import unpacked

Members = dict[str, bytes]


def refused(data: bytes, ring: Ring) -> set[str]:
    """The codes with which a bundle is refused."""
    with pytest.raises(InputError) as error:
        verify(data, ring, TODAY, "b.anzen")
    return {problem.code for problem in error.value.problems}


def resealed(members: Members, secret: Secret, change: Callable[[dict[str, object]], object]) -> bytes:
    """The manifest changed and signed again; the signature is good."""
    manifest = json.loads(members[MANIFEST])
    change(manifest)
    payload = canonical_bytes(manifest)
    return pack({**members, MANIFEST: payload, ENVELOPE: sealed(TYPE, payload, [secret.signer])})


def test_a_sound_bundle_gives_back_what_was_sealed(world: World) -> None:
    sound = verify(world.bundle(a=b"evidence"), world.hospital.ring, TODAY)
    content = read(sound, open_catalogue().vocabulary)
    assert sound.manifest.sender == VENDOR
    assert [line.digest for line in content.lines] == [LINE.digest]
    assert content.evidence == {"a": b"evidence"}
    assert [said.word for said in content.said] == ["ask"]
    assert addressed(sound, world.hospital.ring)


def test_the_same_content_gives_the_same_bytes(world: World) -> None:
    assert world.bundle(a=b"1", b=b"2") == world.bundle(b=b"2", a=b"1")


def test_what_is_encrypted_opens_for_receiver_and_sender_only(world: World, tmp_path: Path) -> None:
    data = world.bundle(world.hospital.known.card.recipient, a=b"a secret of ours")
    assert b"a secret of ours" not in data
    assert LINE.id.encode() not in data
    sound = verify(data, world.hospital.ring, TODAY)
    vocabulary = open_catalogue().vocabulary
    for party in (world.hospital, world.vendor):
        assert read(sound, vocabulary, party.secret).evidence == {"a": b"a secret of ours"}
    stranger = side(tmp_path / "s", VENDOR, "stranger")
    for secret, code in ((None, "bundle.encrypted"), (stranger.secret, "key.cannot-decrypt")):
        with pytest.raises(InputError) as error:
            read(sound, vocabulary, secret)
        assert error.value.problems[0].code == code


@lru_cache(maxsize=1)
def _fuzzed() -> tuple[bytes, Ring]:
    base = Path(mkdtemp())
    vendor, hospital = side(base / "v", VENDOR, "vendor"), side(base / "h", HOSPITAL, "hospital")
    hospital.store.trust(read_card(vendor.known.data), "approver", TODAY)
    return World(vendor, hospital).bundle(a=b"evidence" * 9), hospital.ring


@given(st.data())
def test_no_changed_byte_verifies(data: st.DataObject) -> None:
    bundle, ring = _fuzzed()
    at = data.draw(st.integers(0, len(bundle) - 1))
    bits = data.draw(st.integers(1, 255))
    changed = bundle[:at] + bytes([bundle[at] ^ bits]) + bundle[at + 1 :]
    assert refused(changed, ring)


@given(st.data())
def test_nothing_cut_out_or_put_in_verifies(data: st.DataObject) -> None:
    bundle, ring = _fuzzed()
    start = data.draw(st.integers(0, len(bundle)))
    end = data.draw(st.integers(start, len(bundle)))
    put = data.draw(st.binary(max_size=40))
    changed = bundle[:start] + put + bundle[end:]
    if changed != bundle:
        assert refused(changed, ring)


@given(st.binary(max_size=400))
def test_noise_is_no_bundle(noise: bytes) -> None:
    assert refused(noise, _fuzzed()[1])


def test_every_byte_of_a_small_bundle_counts() -> None:
    bundle, ring = _fuzzed()
    for at in range(0, len(bundle), 5):
        assert refused(bundle[:at] + bytes([bundle[at] ^ 0x20]) + bundle[at + 1 :], ring)


def test_an_unknown_or_revoked_key(world: World, tmp_path: Path) -> None:
    data = world.bundle()
    assert refused(data, side(tmp_path / "s", HOSPITAL, "somebody").ring) == {"key.untrusted"}
    world.hospital.store.revoke(world.vendor.known.card.id, TODAY, "lost")
    assert refused(data, world.hospital.ring) == {"key.revoked"}


def test_signed_again_by_another(world: World, tmp_path: Path) -> None:
    members = unpacked(world.bundle())
    thief = side(tmp_path / "t", VENDOR, "thief")
    assert refused(resealed(members, thief.secret, lambda m: None), world.hospital.ring) == {"key.untrusted"}
    own = world.hospital
    assert refused(resealed(members, own.secret, lambda m: None), own.ring) == {"bundle.wrong-key"}
    as_own = resealed(members, own.secret, lambda m: m.update(key=own.known.card.id))
    assert refused(as_own, own.ring) == {"bundle.wrong-party"}
    both = pack({**members, ENVELOPE: sealed(TYPE, members[MANIFEST], [world.vendor.secret.signer, own.secret.signer])})
    assert refused(both, own.ring) == {"bundle.signatures"}


def test_the_seal_of_another_bundle(world: World) -> None:
    one, other = unpacked(world.bundle(a=b"1")), unpacked(world.bundle(a=b"2"))
    for name in (MANIFEST, ENVELOPE):
        assert refused(pack({**one, name: other[name]}), world.hospital.ring) == {"bundle.tampered"}
    mixed = pack({**one, MANIFEST: other[MANIFEST], ENVELOPE: other[ENVELOPE]})
    assert refused(mixed, world.hospital.ring) == {"bundle.part-added", "bundle.part-changed", "bundle.part-missing"}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda m: m.update(schema="anzenkarte/bundle/0"), "bundle.schema"),
        (lambda m: m.update(schema="anzenkarte/bundle/2"), "bundle.schema"),
        (lambda m: m.update(schema="other"), "bundle.manifest"),
        (lambda m: m.update(extra=1), "bundle.manifest"),
        (lambda m: m.update(sequence=0), "bundle.manifest"),
        (lambda m: m.update(sequence=2), "bundle.manifest"),
        (lambda m: m.update(sequence=True), "bundle.manifest"),
        (lambda m: m.update(previous="x"), "bundle.manifest"),
        (lambda m: m.update(about="../../etc"), "bundle.manifest"),
        (lambda m: m.update(encrypted=True), "bundle.manifest"),
        (lambda m: m["parts"][0].update(name="../x"), "bundle.manifest"),
        (lambda m: m["parts"].append(m["parts"][0]), "bundle.manifest"),
        (lambda m: m["parts"][0].update(size=1), "bundle.part-changed"),
        (lambda m: m.update(sealed_on="2026-12-24"), "bundle.future"),
        (lambda m: m.update(sealed_on="2020-01-01"), "key.not-valid"),
    ],
)
def test_a_manifest_out_of_order_under_a_good_signature(
    world: World, change: Callable[[dict[str, object]], object], wanted: str
) -> None:
    data = resealed(unpacked(world.bundle()), world.vendor.secret, change)
    assert refused(data, world.hospital.ring) == {wanted}


def test_a_manifest_written_in_another_way(world: World) -> None:
    members = unpacked(world.bundle())
    payload = json.dumps(json.loads(members[MANIFEST])).encode()
    data = pack({**members, MANIFEST: payload, ENVELOPE: sealed(TYPE, payload, [world.vendor.secret.signer])})
    assert refused(data, world.hospital.ring) == {"bundle.manifest"}


def test_an_envelope_of_another_type_is_no_seal(world: World) -> None:
    members = unpacked(world.bundle())
    other = sealed("application/vnd.anzenkarte.key+json", members[MANIFEST], [world.vendor.secret.signer])
    assert refused(pack({**members, ENVELOPE: other}), world.hospital.ring) == {"key.envelope"}


def _zip(files: Members, method: int = zipfile.ZIP_STORED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return target.getvalue()


def test_archives_that_are_traps(world: World) -> None:
    ring = world.hospital.ring
    assert refused(_zip({"../../x": b"1"}), ring) == {"zip.unsafe-name"}
    assert refused(_zip({"bomb": bytes(8 * MIB)}, zipfile.ZIP_DEFLATED), ring) == {"zip.packed-too-well"}
    assert refused(_zip({"a": b"1"}), ring) == {"bundle.repacked"}
    assert refused(pack({"a": b"1"}), ring) == {"bundle.no-seal"}
    assert refused(pack({str(n): b"" for n in range(LIMITS.members + 1)}), ring) == {"zip.too-many-files"}
    huge = pack({MANIFEST: b" ", ENVELOPE: b"[" * (9 * MIB)})
    assert len(refused(huge, ring)) == 1
    deep = pack({MANIFEST: b" ", ENVELOPE: b"[" * 100_000})
    assert refused(deep, ring) == {"json.too-deep"}


def test_packed_again_it_is_not_what_was_sealed(world: World) -> None:
    files = unpacked(world.bundle())
    assert refused(_zip(files, zipfile.ZIP_DEFLATED), world.hospital.ring) <= {
        "bundle.repacked",
        "zip.packed-too-well",
    }


def test_evidence_cannot_be_named_out_of_its_folder(world: World) -> None:
    vocabulary = open_catalogue().vocabulary
    for name in ("../x", "a/b", "con", "x\\y"):
        data = seal(world.offer("", **{name: b"1"}), world.vendor.secret, TODAY)
        sound = verify(data, world.hospital.ring, TODAY)
        with pytest.raises(InputError) as error:
            read(sound, vocabulary)
        assert error.value.problems[0].code == "bundle.part"


def test_lines_whose_digest_is_not_theirs(world: World) -> None:
    members = unpacked(world.bundle())
    lines = json.loads(members["lines.json"])
    lines[0]["content"] = {"parties": [HOSPITAL]}
    members["lines.json"] = canonical_bytes(lines)

    def honest(manifest: dict[str, object]) -> None:
        parts = manifest["parts"]
        assert isinstance(parts, list)
        for part in parts:
            part.update(sha256=digest_bytes(members[part["name"]]), size=len(members[part["name"]]))

    sound = verify(resealed(members, world.vendor.secret, honest), world.hospital.ring, TODAY)
    with pytest.raises(InputError) as error:
        read(sound, open_catalogue().vocabulary)
    assert error.value.problems[0].code == "bundle.part"


def test_a_bundle_for_somebody_else(world: World, tmp_path: Path) -> None:
    third = side(tmp_path / "x", "urn:uuid:third", "third")
    third.store.trust(read_card(world.vendor.known.data), "approver", TODAY)
    assert not addressed(verify(world.bundle(), third.ring, TODAY), third.ring)


def test_days_of_sealing(world: World) -> None:
    yesterday = verify(world.bundle(), world.hospital.ring, TODAY - timedelta(days=1))
    assert yesterday.manifest.sealed_on == TODAY
    with pytest.raises(InputError) as error:
        seal(world.offer(), world.vendor.secret, TODAY - timedelta(days=1))
    assert error.value.problems[0].code == "key.not-valid"
