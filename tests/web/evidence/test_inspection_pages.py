"""Pages of preparing an inspection: from a day to closed, and what is only there to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.inspections.models import InspectionPack, PackFile
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from tests.web.evidence.counting import asked_of

SignedIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _at_once(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 11, 25))


def begun(world: World, client: Client, key: str = "hospital") -> str:
    answer = client.post(f"/o/{world.organisations[key].id}/inspections/", {"day": "2027-01-20"})
    assert answer.status_code == 302
    return str(answer["location"])


def pack_of(world: World, address: str, key: str = "hospital") -> InspectionPack:
    with scope(world.organisations[key].id):
        return InspectionPack.objects.get(id=UUID(address.rstrip("/").rpartition("/")[2]))


def test_from_a_day_to_a_closed_pack(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    address = begun(world, client)
    text = client.get(address).content.decode()
    assert "自院のチェックリスト" in text
    assert "2027年1月20日（令和9年）" in text
    pack = pack_of(world, address)
    vendor = pack.content["vendors"][0]["subject"]
    line = pack.content["vendors"][0]["lines"][0]["id"]
    page = client.get(f"{address}list/?of={vendor}").content.decode()
    assert "事業者に尋ねる文面" in page
    sent = {"subject": vendor, "line": line, "answer": "no", "confirmed_on": "2026-11-20"}
    refused = client.post(f"{address}list/", sent)
    assert refused.status_code == 422
    assert "目標日" in refused.content.decode()
    assert client.post(f"{address}list/", {**sent, "target_on": "2027-03-31"}).status_code == 302
    assert "2027年3月31日" in client.get(f"{address}history/?of={vendor}&line={line}").content.decode()
    assert client.post(f"{address}do/file/", {"kind": "xlsx"}).status_code == 302
    with scope(pack.organisation_id):
        file = PackFile.objects.get(pack=pack)
    answer = client.get(f"{address}file/{file.id}/")
    assert answer["Content-Disposition"] == 'attachment; filename="inspection-2027-01-20.xlsx"'
    assert answer.content.startswith(b"PK")
    assert client.post(f"{address}do/close/").status_code == 302
    assert pack_of(world, address).closed is not None
    assert client.post(f"{address}list/", {**sent, "target_on": "2027-03-31"}).status_code == 422


def test_what_was_published_after_filling_is_named_until_it_is_filled_again(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    address = begun(world, client)
    before = "まだ反映していません"
    assert before not in client.get(address).content.decode()
    actor = world.actor("hospital")
    with scope(actor.organisation):
        own = KarteDocument.objects.get(kind="institution", keeper_urn=actor.urn)
    act(actor, Edit(own.pk, [Operation("institution", own.name, "beds", 121)]))
    act(actor, Publish(own.pk))
    page = client.get(address).content.decode()
    assert before in page
    assert "半田病院" in page.partition(before)[2].partition("</ul>")[0]
    assert client.post(f"{address}do/refill/").status_code == 302
    assert before not in client.get(address).content.decode()


def test_a_pack_of_another_institution_leads_nowhere(world: World, signed_in: SignedIn) -> None:
    address = begun(world, signed_in("hospital"))
    signed_in("hospital").post(f"{address}do/file/", {"kind": "xlsx"})
    pack = pack_of(world, address)
    with scope(pack.organisation_id):
        file = PackFile.objects.get(pack=pack)
    other = signed_in("clinic")
    at = address.replace(str(world.organisations["hospital"].id), str(world.organisations["clinic"].id))
    for path in ("", "list/", "history/?line=x", f"file/{file.id}/"):
        assert other.get(f"{at}{path}").status_code == 404
    assert other.post(f"{at}do/close/").status_code == 404
    vendor = signed_in("contractor")
    at = address.replace(str(world.organisations["hospital"].id), str(world.organisations["contractor"].id))
    assert vendor.get(at).status_code == 404


def test_past_years_and_fee_years_are_there_to_read(world: World, signed_in: SignedIn) -> None:
    client, at = signed_in("hospital"), f"/o/{world.organisations['hospital'].id}/inspections"
    text = client.get(f"{at}/year/cyber-checklist-r5-hospital/").content.decode()
    assert "準備には使えません" in text
    assert "準備には使えません" not in client.get(f"{at}/year/cyber-checklist-r8-hospital/").content.decode()
    assert client.get(f"{at}/year/mhlw-6.0/").status_code == 404
    assert client.get(f"{at}/year/nothing/").status_code == 404
    now = client.get(f"{at}/fee/").content.decode()
    assert "まだ読めていません" in now
    past = client.get(f"{at}/fee/inspection-2022/").content.decode()
    assert "準備を済ませないでください" in past
    assert "用意しておく書類" in past
    assert client.get(f"{at}/fee/nothing/").status_code == 404


def test_a_clinic_meets_no_word_of_the_trade(world: World, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    address = begun(world, client, "clinic")
    for path in ("", "list/"):
        text = client.get(f"{address}{path}").content.decode()
        assert "DSSE" not in text
        assert "残存リスク" not in text


def test_a_pack_and_a_list_ask_a_fixed_number_of_questions(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    address = begun(world, client)
    vendors = [vendor["subject"] for vendor in pack_of(world, address).content["vendors"]]
    assert len(asked_of(client, address)) == 4
    for vendor in ("", *vendors):
        assert len(asked_of(client, f"{address}list/?of={vendor}")) == 2
    assert len(asked_of(client, address.rpartition("inspections/")[0] + "inspections/")) == 2
