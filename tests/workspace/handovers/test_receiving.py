"""What is unsound, foreign, forged or old is refused: nothing changes, and it is logged. Seals of one moment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Offer, Place, seal
from anzenkarte.exchange.keys.store import Draft, KeyStore, Known
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import WHOLE, Operation, apply
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Entry, Head
from anzenkarte.workspace.demonstration.load import World, sample, telling
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import find_document, heads
from anzenkarte.workspace.handovers import sending
from anzenkarte.workspace.handovers.actions import MakeKeys, RevokeKey, Seal, TrustKey
from anzenkarte.workspace.handovers.keys import own as own_key
from anzenkarte.workspace.handovers.models import LineVersion, Parcel
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.handovers.sending import WORKSPACE, today
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

NAME = "hoshizora-kiku"
PHRASE = "a long passphrase"
RIVAL = "urn:uuid:22222222-2222-4222-8222-222222222222"


@pytest.fixture
def rival(world: World, tmp_path: Path) -> tuple[KeyStore, Known]:
    """Another vendor of the clinic, elsewhere, whose key the clinic trusts."""
    store = KeyStore(tmp_path)
    known = store.make(Draft("rival", RIVAL, "別の会社", "approver", today(), date(2030, 1, 1)), PHRASE, None, 2**10)
    act(world.actor("clinic", "administrators"), TrustKey(known.data, "approver", known.card.id))
    return store, known


def _sealed(rival: tuple[KeyStore, Known], to: str, *documents: Document, place: Place | None = None) -> bytes:
    store, known = rival
    about = f"{documents[-1].kind}/{documents[-1].name}"
    return seal(Offer(about, to, Content(documents), place or Place()), store.unlock(known, PHRASE), today())


def _state(world: World, key: str) -> tuple[int, ...]:
    """How many rows of every kind that receiving could touch."""
    with scope(world.organisations[key].id):
        return tuple(model.objects.count() for model in (Entry, Parcel, LineVersion, KarteDocument, Revision))


def _row(world: World, key: str, kind: str = "engagement") -> KarteDocument:
    urn = world.organisations[key].urn
    with scope(world.organisations[key].id):
        found = KarteDocument.objects.select_related("head").filter(kind=kind, keeper_urn=urn).order_by("name").first()
    assert found is not None
    return found


def _rivals(case: str, slug: str, name: str) -> list[Document]:
    """Service and engagement of a sample, in which the rival has taken a party's place."""
    found = []
    for document in sample(case):
        if document.kind == "service" or (document.kind, document.name) == ("engagement", name):
            told = telling(document, slug) if document.kind == "engagement" else document
            party = document.entity("party", slug)
            taken = [] if party is None else [Operation("party", slug, WHOLE, {**party.fields, "urn": RIVAL})]
            found.append(apply(told, taken))
    return sorted(found, key=lambda document: document.kind, reverse=True)


def test_a_rival_cannot_speak_in_anothers_engagement(
    world: World, rival: tuple[KeyStore, Known], caplog: pytest.LogCaptureFixture
) -> None:
    clinic, before = world.organisations["clinic"], _state(world, "clinic")
    caplog.set_level(logging.WARNING, "anzenkarte.handovers")
    forged = _rivals("saas-emr", "hoshizora-soft", NAME)
    with pytest.raises(InputError, match=r"handover\.other-engagement"):
        act(world.actor("clinic"), Receive(_sealed(rival, clinic.urn, *forged)))
    assert _state(world, "clinic") == before
    assert "handover.other-engagement" in caplog.text
    foreign = _rivals("handa-2021", "a-company", _row(world, "hospital").name)
    with pytest.raises(InputError, match=r"handover\.no-party"):
        act(world.actor("clinic"), Receive(_sealed(rival, clinic.urn, *foreign)))
    assert _state(world, "clinic") == before


def test_a_keeper_cannot_put_words_into_anothers_mouth(world: World) -> None:
    vendor, row = world.actor("saas-vendor"), _row(world, "saas-vendor")
    with scope(vendor.organisation):
        (document,) = heads([row])
    said = next(iter(document.entities["statement"].values())).fields
    customer = str(document.own.fields["customer"]) if document.own is not None else ""
    act(vendor, Edit(row.id, [Operation("statement", "forged", WHOLE, {**said, "by": customer})]))
    act(vendor, Publish(row.id))
    act(world.actor("clinic"), Receive(get(act(vendor, Seal(row.id, world.organisations["clinic"].urn)).sha256)))
    with scope(world.organisations["clinic"].id):
        copy = find_document("engagement", NAME, vendor.urn)
        assert copy is not None
        (kept,) = heads([copy])
    assert "forged" not in kept.entities["statement"]
    assert set(document.entities["statement"]) <= set(kept.entities["statement"])


