"""Evidence over the API: bytes come in within their limit, go out never to be shown, and stay within a party."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.api import files
from anzenkarte.workspace.documents_store.models import KarteDocument

BASE = "/api/v1/evidence"
PDF = b"%PDF-1.7\nSOC 2"
ClientOf = Callable[..., Client]
Own = Callable[..., KarteDocument]


def add(client: Client, document: KarteDocument, data: bytes = PDF, **more: object) -> Any:
    sent = {
        "document": document.id,
        "reference": "evidence/file-1",
        "title": "SOC 2",
        "expires_on": "2027-03-31",
        "file": SimpleUploadedFile("報告書.pdf", data, "text/html"),
        **more,
    }
    return client.post(BASE, sent)


def test_a_file_comes_in_and_goes_out_as_it_was(client_of: ClientOf, own: Own) -> None:
    client = client_of("saas-vendor")
    made = add(client, own("saas-vendor", "service"))
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["media"], told["name"], told["size"], told["published"]) == (
        "application/pdf",
        "報告書.pdf",
        len(PDF),
        False,
    )
    assert client.get(f"{BASE}/{told['id']}").json() == told
    answer = client.get(f"{BASE}/{told['id']}/file")
    assert answer.content == PDF
    assert answer["content-type"] == "application/octet-stream"
    assert answer["content-disposition"].startswith("attachment")
    assert (answer["x-content-type-options"], answer["cache-control"]) == ("nosniff", "private, no-store")
    listed = client.get(f"{BASE}?entity={told['entity']}&document={told['document']}").json()["items"]
    assert [one["id"] for one in listed] == [told["id"]]
    assert client.get(f"{BASE}?entity=evidence/other").json()["items"] == []
    assert client.get(f"{BASE}?words=SOC").json()["items"] == [told]


def test_a_draft_names_the_file(client_of: ClientOf, own: Own) -> None:
    client, document = client_of("saas-vendor"), own("saas-vendor", "service")
    told = add(client, document).json()
    content = client.get(f"/api/v1/documents/{document.id}/draft").json()["content"]
    assert content["evidence"]["file-1"]["sha256"] == told["sha256"]


def test_renewed_and_ended(client_of: ClientOf, own: Own) -> None:
    client = client_of("saas-vendor")
    old = add(client, own("saas-vendor", "service")).json()["id"]
    file = SimpleUploadedFile("neu.pdf", PDF + b" 2", "application/pdf")
    new = client.post(f"{BASE}/{old}/renew", {"file": file, "expires_on": "2028-03-31"})
    assert (new.status_code, new.json()["replaces"], new.json()["expires_on"]) == (201, old, "2028-03-31")
    assert client.get(f"{BASE}?state=ended").json()["items"][0]["id"] == old
    ended = client.post(f"{BASE}/{new.json()['id']}/end")
    assert (ended.status_code, bool(ended.json()["ended"])) == (200, True)
    again = client.post(f"{BASE}/{new.json()['id']}/end")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/conflict")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"<html><script>x</script></html>", "evidence.kind"),
        (b"<?xml version='1.0'?><svg/>", "evidence.kind"),
        (b"", "evidence.empty"),
        (b"PK\x03\x04rest", "evidence.archive"),
    ],
)
def test_what_a_browser_could_run_is_a_problem(client_of: ClientOf, own: Own, data: bytes, code: str) -> None:
    answer = add(client_of("saas-vendor"), own("saas-vendor", "service"), data)
    assert (answer.status_code, answer["content-type"]) == (422, "application/problem+json")
    assert answer.json()["problems"][0]["code"] == code


def test_too_large_is_told_before_it_is_read(client_of: ClientOf, own: Own, monkeypatch: pytest.MonkeyPatch) -> None:
    client, document = client_of("saas-vendor"), own("saas-vendor", "service")
    monkeypatch.setattr("anzenkarte.api.evidence.LARGEST", 10)
    answer = add(client, document)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (413, "evidence.too-large")
    assert files.LARGEST_REQUEST > 64 * 1024 * 1024
    monkeypatch.setattr("anzenkarte.api.door.LARGEST_REQUEST", 100)
    answer = add(client, document)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")


def test_no_form_at_all_is_a_problem(client_of: ClientOf) -> None:
    client = client_of("saas-vendor")
    broken = client.post(BASE, b"--x\r\nnothing", content_type="multipart/form-data; boundary=")
    assert (broken.status_code, broken.json()["type"]) == (400, "/problems/unreadable")
    empty = client.post(BASE, {})
    assert (empty.status_code, empty.json()["type"]) == (422, "/problems/input")
    assert {part["path"].rpartition("/")[2] for part in empty.json()["problems"]} >= {"file"}


def test_another_organisations_file_is_not_there(client_of: ClientOf, own: Own) -> None:
    vendor, other = client_of("saas-vendor"), client_of("emr-maker")
    id_ = add(vendor, own("saas-vendor", "service")).json()["id"]
    file = SimpleUploadedFile("x.pdf", PDF)
    answers = [
        other.get(f"{BASE}/{id_}"),
        other.get(f"{BASE}/{id_}/file"),
        other.post(f"{BASE}/{id_}/end"),
        other.post(f"{BASE}/{id_}/renew", {"file": file}),
        add(other, own("saas-vendor", "service")),
    ]
    assert [(one.status_code, one.json()["type"]) for one in answers] == [(404, "/problems/not-found")] * len(answers)
    assert other.get(BASE).json()["items"] == []


def test_scopes(client_of: ClientOf, own: Own) -> None:
    document = own("saas-vendor", "service")
    answer = add(client_of("saas-vendor", "read", "publish", "exchange"), document)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "refused.needs-scope-write")
    assert client_of("saas-vendor", "write").get(BASE).status_code == 403


def test_days_that_come_up(client_of: ClientOf) -> None:
    client = client_of("hospital")
    found = client.get(f"{BASE}/due?limit=200").json()["items"]
    assert found
    assert [one["on"] for one in found] == sorted(one["on"] for one in found)
    some = client.get(f"{BASE}/due?stage={found[0]['stage']}&kind={found[0]['kind']}").json()["items"]
    assert {(one["stage"], one["kind"]) for one in some} == {(found[0]["stage"], found[0]["kind"])}
