"""The audit chains of the demonstration under attack: whoever may write the database is found out by the signed heads.

The database is changed past every manager, as somebody with its password would; the heads on disk stay as they are.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from anzenkarte.cli.work.workspace import verify as verify_all
from anzenkarte.workspace.audit import heads
from anzenkarte.workspace.audit.chain import Act, Fault, append, entry_hash, verify
from anzenkarte.workspace.audit.models import START, Entry, Head
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.models import Organisation, User
from anzenkarte.workspace.scope import scope, unscoped
from anzenkarte.workspace.tokens.actions import MakeToken

CHAINED = {
    "actor": uuid.UUID(int=5),
    "at": datetime(2020, 1, 1, tzinfo=UTC),
    "digest": "sha256:" + "1" * 64,
    "hash": "2" * 64,
    "previous": "3" * 64,
    "subject": "document:other",
    "verb": "document.other",
}


@pytest.fixture
def hospital(world: World) -> Iterator[uuid.UUID]:
    """The hospital's id, in its scope; its heads on disk are put back afterwards."""
    id_ = world.organisations["hospital"].id
    file = heads.folder() / f"{id_}.jsonl"
    before = file.read_bytes()
    with scope(id_):
        yield id_
    file.write_bytes(before)


def _faults(organisation: uuid.UUID) -> tuple[Fault, ...]:
    signed, unsound = heads.kept(organisation)
    assert unsound == 0
    return verify(Entry.objects.all(), Head.objects.first(), signed)


def _kinds(organisation: uuid.UUID) -> set[str]:
    return {fault.kind for fault in _faults(organisation)}


def _chain_again() -> None:
    """What an attacker does who knows the program: every hash and the head made right again."""
    previous, count = START, 0
    for entry in Entry.objects.all():
        entry.previous, count = previous, entry.sequence
        entry.hash = previous = entry_hash(entry)
        entry.save()
    Head.objects.update(count=count, hash=previous)


def _renumber() -> None:
    for place, entry in enumerate(Entry.objects.all(), start=1):
        if entry.sequence != place:
            entry.sequence = place
            entry.save()


