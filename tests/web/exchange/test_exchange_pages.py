"""A vendor offers, a clinic asks for approval, its director approves, both see the agreement; all by forms."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.scope import scope
from tests.counting import questions

SignedIn = Callable[..., Client]
Place = Callable[..., str]
Telling = Callable[[str], str]
NAME = "hoshizora-kiku"


def _offer(world: World, signed_in: SignedIn, place: Place, telling: Telling) -> str:
    """The vendor's officer seals so that it binds; the clinic's clerk takes it in. Gives the parcel's address."""
    to = world.organisations["clinic"].urn
    form = {"to": to, "binding": "1"}
    sent = signed_in("saas-vendor", "approvers").post(place("saas-vendor", f"send/{telling('saas-vendor')}/"), form)
    assert sent.status_code == 302
    clerk = signed_in("clinic")
    (waiting,) = clerk.get(place("clinic")).context["waiting"]
    taken = clerk.post(place("clinic", "receive/"), {"bundle": waiting["post"].bundle})
    assert taken.status_code == 302
    return str(taken["location"])


def _approved(signed_in: SignedIn, place: Place, parcel: str, lines: list[str] | None = None) -> None:
    """Everything is accepted, and the director approves it (or some of it)."""
    assert signed_in("clinic").post(parcel, {"what": "all"}).status_code == 302
    director = signed_in("clinic", "approvers")
    (row,) = director.get(place("clinic", "approvals/")).context["rows"]
    listed = row["request"].lines if lines is None else lines
    approve = place("clinic", f"approvals/{row['request'].id}/")
    assert signed_in("clinic").post(approve, {"decision": "approve", "lines": listed}).status_code == 403
    assert director.post(approve, {"decision": "approve", "lines": listed}).status_code == 302


def _taken_by_vendor(signed_in: SignedIn, place: Place) -> None:
    desk = signed_in("saas-vendor")
    for waiting in desk.get(place("saas-vendor")).context["waiting"]:
        desk.post(place("saas-vendor", "receive/"), {"bundle": waiting["post"].bundle})


def test_from_offer_to_agreement(world: World, signed_in: SignedIn, place: Place, telling: Telling) -> None:
    parcel = _offer(world, signed_in, place, telling)
    count = signed_in("clinic").get(parcel).context["count"]
    assert count > 3
    _approved(signed_in, place, parcel)
    _taken_by_vendor(signed_in, place)
    for key, other in (("saas-vendor", "clinic"), ("clinic", "saas-vendor")):
        pair = f"agreement/engagement/{NAME}/{world.organisations[other].urn}/"
        page = signed_in(key).get(place(key, pair))
        assert dict(page.context["states"]) == {"agreed": count}
        assert "合意" in page.content.decode()
        inbox = signed_in(key).get(place(key)).context["rows"]
        assert dict(inbox[0]["row"].counts) == {"agreed": count}
        paper = signed_in(key).get(place(key, pair.replace("agreement", "annex", 1)))
        assert paper.status_code == 200
        assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(paper.content)).namelist()


def test_the_director_approves_some_lines_only(
    world: World, signed_in: SignedIn, place: Place, telling: Telling
) -> None:
    parcel = _offer(world, signed_in, place, telling)
    groups = signed_in("clinic").get(parcel).context["groups"]
    chosen = [row.id for row in groups[0]["rows"][:2]]
    _approved(signed_in, place, parcel, chosen)
    assert signed_in("clinic").get(place("clinic", "approvals/")).context["rows"] == []
    states = {row.id: row.state for group in signed_in("clinic").get(parcel).context["groups"] for row in group["rows"]}
    assert {line for line, state in states.items() if state == "agreed"} == set(chosen)
    assert set(states.values()) == {"agreed", "proposed"}


def test_an_annex_needs_an_agreement(world: World, signed_in: SignedIn, place: Place) -> None:
    other = world.organisations["saas-vendor"].urn
    page = signed_in("clinic").get(place("clinic", f"annex/engagement/{NAME}/{other}/"))
    assert page.status_code == 422
    assert "合意した行がまだありません" in page.content.decode()


