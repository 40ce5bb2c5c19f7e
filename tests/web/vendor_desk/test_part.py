"""A contractor's own part: what is its job and by whose word, what contradicts about it, and its word on that."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from anzenkarte.assess.results import CellState
from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.words import Words
from anzenkarte.web.shared.karte import today
from anzenkarte.web.vendor_desk.part import UNSETTLED, near_findings, own_parties, part_of
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import load
from anzenkarte.workspace.handovers.actions import Seal, TrustKey
from anzenkarte.workspace.handovers.keys import data
from anzenkarte.workspace.handovers.queries import cards
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from tests.counting import questions
from tests.web.vendor_desk.conftest import Desk

VPN = {"duty": "configuration", "situation": "normal", "subject": "component/vpn-device"}
PLACE = 'id="configuration-normal-component-vpn-device"'
SignedIn = Callable[..., Client]


@pytest.fixture
def contractor(world: World, signed_in: SignedIn) -> Desk:
    """The editor of the network contractor."""
    return Desk(signed_in("contractor"), world, "contractor")


@pytest.fixture
def told(world: World) -> None:
    """The EMR maker has handed the contractor what it says about who does what."""
    for who, other in (("contractor", "emr-maker"), ("emr-maker", "contractor")):
        for card in cards({world.organisations[other].urn}):
            act(world.actor(who, "administrators"), TrustKey(data(card.card), card.role, card.fingerprint))
    _handed(world, "emr-maker", "contractor")


def _handed(world: World, giver: str, receiver: str) -> None:
    own = world.organisations[giver]
    with scope(own.id):
        row = KarteDocument.objects.get(kind="engagement", keeper_urn=own.urn)
    sent = act(world.actor(giver, "approvers"), Seal(row.id, world.organisations[receiver].urn))
    act(world.actor(receiver), Receive(get(sent.sha256)))


@pytest.fixture
def at(contractor: Desk) -> str:
    """Where the page is."""
    return f"{contractor.vendor('engagement', 'handa-emr')}part/"


def _card(text: str) -> str:
    found = re.search(rf"<article[^>]*{PLACE}>.*?</article>", text, re.DOTALL)
    return found[0] if found is not None else ""


def _voices(world: World, key: str) -> dict[str, tuple[CellState, set[tuple[str, str]]]]:
    """Act → state and who says whom, of the VPN device's configuration, as a party sees it."""
    own = world.organisations[key]
    with scope(own.id):
        row = KarteDocument.objects.select_related("head").get(kind="engagement", keeper_urn=own.urn)
        cells = assess(row, today()).reports["demarcation"].cells
    here = [c for c in cells if (c.duty, c.situation, c.subject) == tuple(VPN.values())]
    return {c.act: (c.state, {(v.by, v.party) for v in c.voices}) for c in here}


def _said(world: World, desk: Desk, at: str, key: str) -> Any:
    urn = world.organisations[key].urn
    return desk.client.post(
        f"{at}word/", {**VPN, "party": urn, "acts": ["do", "verify"], "subjects": [VPN["subject"]], "note": "打合せ"}
    )


@pytest.mark.usefixtures("told")
def test_the_contradiction_about_the_vpn_device_is_named(contractor: Desk, at: str) -> None:
    card = _card(contractor.get(at).content.decode())
    assert "VPN" in card
    assert "A社の認識</strong>：C社が担う" in card
    assert "C社の認識</strong>：A社が担う" in card
    assert f"{at}word/?duty=configuration" in card


def test_the_blocks_hold_every_row_once_and_say_on_what_it_rests(world: World) -> None:
    own = world.organisations["contractor"]
    with scope(own.id):
        row = KarteDocument.objects.select_related("head").get(kind="engagement", keeper_urn=own.urn)
        words = Words(assess(row, today()), "ja")
    ours = own_parties(words, own.urn)
    assert ours == {"party/a-company"}
    found, every = part_of(words, ours), matrix.rows(words)
    assert len(found.matters) + len(found.elsewhere) == sum(row.state in UNSETTLED for row in every)
    assert found.matters[0].state == "contradiction"
    assert all(one.words for one in found.matters)
    held = [*found.ours, *(one for _, others in found.others for one in others)]
    assert held
    assert all(one.basis for one in held)
    assert {one.party for one in found.ours} <= {words.name("party/a-company")}
    assert words.name("party/a-company") not in dict(found.others)


