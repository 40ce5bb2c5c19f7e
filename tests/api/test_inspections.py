"""Preparing an inspection over the API: from a day to papers and a closed pack; the institution's alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from anzenkarte.workspace.documents_store.models import KarteDocument

BASE = "/api/v1/inspections"
JSON = "application/json"
ClientOf = Callable[..., Client]
Own = Callable[..., KarteDocument]


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2026, 11, 25))


def begun(client: Client, document: KarteDocument, day: str = "2027-01-20") -> Any:
    return client.post(BASE, {"document": str(document.id), "day": day}, content_type=JSON)


def test_from_a_day_to_a_closed_pack(client_of: ClientOf, own: Own) -> None:
    client = client_of("hospital")
    made = begun(client, own("hospital", "institution"))
    assert made.status_code == 201, made.content
    place = f"{BASE}/{made.json()['id']}"
    assert client.get(place).json()["state"] == "ready"
    assert [one["id"] for one in client.get(BASE).json()["items"]] == [made.json()["id"]]
    lists = client.get(f"{place}/lists").json()["items"]
    assert [one["subject"] for one in lists][:1] == [""]
    assert len(lists) > 1
    vendor = lists[1]
    lines = client.get(f"{place}/lines", {"subject": vendor["subject"], "limit": 200}).json()["items"]
    chase = client.get(f"{place}/lines", {"subject": vendor["subject"], "chase": "true", "limit": 200}).json()["items"]
    assert (len(lines), len(chase)) == (vendor["lines"], vendor["chase"])
    assert [one["id"] for one in chase] == [one["id"] for one in lines if one["chase"]]
    sent = {"subject": vendor["subject"], "line": lines[0]["id"], "answer": "no", "confirmed_on": "2026-11-20"}
    refused = client.post(f"{place}/lines", sent, content_type=JSON)
    assert (refused.status_code, refused.json()["problems"][0]["code"]) == (422, "inspection.needs-target")
    said = client.post(f"{place}/lines", {**sent, "target_on": "2027-03-31"}, content_type=JSON)
    assert (said.status_code, said.json()["number"]) == (201, 1)
    asked = {"subject": vendor["subject"], "line": lines[0]["id"]}
    (revision,) = client.get(f"{place}/lines/history", asked).json()["items"]
    assert revision["target_on"] == "2027-03-31"
    letter = client.get(f"{place}/letter", {"subject": vendor["subject"], "language": "en"}).json()["text"]
    assert letter.startswith("To ") if vendor["chase"] else letter == ""
    assert client.post(f"{place}/refill").status_code == 202
    closed = client.post(f"{place}/close")
    assert (closed.status_code, set(closed.json()["digests"])) == (200, {"content", "lines", "list"})
    late = client.post(f"{place}/lines", {**sent, "target_on": "2027-03-31"}, content_type=JSON)
    assert (late.status_code, late.json()["problems"][0]["code"]) == (409, "inspection.closed")


def test_papers(client_of: ClientOf, own: Own) -> None:
    client = client_of("hospital")
    place = f"{BASE}/{begun(client, own('hospital', 'institution')).json()['id']}"
    asked = client.post(f"{place}/files", {"kind": "xlsx"}, content_type=JSON)
    assert asked.status_code == 202
    (file,) = client.get(f"{place}/files").json()["items"]
    assert (file["id"], file["state"]) == (asked.json()["id"], "ready")
    answer = client.get(f"{place}/files/{file['id']}")
    assert answer.content.startswith(b"PK")
    assert answer["content-disposition"] == 'attachment; filename="inspection-2027-01-20.xlsx"'
    assert client.post(f"{place}/files", {"kind": "exe"}, content_type=JSON).status_code == 422


def test_a_day_that_is_past(client_of: ClientOf, own: Own) -> None:
    answer = begun(client_of("hospital"), own("hospital", "institution"), "2026-11-24")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "inspection.past")


def test_another_institutions_pack_is_not_there(client_of: ClientOf, own: Own) -> None:
    hospital, clinic = client_of("hospital"), client_of("clinic")
    place = f"{BASE}/{begun(hospital, own('hospital', 'institution')).json()['id']}"
    file = hospital.post(f"{place}/files", {"kind": "zip"}, content_type=JSON).json()["id"]
    line = {"line": "x", "answer": "yes"}
    answers = [
        *(clinic.get(f"{place}{path}") for path in ("", "/files", f"/files/{file}", "/lists", "/lines")),
        clinic.get(f"{place}/lines/history?line=x"),
        clinic.get(f"{place}/letter?subject=x"),
        clinic.post(f"{place}/refill"),
        clinic.post(f"{place}/close"),
        clinic.post(f"{place}/files", {"kind": "zip"}, content_type=JSON),
        clinic.post(f"{place}/lines", line, content_type=JSON),
        begun(clinic, own("hospital", "institution")),
    ]
    assert [(one.status_code, one.json()["type"]) for one in answers] == [(404, "/problems/not-found")] * len(answers)
    assert hospital.get(f"{place}/lines?subject=nobody").status_code == 404


def test_scopes_and_desks(client_of: ClientOf, own: Own) -> None:
    hospital = client_of("hospital", "read", "write")
    place = f"{BASE}/{begun(hospital, own('hospital', 'institution')).json()['id']}"
    answer = hospital.post(f"{place}/close")
    assert answer.json()["problems"][0]["code"] == "refused.needs-scope-publish"
    vendor = client_of("saas-vendor").get(BASE)
    assert (vendor.status_code, vendor.json()["problems"][0]["code"]) == (403, "refused.other-desk")