def test_an_older_exchange_does_not_bring_back_an_older_document(world: World, rival: tuple[KeyStore, Known]) -> None:
    clinic = world.actor("clinic")
    service = next(d for d in sample("saas-emr") if d.kind == "service")
    own = {**service.entities["party"][service.keeper].fields, "urn": RIVAL}
    first = apply(service, [Operation("party", service.keeper, WHOLE, own)])
    component = next(iter(first.entities["component"]))
    second = apply(first, [Operation("component", component, "note", "新しい")])
    old, known = rival
    secret = old.unlock(known, PHRASE)
    late = seal(Offer("service/other", clinic.urn, Content((first,)), Place()), secret, today())
    act(clinic, Receive(_sealed(rival, clinic.urn, first)))
    act(clinic, Receive(_sealed(rival, clinic.urn, second, place=Place(2, "sha256:" + "0" * 64))))
    act(clinic, Receive(late))
    with scope(clinic.organisation):
        copy = find_document("service", first.name, RIVAL)
        assert copy is not None
        assert copy.head.hash == second.revision


def test_a_revoked_key_and_a_day_to_come_are_refused(world: World, rival: tuple[KeyStore, Known]) -> None:
    clinic, service = world.organisations["clinic"], next(d for d in sample("saas-emr") if d.kind == "service")
    store, known = rival
    offer = Offer("service/x", clinic.urn, Content((service,)), Place())
    future = seal(offer, store.unlock(known, PHRASE), today() + timedelta(days=9))
    before = _state(world, "clinic")
    with pytest.raises(InputError, match=r"bundle\.future"):
        act(world.actor("clinic"), Receive(future))
    assert _state(world, "clinic") == before
    bundle = seal(offer, store.unlock(known, PHRASE), today())
    act(world.actor("clinic", "administrators"), RevokeKey(known.card.id, "紛失"))
    with pytest.raises(InputError, match=r"key\.revoked"):
        act(world.actor("clinic"), Receive(bundle))


def test_the_head_of_the_senders_chain_is_kept_by_the_receiver(world: World) -> None:
    vendor = world.actor("saas-vendor")
    with scope(vendor.organisation):
        head = Head.objects.get()
    sent = act(vendor, Seal(_row(world, "saas-vendor").id, world.organisations["clinic"].urn))
    received = act(world.actor("clinic"), Receive(get(sent.sha256)))
    assert (received.chain_count, received.chain_hash) == (head.count, head.hash)


def test_what_is_handed_over_is_read_by_the_receiver_alone(world: World) -> None:
    sent = act(world.actor("saas-vendor"), Seal(_row(world, "saas-vendor").id, world.organisations["clinic"].urn))
    assert sent.encrypted
    data = get(sent.sha256)
    assert WORKSPACE.encode() not in data
    assert "星空".encode() not in data
    received = act(world.actor("clinic"), Receive(data))
    assert received.lines == sent.lines


def test_replaced_keys_still_open_what_was_sealed_to_them(world: World) -> None:
    sent = act(world.actor("saas-vendor"), Seal(_row(world, "saas-vendor").id, world.organisations["clinic"].urn))
    act(world.actor("clinic", "administrators"), MakeKeys())
    assert act(world.actor("clinic"), Receive(get(sent.sha256))).lines == sent.lines
    assert own_key(world.organisations["clinic"].id, "clerk", today()) is not None


def test_nothing_of_a_third_party_is_in_a_bundle(world: World) -> None:
    """The hospital hands one vendor its telling: no statement of the other vendor, no revision of his telling."""
    hospital = world.actor("hospital")
    row = _row(world, "hospital")
    for key, other in (("contractor", "emr-maker"), ("emr-maker", "contractor")):
        sent = act(hospital, Seal(row.id, world.organisations[key].urn))
        received = act(world.actor(key), Receive(get(sent.sha256)))
        with scope(world.organisations[key].id):
            keepers = set(KarteDocument.objects.filter(kind="engagement").values_list("keeper_urn", flat=True))
            said = [line.content.get("by") for line in received.offered.filter(kind="item")]
        assert world.organisations[other].urn not in keepers
        assert world.organisations[other].urn not in said


def test_an_engagement_goes_to_its_parties_only(world: World) -> None:
    for key in ("hospital", "emr-maker", "saas-vendor"):
        with pytest.raises(InputError, match=r"handover\.receiver"):
            act(world.actor("saas-vendor"), Seal(_row(world, "saas-vendor").id, world.organisations[key].urn))


def test_two_seals_of_one_moment_are_not_both_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor, row, to = world.actor("saas-vendor"), _row(world, "saas-vendor"), world.organisations["clinic"].urn
    last: Callable = sending.last_of
    with scope(vendor.organisation):
        before = last(f"engagement/{NAME}", to)
    act(vendor, Seal(row.id, to))
    monkeypatch.setattr(sending, "last_of", lambda about, counterpart: before)  # as the other saw it
    state = _state(world, "saas-vendor")
    with pytest.raises(InputError, match=r"handover\.same-moment") as error:
        act(vendor, Seal(row.id, to))
    assert isinstance(error.value.__cause__, IntegrityError)
    assert _state(world, "saas-vendor") == state
    monkeypatch.undo()
    again = act(vendor, Seal(row.id, to))
    assert before is not None
    assert again.sequence == before.sequence + 2