def test_a_question_is_sent_and_shown(world: World, signed_in: SignedIn, place: Place, telling: Telling) -> None:
    parcel, clerk = _offer(world, signed_in, place, telling), signed_in("clinic")
    line = clerk.get(parcel).context["groups"][0]["rows"][0].id
    refused = clerk.post(parcel, {f"w:{line}": "ask", f"n:{line}": ""})
    assert refused.status_code == 422
    assert refused.content.decode().count("その内容を書いてください") == 2  # in the summary and at the field
    assert clerk.post(parcel, {f"w:{line}": "ask", f"n:{line}": "復元試験は？<b>"}).status_code == 302
    assert "復元試験は？&lt;b&gt;" in clerk.get(parcel).content.decode()
    _taken_by_vendor(signed_in, place)
    pair = place("saas-vendor", f"agreement/engagement/{NAME}/{world.organisations['clinic'].urn}/")
    asked = signed_in("saas-vendor").get(pair + "?state=asked")
    assert [row.id for group in asked.context["groups"] for row in group["rows"]] == [line]
    assert "復元試験は？&lt;b&gt;" in asked.content.decode()


def test_only_who_binds_answers_so_that_it_binds(
    world: World, signed_in: SignedIn, place: Place, telling: Telling
) -> None:
    parcel = _offer(world, signed_in, place, telling)
    line = signed_in("clinic").get(parcel).context["groups"][0]["rows"][0].id
    form = {f"w:{line}": "accept", "what": "bind"}
    assert signed_in("clinic").post(parcel, form).status_code == 403
    assert signed_in("clinic", "approvers").post(parcel, form).status_code == 302
    states = {row.id: row.state for group in signed_in("clinic").get(parcel).context["groups"] for row in group["rows"]}
    assert states[line] == "agreed"


def test_hostile_files_are_refused_in_words(world: World, signed_in: SignedIn, place: Place) -> None:
    clerk, own = signed_in("clinic"), world.organisations["clinic"].id
    with scope(own):
        before = Entry.objects.count(), Parcel.objects.count()
    for data in (b"", b"<script>", b"PK\x03\x04" + b"\0" * 50, b"PK\x05\x06" + b"\0" * 18):
        file = SimpleUploadedFile("../../x.anzen", data)
        answer = clerk.post(place("clinic", "receive/"), {"file": file}, follow=True)
        assert answer.status_code == 200
        assert len(list(answer.context["messages"])) >= 1
    with scope(own):
        assert (Entry.objects.count(), Parcel.objects.count()) == before


def test_anothers_rows_are_not_there(world: World, signed_in: SignedIn, place: Place, telling: Telling) -> None:
    parcel = _offer(world, signed_in, place, telling)
    signed_in("clinic").post(parcel, {"what": "all"})
    with scope(world.organisations["clinic"].id):
        got = Parcel.objects.filter(outgoing=False).first()
    (row,) = signed_in("clinic").get(place("clinic", "approvals/")).context["rows"]
    stranger, urn = signed_in("hospital"), world.organisations["saas-vendor"].urn
    for rest in (f"{got.id}/", f"{got.id}/file/", f"engagement/{NAME}/", f"agreement/engagement/{NAME}/{urn}/"):
        assert stranger.get(place("hospital", rest)).status_code == 404
    officer = signed_in("hospital", "approvers")
    officer.post(place("hospital", f"approvals/{row['request'].id}/"), {"decision": "approve", "all": "1"})
    sent = officer.post(place("hospital", f"send/{telling('clinic')}/"), {"to": urn})
    assert sent.status_code == 302
    with scope(world.organisations["clinic"].id):
        assert not Parcel.objects.filter(outgoing=True, at__gt=got.at).exists()
    bundle = place("hospital", "receive/")
    assert stranger.post(bundle, {"bundle": got.bundle}).status_code == 404


@pytest.mark.parametrize(
    ("rest", "queries"),
    [("", 17), ("history/", 10), ("approvals/", 9), ("keys/", 9), (f"engagement/{NAME}/", 21)],
)
def test_every_page_asks_a_fixed_number_of_questions(
    world: World, signed_in: SignedIn, place: Place, rest: str, queries: int
) -> None:
    client = signed_in("clinic")
    client.get(place("clinic", rest))
    with questions() as asked:
        assert client.get(place("clinic", rest)).status_code == 200
    assert len(asked) == queries


def test_lines_are_read_with_a_fixed_number_of_questions(
    world: World, signed_in: SignedIn, place: Place, telling: Telling
) -> None:
    parcel = _offer(world, signed_in, place, telling)
    other = world.organisations["saas-vendor"].urn
    for address, queries in ((parcel, 30), (place("clinic", f"agreement/engagement/{NAME}/{other}/"), 17)):
        client = signed_in("clinic")
        client.get(address)
        with questions() as asked:
            assert client.get(address).status_code == 200
        assert len(asked) == queries
