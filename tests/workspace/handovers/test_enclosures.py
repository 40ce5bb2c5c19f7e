"""Evidence that goes along: chosen by the sender, kept by the receiver for what names it, refused when it hurts."""

from __future__ import annotations

import hashlib
import tracemalloc
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Offer, seal
from anzenkarte.exchange.keys.store import Draft, KeyStore, Known
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import WHOLE, Operation, apply
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World, sample
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get, look, path_of
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.evidence.actions import AddEvidence, EndEvidence, Held, RenewEvidence
from anzenkarte.workspace.evidence.models import EvidenceFile, Reminder
from anzenkarte.workspace.evidence.projection import remind
from anzenkarte.workspace.evidence.queries import reachable
from anzenkarte.workspace.handovers import enclosures
from anzenkarte.workspace.handovers.actions import RevokeKey, Seal, TrustKey
from anzenkarte.workspace.handovers.enclosures import candidates, handed_before
from anzenkarte.workspace.handovers.keys import store_of
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

PDF = b"%PDF-1.7\nSOC 2"
PHRASE = "a long passphrase"
RIVAL = "urn:uuid:22222222-2222-4222-8222-222222222222"


def row_of(world: World, key: str, kind: str) -> KarteDocument:
    actor = world.actor(key)
    with scope(actor.organisation):
        found = own_rows(kind, actor.urn).first()
        assert found is not None
        return found


def published(world: World, data: bytes = PDF, slug: str = "soc2", kind: str = "service") -> EvidenceFile:
    """A file of the vendor's, named by its published document."""
    actor, row = world.actor("saas-vendor"), row_of(world, "saas-vendor", kind)
    held = Held(None, date(2027, 3, 31))
    action = AddEvidence(row.id, f"evidence/{slug}", data, f"{slug}.pdf", "SOC 2報告書", "東京", held)
    file = act(actor, action)
    act(actor, Publish(row.id))
    return file


def sent(world: World, evidence: Sequence[UUID] = ()) -> Parcel:
    row, to = row_of(world, "saas-vendor", "engagement"), world.organisations["clinic"].urn
    return act(world.actor("saas-vendor"), Seal(row.id, to, evidence))


def taken(world: World, evidence: Sequence[UUID] = ()) -> Parcel:
    return act(world.actor("clinic"), Receive(get(sent(world, evidence).sha256)))


def held(world: World, key: str = "clinic") -> list[EvidenceFile]:
    with scope(world.organisations[key].id):
        return list(EvidenceFile.objects.exclude(sender="").order_by("added", "id"))


def state(world: World, key: str = "clinic") -> tuple[int, ...]:
    with scope(world.organisations[key].id):
        return tuple(m.objects.count() for m in (Entry, Parcel, KarteDocument, Revision, EvidenceFile, Reminder))


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_nothing_goes_along_unless_it_is_chosen(world: World) -> None:
    published(world)
    assert taken(world).evidence == []
    assert held(world) == []


def test_a_chosen_file_is_kept_for_what_names_it(world: World) -> None:
    file = published(world)
    parcel = taken(world, [file.id])
    (row,) = held(world)
    vendor, clerk = world.organisations["saas-vendor"].urn, world.actor("clinic")
    assert (row.sender, row.bundle, row.author) == (vendor, parcel.bundle, clerk.user)
    assert (row.sha256, row.size, row.name, row.media) == (file.sha256, len(PDF), "soc2.pdf", "application/pdf")
    assert (row.entity, row.title, row.scope, row.expires_on) == (
        "evidence/soc2",
        "SOC 2報告書",
        "東京",
        date(2027, 3, 31),
    )
    assert parcel.evidence == [{"name": "soc2.pdf", "sha256": file.sha256, "size": len(PDF)}]
    assert get(row.sha256) == PDF
    colleague = world.actor("clinic", "approvers")
    with scope(clerk.organisation):
        assert row.document.keeper_urn == vendor
        assert [one.id for one in reachable(colleague)] == [row.id]
        assert handed_before(world.organisations["saas-vendor"].urn) == {}
    with scope(world.organisations["saas-vendor"].id):
        assert handed_before(world.organisations["clinic"].urn) == {file.sha256: today()}


def test_it_is_out_of_reach_when_the_document_names_it_no_longer(world: World) -> None:
    taken(world, [published(world).id])
    vendor, service = world.actor("saas-vendor"), row_of(world, "saas-vendor", "service")
    act(vendor, Edit(service.id, [Operation("evidence", "soc2", WHOLE, None)]))
    act(vendor, Publish(service.id))
    taken(world)
    clerk, (row,) = world.actor("clinic"), held(world)
    with scope(clerk.organisation):
        assert row.author == clerk.user  # who took it in has no more right to it than anybody
        assert not reachable(clerk).filter(id=row.id).exists()
    with scope(world.organisations["hospital"].id):
        assert not reachable(world.actor("hospital")).filter(id=row.id).exists()


