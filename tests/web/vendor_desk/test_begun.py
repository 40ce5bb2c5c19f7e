"""What the wizard makes hangs together before it is published; what is typed wrongly is said to people and kept."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.models import User
from anzenkarte.workspace.scope import scope
from tests.web.vendor_desk.conftest import Desk
from tests.web.vendor_desk.test_describe import _walk

NAME = "やまとカルテ"


def _made(desk: Desk) -> dict[str, KarteDocument]:
    desk.client.post(f"{desk.base}vendor/new/service_name/", {"answer": NAME})
    check = _walk(desk)
    assert desk.client.post(check, {}).status_code == 302
    with scope(desk.world.organisations["saas-vendor"].id):
        return {row.kind: row for row in KarteDocument.objects.filter(head__isnull=True)}


def test_an_engagement_names_its_service_while_that_is_a_draft(desk: Desk) -> None:
    rows = _made(desk)
    engagement, service = rows["engagement"], rows["service"]
    base = f"{desk.base}karte/{engagement.pk}/"
    title = desk.get(f"{desk.base}karte/{service.pk}/").context["karte"].title
    page = desk.get(base)
    text = page.content.decode()
    assert "どのサービスの導入かが分からない" not in text
    assert f"「{title}」の導入です" in text
    assert f"/karte/{service.pk}/changes/" in text
    edit = desk.get(f"{base}describe/engagement/{engagement.name}/").content.decode()
    assert f"{title}（未公開）" in edit
    assert "記載なし" not in edit


def test_an_engagement_waits_for_its_service_to_be_published(desk: Desk) -> None:
    rows = _made(desk)
    base = f"{desk.base}karte/{rows['engagement'].pk}/"
    changes = desk.get(f"{base}changes/").content.decode()
    assert "先にサービスを公開してください" in changes
    refused = desk.client.post(f"{base}publish/", {})
    assert refused.status_code == 422
    assert f"/karte/{rows['service'].pk}/changes/" in refused.content.decode()
    published = desk.client.post(f"{desk.base}karte/{rows['service'].pk}/publish/", {})
    assert published.status_code == 302, published.context["faults"]
    assert desk.client.post(f"{base}publish/", {}).status_code == 302


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        ("system_staff", "二人くらい", "は、数字だけで入力してください。例：120"),
        ("provider_country", "日本国内", "国の名前か二文字の国コードで入力してください。例：日本、JP"),
    ],
)
def test_a_wrong_answer_is_kept_and_said_to_people(desk: Desk, question: str, typed: str, says: str) -> None:
    wrong = desk.client.post(f"{desk.base}vendor/new/{question}/", {"answer": typed})
    text = wrong.content.decode()
    assert wrong.status_code == 422
    assert says in text
    assert f'value="{typed}"' in text
    assert "引用符" not in text
    assert f"「{question}」" not in text


@pytest.mark.parametrize("typed", ["日本", "ＪＰ", "jp", "Japan"])
def test_a_country_may_be_named(desk: Desk, typed: str) -> None:
    address = f"{desk.base}vendor/new/data_country/"
    assert desk.client.post(address, {"answer": typed}).status_code == 302
    assert desk.get(address).context["value"] == "JP"


def test_a_field_is_refused_in_words_for_people(desk: Desk) -> None:
    save = f"{desk.karte('service', 'hoshizora-emr')}describe/store/log-store/save/rpo_hours/"
    text = desk.typed(save, {"f.rpo_hours": "半日"}).content.decode()
    assert "数字だけで入力してください" in text
    assert "引用符" not in text


@pytest.mark.parametrize(("code", "says"), [("ja", "SBOM（JSON形式）として読めません。1行目"), ("en", "at line 1")])
def test_a_broken_bill_is_said_to_be_none(desk: Desk, code: str, says: str) -> None:
    file = SimpleUploadedFile("bad.json", "{これは".encode())
    desk.client.cookies[settings.LANGUAGE_COOKIE_NAME] = code
    with scope(desk.world.organisations["saas-vendor"].id):
        User.objects.filter(pk=desk.world.editors["saas-vendor"].pk).update(language=code)
    answer = desk.client.post(f"{desk.vendor('service', 'hoshizora-emr')}sbom/", {"file": file})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "二重の引用符" not in answer.content.decode()
