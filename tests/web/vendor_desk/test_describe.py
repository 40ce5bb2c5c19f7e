"""Describing: a new service by questions, fields saved as typed, undone, published; what a change touches."""

from __future__ import annotations

from typing import Any

import pytest

from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.workspace.documents_store.actions import BeginDocument, Edit, Publish
from anzenkarte.workspace.documents_store.models import DraftOperation, KarteDocument
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from tests.web.vendor_desk.conftest import Desk

ANSWERS: dict[str, Any] = {
    "service_name": "あおぞら検査",
    "purpose": "laboratory",
    "provision": "on_premises",
    "provider_has_parent": "no",
    "institution_name": "やまと病院",
    "institution_kind": "hospital",
    "beds": "１２０",
    "remote_maintenance": "yes",
    "restore_tested_on": "令和8年10月",
    "certificates": ["isms"],
}


def _walk(desk: Desk) -> str:
    """Answer every question, one a page; what is not in ANSWERS is not known. Gives the address of the last page."""
    address = f"{desk.base}vendor/new/service_name/"
    for _ in range(30):
        question = address.rstrip("/").rpartition("/")[2]
        if question == "new":
            return address
        page = desk.get(address)
        assert page.status_code == 200
        words = [choice.value for choice in page.context["choices"]]
        answer = ANSWERS.get(question)
        if question == "purpose":
            answer = words[0]
        if answer is None and page.context["question"].required:
            answer = page.context["value"]
        answer_ = desk.client.post(address, {"unknown": "1"} if answer is None else {"answer": answer})
        assert answer_.status_code == 302, question
        address = answer_["location"]
    raise AssertionError(address)


def test_a_new_service_reaches_its_first_verdict(desk: Desk) -> None:
    start = desk.get(f"{desk.base}vendor/new/")
    assert not start.context["ready"]
    check = _walk(desk)
    page = desk.get(check)
    assert page.context["ready"]
    assert "分からない" in page.content.decode()
    made = desk.client.post(check, {})
    assert made.status_code == 302
    verdict = desk.get(made["location"])
    assert verdict.status_code == 200
    assert "責任分界は" in verdict.context["lead"]
    with scope(desk.world.organisations["saas-vendor"].id):
        rows = {row.kind: row for row in KarteDocument.objects.filter(head__isnull=True)}
        assert set(rows) == {"service", "engagement"}
        named = DraftOperation.objects.get(draft__document=rows["engagement"], field="service")
        assert named.value == rows["service"].name
    again = desk.client.post(check, {})
    assert again.status_code == 422


def test_a_question_says_what_is_wrong_and_keeps_nothing(desk: Desk) -> None:
    address = f"{desk.base}vendor/new/provider_country/"
    wrong = desk.client.post(address, {"answer": "どこか"})
    assert wrong.status_code == 422
    assert wrong.context["problems"]
    assert desk.client.post(f"{desk.base}vendor/new/service_name/", {"answer": " "}).status_code == 422
    assert desk.get(f"{desk.base}vendor/new/beds/").status_code == 404
    assert desk.get(address).context["value"] == "JP"


@pytest.mark.parametrize(
    ("kind", "entity", "field", "data", "value"),
    [
        ("store", "log-store", "encrypted", {"f.encrypted": "false"}, False),
        ("store", "log-store", "encrypted", {"f.encrypted": "?"}, {"unknown": "stated"}),
        ("store", "log-store", "encrypted", {"f.encrypted": ""}, None),
        ("store", "log-store", "restore_tested_on", {"f.restore_tested_on": "令和8年10月"}, "2026-10"),
        ("store", "log-store", "rpo_hours", {"f.rpo_hours": "２４"}, 24),
        ("store", "log-store", "rpo_hours", {"f.rpo_hours": "", "f.rpo_hours.unknown": "1"}, {"unknown": "stated"}),
        ("store", "log-store", "name", {"f.name": "ログ", "f.name.en": "logs"}, {"ja": "ログ", "en": "logs"}),
        ("store", "log-store", "name", {"f.name": "ログ", "f.name.en": ""}, "ログ"),
        ("service", "hoshizora-emr", "works", {"f.works": ["development", "operation"]}, ["development", "operation"]),
    ],
)  # fmt: skip
def test_a_field_is_saved_as_it_is_typed(
    desk: Desk, kind: str, entity: str, field: str, data: dict[str, Any], value: object
) -> None:
    karte = desk.karte("service", "hoshizora-emr")
    answer = desk.typed(f"{karte}describe/{kind}/{entity}/save/{field}/", data)
    assert answer.status_code == 200
    with scope(desk.world.organisations["saas-vendor"].id):
        assert DraftOperation.objects.get(field=field).value == value
    assert answer["hx-trigger"] == "karte-changed"


