"""The organisation over the API: itself, its members and grants; a token changes none of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.tokens.models import Scope

BASE = "/api/v1"
ClientOf = Callable[..., Client]


def test_where_a_token_works(client_of: ClientOf, world: World) -> None:
    told = client_of("clinic", who="administrators").get(f"{BASE}/organisation").json()
    assert told["urn"] == world.organisations["clinic"].urn
    assert told["role"] == "editor"
    assert told["scopes"] == sorted(Scope.values)
    assert client_of("clinic", "read").get(f"{BASE}/organisation").json()["role"] == "reader"


def test_members_and_grants_are_read(client_of: ClientOf, world: World) -> None:
    client = client_of("hospital")
    members = client.get(f"{BASE}/members").json()["items"]
    assert {one["email"].partition("@")[2] for one in members} == {"hospital.example"}
    assert [one["email"] for one in members if one["binds"]] == ["approver@hospital.example"]
    (grant,) = client.get(f"{BASE}/grants").json()["items"]
    assert (grant["supervisor"], grant["details"]) == (world.organisations["supervisor"].urn, True)


@pytest.mark.parametrize("path", ["members", "grants", "organisation", "tokens", "approvals"])
def test_nothing_of_them_is_changed(client_of: ClientOf, path: str) -> None:
    client = client_of("hospital", who="administrators")
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"{BASE}/{path}", {}, content_type="application/json")
        assert answer.status_code in (404, 405), method


def test_the_document_describes_itself_to_anybody() -> None:
    answer = Client().get(f"{BASE}/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Anzen Karte"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ('"\\u0000"', "text.forbidden-character"),
        ('{"ja": "\\u0007", "en": "x"}', "text.forbidden-character"),
        ('"\\ud800"', "text.forbidden-character"),
        ("1.5", "json.not-an-integer"),
        ("NaN", "json.not-an-integer"),
        ('{"a": 1, "a": 2}', "json.duplicate-key"),
        ("[" * 100, "json.too-deep"),
    ],
)
def test_a_body_is_read_as_strictly_as_a_file(client_of: ClientOf, written: str, code: str) -> None:
    client = client_of("saas-vendor")
    service = next(one for one in client.get(f"{BASE}/documents?kind=service").json()["items"] if one["own"])
    draft = f"{BASE}/documents/{service['id']}/draft"
    before = client.get(draft).json()
    operation = f'{{"kind": "service", "id": "{service["name"]}", "field": "note", "value": {written}}}'
    body = f'{{"operations": [{operation}]}}'
    answer = client.patch(draft, body, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unreadable")
    assert answer.json()["problems"][0]["code"] == code
    assert client.get(draft).json() == before


def test_no_parameter_that_a_database_cannot_hold(client_of: ClientOf) -> None:
    client = client_of("saas-vendor")
    for path in ("contracts?words=%00", "contracts?form=%00", "evidence?words=%00", "evidence/due?kind=%EF%BB%BF"):
        answer = client.get(f"{BASE}/{path}")
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/input"), path
