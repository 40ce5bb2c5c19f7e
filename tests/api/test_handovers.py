"""Handing over by a token: under the desk's key alone, so that nothing binds; bundles as files and by the post."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.scope import scope

BASE = "/api/v1/handovers"
ClientOf = Callable[..., Client]
Own = Callable[..., KarteDocument]


def sealed(client: Client, world: World, document: KarteDocument, to: str) -> Any:
    body = {"document": str(document.id), "to": world.organisations[to].urn}
    return client.post(BASE, body, content_type="application/json")


def newest(client: Client, **asked: str) -> dict[str, Any]:
    return client.get(BASE, {**asked, "limit": 1}).json()["items"][0]


def test_by_the_post_of_this_server(client_of: ClientOf, world: World, own: Own) -> None:
    vendor, clinic = client_of("saas-vendor"), client_of("clinic")
    done = sealed(vendor, world, own("saas-vendor", "engagement"), "clinic")
    assert done.status_code == 201, done.content
    sent = done.json()
    assert (sent["outgoing"], sent["binds"], sent["encrypted"]) == (True, False, True)
    (post,) = clinic.get(f"{BASE}/waiting").json()["items"]
    assert (post["bundle"], post["sender"]) == (sent["bundle"], sent["sender"])
    taken = clinic.post(f"{BASE}/waiting/{post['bundle']}")
    assert (taken.status_code, taken.json()["bundle"]) == (201, sent["bundle"])
    assert clinic.get(f"{BASE}/waiting").json()["items"] == []
    assert clinic.post(f"{BASE}/waiting/{post['bundle']}").status_code == 404
    assert newest(clinic, direction="in", counterpart=sent["sender"])["bundle"] == sent["bundle"]


def test_by_a_file(client_of: ClientOf, world: World, own: Own) -> None:
    vendor, clinic = client_of("saas-vendor"), client_of("clinic")
    sent = sealed(vendor, world, own("saas-vendor", "engagement"), "clinic").json()
    file = vendor.get(f"{BASE}/{sent['id']}/file")
    assert (file.status_code, file["content-type"]) == (200, "application/octet-stream")

    def bring(data: bytes) -> Any:
        return clinic.post(f"{BASE}/received", {"file": SimpleUploadedFile("x.anzen", data)})

    assert bring(file.content[:-7]).status_code == 422
    assert bring(file.content).status_code == 201
    again = bring(file.content)
    assert (again.status_code, again.json()["problems"][0]["code"]) == (409, "handover.known")


def test_a_bundle_over_the_limit(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anzenkarte.api.handovers.LARGEST", 10)
    answer = client_of("clinic").post(f"{BASE}/received", {"file": SimpleUploadedFile("x.anzen", b"x" * 11)})
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (413, "handover.too-large")


def test_only_parties_are_handed_an_engagement(client_of: ClientOf, world: World, own: Own) -> None:
    client, document = client_of("saas-vendor"), own("saas-vendor", "engagement")
    parties = client.get(f"{BASE}/parties?document={document.id}").json()["items"]
    assert world.organisations["clinic"].urn in {one["urn"] for one in parties if one["trusted"] and one["here"]}
    answer = sealed(client, world, document, "hospital")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "handover.receiver")


def test_lines_and_answers(client_of: ClientOf) -> None:
    clinic = client_of("clinic")
    parcel = newest(clinic, direction="in")
    lines = clinic.get(f"{BASE}/{parcel['id']}/lines?limit=200").json()["items"]
    assert len(lines) == parcel["lines"]
    assert {one["state"] for one in lines} <= {"open", "proposed"}
    first, second = lines[0], lines[1]
    one_kind = clinic.get(f"{BASE}/{parcel['id']}/lines?kind={first['kind']}&limit=1").json()["items"]
    assert [one["id"] for one in one_kind] == [first["id"]]
    missing = [{"line": first["id"], "word": "ask"}]
    path = f"{BASE}/{parcel['id']}/answers"
    answer = clinic.post(path, {"words": missing}, content_type="application/json")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "handover.note-needed")
    words = [
        {"line": first["id"], "word": "ask", "note": "誰が行いますか"},
        {"line": second["id"], "word": "accept"},
    ]
    answer = clinic.post(path, {"words": words}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert (answer.json()["words"], answer.json()["binds"]) == (2, False)
    said = clinic.get(f"{BASE}/{answer.json()['id']}/words").json()["items"]
    assert {one["word"] for one in said} == {"ask", "accept"}
    states = {one["id"]: one["state"] for one in clinic.get(f"{BASE}/{parcel['id']}/lines?limit=200").json()["items"]}
    assert (states[first["id"]], states[second["id"]]) == ("asked", "proposed")


def test_an_approver_s_token_does_not_bind(client_of: ClientOf, world: World) -> None:
    client = client_of("clinic", who="approvers")
    parcel = newest(client, direction="in")
    line = client.get(f"{BASE}/{parcel['id']}/lines?limit=1").json()["items"][0]
    words = [{"line": line["id"], "word": "accept"}]
    answer = client.post(f"{BASE}/{parcel['id']}/answers", {"words": words}, content_type="application/json")
    assert (answer.status_code, answer.json()["binds"]) == (201, False)
    with scope(world.organisations["clinic"].id):
        assert not Parcel.objects.filter(outgoing=True, binds=True).exists()


def test_another_organisations_bundle_is_not_there(client_of: ClientOf, own: Own, world: World) -> None:
    clinic, other = client_of("clinic"), client_of("emr-maker")
    id_ = newest(clinic)["id"]
    for path in ("", "/file", "/lines", "/words"):
        answer = other.get(f"{BASE}/{id_}{path}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found"), path
    body = {"words": [{"line": "x", "word": "accept"}]}
    assert other.post(f"{BASE}/{id_}/answers", body, content_type="application/json").status_code == 404
    assert other.get(f"{BASE}/parties?document={own('clinic', 'institution').id}").status_code == 404
    assert sealed(other, world, own("clinic", "institution"), "hospital").status_code == 404
    approval = other.post(f"{BASE}/{id_}/approval", {"lines": ["x"]}, content_type="application/json")
    assert approval.status_code == 404
    sent = sealed(client_of("saas-vendor"), world, own("saas-vendor", "engagement"), "clinic").json()
    assert other.post(f"{BASE}/waiting/{sent['bundle']}").status_code == 404


def test_scope_exchange(client_of: ClientOf, world: World, own: Own) -> None:
    client = client_of("saas-vendor", "read", "write", "publish")
    answer = sealed(client, world, own("saas-vendor", "engagement"), "clinic")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "refused.needs-scope-exchange")
    assert client_of("clinic", "exchange").get(BASE).status_code == 403


def test_keys_are_shown_and_no_more(client_of: ClientOf, world: World) -> None:
    client = client_of("clinic")
    mine = client.get(f"{BASE}/keys?own=true").json()["items"]
    assert {one["role"] for one in mine} == {"clerk", "approver"}
    assert {one["party"] for one in mine} == {world.organisations["clinic"].urn}
    others = client.get(f"{BASE}/keys?own=false").json()["items"]
    assert world.organisations["saas-vendor"].urn in {one["party"] for one in others}
    assert client.post(f"{BASE}/keys").status_code == 405


def test_pages_join_without_gap(client_of: ClientOf) -> None:
    client = client_of("hospital")
    whole = [one["id"] for one in client.get(f"{BASE}?limit=200").json()["items"]]
    found: list[str] = []
    after: str | None = "0"
    while after is not None:
        page = client.get(f"{BASE}?limit=1&after={after}").json()
        found += [one["id"] for one in page["items"]]
        after = page["next"]
    assert found == whole
    assert len(whole) >= 4
