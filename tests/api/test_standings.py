"""Standings over the API: what the desks' lists show, by kind of organisation; a supervising body sees counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.actions import GrantSight, WithdrawSight
from anzenkarte.workspace.organisations.models import Grant
from anzenkarte.workspace.scope import scope
from tests.counting import questions

BASE = "/api/v1/standings"
GRANTED = "/api/v1/granted"
ClientOf = Callable[..., Client]


def test_an_institutions_systems(client_of: ClientOf, world: World) -> None:
    client = client_of("hospital")
    rows = client.get(f"{BASE}/vendors").json()["items"]
    assert rows
    row = rows[0]
    assert row["current"] is True
    assert row["vendor"] in {world.organisations[key].urn for key in ("contractor", "emr-maker")}
    assert row["vendor_name"]["ja"]
    standing = row["standing"]
    assert standing["contradictory"] > 0
    assert sum(standing["cells"].values()) == standing["agreed"] + standing["unsettled"] + standing["contradictory"]
    totals = client.get(f"{BASE}/vendors/totals").json()
    assert totals["engagements"] == len(rows)
    assert totals["contradictory"] == sum(one["standing"]["contradictory"] for one in rows)


def test_a_vendors_customers_and_what_they_hold(client_of: ClientOf, world: World) -> None:
    client = client_of("saas-vendor")
    clinic = world.organisations["clinic"].urn

    def at_the_clinic() -> dict[str, Any]:
        rows = client.get(f"{BASE}/customers").json()["items"]
        return next(one for one in rows if one["customer"] == clinic and one["held"])

    row = at_the_clinic()
    assert row["customer_name"]
    assert row["handed_on"]
    assert {(one["number"], one["newest"]) for one in row["held"]} == {(1, 1)}
    id_ = row["document"]
    change = {"operations": [{"kind": "engagement", "id": row["name"], "field": "note", "value": "x"}]}
    client.patch(f"/api/v1/documents/{id_}/draft", change, content_type="application/json")
    done = client.post(f"/api/v1/documents/{id_}/publish", {}, content_type="application/json")
    assert done.status_code == 201
    row = at_the_clinic()
    assert (1, 2) in {(one["number"], one["newest"]) for one in row["held"]}


def test_ones_own_documents_by_kind(client_of: ClientOf) -> None:
    client = client_of("saas-vendor")
    for kind in ("service", "engagement"):
        rows = client.get(f"{BASE}/own?kind={kind}").json()["items"]
        assert rows, kind
        assert {(one["kind"], one["own"], one["current"]) for one in rows} == {(kind, True, True)}
    assert client.get(f"{BASE}/own?kind=institution").json()["items"] == []


def test_each_desk_its_own(client_of: ClientOf) -> None:
    for key, path in (
        ("clinic", "standings/customers"),
        ("saas-vendor", "standings/vendors"),
        ("saas-vendor", "grants"),
        ("supervisor", "standings/own"),
        ("clinic", "granted"),
    ):
        answer = client_of(key).get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "refused.other-desk"), path


def test_counts_only_unless_details_were_granted(client_of: ClientOf, world: World) -> None:
    client = client_of("supervisor")
    rows = {one["organisation"]: one for one in client.get(GRANTED).json()["items"]}
    hospital, clinic = (str(world.organisations[key].id) for key in ("hospital", "clinic"))
    assert set(rows) == {hospital, clinic}
    assert rows[hospital]["cells"]
    for row in rows.values():
        assert not {"vendors", "items"} & set(row)
        assert not any("items" in entry for entry in row["editions"].values())
    details = client.get(f"{GRANTED}/{hospital}")
    assert details.status_code == 200
    assert len(details.json()["vendors"]) == rows[hospital]["vendors_contradicting"] > 0
    assert any(entry.get("unknown") for entry in details.json()["items"].values())
    for id_ in (clinic, str(world.organisations["emr-maker"].id)):
        assert client.get(f"{GRANTED}/{id_}").status_code == 404
    gaps = client.get(f"{GRANTED}/gaps?limit=200").json()["items"]
    assert gaps
    assert [one["not_met"] for one in gaps] == sorted((one["not_met"] for one in gaps), reverse=True)


def test_a_grant_withdrawn_shows_nothing(client_of: ClientOf, world: World) -> None:
    client, hospital = client_of("supervisor"), world.actor("hospital", "administrators")
    with scope(hospital.organisation):
        grant = Grant.objects.get()
    act(hospital, WithdrawSight(grant.id))
    assert str(hospital.organisation) not in {one["organisation"] for one in client.get(GRANTED).json()["items"]}
    assert client.get(f"{GRANTED}/{hospital.organisation}").status_code == 404
    act(hospital, GrantSight(world.organisations["supervisor"].id, False, grant.since))
    assert client.get(f"{GRANTED}/{hospital.organisation}").status_code == 404
    assert str(hospital.organisation) in {one["organisation"] for one in client.get(GRANTED).json()["items"]}


def test_lists_page_without_gap(client_of: ClientOf) -> None:
    client = client_of("hospital")
    for path in ("/api/v1/standings/vendors", "/api/v1/members", "/api/v1/audit", "/api/v1/editions"):
        whole = client.get(f"{path}?limit=200").json()["items"]
        found, after = [], "0"
        for _ in range(3):
            page = client.get(f"{path}?limit=1&after={after}").json()
            found += page["items"]
            after = page["next"]
            if after is None:
                break
        assert found == whole[: len(found)], path
        assert found, path


LISTS = {
    "hospital": ("documents", "contracts", "handovers", "evidence/due", "members", "grants", "agreements", "audit"),
    "saas-vendor": ("standings/customers", "standings/own?kind=engagement", "handovers/waiting", "handovers/keys"),
}


@pytest.mark.parametrize(("key", "path"), [(key, path) for key, paths in LISTS.items() for path in paths])
def test_a_longer_page_asks_no_more(client_of: ClientOf, key: str, path: str) -> None:
    client, joint = client_of(key), "&" if "?" in path else "?"
    counts = []
    for limit in (200, 1, 200):
        with questions() as asked:
            answer = client.get(f"/api/v1/{path}{joint}limit={limit}")
        assert answer.status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2] <= 14  # the first page may make a projection anew