def _alter(length: int) -> None:
    Entry.objects.filter(sequence=length // 2).update(verb="document.keep", detail=None)


def _swap(length: int) -> None:
    one, other = Entry.objects.get(sequence=2), Entry.objects.get(sequence=3)
    Entry.objects.filter(pk=one.pk).update(sequence=length + 10)
    Entry.objects.filter(pk=other.pk).update(sequence=2)
    Entry.objects.filter(pk=one.pk).update(sequence=3)


def _delete(length: int) -> None:
    Entry.objects.filter(sequence=length // 2).delete()


def _delete_first(length: int) -> None:
    Entry.objects.filter(sequence=1).delete()


def _cut(length: int) -> None:
    Entry.objects.filter(sequence__gt=length - 2).delete()


def _empty(length: int) -> None:
    Entry.objects.all().delete()


def _insert(length: int) -> None:
    for entry in Entry.objects.order_by("-sequence")[: length - 3]:
        Entry.objects.filter(pk=entry.pk).update(sequence=entry.sequence + 1)
    copied = Entry.objects.get(sequence=2)
    copied.pk, copied.sequence = None, 4
    copied.save(force_insert=True)


ATTACKS = (_alter, _swap, _delete, _delete_first, _cut, _empty, _insert)


def test_every_chain_of_the_demonstration_holds(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_all() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(world.organisations)
    assert not [line for line in lines if "（0 件）" in line or "(0)" in line]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_the_rows_is_found(hospital: uuid.UUID, attack: Callable[[int], None]) -> None:
    attack(Entry.objects.count())
    assert _faults(hospital)
    assert verify_all() == 1


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_with_all_hashes_made_again_is_found_by_the_heads(
    hospital: uuid.UUID, attack: Callable[[int], None]
) -> None:
    attack(Entry.objects.count())
    _renumber()
    _chain_again()
    assert verify(Entry.objects.all(), Head.objects.first(), ()) == ()  # the database agrees with itself
    assert _kinds(hospital) <= {"altered", "cut"}
    assert _faults(hospital)
    assert verify_all() == 1


@pytest.mark.parametrize("field", sorted(CHAINED))
def test_every_chained_field_of_every_entry_is_held(hospital: uuid.UUID, field: str) -> None:
    for entry in Entry.objects.all():
        before = getattr(entry, field)
        Entry.objects.filter(pk=entry.pk).update(**{field: CHAINED[field]})
        assert Fault(entry.sequence, "altered") in _faults(hospital)
        Entry.objects.filter(pk=entry.pk).update(**{field: before})
    assert _faults(hospital) == ()


def test_a_millisecond_counts(hospital: uuid.UUID) -> None:
    entry = Entry.objects.get(sequence=2)
    Entry.objects.filter(pk=entry.pk).update(at=entry.at + timedelta(milliseconds=1))
    assert _faults(hospital) == (Fault(2, "altered"),)


def test_a_chain_cut_and_grown_again_is_found(
    world: World, hospital: uuid.UUID, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    length = Entry.objects.count()
    _cut(length)
    last = Entry.objects.last()
    Head.objects.update(count=last.sequence, hash=last.hash)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(4):
            act(world.actor("hospital"), MakeToken("t", ("read",), 1))
    assert Entry.objects.count() > length
    assert _faults(hospital) == (Fault(length - 1, "altered"), Fault(length, "altered"))


def test_a_chain_longer_than_its_last_head_is_sound(world: World, hospital: uuid.UUID) -> None:
    act(world.actor("hospital"), MakeToken("t", ("read",), 1))  # committed nowhere: its head is never signed
    signed, _ = heads.kept(hospital)
    assert Head.objects.get().count == max(one.count for one in signed) + 1
    assert _faults(hospital) == ()
    assert verify_all() == 0


def test_erased_detail_keeps_the_chain_sound_and_altered_detail_does_not(hospital: uuid.UUID) -> None:
    Entry.objects.update(detail=None)
    assert _faults(hospital) == ()
    Entry.objects.filter(sequence=2).update(detail={"role": "reader"})
    assert _faults(hospital) == (Fault(2, "altered"),)


def test_an_organisation_gone_with_its_chain_is_named(hospital: uuid.UUID, capsys: pytest.CaptureFixture[str]) -> None:
    lost = uuid.uuid4()
    file = heads.folder() / f"{lost}.jsonl"
    heads.record(lost, 1, "0" * 64)
    try:
        assert verify_all() == 1
        assert str(lost) in capsys.readouterr().out
    finally:
        file.unlink()


@pytest.mark.parametrize("field", ["count", "hash", "at", "signature"])
def test_a_head_altered_on_disk_is_counted(hospital: uuid.UUID, field: str) -> None:
    file = heads.folder() / f"{hospital}.jsonl"
    lines = file.read_text().splitlines()
    head = json.loads(lines[1])
    head[field] = head[field] + 1 if field == "count" else "0" + head[field][1:] if head[field][0] != "0" else "1"
    file.write_text("\n".join([lines[0], json.dumps(head), *lines[2:]]) + "\n")
    signed, unsound = heads.kept(hospital)
    assert (len(signed), unsound) == (len(lines) - 1, 1)
    assert verify_all() == 1


def test_a_head_of_another_organisation_does_not_count(world: World, hospital: uuid.UUID) -> None:
    file = heads.folder() / f"{hospital}.jsonl"
    foreign = (heads.folder() / f"{world.organisations['clinic'].id}.jsonl").read_bytes()
    own = len(heads.kept(hospital)[0])
    file.write_bytes(file.read_bytes() + foreign)
    signed, unsound = heads.kept(hospital)
    assert (len(signed), unsound) == (own, len(foreign.splitlines()))


@pytest.mark.parametrize("length", [1, 40, 150])
def test_a_line_cut_off_by_a_stop_does_not_spoil_the_next(hospital: uuid.UUID, length: int) -> None:
    file = heads.folder() / f"{hospital}.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole + whole.splitlines()[0][:length])
    signed, unsound = heads.kept(hospital)
    assert unsound == 0
    heads.record(hospital, 1, signed[0].hash)
    again, unsound = heads.kept(hospital)
    assert (len(again), unsound) == (len(signed) + 1, 0)


def test_chained_fields_hold_no_personal_text(world: World) -> None:
    people = {text for user in User.objects.all() for text in (user.email, user.get_full_name()) if text}
    names = {text for one in Organisation.objects.all() for text in (one.name_ja, one.name_en) if text}
    with unscoped():
        entries = list(Entry.objects.all())
    assert len(entries) > 50
    for entry in entries:
        chained = " ".join((entry.verb, str(entry.actor), entry.subject, entry.digest))
        assert re.fullmatch(r"[a-z.-]+", entry.verb)
        assert re.fullmatch(r"[a-z]+:[0-9a-z:-]+", entry.subject), entry.subject
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", entry.digest)
        told = chained + json.dumps(entry.detail, ensure_ascii=False)
        assert "@" not in told
        assert not [text for text in people | names if text in told], entry.verb


def test_an_actor_is_an_account_or_the_program(world: World) -> None:
    known = set(User.objects.values_list("pk", flat=True)) | {uuid.UUID(int=0)}
    with unscoped():
        assert set(Entry.objects.values_list("actor", flat=True)) <= known


def test_heads_and_their_key_are_for_the_server_alone(world: World) -> None:
    found = [*heads.folder().iterdir()]
    assert len(found) > len(world.organisations)
    assert {path.stat().st_mode & 0o077 for path in found} == {0}
    assert Path(settings.ANZENKARTE_DATA) in heads.folder().parents


def test_the_telling_of_an_entry_is_what_its_digest_says(world: World) -> None:
    id_ = world.organisations["clinic"].id
    with scope(id_):
        entry = append(id_, Act("member.end", uuid.UUID(int=0), "member:x", {"via": "web"}))
        assert entry.hash == entry_hash(Entry.objects.get(pk=entry.pk))
