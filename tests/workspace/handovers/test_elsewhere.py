"""A vendor that is not on this server, with keys and files of its own, reaches the same agreement as one that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from anzenkarte.accord.gather import lines_of
from anzenkarte.accord.lines import Line
from anzenkarte.accord.state import Answer, standings
from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.exchange.bundle.content import Content, answers_from
from anzenkarte.exchange.bundle.manifest import Manifest
from anzenkarte.exchange.bundle.seal import Assessed, Offer, Place, seal
from anzenkarte.exchange.bundle.verify import read, verify
from anzenkarte.exchange.keys.card import read_card
from anzenkarte.exchange.keys.store import Draft, KeyStore, Known
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import Operation, apply
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.agreements.actions import Approve, RequestApproval
from anzenkarte.workspace.agreements.queries import agreement
from anzenkarte.workspace.demonstration.load import World, sample, telling
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.handovers.actions import TrustKey
from anzenkarte.workspace.handovers.keys import data
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.queries import cards
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

PHRASE = "a long passphrase"
NAME = "hoshizora-kiku"


@dataclass
class Elsewhere:
    """The clinic's vendor as it works with the command line: its folder of keys, its documents, what it has kept."""

    store: KeyStore
    known: Known
    documents: list[Document]
    manifests: list[Manifest]
    versions: list[Line]
    answers: list[Answer]

    def offer(self, to: str) -> bytes:
        """Seal the documents with the lines that follow from them."""
        catalogue = open_catalogue()
        case = choose(self.documents, catalogue.vocabulary, NAME)
        assessment = run(case, catalogue, today(), catalogue.resolve([], today()))
        editions = tuple(edition.id for edition in assessment.editions)
        content = Content(tuple(case.documents), lines_of(assessment))
        place = Place.after(self.manifests[-1] if self.manifests else None)
        about = f"engagement/{NAME}"
        offer = Offer(about, to, content, place, Assessed(today().isoformat(), editions, catalogue.digest, "elsewhere"))
        bundle = seal(offer, self.store.unlock(self.known, PHRASE), today())
        self.take(bundle)
        return bundle

    def take(self, bundle: bytes) -> None:
        """Verify and keep a bundle, one's own or another's."""
        sound = verify(bundle, self.store.ring(), today())
        content = read(sound, open_catalogue().vocabulary, self.store.unlock(self.known, PHRASE))
        m = sound.manifest
        self.manifests.append(m)
        self.versions += content.lines
        self.answers += answers_from(content, m.sender, sound.signer.binds, m.sequence, m.id, m.sealed_on.isoformat())

    def states(self) -> dict[str, str]:
        """How every line of the newest offer stands, by this side's own reckoning."""
        pair = self.manifests[-1].pair
        newest = max(self.answers, key=lambda a: a.sequence if a.party == self.known.card.party else 0).bundle
        offered = {a.digest for a in self.answers if a.bundle == newest}
        now = [line for line in self.versions if line.digest in offered]
        return {s.id: s.state for s in standings(now, self.versions, self.answers, pair)}


@pytest.fixture
def elsewhere(world: World, tmp_path: Path) -> Elsewhere:
    """The vendor elsewhere; it and the clinic have read each other's fingerprints."""
    store, urn = KeyStore(tmp_path), world.organisations["saas-vendor"].urn
    known = store.make(Draft("officer", urn, "責任者", "approver", today(), date(2030, 1, 1)), PHRASE, None, 2**10)
    act(world.actor("clinic", "administrators"), TrustKey(known.data, "approver", known.card.id))
    for card in cards({world.organisations["clinic"].urn}):
        store.trust(read_card(data(card.card)), "approver" if card.role == "approver" else "clerk", today())
    documents = [telling(d, "hoshizora-soft") if d.kind == "engagement" else d for d in sample("saas-emr")]
    return Elsewhere(store, known, documents, [], [], [])


@pytest.fixture
def states(world: World) -> Callable[[], dict[str, str]]:
    """How the clinic sees the lines."""

    def make() -> dict[str, str]:
        actor = world.actor("clinic")
        with scope(actor.organisation):
            found = agreement(actor, f"engagement/{NAME}", world.organisations["saas-vendor"].urn)
        return {standing.id: standing.state for standing in found.standings}

    return make


def _accepted(world: World, elsewhere: Elsewhere) -> set[str]:
    """The clinic takes an offer in, its clerk asks for approval, its director approves; the answer goes back."""
    after = elsewhere.offer(world.organisations["clinic"].urn)
    received = act(world.actor("clinic"), Receive(after))
    with scope(world.organisations["clinic"].id):
        lines = list(received.offered.values_list("line", flat=True))
    request = act(world.actor("clinic"), RequestApproval(received.id, lines))
    answer = act(world.actor("clinic", "approvers"), Approve(request.id))
    elsewhere.take(get(answer.sha256))
    return set(lines)


@pytest.fixture
def begun(world: World, elsewhere: Elsewhere) -> Elsewhere:
    """The exchange goes on after what the demonstration handed over already."""
    with scope(world.organisations["clinic"].id):
        parcel = Parcel.objects.filter(about=f"engagement/{NAME}").order_by("-sequence")[0]
    place = parcel.sealed_on, parcel.sequence, "", ""
    elsewhere.manifests.append(
        Manifest(parcel.about, parcel.sender, parcel.counterpart, parcel.key, *place, "", (), "", "", False, {}, ())
    )
    return elsewhere


def test_both_sides_reach_the_same_agreement(
    world: World, begun: Elsewhere, states: Callable[[], dict[str, str]]
) -> None:
    lines = _accepted(world, begun)
    here, there = states(), begun.states()
    assert len(lines) > 3
    assert {here[line] for line in lines} == {"agreed"}
    assert {there[line] for line in lines} == {"agreed"}


def test_a_fact_changed_elsewhere_reopens_exactly_its_lines(
    world: World, begun: Elsewhere, states: Callable[[], dict[str, str]]
) -> None:
    lines = _accepted(world, begun)
    service = next(d for d in begun.documents if d.kind == "service")
    component = next(iter(service.entities["component"]))
    changed = apply(service, [Operation("component", component, "note", "x")])
    begun.documents = [changed if d.kind == "service" else d for d in begun.documents]
    touched = {
        line.id
        for line in begun.versions
        if line.id in lines and any(name.endswith(f"#component/{component}") for name in line.basis)
    }
    act(world.actor("clinic"), Receive(begun.offer(world.organisations["clinic"].urn)))
    assert touched
    for found in (states(), begun.states()):
        assert {line for line in lines if found[line] == "reopened"} == touched
        assert {line for line in lines if found[line] == "agreed"} == lines - touched


def test_an_unknown_key_is_refused(world: World, begun: Elsewhere, tmp_path: Path) -> None:
    stranger = KeyStore(tmp_path / "stranger")
    urn = world.organisations["saas-vendor"].urn
    begun.known = stranger.make(Draft("x", urn, "x", "approver", today(), date(2030, 1, 1)), PHRASE, None, 2**10)
    begun.store = stranger
    bundle = begun.offer(world.organisations["clinic"].urn)
    with pytest.raises(InputError, match=r"handover\.untrusted"):
        act(world.actor("clinic"), Receive(bundle))
