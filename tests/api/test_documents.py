"""Documents over the API: the same actions, the same refusals, never another's rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import MakeToken, RevokeToken, bearer
from anzenkarte.workspace.tokens.models import Token

BASE = "/api/v1"
ClientOf = Callable[..., Client]


def _own(client: Client, kind: str) -> dict[str, str]:
    items = client.get(f"{BASE}/documents?kind={kind}").json()["items"]
    return next(item for item in items if item["own"])


def test_edit_and_publish(client_of: ClientOf) -> None:
    client = client_of("saas-vendor")
    service = _own(client, "service")
    change = {"operations": [{"kind": "service", "id": service["name"], "field": "note", "value": "APIから"}]}
    content = client.patch(f"{BASE}/documents/{service['id']}/draft", change, content_type="application/json").json()
    assert content["service"]["note"] == "APIから"
    done = client.post(f"{BASE}/documents/{service['id']}/publish", {"reason": "x"}, content_type="application/json")
    assert (done.status_code, done.json()["number"]) == (201, 2)
    assert client.get(f"{BASE}/documents/{service['id']}/content").json()["service"]["note"] == "APIから"


def test_a_wrong_value_is_a_problem_with_its_place(client_of: ClientOf) -> None:
    client = client_of("saas-vendor")
    service = _own(client, "service")
    change = {"operations": [{"kind": "service", "id": service["name"], "field": "provision", "value": "saas"}]}
    answer = client.patch(f"{BASE}/documents/{service['id']}/draft", change, content_type="application/json")
    assert (answer.status_code, answer["content-type"]) == (422, "application/problem+json")
    assert answer.json()["problems"][0]["path"] == f"service/{service['name']}/provision"


def test_another_organisations_document_is_not_there(client_of: ClientOf) -> None:
    clinic, vendor = client_of("clinic"), client_of("emr-maker")
    theirs = _own(clinic, "institution")["id"]
    for path in ("content", "revisions", "draft", "report", "findings", "demarcation"):
        answer = vendor.get(f"{BASE}/documents/{theirs}/{path}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found"), path


def test_a_copy_cannot_be_edited(client_of: ClientOf) -> None:
    client = client_of("clinic")
    copy = next(d for d in client.get(f"{BASE}/documents?kind=service").json()["items"] if not d["own"])
    change = {"operations": [{"kind": "service", "id": copy["name"], "field": "note", "value": "x"}]}
    answer = client.patch(f"{BASE}/documents/{copy['id']}/draft", change, content_type="application/json")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        (("read",), "post", "documents", 403),
        (("write",), "get", "documents", 403),
        (("read", "write"), "get", "documents", 200),
    ],
)
def test_a_token_does_only_what_it_may(
    client_of: ClientOf, scopes: tuple[str, ...], method: str, path: str, status: int
) -> None:
    client = client_of("clinic", *scopes)
    body = {"kind": "service", "name": "x"} if method == "post" else None
    answer = getattr(client, method)(f"{BASE}/{path}", body, content_type="application/json")
    assert answer.status_code == status


def test_without_a_sound_token_nothing_is_told(world: World) -> None:
    token = act(world.actor("clinic"), MakeToken("t", ("read",), 1))
    id_ = token.split("_")[1]
    assert bearer(token) is not None
    wrong = [f"anz_{id_}_" + "A" * 43, "anz_x_y", token[:-1], "", "Bearer"]
    assert [bearer(one) for one in wrong] == [None] * len(wrong)
    assert Client().get(f"{BASE}/documents").status_code == 401
    with scope(world.organisations["clinic"].id):
        row = Token.objects.get()
        row.expires = datetime.now(UTC) - timedelta(seconds=1)
        row.save()
    assert bearer(token) is None


def test_a_revoked_token_and_an_ended_member(world: World) -> None:
    token = act(world.actor("clinic"), MakeToken("t", ("read",), 1))
    with scope(world.organisations["clinic"].id):
        id_ = Token.objects.get().id
    act(world.actor("clinic"), RevokeToken(id_))
    assert bearer(token) is None


def test_a_token_never_binds(world: World) -> None:
    token = act(world.actor("clinic", "approvers"), MakeToken("t", ("read", "write", "publish"), 1))
    found = bearer(token)
    assert found is not None
    assert not found[0].binds


def test_pages_join_without_gap(client_of: ClientOf) -> None:
    client = client_of("hospital")
    whole = [d["id"] for d in client.get(f"{BASE}/documents?limit=200").json()["items"]]
    found: list[str] = []
    after: str | None = "0"
    while after is not None:
        page = client.get(f"{BASE}/documents?limit=2&after={after}").json()
        found += [d["id"] for d in page["items"]]
        after = page["next"]
    assert found == whole
    assert len(whole) >= 4


def test_report_findings_and_cells(client_of: ClientOf) -> None:
    client = client_of("hospital")
    id_ = _own(client, "institution")["id"]
    on = "on=2026-11-25"
    assert client.get(f"{BASE}/documents/{id_}/report?{on}").json()["engines"]
    urgent = client.get(f"{BASE}/documents/{id_}/findings?{on}&severity=urgent").json()["items"]
    assert urgent
    assert {f["severity"] for f in urgent} == {"urgent"}
    cells = client.get(f"{BASE}/documents/{id_}/demarcation?{on}&state=contradiction").json()["items"]
    assert cells
    assert {c["state"] for c in cells} == {"contradiction"}