def test_what_cannot_stand_is_told_at_the_field(desk: Desk) -> None:
    karte = desk.karte("service", "hoshizora-emr")
    store = f"{karte}describe/store/log-store/"
    told = desk.typed(f"{store}save/restore_tested_on/", {"f.restore_tested_on": "きのう"})
    assert "きのう" in told.content.decode()
    assert "空にできません" in desk.typed(f"{store}save/name/", {"f.name": ""}).content.decode()
    assert desk.typed(f"{store}save/nothing/", {"f.nothing": "1"}).status_code == 404
    whole = desk.client.post(store, {"f.name": "<b>ログ", "f.restore_tested_on": "きのう", "f.encrypted": "true"})
    assert whole.status_code == 422
    text = whole.content.decode()
    assert 'value="きのう"' in text
    assert "&lt;b&gt;ログ" in text
    assert "<b>ログ" not in text
    assert 'href="#f-store-log-store-restore-tested-on"' in text
    assert 'id="f-store-log-store-restore-tested-on"' in text
    with scope(desk.world.organisations["saas-vendor"].id):
        assert not DraftOperation.objects.exists()


def test_an_entity_is_added_undone_and_removed(desk: Desk) -> None:
    karte = desk.karte("service", "hoshizora-emr")
    assert desk.client.post(f"{karte}describe/component/_add/", {"f.name": ""}).status_code == 422
    made = desk.client.post(f"{karte}describe/component/_add/", {"f.name": "入口", "f.name.en": "Entry gate"})
    assert made["location"].endswith("/describe/component/entry-gate/")
    again = desk.client.post(f"{karte}describe/component/_add/", {"f.name": "入口", "f.name.en": "Entry gate"})
    assert again["location"].endswith("/describe/component/entry-gate-2/")
    named = desk.client.post(f"{karte}describe/component/_add/", {"f.name": "関所"})
    assert named["location"].endswith("/describe/component/component-1/")
    desk.client.post(f"{karte}undo/", {"kind": "component"})
    assert desk.get(named["location"]).status_code == 404
    desk.client.post(f"{karte}redo/", {})
    assert desk.get(named["location"]).status_code == 200
    with scope(desk.world.organisations["saas-vendor"].id):
        (document,) = heads([desk.row("service", "hoshizora-emr")])
    used = document.entities["store"]["log-store"].fields["component"]
    asked = desk.get(f"{karte}describe/component/{used}/remove/")
    assert "アクセスログ・障害報告" in [name for _, name in asked.context["users"]]
    gone = desk.client.post(f"{karte}describe/component/entry-gate-2/remove/", {})
    assert gone.status_code == 302
    assert desk.get(f"{karte}describe/component/entry-gate-2/").status_code == 404
    desk.client.post(f"{karte}describe/certificate/_complete/", {"complete": "1"})
    assert desk.get(f"{karte}describe/certificate/").context["part"].complete
    desk.client.post(f"{karte}discard/", {})
    assert not desk.get(f"{karte}changes/").context["karte"].changed


