"""Standard terms accepted the direct way: what has changed since it came in is left out, named, and agreed on later."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
Place = Callable[..., str]
Telling = Callable[[str], str]
NAME = "hoshizora-kiku"


def _clinic_page(world: World) -> str:
    return f"/o/{world.organisations['clinic'].id}/institution/clinic/"


@pytest.fixture
def offered(world: World, signed_in: SignedIn, place: Place, telling: Telling) -> str:
    """The vendor's officer seals so that it binds; the clinic's clerk takes it in. Gives the parcel's address."""
    return _offer(world, signed_in, place, telling)


def _offer(world: World, signed_in: SignedIn, place: Place, telling: Telling) -> str:
    officer, clerk = signed_in("saas-vendor", "approvers"), signed_in("clinic")
    for waiting in officer.get(place("saas-vendor")).context["waiting"]:
        officer.post(place("saas-vendor", "receive/"), {"bundle": waiting["post"].bundle})
    form = {"to": world.organisations["clinic"].urn, "binding": "1"}
    assert officer.post(place("saas-vendor", f"send/{telling('saas-vendor')}/"), form).status_code == 302
    (post,) = clerk.get(place("clinic")).context["waiting"]
    return str(clerk.post(place("clinic", "receive/"), {"bundle": post["post"].bundle})["location"])


def _accepted(world: World, client: Client) -> str:
    """The clerk finds the terms right; gives the address of the vendor's lines, to which the page leads."""
    page = _clinic_page(world)
    assert client.post(page, {"what": "terms", "engagement": NAME}).status_code == 302
    return str(client.get(page).context["offer"])


def _rows(client: Client, parcel: str) -> list[object]:
    return [row for group in client.get(parcel).context["groups"] for row in group["rows"]]


def _approve(signed_in: SignedIn, place: Place) -> None:
    """The director approves whatever waits, as ticked."""
    director = signed_in("clinic", "approvers")
    (row,) = director.get(place("clinic", "approvals/")).context["rows"]
    ticked = [line.id for group in row["groups"] for line in group["rows"] if not line.outdated]
    form = {"decision": "approve", "lines": ticked}
    answer = director.post(place("clinic", f"approvals/{row['request'].id}/"), form, follow=True)
    assert "承認しました。" in answer.content.decode()


def _agreed(client: Client, place: Place, world: World) -> set[str]:
    other = world.organisations["saas-vendor"].urn
    page = client.get(place("clinic", f"agreement/engagement/{NAME}/{other}/?state=agreed"))
    return {row.id for group in page.context["groups"] for row in group["rows"]}


def test_the_direct_way_takes_what_still_stands(world: World, signed_in: SignedIn, place: Place, offered: str) -> None:
    clerk = signed_in("clinic")
    parcel = _accepted(world, clerk)
    assert parcel == offered
    page = clerk.get(parcel)
    late, count = {row.id for row in page.context["late"]}, page.context["terms"]
    assert late
    assert count > 0
    text = page.content.decode()
    assert f"約款に基づく行にまとめて同意し、承認を依頼する（{count}行）" in text
    assert f'href="{place("clinic", f"engagement/{NAME}/")}"' in text
    assert "先に、こちらの今の内容を相手に渡してください" in text
    assert clerk.post(parcel, {"what": "terms"}).status_code == 302
    (waiting,) = clerk.get(place("clinic", "approvals/")).context["rows"]
    assert waiting["count"] == count
    assert not late & set(waiting["request"].lines)
    _approve(signed_in, place)
    assert _agreed(clerk, place, world) == set(waiting["request"].lines)
    again = clerk.post(parcel, {"what": "terms"})
    assert again.status_code == 422
    assert "今は同意できません" in again.content.decode()


def test_after_a_handover_the_rest_is_agreed_on(
    world: World, signed_in: SignedIn, place: Place, telling: Telling, offered: str
) -> None:
    clerk, parcel = signed_in("clinic"), offered
    assert _accepted(world, clerk) == parcel
    first = {row.id for row in clerk.get(parcel).context["late"]}
    assert clerk.post(parcel, {"what": "terms"}).status_code == 302
    assert clerk.get(_clinic_page(world)).context["hand_over"] == place("clinic", f"engagement/{NAME}/")
    (card,) = clerk.get(place("clinic", f"engagement/{NAME}/")).context["parties"]
    assert card["unsent"]
    vendor = world.organisations["saas-vendor"].urn
    assert clerk.post(place("clinic", f"send/{telling('clinic')}/"), {"to": vendor}).status_code == 302
    waited = clerk.get(parcel).content.decode()
    assert "相手の新しい内容が届くのを待ってください" in waited
    assert clerk.get(_clinic_page(world)).context["hand_over"] == ""
    newer = _offer(world, signed_in, place, telling)
    _approve(signed_in, place)  # what was asked for before the handover is still good
    before = _agreed(clerk, place, world)
    assert before
    page = clerk.get(newer)
    assert page.context["late"] == []
    assert page.context["terms"] > 0
    assert clerk.post(newer, {"what": "terms"}).status_code == 302
    _approve(signed_in, place)
    after = _agreed(clerk, place, world)
    assert before < after
    assert first & after
    assert "約款に基づく行にまとめて同意" not in clerk.get(newer).content.decode()


