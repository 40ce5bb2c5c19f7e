"""A clinic's answers and the acceptance of terms; a hospital's answer about an item, as draft and published."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.web.institution_desk.common import today
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.queries import engagement, own_institution
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import draft_for, heads
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.actions import SetMember
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
ITEM = "mhlw-7.0/overview/4/4.4"


def _at(world: World, key: str, path: str) -> str:
    return f"/o/{world.organisations[key].id}/institution/{path}"


def _profile(world: World, key: str = "clinic") -> dict[str, object]:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = own_institution(actor)
        assert row is not None
        own = heads([row])[0].own
    assert own is not None
    return dict(own.fields)


def _has_draft(world: World, key: str) -> bool:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = KarteDocument.objects.get(kind="institution", keeper_urn=actor.urn)
        return draft_for(actor.user, row) is not None


def test_an_answer_is_saved_as_typed_and_published_when_confirmed(world: World, signed_in: SignedIn) -> None:
    client, name = signed_in("clinic"), "a:institution/kiku/bcp"
    saved = client.post(_at(world, "clinic", "clinic/answer/"), {"engagement": "hoshizora-kiku", name: "true"})
    assert "下書きに保存しました" in saved.content.decode()
    assert "bcp" not in _profile(world)
    assert _has_draft(world, "clinic")
    shown = client.get(_at(world, "clinic", "clinic/")).content.decode()
    assert f'name="{name}" value="true" checked' in shown
    done = client.post(_at(world, "clinic", "clinic/"), {"engagement": "hoshizora-kiku", name: "true"})
    assert done.status_code == 302
    assert _profile(world)["bcp"] is True
    assert not _has_draft(world, "clinic")
    assert f'name="{name}"' not in client.get(_at(world, "clinic", "clinic/")).content.decode()


def test_not_knowing_is_an_answer(world: World, signed_in: SignedIn) -> None:
    name = "a:institution/kiku/bcp"
    signed_in("clinic").post(_at(world, "clinic", "clinic/"), {"engagement": "hoshizora-kiku", name: "unknown"})
    assert _profile(world)["bcp"] == {"unknown": "stated"}


@pytest.mark.parametrize("value", ["perhaps", "<script>", "1" * 400])
def test_what_cannot_be_read_is_said_and_nothing_is_kept(world: World, signed_in: SignedIn, value: str) -> None:
    before = _profile(world)
    data = {"engagement": "hoshizora-kiku", "a:institution/kiku/bcp": value}
    text = signed_in("clinic").post(_at(world, "clinic", "clinic/"), data).content.decode()
    assert "この答えは読み取れません" in text
    assert "<script>" not in text.partition("<main")[2]
    assert _profile(world) == before


def test_only_what_was_asked_is_taken(world: World, signed_in: SignedIn) -> None:
    before = _profile(world)
    data = {"engagement": "hoshizora-kiku", "a:institution/kiku/name": "true", "a:party/kiku-clinic/urn": "true"}
    text = signed_in("clinic").post(_at(world, "clinic", "clinic/"), data).content.decode()
    assert "答えが一つも選ばれていません" in text
    assert _profile(world) == before


def test_terms_are_taken_over_whole(world: World, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    assert "貴院の考えと違います" in client.get(_at(world, "clinic", "clinic/")).content.decode()
    done = client.post(_at(world, "clinic", "clinic/"), {"engagement": "hoshizora-kiku", "what": "terms"})
    assert done.status_code == 302
    text = client.get(_at(world, "clinic", "clinic/")).content.decode()
    assert "貴院の考えと違います" not in text
    assert text.count("確認済み") == 3
    actor = world.actor("clinic")
    with scope(actor.organisation):
        row = engagement(actor, "hoshizora-kiku")
        assert row is not None
        states = {cell.id: cell.state for cell in assess(row, today()).reports["demarcation"].cells}
    assert states["account_management/normal/decide@service/hoshizora-emr"] == "agreed"
    assert "contradiction" not in states.values()


def test_a_reader_is_asked_nothing(world: World, signed_in: SignedIn) -> None:
    act(world.actor("clinic", "administrators"), SetMember(world.editors["clinic"].pk, "reader"))
    client = signed_in("clinic")
    text = client.get(_at(world, "clinic", "clinic/")).content.decode()
    assert "question" not in text.partition("<main")[2]
    before = _profile(world)
    client.post(_at(world, "clinic", "clinic/"), {"engagement": "hoshizora-kiku", "a:institution/kiku/bcp": "true"})
    assert client.post(_at(world, "clinic", "clinic/answer/"), {"a:institution/kiku/bcp": "true"}).status_code == 403
    assert client.get(_at(world, "clinic", "matrix/settle/")).status_code == 403
    assert _profile(world) == before


def test_an_item_is_answered_with_reason_and_date(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    address = _at(world, "hospital", "conformity/item/")
    for data, text in (
        ({}, "答えを選んでください"),
        ({"answer": "planned"}, "予定日を入れてください"),
        ({"answer": "no"}, "理由を一言書いてください"),
    ):
        assert text in client.post(address, {"item": ITEM, **data}).content.decode()
    bad = client.post(address, {"item": ITEM, "answer": "planned", "planned_on": "そのうち", "publish": "1"})
    assert bad.status_code == 200
    assert 'class="summary"' in bad.content.decode()
    data = {
        "item": ITEM,
        "answer": "planned",
        "planned_on": "2027-03-31",
        "reason": "予算化済み",
        "backing": "document",
    }
    assert client.post(address, data).status_code == 302
    assert _has_draft(world, "hospital")
    assert "公開していない下書き" in client.get(_at(world, "hospital", "conformity/")).content.decode()
    assert client.post(_at(world, "hospital", "conformity/publish/")).status_code == 302
    assert not _has_draft(world, "hospital")
    shown = client.get(address, {"item": ITEM}).content.decode()
    assert "予算化済み" in shown
    assert 'value="planned" checked' in shown
    assert client.post(address, {"item": ITEM, "answer": "yes", "publish": "1"}).status_code == 302
    actor = world.actor("hospital")
    with scope(actor.organisation):
        row = own_institution(actor)
        assert row is not None
        statements = [s.fields for s in heads([row])[0].entities["statement"].values() if s.fields.get("item") == ITEM]
        verdicts = assess(row, today()).reports["conformity"].verdicts
    assert [s["answer"] for s in statements] == ["planned", "yes"]
    assert statements[1]["supersedes"]
    assert any(v.item == ITEM and v.statements for v in verdicts)


def test_an_institution_begins_its_own_document(world: World, signed_in: SignedIn) -> None:
    clinic = world.organisations["clinic"]
    with scope(clinic.id):
        KarteDocument.objects.filter(kind="institution").update(head=None)
        Revision.objects.filter(document__kind="institution").delete()
        KarteDocument.objects.filter(kind="institution").delete()
    client = signed_in("clinic")
    assert "施設票を書き始める" in client.get(_at(world, "clinic", "conformity/")).content.decode()
    address = _at(world, "clinic", "begin/")
    wrong = client.post(address, {"name_ja": " ", "kind": "castle", "beds": "二百"}).content.decode()
    for text in ("施設の名前を入れてください", "施設の種別を選んでください", "病床数は半角の数字で"):
        assert text in wrong
    assert client.post(address, {"name_ja": "きく内科", "kind": "clinic", "beds": "19"}).status_code == 302
    made = _profile(world)
    assert (made["kind"], made["beds"]) == ("clinic", 19)
    assert client.get(_at(world, "clinic", "conformity/")).status_code == 200
    assert client.get(address).status_code == 302


def test_the_one_question_that_decides_most_leads_to_where_it_is_answered(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    page = client.get(_at(world, "hospital", "conformity/"))
    decisive = page.context.get("decisive")
    assert decisive is not None, "the case has one question that decides several items"
    question, count = decisive
    assert count > 2
    text = page.content.decode()
    assert question.text in text
    assert f'href="{question.href}"' in text
    assert "セキュリティアップデート責任" in question.text
    assert question.href == f"/o/{world.organisations['hospital'].id}/contracts/"
    answer = client.get(question.href)
    assert answer.status_code == 200
    assert "セキュリティアップデート責任" in answer.content.decode()