def test_what_a_change_touches_is_known_before_it_is_published(desk: Desk) -> None:
    karte = desk.karte("service", "hoshizora-emr")
    desk.typed(f"{karte}describe/store/log-store/save/viewed_by_operator/", {"f.viewed_by_operator": "false"})
    desk.typed(f"{karte}describe/service/hoshizora-emr/save/access_log/", {"f.access_log": "false"})
    page = desk.get(f"{karte}changes/")
    assert len(page.context["lines"]) == 2
    cases = page.context["cases"]
    assert {case.kind for case in cases} == {"service", "engagement"}
    touched = [desk.get(f"{karte}changes/touches/?case={case.pk}").context["touched"] for case in cases]
    assert all(one is not None for one in touched)
    assert any(one.appearing or one.verdicts for one in touched)
    foreign = desk.world.organisations["clinic"].id
    assert desk.get(f"{karte}changes/touches/?case={foreign}").context["touched"] is None
    done = desk.client.post(f"{karte}publish/", {"reason": "記録をやめた"})
    assert done.status_code == 302
    row = desk.row("service", "hoshizora-emr")
    assert (row.head.number, row.head.reason) == (2, "記録をやめた")
    history = desk.get(f"{karte}history/")
    assert [entry["revision"].number for entry in history.context["rows"]] == [2, 1]
    assert len(history.context["rows"][0]["lines"]) == 2


def test_faults_are_told_with_their_place_and_nothing_is_published(desk: Desk) -> None:
    karte = desk.karte("service", "hoshizora-emr")
    desk.typed(f"{karte}describe/store/log-store/save/component/", {"f.component": "nowhere"})
    refused = desk.client.post(f"{karte}publish/", {})
    assert refused.status_code == 422
    (href, sentence), *_ = refused.context["faults"]
    assert href.endswith("describe/store/log-store/#f-store-log-store-component")
    assert "nowhere" in sentence
    assert desk.row("service", "hoshizora-emr").head.number == 1


def test_two_values_for_one_field_are_shown_and_one_is_chosen(desk: Desk) -> None:
    karte, row = desk.karte("service", "hoshizora-emr"), desk.row("service", "hoshizora-emr")
    desk.typed(f"{karte}describe/store/log-store/save/rpo_hours/", {"f.rpo_hours": "4"})
    other = desk.world.actor("saas-vendor", "approvers")
    act(other, Edit(row.pk, [Operation("store", "log-store", "rpo_hours", 8)]))
    act(other, Publish(row.pk))
    page = desk.get(f"{karte}changes/")
    assert page.context["conflicts"] == 1
    assert desk.client.post(f"{karte}publish/", {}).status_code == 422
    (one,) = desk.get(f"{karte}conflicts/").context["rows"]
    assert "4" in one["mine"]
    assert "8" in one["theirs"]
    assert desk.client.post(f"{karte}conflicts/", {one["name"]: "mine"}).status_code == 302
    assert desk.client.post(f"{karte}publish/", {}).status_code == 302
    with scope(other.organisation):
        (document,) = heads([desk.row("service", "hoshizora-emr")])
    assert document.entities["store"]["log-store"].fields["rpo_hours"] == 4


def test_an_engagement_without_its_service_says_so(desk: Desk) -> None:
    actor = desk.world.actor("saas-vendor")
    for name in ("hoshizora-kiku", "hoshizora-tsubaki"):
        row = desk.row("engagement", name)
        act(actor, Edit(row.pk, [Operation("engagement", name, "service", None)]))
        act(actor, Publish(row.pk))
    own = {"name": "二つ目", "provider": "v"}
    party = {"urn": actor.urn, "name": "当社", "kind": "vendor"}
    second = act(actor, BeginDocument("service", "second", [
        Operation("document", "", "keeper", "v"), Operation("service", "second", WHOLE, own),
        Operation("party", "v", WHOLE, party),
    ]))  # fmt: skip
    warned = desk.get(f"{desk.base}karte/{second.pk}/changes/")
    assert warned.context["unnamed"] == 2
    act(actor, Publish(second.pk))
    karte = desk.karte("engagement", "hoshizora-kiku")
    assert desk.get(karte).context["unlinked"]
    page = desk.get(f"{karte}describe/engagement/hoshizora-kiku/")
    (field,) = [field for field in page.context["fields"] if field.name == "service"]
    assert {choice.value for choice in field.choices} == {"hoshizora-emr", "second"}
    desk.typed(f"{karte}describe/engagement/hoshizora-kiku/save/service/", {"f.service": "hoshizora-emr"})
    assert not desk.get(karte).context["unlinked"]