def test_what_needs_action_is_cut_to_what_is_ours(world: World) -> None:
    own = world.organisations["contractor"]
    with scope(own.id):
        row = KarteDocument.objects.select_related("head").get(kind="engagement", keeper_urn=own.urn)
        words = Words(assess(row, today()), "ja")
    near = [finding for group in near_findings(words, own_parties(words, own.urn)) for finding in group.findings]
    every = words.assessment.findings
    assert 0 < len(near) < len(every)
    assert all(finding.obliged != "institution" for finding in near)
    assert "component/vpn-device" in {finding.subject for finding in near}
    assert {finding.subject for finding in near} < {finding.subject for finding in every}
    assert near_findings(words, frozenset()) == []


def test_the_dialogue_asks_whether_it_is_ours(contractor: Desk, at: str) -> None:
    query = "&".join(f"{key}={value}" for key, value in VPN.items())
    text = contractor.get(f"{at}word/?{query}").content.decode()
    assert "自社の担当です" in text
    assert "自社の担当ではありません（担当：C社）" in text
    assert "貴社の考えとして記録する" in text
    assert contractor.get(f"{at}word/?duty=x&situation=normal&subject=x").status_code == 404


def test_a_form_without_a_choice_is_told_what_is_missing(contractor: Desk, at: str) -> None:
    answer = contractor.client.post(f"{at}word/", VPN)
    assert answer.status_code == 200
    assert "誰が行うかを選んでください。" in answer.content.decode()


def test_whose_word_has_not_come_in_is_said(contractor: Desk, at: str) -> None:
    text = contractor.get(at).content.decode()
    assert not _card(text)
    assert "契約で決定" not in text  # no contract assigns a duty here
    assert "担当についての考えがまだ届いていない当事者：半田病院、C社。" in text


@pytest.mark.usefixtures("told")
def test_its_word_reaches_the_hospital_with_a_handover(world: World, contractor: Desk, at: str) -> None:
    assert _voices(world, "contractor")["verify"][0] == "contradiction"
    answer = _said(world, contractor, at, "contractor")
    assert answer.status_code == 302
    assert answer["location"] == f"{at}?said=1"
    row = contractor.row("engagement", "handa-emr")
    newest = [s for s in load(row.head).entities["statement"].values() if s.fields.get("date") == today().isoformat()]
    assert [(s.fields["by"], s.fields["party"]) for s in newest] == [("a-company", "a-company")]
    with scope(world.organisations["contractor"].id):
        assert Entry.objects.order_by("-sequence").first().verb == "cell.settle"
    text = contractor.get(answer["location"]).content.decode()
    assert "記録し、公開しました" in text
    assert not _card(text)  # both say now that it is ours
    assert _voices(world, "hospital")["verify"][0] == "contradiction"  # not handed over yet
    _handed(world, "contractor", "hospital")
    state, voices = _voices(world, "hospital")["verify"]
    assert state == "agreed"
    assert voices == {("party/a-company", "party/a-company"), ("party/c-company", "party/a-company")}


def test_the_page_is_linked_from_where_one_works(contractor: Desk, at: str) -> None:
    home = f"{contractor.base}vendor/"
    karte, exchange = contractor.karte("engagement", "handa-emr"), f"{contractor.base}exchange/engagement/handa-emr/"
    for place in (home, karte, exchange):
        assert f'href="{at}"' in contractor.get(place).content.decode(), place


def test_only_engagements_have_the_page(desk: Desk) -> None:
    assert desk.get(f"{desk.vendor('service', 'hoshizora-emr')}part/").status_code == 404
    assert desk.get(f"{desk.vendor('engagement', 'hoshizora-kiku')}part/").status_code == 200


def test_a_hospital_and_a_reader_find_no_way_in(world: World, signed_in: SignedIn, at: str) -> None:
    assert signed_in("hospital").get(at).status_code in (403, 404)
    own = f"/o/{world.organisations['hospital'].id}/vendor/{at.rsplit('/', 3)[1]}/part/"
    assert signed_in("hospital").get(own).status_code in (403, 404)


def test_the_page_asks_a_fixed_number_of_questions(contractor: Desk, at: str) -> None:
    contractor.get(at)
    with questions() as found:
        contractor.get(at)
    assert len(found) <= 20
