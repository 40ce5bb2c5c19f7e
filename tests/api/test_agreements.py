"""Agreements over the API: how lines stand, proposing to who may bind, one's word on a cell; nothing binds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from anzenkarte.workspace.agreements.actions import Approve, Decline
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.handovers.actions import AnswerBinding, SealBinding
from anzenkarte.workspace.organisations.acting import Refused, act
from anzenkarte.workspace.tokens.actions import MakeToken, bearer
from anzenkarte.workspace.tokens.models import Scope

BASE = "/api/v1/agreements"
ClientOf = Callable[..., Client]


def exchange_of(client: Client, kind: str = "engagement") -> dict[str, Any]:
    return next(one for one in client.get(BASE).json()["items"] if one["kind"] == kind)


def place_of(one: dict[str, Any]) -> str:
    return f"{BASE}/{one['kind']}/{one['name']}/{one['counterpart']}"


def received(client: Client) -> dict[str, Any]:
    return client.get("/api/v1/handovers?direction=in&limit=1").json()["items"][0]


def test_exchanges_and_their_lines(client_of: ClientOf) -> None:
    client = client_of("clinic")
    one = exchange_of(client)
    assert one["counts"]
    lines = client.get(f"{place_of(one)}/lines?limit=200").json()["items"]
    assert len(lines) == sum(one["counts"].values())
    assert all(line["digest"].startswith("sha256:") for line in lines)
    kind = lines[0]["kind"]
    some = client.get(f"{place_of(one)}/lines?line_kind={kind}&limit=200").json()["items"]
    assert [line["id"] for line in some] == [line["id"] for line in lines if line["kind"] == kind]
    assert client.get(f"{place_of(one)}/lines?state=agreed").json()["items"] == []


def test_no_annex_before_anything_is_agreed(client_of: ClientOf) -> None:
    client = client_of("clinic")
    answer = client.get(f"{place_of(exchange_of(client))}/annex")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (409, "bundle.nothing-agreed")


def test_a_proposal_waits_for_a_person(client_of: ClientOf, world: World) -> None:
    client = client_of("clinic")
    parcel = received(client)
    lines = client.get(f"/api/v1/handovers/{parcel['id']}/lines?limit=200").json()["items"]
    wanted = [line["id"] for line in lines if not line["outdated"]][:2]
    path = f"/api/v1/handovers/{parcel['id']}/approval"
    answer = client.post(path, {"lines": wanted, "note": "x"}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["lines"] == sorted(wanted)
    assert client.get(f"{BASE}/approvals").json()["items"] == [answer.json()]
    assert client.post(f"{BASE}/approvals/{answer.json()['id']}").status_code == 404
    done = act(world.actor("clinic", "approvers"), Approve(answer.json()["id"]))
    assert done.binds
    assert client.get(f"{BASE}/approvals").json()["items"] == []


def test_terms_are_proposed_whole(client_of: ClientOf) -> None:
    client = client_of("clinic")
    answer = client.post(f"/api/v1/handovers/{received(client)['id']}/approval/terms")
    assert answer.status_code in (201, 422)
    codes = {"approval.no-terms", "approval.outdated"}
    assert answer.status_code == 201 or answer.json()["problems"][0]["code"] in codes


@pytest.mark.parametrize("action", [Approve, Decline, SealBinding, AnswerBinding])
def test_no_action_that_binds_is_done_by_a_token(world: World, action: Any) -> None:
    token = act(world.actor("clinic", "approvers"), MakeToken("t", Scope.values, 1))
    found = bearer(token)
    assert found is not None
    given = {SealBinding: (world.organisations["clinic"].id, ""), AnswerBinding: (world.organisations["clinic"].id, {})}
    with pytest.raises(Refused, match=r"refused\.needs-binding"):
        act(found[0], action(*given.get(action, (world.organisations["clinic"].id,))))


def test_a_token_makes_no_token(world: World) -> None:
    found = bearer(act(world.actor("clinic", "administrators"), MakeToken("t", Scope.values, 1)))
    assert found is not None
    with pytest.raises(Refused, match=r"refused\.by-token"):
        act(found[0], MakeToken("another", ("read",), 1))


def test_a_cell_is_settled_in_ones_own_telling(client_of: ClientOf) -> None:
    client = client_of("hospital")
    cells = client.get("/api/v1/standings/vendors").json()["items"]
    name, document = cells[0]["name"], cells[0]["document"]
    cell = next(
        one
        for one in client.get(f"/api/v1/documents/{document}/demarcation?state=contradiction").json()["items"]
        if one["situation"] in ("normal", "emergency", "end")
    )
    content = client.get(f"/api/v1/documents/{document}/content").json()
    urns = [party["urn"] for party in content["parties"].values() if party.get("urn")]
    said = {
        "duty": cell["duty"],
        "situation": cell["situation"],
        "subjects": [""],
        "acts": [cell["act"]],
        "party": urns[0],
    }
    answer = client.post(f"{BASE}/cells", {"engagement": name, "cells": [said]}, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["hash"].startswith("sha256:")
    wrong = {**said, "party": "urn:uuid:00000000-0000-4000-8000-000000000000"}
    answer = client.post(f"{BASE}/cells", {"engagement": name, "cells": [wrong]}, content_type="application/json")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "settle.party")


def test_what_is_anothers_is_not_there(client_of: ClientOf) -> None:
    clinic, other = client_of("clinic"), client_of("emr-maker")
    one = exchange_of(clinic)
    for path in ("lines", "annex"):
        assert other.get(f"{place_of(one)}/{path}").status_code == 404
    cell = {"duty": "x", "situation": "normal", "subjects": [""], "acts": ["do"], "party": one["counterpart"]}
    body = {"engagement": one["name"], "cells": [cell]}
    answer = other.post(f"{BASE}/cells", body, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


def test_scopes(client_of: ClientOf) -> None:
    client = client_of("clinic", "read", "write", "publish")
    parcel = received(client)
    answer = client.post(
        f"/api/v1/handovers/{parcel['id']}/approval", {"lines": ["x"]}, content_type="application/json"
    )
    assert answer.json()["problems"][0]["code"] == "refused.needs-scope-exchange"
    cell = {"duty": "x", "situation": "normal", "subjects": [""], "acts": ["do"], "party": parcel["sender"]}
    body = {"engagement": "x", "cells": [cell]}
    answer = client_of("clinic", "write").post(f"{BASE}/cells", body, content_type="application/json")
    assert answer.json()["problems"][0]["code"] == "refused.needs-scope-publish"
