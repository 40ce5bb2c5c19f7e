"""Pages about evidence, what comes up and contracts: files are saved and never shown, ids of others lead nowhere."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks import task_backends

from anzenkarte.workspace.contracts.models import ContractText
from anzenkarte.workspace.contracts.queries import contracts
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Publish
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.evidence.models import EvidenceFile, Reminder
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from tests.web.evidence.counting import asked_of

SignedIn = Callable[..., Client]
PDF = b"%PDF-1.7\nSOC 2"
TERMS = "第5条\n乙は、サーバのセキュリティパッチを適用する責任を負う。\n".encode()


@pytest.fixture(autouse=True)
def _at_once(settings: object) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def base(world: World, key: str) -> str:
    return f"/o/{world.organisations[key].id}"


def document(world: World, key: str, kind: str = "service") -> KarteDocument:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = own_rows(kind, actor.urn).first()
        assert row is not None
        return row


def add(client: Client, world: World, key: str = "saas-vendor", **more: object) -> EvidenceFile:
    sent: dict[str, object] = {
        "document": document(world, key).id,
        "reference": "evidence/file-1",
        "title": "SOC 2報告書",
        "expires_on": "2027-03-31",
        "file": SimpleUploadedFile("報告書.pdf", PDF, "text/html"),
        **more,
    }
    answer = client.post(f"{base(world, key)}/evidence/add/", sent)
    assert answer.status_code == 302, answer.content.decode()
    with scope(world.organisations[key].id):
        return EvidenceFile.objects.get(id=UUID(answer["location"].rstrip("/").rpartition("/")[2]))


def test_a_file_is_saved_and_never_shown(world: World, signed_in: SignedIn) -> None:
    client = signed_in("saas-vendor")
    row = add(client, world)
    answer = client.get(f"{base(world, 'saas-vendor')}/evidence/{row.id}/file/")
    assert b"".join(answer) if answer.streaming else answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "'self'" not in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.pdf", b"MZ\x90\x00\x03" + bytes(40)),
        ("a.pdf", b""),
    ],
)
def test_what_could_run_is_refused_at_its_field(world: World, signed_in: SignedIn, name: str, data: bytes) -> None:
    client = signed_in("saas-vendor")
    sent = {
        "document": document(world, "saas-vendor").id,
        "reference": "evidence/file-1",
        "file": SimpleUploadedFile(name, data),
        "title": "名称は残る",
    }
    answer = client.post(f"{base(world, 'saas-vendor')}/evidence/add/", sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'href="#f-file"' in text
    assert "名称は残る" in text
    with scope(world.organisations["saas-vendor"].id):
        assert not EvidenceFile.objects.exists()


def test_wrong_days_are_told_at_their_fields(world: World, signed_in: SignedIn) -> None:
    sent = {"document": document(world, "saas-vendor").id, "reference": "evidence/file-1", "expires_on": "never"}
    answer = signed_in("saas-vendor").post(f"{base(world, 'saas-vendor')}/evidence/add/", sent)
    assert answer.status_code == 422
    assert 'href="#f-expires-on"' in answer.content.decode()
    assert 'href="#f-file"' in answer.content.decode()


def test_names_of_files_and_titles_are_data(world: World, signed_in: SignedIn) -> None:
    client = signed_in("saas-vendor")
    file = SimpleUploadedFile('"><script>alert(1)</script>.pdf', PDF)
    row = add(client, world, title="<script>alert(2)</script>", file=file)
    for path in ("evidence/", f"evidence/{row.id}/", "evidence/due/"):
        text = client.get(f"{base(world, 'saas-vendor')}/{path}").content.decode()
        assert "<script>alert" not in text


def test_ids_of_another_organisation_lead_nowhere(world: World, signed_in: SignedIn) -> None:
    row = add(signed_in("saas-vendor"), world)
    act(world.actor("saas-vendor"), Publish(row.document_id))
    with scope(world.organisations["hospital"].id):
        contract = contracts().first()
    for key in ("contractor", "clinic"):
        client, at = signed_in(key), base(world, key)
        theirs = f"contracts/{contract.document_id}/{contract.slug}/"
        for path in (f"evidence/{row.id}/", f"evidence/{row.id}/file/", theirs):
            assert client.get(f"{at}/{path}").status_code == 404, path
        assert client.post(f"{at}/evidence/{row.id}/end/").status_code == 404
        assert client.get(f"{at}/evidence/{row.sha256}/file/").status_code == 404
        other = document(world, "hospital", "institution").id
        assert client.get(f"{at}/evidence/add/?document={other}").status_code == 404


def test_a_colleague_sees_a_file_once_its_document_is_published(world: World, signed_in: SignedIn) -> None:
    row = add(signed_in("saas-vendor"), world)
    address = f"{base(world, 'saas-vendor')}/evidence/{row.id}/file/"
    colleague = signed_in("saas-vendor", "approvers")
    assert colleague.get(address).status_code == 404
    act(world.actor("saas-vendor"), Publish(row.document_id))
    assert colleague.get(address).status_code == 200


def test_renewing_and_ending(world: World, signed_in: SignedIn) -> None:
    client = signed_in("saas-vendor")
    row = add(client, world)
    at = f"{base(world, 'saas-vendor')}/evidence"
    sent = {"file": SimpleUploadedFile("b.pdf", PDF + b"2"), "expires_on": "2028-03-31"}
    answer = client.post(f"{at}/{row.id}/", sent)
    newer = answer["location"].rstrip("/").rpartition("/")[2]
    assert newer != str(row.id)
    assert newer in client.get(f"{at}/{row.id}/").content.decode()
    client.post(f"{at}/{newer}/end/")
    assert "終了しました" in client.get(f"{at}/{newer}/").content.decode()


def test_what_comes_up_as_a_list_a_calendar_and_a_table(world: World, signed_in: SignedIn) -> None:
    client, at = signed_in("hospital"), f"{base(world, 'hospital')}/evidence/due"
    assert client.get(f"{at}/").status_code == 200
    with scope(world.organisations["hospital"].id):
        wanted = Reminder.objects.filter(second=False).count()
        Reminder.objects.create(
            organisation_id=world.organisations["hospital"].id, kind="contract", title_ja="=1+1;,\\\n" + "長" * 60,
            title_en="x", on=date(2027, 1, 31), written="2027-01-31",
        )  # fmt: skip
    calendar = client.get(f"{at}/ics/").content
    text = calendar.decode()
    assert text.count("BEGIN:VEVENT") == wanted + 1
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    assert "=1+1\\;\\,\\\\\\n" in text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270131" in text
    assert "http" not in text
    rows = list(csv.reader(io.StringIO(client.get(f"{at}/csv/").content.decode("utf-8-sig"))))
    assert len(rows) == wanted + 2
    assert any(row[2].startswith("'=1+1") for row in rows)
    assert client.get(f"{at}/exe/").status_code == 404


def test_the_register_the_finder_and_a_choice(world: World, signed_in: SignedIn) -> None:
    client, at = signed_in("hospital"), base(world, "hospital")
    with scope(world.organisations["hospital"].id):
        row = contracts().filter(document__keeper_urn=world.organisations["hospital"].urn).first()
    assert row.slug in client.get(f"{at}/contracts/").content.decode()
    page = f"{at}/contracts/{row.document_id}/{row.slug}/"
    assert client.get(page).status_code == 200
    answer = client.post(page, {"file": SimpleUploadedFile("約款.txt", TERMS)})
    found = answer["location"]
    text = client.get(found).content.decode()
    assert "責任を負う" in text
    assert "第5条" in text
    assert client.post(f"{found}choose/", {"sentence": "0", "value": "supplier"}).status_code == 302
    with scope(world.organisations["hospital"].id):
        assert ContractText.objects.get().value == "supplier"
    assert signed_in("clinic").get(found.replace(str(world.organisations["hospital"].id),
                                                 str(world.organisations["clinic"].id))).status_code == 404  # fmt: skip
    assert client.post(page, {"file": SimpleUploadedFile("a.exe", b"MZ\x00\x00")}).status_code == 422


def _seed(world: World, row: KarteDocument, first: int, last: int) -> None:
    EvidenceFile.objects.bulk_create(
        EvidenceFile(organisation_id=row.organisation_id, document=row, entity=f"evidence/{n}", sha256="0" * 64,
                     name="a.pdf", size=1, media="application/pdf", title=f"{n}", published=True,
                     author=world.editors["hospital"].pk)
        for n in range(first, last)
    )  # fmt: skip
    Reminder.objects.bulk_create(
        Reminder(organisation_id=row.organisation_id, document=row, kind="contract", title_ja=f"{n}",
                 title_en=f"{n}", on=date(2027, 1, 31), written="2027-01-31")
        for n in range(first, last)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "questions"), [("evidence/", 4), ("evidence/due/", 4), ("contracts/", 3), ("evidence/add/", 1)]
)
def test_lists_ask_a_fixed_number_of_questions(world: World, signed_in: SignedIn, path: str, questions: int) -> None:
    client, address = signed_in("hospital"), f"{base(world, 'hospital')}/{path}"
    row = document(world, "hospital", "institution")
    for first, last in ((0, 3), (3, 60)):
        with scope(row.organisation_id):
            _seed(world, row, first, last)
        assert len(asked_of(client, address)) == questions, asked_of(client, address)


def test_no_template_of_these_pages_has_script_or_style_inside() -> None:
    folder = Path(__file__).parents[3] / "src/anzenkarte/web/shared/templates"
    found = [*folder.glob("evidence/*.html"), *folder.glob("inspection/*.html")]
    assert len(found) > 10
    for template in found:
        text = template.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "style=" not in text
        assert "onclick" not in text


def test_background_work_is_done_at_once_here() -> None:
    assert type(task_backends["default"]).__name__ == "ImmediateBackend"


@pytest.mark.parametrize("key", ["hospital", "saas-vendor"])
def test_what_a_file_stands_for_is_named_and_no_two_are_alike(world: World, signed_in: SignedIn, key: str) -> None:
    client = signed_in(key)
    at = f"{base(world, key)}/evidence/add/"
    listed = client.get(at).content.decode()
    links = re.findall(r'<li>(<a href="[^"]*\?document=([0-9a-f-]+)".*?)</li>', listed, re.DOTALL)
    shown = [re.sub("<[^>]*>", " ", whole) for whole, _ in links]
    assert len(shown) == len(set(shown)) > 1
    for _, id_ in links:
        groups = client.get(f"{at}?document={id_}").context["groups"]
        labels = [option.label for group in groups for option in group.options]
        assert not [label for label in labels if re.search(r"[a-z]_[a-z]|^[a-z]+\.[a-z]|^[a-z]+$", label)]
        assert len(labels) == len(set(labels)), sorted(labels)
