"""Two parties reach one agreement through sealed bundles; a fact changes and exactly its lines reopen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Offer, Place, seal
from anzenkarte.exchange.keys.store import Draft, KeyStore
from anzenkarte.karte.operations import Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.agreements.actions import Approve, RequestApproval
from anzenkarte.workspace.agreements.queries import Agreement, agreement
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import find_document
from anzenkarte.workspace.handovers.actions import Answer, Seal, SealBinding, TrustKey
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.queries import waiting
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import Refused, act
from anzenkarte.workspace.scope import scope

NAME = "hoshizora-kiku"
ABOUT = f"engagement/{NAME}"


def _row(world: World, key: str) -> KarteDocument:
    with scope(world.organisations[key].id):
        found = find_document("engagement", NAME, world.organisations[key].urn)
    assert found is not None
    return found


def _stand(world: World, key: str, other: str) -> Agreement:
    actor = world.actor(key)
    with scope(actor.organisation):
        return agreement(actor, ABOUT, world.organisations[other].urn)


def _offer(world: World) -> Parcel:
    """The vendor's officer seals; the clinic takes it in."""
    officer = world.actor("saas-vendor", "approvers")
    sent = act(officer, SealBinding(_row(world, "saas-vendor").id, world.organisations["clinic"].urn))
    return act(world.actor("clinic"), Receive(get(sent.sha256)))


def _agree(world: World) -> Parcel:
    received = _offer(world)
    with scope(world.organisations["clinic"].id):
        lines = list(received.offered.values_list("line", flat=True))
    request = act(world.actor("clinic"), RequestApproval(received.id, lines))
    answer = act(world.actor("clinic", "approvers"), Approve(request.id))
    act(world.actor("saas-vendor"), Receive(get(answer.sha256)))
    return received


def test_offer_request_approval_agreement(world: World) -> None:
    received = _agree(world)
    assert received.lines > 3
    for key, other in (("clinic", "saas-vendor"), ("saas-vendor", "clinic")):
        found = _stand(world, key, other)
        assert found.counts == {"agreed": received.lines}


def test_a_clerks_word_is_no_agreement(world: World) -> None:
    received = _offer(world)
    with scope(world.organisations["clinic"].id):
        words = dict.fromkeys(received.offered.values_list("line", flat=True), ("accept", ""))
    act(world.actor("clinic"), Answer(received.id, words))
    assert _stand(world, "clinic", "saas-vendor").counts == {"proposed": received.lines}
    request = act(world.actor("clinic"), RequestApproval(received.id, list(words)))
    with pytest.raises(Refused, match=r"refused\.needs-binding"):
        act(world.actor("clinic"), Approve(request.id))


def test_a_changed_fact_reopens_exactly_its_lines(world: World) -> None:
    _agree(world)
    vendor = world.actor("saas-vendor")
    row = _row(world, "saas-vendor")
    with scope(vendor.organisation):
        service = KarteDocument.objects.select_related("head").get(kind="service")
    before = _stand(world, "saas-vendor", "clinic")
    component = next(
        name.rpartition("#component/")[2]
        for standing in before.standings
        for name in (standing.line.basis if standing.line else {})
        if "service/" in name and "#component/" in name
    )
    act(vendor, Edit(service.id, [Operation("component", component, "note", "x")]))
    act(vendor, Publish(service.id))
    touched = {
        standing.id
        for standing in before.standings
        if standing.line and any(name.endswith(f"#component/{component}") for name in standing.line.basis)
    }
    after = _stand(world, "saas-vendor", "clinic")
    reopened = {standing.id for standing in after.standings if standing.state == "reopened"}
    assert touched
    assert reopened == touched
    assert row.name == NAME


def test_a_question_needs_its_text(world: World) -> None:
    received = _offer(world)
    with scope(world.organisations["clinic"].id):
        line = received.offered.values_list("line", flat=True)[0]
    with pytest.raises(InputError, match=r"handover\.note-needed"):
        act(world.actor("clinic"), Answer(received.id, {line: ("ask", " ")}))
    act(world.actor("clinic"), Answer(received.id, {line: ("ask", "復元試験はいつですか。")}))
    states = {standing.id: standing.state for standing in _stand(world, "clinic", "saas-vendor").standings}
    assert states[line] == "asked"