def test_an_outdated_line_is_not_accepted_by_hand(world: World, signed_in: SignedIn, place: Place) -> None:
    clerk = signed_in("clinic")
    parcel = _accepted(world, clerk)
    page = clerk.get(parcel)
    late = page.context["late"][0].id
    fresh = next(row.id for row in _rows(clerk, parcel) if not row.outdated and not row.settled)
    for sent in ({f"w:{late}": "accept"}, {f"w:{late}": "accept", "what": "bind"}):
        answer = signed_in("clinic", "approvers").post(parcel, sent)
        assert answer.status_code == 422
        assert "今は同意できません" in answer.content.decode()
    with scope(world.organisations["clinic"].id):
        before = Parcel.objects.filter(outgoing=True).count()
    asked = {f"w:{late}": "ask", f"n:{late}": "どうなりますか", f"w:{fresh}": "accept"}
    assert clerk.post(parcel, asked).status_code == 302  # a question about it goes out all the same
    with scope(world.organisations["clinic"].id):
        assert Parcel.objects.filter(outgoing=True).count() == before + 1
    (waiting,) = clerk.get(place("clinic", "approvals/")).context["rows"]
    assert waiting["request"].lines == [fresh]


def test_what_became_outdated_while_it_waited_is_not_ticked(
    world: World, signed_in: SignedIn, place: Place, offered: str
) -> None:
    clerk, parcel = signed_in("clinic"), offered
    assert clerk.post(parcel, {"what": "all"}).status_code == 302
    _accepted(world, clerk)
    page = signed_in("clinic", "approvers").get(place("clinic", "approvals/"))
    (row,) = page.context["rows"]
    text = page.content.decode()
    assert 0 < row["outdated"] < row["count"]
    assert text.count('name="lines"') == row["count"] - row["outdated"]
    assert f"{row['outdated']}行の内容が、依頼のあとに変わりました" in text
    _approve(signed_in, place)
    assert len(_agreed(clerk, place, world)) == row["count"] - row["outdated"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_next_step_is_said_in_both_languages(world: World, signed_in: SignedIn, language: str) -> None:
    clerk, user = signed_in("clinic"), world.editors["clinic"]
    user.language = language
    user.save(update_fields=("language",))
    text = clerk.get(_accepted(world, clerk)).content.decode()
    assert ("Hand over what is yours" in text) is (language == "en")
    assert ("こちらの内容を渡す" in text) is (language == "ja")


def test_what_one_has_reservations_about_is_not_taken_along(
    world: World, signed_in: SignedIn, place: Place, offered: str
) -> None:
    clerk = signed_in("clinic")
    rows = _rows(clerk, offered)
    before = clerk.get(offered).context
    assert before["open"] == len(rows)
    on_terms = next(row.id for row in rows if row.id.startswith("sla/contract/kiku"))
    others = [row.id for row in rows if row.id != on_terms][:3]
    said = {on_terms: ("object", "条項が違います"), others[0]: ("ask", "なぜ"), others[1]: ("condition", "夜間は除く")}
    sent = {f"w:{line}": word for line, (word, _) in said.items()} | {f"w:{others[2]}": "accept"}
    sent |= {f"n:{line}": note for line, (_, note) in said.items()}
    assert clerk.post(offered, sent).status_code == 302
    page = clerk.get(offered)
    assert page.context["open"] == len(rows) - 4
    assert page.content.decode().count(">承認を依頼しました</span>") == 1
    assert clerk.post(offered, {"what": "terms"}).status_code == 302
    assert clerk.post(offered, {"what": "all"}).status_code == 302
    (waiting,) = clerk.get(place("clinic", "approvals/")).context["rows"]
    assert set(waiting["request"].lines) == {row.id for row in rows} - {on_terms, *others[:2]}
    assert "承認を依頼する（" not in clerk.get(offered).content.decode()
