"""Risks judged, files taken in after a look, forms and papers, answers per customer, who has which revision."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anzenkarte.formats.workbook import read_workbook
from anzenkarte.karte.document import file_text
from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.web.vendor_desk import jobs
from anzenkarte.workspace.demonstration.load import sample
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.models import DraftOperation
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from tests.web.vendor_desk.conftest import Desk

BILL = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "components": [
        {"type": "library", "name": "openssl", "version": "3.5.0", "purl": "pkg:generic/openssl@3.5.0",
         "licenses": [{"license": {"id": "Apache-2.0"}}]},
        {"type": "application", "name": "=HYPERLINK(1)", "version": "1"},
    ],
}  # fmt: skip


def _file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _operations(desk: Desk) -> list[Any]:
    with scope(desk.world.organisations[desk.key].id):
        return list(DraftOperation.objects.values_list("kind", "entity", "field"))


def test_a_risk_is_judged_with_a_reason_beside_the_computed_one(desk: Desk) -> None:
    vendor = desk.vendor("engagement", "hoshizora-kiku")
    page = desk.get(f"{vendor}risks/")
    lines = page.context["lines"]
    assert lines
    assert [sum(box.count for box in panel.boxes) for panel in page.context["panels"]] == [page.context["raised"]] * 3
    one = f"{vendor}risks/one/"
    assert desk.get(one, data={"id": lines[0].id}).status_code == 200
    assert desk.get(one, data={"id": "nothing@service/x"}).status_code == 404
    assert desk.client.post(one, {"id": lines[0].id, "impact": "low"}).status_code == 422
    assert desk.client.post(one, {"id": lines[0].id, "reason": "利用が限られる"}).status_code == 422
    assert desk.client.post(one, {"id": lines[0].id, "impact": "huge", "reason": "x"}).status_code == 422
    judged = desk.client.post(
        one, {"id": lines[0].id, "impact": "low", "likelihood": "low", "reason": "利用が限られる"}
    )
    assert judged.status_code == 302
    after = {line.id: line for line in desk.get(f"{vendor}risks/").context["lines"]}[lines[0].id]
    assert after.judged
    assert (after.level, after.now) == (lines[0].level, "D")


def test_a_bill_of_materials_is_looked_at_before_it_is_taken_in(desk: Desk) -> None:
    address = f"{desk.vendor('service', 'hoshizora-emr')}sbom/"
    look = desk.client.post(address, {"file": _file("sbom.json", json.dumps(BILL).encode())})
    assert look.status_code == 200
    assert look.context["added"] == 2
    assert any("licenses" in left["path"] for left in look.context["leftovers"])
    assert _operations(desk) == []
    taken = desk.client.post(address, {"token": look.context["token"], "take": "1"})
    assert taken.status_code == 302
    assert ("component", "openssl", "") in _operations(desk)
    gone = desk.client.post(address, {"token": look.context["token"], "take": "1"})
    assert gone.status_code == 422


@pytest.mark.parametrize("data", [b"", b"{}", b"<bom/>", b"\x00\xff", b"[" * 5000, b'{"bomFormat":"CycloneDX"}'])
def test_what_is_no_bill_is_refused_in_words(desk: Desk, data: bytes) -> None:
    address = f"{desk.vendor('service', 'hoshizora-emr')}sbom/"
    answer = desk.client.post(address, {"file": _file("sbom.json", data)})
    assert answer.status_code == 422
    assert answer.context["outcome"].problems[0][1]
    assert _operations(desk) == []


def test_a_form_saved_here_comes_back_as_statements(desk: Desk) -> None:
    vendor = desk.vendor("service", "hoshizora-emr")
    book = desk.get(f"{vendor}forms/mds-3-4/file/")
    sheets = read_workbook(book.content, "mds.xlsx")
    assert len(sheets) >= 3
    look = desk.client.post(f"{vendor}form-file/", {"file": _file("mds.xlsx", book.content)})
    assert look.status_code == 200
    assert look.context["form"].id == "mds-3-4"
    assert look.context["rows"] > 0
    assert look.context["against"] == []
    taken = desk.client.post(f"{vendor}form-file/", {"token": look.context["token"], "take": "1"})
    assert taken.status_code == 302
    assert {kind for kind, _, _ in _operations(desk)} == {"statement"}
    assert desk.client.post(f"{vendor}form-file/", {"file": _file("a.xlsx", b"no workbook")}).status_code == 422


def test_another_persons_upload_cannot_be_taken_in(desk: Desk) -> None:
    address = f"{desk.vendor('service', 'hoshizora-emr')}sbom/"
    look = desk.client.post(address, {"file": _file("sbom.json", json.dumps(BILL).encode())})
    desk.client.force_login(desk.world.approvers["saas-vendor"])
    assert desk.client.post(address, {"token": look.context["token"], "take": "1"}).status_code == 422


def test_a_karte_file_becomes_drafts_of_ones_own_documents_only(desk: Desk) -> None:
    documents = sample("saas-emr")
    service = next(document for document in documents if document.kind == "service")
    text = file_text(documents).replace("rpo_hours: ", "rpo_hours: 9")
    answer = desk.client.post(f"{desk.base}vendor/file/", {"file": _file("karte.yaml", text.encode())})
    assert answer.status_code == 200
    by_title = {one.title: one for one in answer.context["taken"]}
    assert len(by_title) == len(documents)
    assert any(one.problem and one.id is None for one in by_title.values())
    assert by_title["ほしぞら電子カルテ"].id == desk.row("service", service.name).pk
    assert by_title["ほしぞら電子カルテ"].problem == ""
    broken = desk.client.post(f"{desk.base}vendor/file/", {"file": _file("karte.yaml", b"schema: [")})
    assert broken.status_code == 422
    assert desk.client.post(f"{desk.base}vendor/file/", {}).status_code == 422


def test_forms_say_how_far_they_are_and_a_line_is_answered(desk: Desk) -> None:
    vendor = desk.vendor("service", "hoshizora-emr")
    forms = {line.id: line for line in desk.get(f"{vendor}forms/?now=1").context["forms"]}
    assert 0 < forms["mds-3-4"].answered < forms["mds-3-4"].every
    assert "cyber-checklist-r5-vendor" not in forms
    page = desk.get(f"{vendor}forms/mds-3-4/")
    line = next(row["answer"].line for row in page.context["rows"] if row["answer"].open)
    address = f"{vendor}answer/"
    assert desk.get(address, data={"line": line.id}).status_code == 200
    assert desk.get(address, data={"line": "no/such"}).status_code == 404
    assert desk.client.post(address, {"line": line.id, "answer": "no"}).status_code == 422
    assert desk.client.post(address, {"line": line.id, "answer": "perhaps"}).status_code == 422
    planned = {"line": line.id, "answer": "planned", "reason": "準備中", "day": "令和9年4月1日"}
    assert desk.client.post(address, planned).status_code == 302
    assert desk.client.post(address, {"line": line.id, "answer": "yes"}).status_code == 302
    asked = [question.text for question in desk.get(f"{vendor}questions/?now=1").context["questions"]]
    assert line.question.ja not in asked
    actor = desk.world.actor("saas-vendor")
    act(actor, Publish(desk.row("service", "hoshizora-emr").pk))
    assert desk.get(f"{vendor}forms/?now=1").context["forms"][6].answered >= forms["mds-3-4"].answered
    answers = desk.get(f"{desk.base}vendor/answers/")
    assert any(row.id == line.id and row.everybody.answer == "はい" for row in answers.context["sheet"].everybody)


def test_answers_show_only_what_differs_from_customer_to_customer(desk: Desk) -> None:
    actor = desk.world.actor("saas-vendor")
    service, told = desk.row("service", "hoshizora-emr"), desk.row("engagement", "hoshizora-kiku")
    with scope(actor.organisation):
        (document,) = heads([service])
    own = next(s for s, p in document.entities["party"].items() if p.fields["urn"] == actor.urn)
    item = "mhlw-6.0/operations/14/5"
    said = {"by": own, "date": "2026-11-01", "item": item, "backing": "declared"}
    for row, answer, reason in ((service, "yes", "全員"), (told, "no", "=cmd()")):
        fields = {**said, "answer": answer, "reason": reason}
        act(actor, Edit(row.pk, [Operation("statement", "two-factor-word", WHOLE, fields)]))
        act(actor, Publish(row.pk))
    page = desk.get(f"{desk.base}vendor/answers/")
    (row,) = [one for one in page.context["differing"] if one["row"].id == item]
    assert row["row"].everybody.answer == "はい"
    assert [said.answer for said in row["single"] if said] == ["いいえ"]
    csv = desk.get(f"{desk.base}vendor/answers/file/csv/").content.decode("utf-8-sig")
    assert item in csv
    assert desk.get(f"{desk.base}vendor/answers/file/xlsx/").content[:2] == b"PK"


def test_customers_show_the_revision_in_their_hands(desk: Desk) -> None:
    page = desk.get(f"{desk.base}vendor/customers/")
    by_name = {one.row.name: one for one in page.context["customers"]}
    assert set(by_name) == {"hoshizora-kiku", "hoshizora-tsubaki"}
    handed = by_name["hoshizora-kiku"]
    assert handed.customer == "きく内科"
    assert handed.handed_on is not None
    assert {one.behind for one in handed.handed} == {0}
    assert by_name["hoshizora-tsubaki"].handed == ()
    actor, row = desk.world.actor("saas-vendor"), desk.row("service", "hoshizora-emr")
    act(actor, Edit(row.pk, [Operation("store", "log-store", "rpo_hours", 3)]))
    act(actor, Publish(row.pk))
    page = desk.get(f"{desk.base}vendor/customers/")
    (kiku,) = [one for one in page.context["customers"] if one.row.name == "hoshizora-kiku"]
    assert max(one.behind for one in kiku.handed) == 1


def test_papers_are_made_in_the_background_and_belong_to_their_maker(desk: Desk, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    vendor = desk.vendor("service", "hoshizora-emr")
    assert desk.client.post(f"{vendor}papers/", {"level": "everything"}).status_code == 404
    begun = desk.client.post(f"{vendor}papers/", {"level": "manager"})
    assert begun.status_code == 302
    page = desk.get(begun["location"])
    assert page.context["job"].state == "done"
    paper = desk.get(f"{begun['location']}dossier.pdf/")
    assert paper.content[:5] == b"%PDF-"
    assert "attachment" in paper["content-disposition"]
    assert desk.get(f"{begun['location']}other.pdf/").status_code == 404
    other = desk.vendor("engagement", "hoshizora-kiku")
    job = begun["location"].rstrip("/").rpartition("/")[2]
    assert desk.get(f"{other}papers/{job}/").status_code == 404


def test_a_paper_that_cannot_be_made_says_so(desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> dict[str, bytes]:
        raise OSError("disk")

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    monkeypatch.setattr(jobs, "compile_dossier", broken)
    begun = desk.client.post(f"{desk.vendor('service', 'hoshizora-emr')}papers/", {"level": "clinic"})
    page = desk.get(begun["location"])
    assert page.context["job"].state == "failed"
    assert "作れませんでした" in page.content.decode()