def test_handed_over_again_it_is_there_once_and_a_newer_one_takes_its_place(world: World) -> None:
    file = published(world)
    taken(world, [file.id])
    (first,) = held(world)
    taken(world, [file.id])
    assert [row.id for row in held(world)] == [first.id]
    newer = act(world.actor("saas-vendor"), RenewEvidence(file.id, b"%PDF-1.7\nnewer", "soc2-2027.pdf"))
    act(world.actor("saas-vendor"), Publish(newer.document_id))
    taken(world, [newer.id])
    old, new = held(world)
    assert (old.id, new.replaces_id) == (first.id, first.id)
    assert old.ended is not None
    assert new.ended is None
    assert get(old.sha256) == PDF


def test_the_receiver_ends_it_and_does_not_replace_it(world: World) -> None:
    taken(world, [published(world).id])
    (row,) = held(world)
    with pytest.raises(InputError, match=r"evidence\.received"):
        act(world.actor("clinic"), RenewEvidence(row.id, PDF, "a.pdf"))
    assert act(world.actor("clinic"), EndEvidence(row.id)).ended is not None


def test_its_day_is_told_once_by_its_document(world: World) -> None:
    taken(world, [published(world).id])
    with scope(world.organisations["clinic"].id):
        assert Reminder.objects.filter(kind="evidence", entity="evidence/soc2").count() == 1
        assert not Reminder.objects.filter(kind="file").exists()
    remind(date(2026, 11, 25))
    with scope(world.organisations["clinic"].id):
        assert not Reminder.objects.filter(kind="file").exists()


def test_only_what_ones_own_documents_name_may_go_along(world: World) -> None:
    file, ended = published(world), published(world, b"%PDF-1.7\nold", "old")
    act(world.actor("saas-vendor"), EndEvidence(ended.id))
    drafted = act(world.actor("saas-vendor"), AddEvidence(file.document_id, "evidence/new", b"%PDF-1.7\nx", "x.pdf"))
    taken(world, [file.id])
    (received,) = held(world)
    vendor, clinic = world.actor("saas-vendor"), world.actor("clinic")
    with scope(vendor.organisation):
        offered = candidates(vendor, row_of(world, "saas-vendor", "engagement"), clinic.urn)
    assert [one.id for one in offered] == [file.id]
    before = state(world, "saas-vendor")
    for wrong in (ended.id, drafted.id, received.id, UUID(int=1)):
        with pytest.raises(InputError, match=r"handover\.evidence-gone"):
            sent(world, [file.id, wrong])
    assert state(world, "saas-vendor") == before
    with scope(clinic.organisation):
        mine = row_of(world, "clinic", "engagement")
        assert candidates(clinic, mine, vendor.urn) == []  # what it received is not its own to hand on
    with pytest.raises(InputError, match=r"handover\.evidence-gone"):
        act(clinic, Seal(mine.id, vendor.urn, [received.id]))