def _entries(world: World, key: str) -> int:
    with scope(world.organisations[key].id):
        return Entry.objects.count()


def test_what_is_unsound_foreign_or_old_changes_nothing(world: World) -> None:
    vendor = world.actor("saas-vendor")
    row = _row(world, "saas-vendor")
    first = get(act(vendor, Seal(row.id, world.organisations["clinic"].urn)).sha256)
    second = get(act(vendor, Seal(row.id, world.organisations["clinic"].urn)).sha256)
    clinic, hospital = world.actor("clinic"), world.actor("hospital")
    act(clinic, Receive(second))
    count = _entries(world, "clinic")
    changed = bytearray(second)
    changed[len(changed) // 2] ^= 1
    for data, code in (
        (second, "handover.known"),
        (first, "handover.old"),
        (bytes(changed), ""),
        (second[:-100], ""),
        (b"", ""),
        (b"PK\x03\x04" + b"0" * 100, ""),
    ):
        with pytest.raises(InputError) as error:
            act(clinic, Receive(data))
        assert code in str(error.value)
    assert _entries(world, "clinic") == count
    for stranger in (hospital, world.actor("emr-maker"), vendor):
        with pytest.raises(InputError):
            act(stranger, Receive(second))


def test_a_party_elsewhere_with_keys_of_its_own(world: World, tmp_path: Path) -> None:
    elsewhere = KeyStore(tmp_path)
    urn = "urn:uuid:11111111-1111-4111-8111-111111111111"
    known = elsewhere.make(
        Draft("elsewhere", urn, "よその会社", "approver", today(), date(2030, 1, 1)), "long passphrase", None, 2**10
    )
    offer = Offer("service/else", world.organisations["clinic"].urn, Content((), (), (), {"a.txt": b"x"}), Place())
    bundle = seal(offer, elsewhere.unlock(known, "long passphrase"), today())
    clinic, boss = world.actor("clinic"), world.actor("clinic", "administrators")
    with pytest.raises(InputError, match=r"handover\.untrusted"):
        act(clinic, Receive(bundle))
    with pytest.raises(InputError, match=r"key\.fingerprint"):
        act(boss, TrustKey(known.data, "approver", "sha256:" + "0" * 64))
    act(boss, TrustKey(known.data, "approver", known.card.id))
    assert act(clinic, Receive(bundle)).counterpart == urn


def test_the_post_brings_what_was_sealed_here(world: World) -> None:
    sent = act(world.actor("saas-vendor"), Seal(_row(world, "saas-vendor").id, world.organisations["clinic"].urn))
    clinic = world.actor("clinic")
    with scope(clinic.organisation):
        assert [post.bundle for post in waiting(clinic)] == [sent.bundle]
    act(clinic, Receive(get(sent.sha256)))
    with scope(clinic.organisation):
        assert waiting(clinic) == []


def test_only_one_who_binds_seals_for_the_party(world: World) -> None:
    with pytest.raises(Refused):
        act(world.actor("saas-vendor"), SealBinding(_row(world, "saas-vendor").id, world.organisations["clinic"].urn))


def test_an_institution_consents_to_risks_only_when_it_says_so(world: World) -> None:
    clinic, vendor = world.actor("clinic"), world.organisations["saas-vendor"].urn
    row = _row(world, "clinic")

    def kinds(parcel: Parcel) -> set[str]:
        with scope(clinic.organisation):
            return set(parcel.offered.values_list("kind", flat=True))

    assert "residual" not in kinds(act(clinic, Seal(row.id, vendor)))
    assert "residual" in kinds(act(clinic, Seal(row.id, vendor, risks=True)))
    with scope(world.organisations["saas-vendor"].id):
        offered = set(_offer_of_the_vendor(world).offered.values_list("kind", flat=True))
    assert "residual" in offered  # for its customer to answer


def _offer_of_the_vendor(world: World) -> Parcel:
    return act(world.actor("saas-vendor"), Seal(_row(world, "saas-vendor").id, world.organisations["clinic"].urn))