def test_files_whose_bytes_are_gone_or_too_large_do_not_go(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    unlike = b"%PDF-1.7\nsoon gone"
    file = published(world, unlike)
    path_of(file.sha256).unlink()
    with pytest.raises(InputError, match=r"handover\.evidence-gone"):
        sent(world, [file.id])
    monkeypatch.setattr(enclosures, "MOST", len(unlike) - 1)
    with pytest.raises(InputError, match=r"handover\.evidence-large"):
        sent(world, [file.id])


def test_without_a_key_of_the_receiver_evidence_stays_here(world: World) -> None:
    file = published(world)
    with scope(world.organisations["saas-vendor"].id):
        ring = store_of(world.organisations["saas-vendor"].id).ring()
    for id_, known in ring.known.items():
        if not known.own:
            act(world.actor("saas-vendor", "administrators"), RevokeKey(id_, "なくした"))
    with pytest.raises(InputError, match=r"handover\.evidence-open"):
        sent(world, [file.id])
    assert sent(world).encrypted is False


def test_two_files_of_one_name_are_told_apart(world: World) -> None:
    files = [
        act(world.actor("saas-vendor"), AddEvidence(row_of(world, "saas-vendor", "service").id, f"evidence/f{n}",
            b"%PDF-1.7\n" + str(n).encode(), name))
        for n, name in enumerate(("長" * 100 + ".pdf", "長" * 100 + ".PDF", "con.pdf", "workspace.json.pdf"))
    ]  # fmt: skip
    act(world.actor("saas-vendor"), Publish(files[0].document_id))
    parcel = taken(world, [file.id for file in files])
    names = [one["name"] for one in parcel.evidence]
    assert len({name.casefold() for name in names}) == len(files)
    assert all(len(name.encode()) <= 255 for name in names)
    assert {row.sha256 for row in held(world)} == {file.sha256 for file in files}


@pytest.fixture
def rival(world: World, tmp_path: Path) -> tuple[KeyStore, Known]:
    """A vendor with the command line, whose key the clinic trusts."""
    store = KeyStore(tmp_path)
    known = store.make(Draft("rival", RIVAL, "別の会社", "approver", today(), date(2030, 1, 1)), PHRASE, None, 2**10)
    act(world.actor("clinic", "administrators"), TrustKey(known.data, "approver", known.card.id))
    return store, known


def naming(*hashes: str) -> Document:
    """A service of the rival's that names files by these hashes."""
    service = next(d for d in sample("saas-emr") if d.kind == "service")
    own = {**service.entities["party"][service.keeper].fields, "urn": RIVAL}
    told = [Operation("party", service.keeper, WHOLE, own)]
    for number, sha256 in enumerate(hashes):
        fields = {"name": {"ja": "資料", "en": "Paper"}, "sha256": sha256}
        told.append(Operation("evidence", f"e{number}", WHOLE, fields))
    return apply(service, told)


def bundled(world: World, rival: tuple[KeyStore, Known], document: Document, files: dict[str, bytes]) -> bytes:
    store, known = rival
    offer = Offer(f"service/{document.name}", world.organisations["clinic"].urn, Content((document,), (), (), files))
    return seal(offer, store.unlock(known, PHRASE), today())


def test_a_bundle_of_the_command_line_is_taken_in_the_same_way(world: World, rival: tuple[KeyStore, Known]) -> None:
    sha256 = hashlib.sha256(PDF).hexdigest()
    other = b"%PDF-1.7\nnobody names it"
    document = naming(sha256, sha256)
    parcel = act(world.actor("clinic"), Receive(bundled(world, rival, document, {"a.pdf": PDF, "b.pdf": other})))
    assert [(row.sender, row.entity, row.sha256) for row in held(world)] == [
        (RIVAL, "evidence/e0", sha256),
        (RIVAL, "evidence/e1", sha256),
    ]
    assert [one["name"] for one in parcel.evidence] == ["a.pdf", "b.pdf"]
    assert not path_of(hashlib.sha256(other).hexdigest()).exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<!doctype html><script>alert(1)</script>", "evidence.kind"),
        (b"MZ\x90\x00\x03" + bytes(60), "evidence.kind"),
        (b"", "evidence.empty"),
        (b"PK\x03\x04 no archive", "evidence.archive"),
        (b"%PDF-1.7" + bytes(32 * 1024 * 1024), "evidence.too-large"),
    ],
)
def test_one_bad_piece_refuses_the_whole_bundle(
    world: World, rival: tuple[KeyStore, Known], data: bytes, code: str
) -> None:
    before = state(world)
    document = naming(hashlib.sha256(PDF).hexdigest(), hashlib.sha256(data).hexdigest())
    with pytest.raises(InputError) as error:
        act(world.actor("clinic"), Receive(bundled(world, rival, document, {"good.pdf": PDF, "bad.pdf": data})))
    assert codes(error) == ["bundle.evidence", code]
    assert ("name", "bad.pdf") in [param for problem in error.value.problems for param in problem.params]
    assert state(world) == before


def test_a_file_that_is_not_what_its_hash_says_is_refused(world: World, rival: tuple[KeyStore, Known]) -> None:
    document = naming(hashlib.sha256(PDF).hexdigest())
    bundle = bundled(world, rival, document, {"a.pdf": PDF})
    before = state(world)
    with pytest.raises(InputError, match=r"bundle\."):
        act(world.actor("clinic"), Receive(bundle.replace(b"SOC 2", b"SOC 3")))
    assert state(world) == before


def test_another_partys_document_gets_no_file_from_a_stranger(world: World, rival: tuple[KeyStore, Known]) -> None:
    """The rival repeats the vendor's document, which names a file; a file for it comes from the vendor alone."""
    published(world)
    taken(world)
    service = next(d for d in sample("saas-emr") if d.kind == "service")
    named = {"name": {"ja": "資料", "en": "Paper"}, "sha256": hashlib.sha256(PDF).hexdigest()}
    theirs = apply(service, [Operation("evidence", "soc2", WHOLE, named)])
    act(world.actor("clinic"), Receive(bundled(world, rival, theirs, {"soc2.pdf": PDF})))
    assert held(world) == []


def test_big_evidence_is_never_held_twice(world: World) -> None:
    """Of 3 files of 12 MiB no more than one lies in memory at a time, at either side."""
    size = 12 * 1024 * 1024
    files = [published(world, b"%PDF-1.7" + bytes([n]) * size, f"big-{n}").id for n in range(3)]
    taken(world)  # everything that is read once is read
    tracemalloc.start()
    try:
        parcel = sent(world, files)
        at_sender = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        act(world.actor("clinic"), Receive(look(parcel.sha256)))
        at_receiver = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(held(world)) == len(files)
    assert at_sender < 2 * size
    assert at_receiver < 2 * size
