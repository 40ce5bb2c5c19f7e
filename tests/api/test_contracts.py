"""Contracts over the API: the register, a text handed in, its sentences, the one that decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

BASE = "/api/v1/contracts"
TERMS = "第5条\n乙は、サーバのセキュリティパッチを適用する責任を負う。\n".encode()
ClientOf = Callable[..., Client]


def own_contract(client: Client) -> dict[str, Any]:
    documents = client.get("/api/v1/documents?limit=200").json()["items"]
    mine = {one["id"] for one in documents if one["own"]}
    return next(one for one in client.get(BASE).json()["items"] if one["document"] in mine)


def hand_in(client: Client, contract: dict[str, Any], data: bytes = TERMS) -> Any:
    path = f"{BASE}/{contract['document']}/{contract['slug']}/texts"
    return client.post(path, {"file": SimpleUploadedFile("契約書.txt", data)})


def test_the_register_and_one_contract(client_of: ClientOf) -> None:
    client = client_of("hospital")
    listed = client.get(f"{BASE}?limit=1").json()
    assert len(listed["items"]) == 1
    one = listed["items"][0]
    told = client.get(f"{BASE}/{one['document']}/{one['slug']}").json()["items"]
    assert one in told
    found = client.get(f"{BASE}?words={one['title_ja']}").json()["items"]
    assert one["slug"] in {row["slug"] for row in found}
    still_open = client.get(f"{BASE}?updates=open").json()["items"]
    assert {row["updates"] for row in still_open} <= {"", "not_stated"}


def test_from_a_text_to_the_sentence_that_decides(client_of: ClientOf) -> None:
    client = client_of("hospital")
    contract = own_contract(client)
    made = hand_in(client, contract)
    assert made.status_code == 201, made.content
    text = client.get(f"{BASE}/texts/{made.json()['id']}").json()
    assert (text["state"], text["sentences"], text["chosen"]) == ("read", 1, None)
    (sentence,) = client.get(f"{BASE}/texts/{text['id']}/sentences").json()["items"]
    assert sentence["clause"] == "第5条"
    assert "セキュリティパッチ" in sentence["text"]
    chosen = client.post(
        f"{BASE}/texts/{text['id']}/choice",
        {"sentence": sentence["number"], "value": "supplier"},
        content_type="application/json",
    )
    assert (chosen.status_code, chosen.json()["chosen"], chosen.json()["value"]) == (200, 0, "supplier")
    draft = client.get(f"/api/v1/documents/{contract['document']}/draft").json()["content"]
    assert draft["contracts"][contract["slug"]]["security_updates"] == "supplier"
    listed = client.get(f"{BASE}/{contract['document']}/{contract['slug']}/texts").json()["items"]
    assert [one["id"] for one in listed] == [text["id"]]


def test_an_impossible_choice_is_a_problem(client_of: ClientOf) -> None:
    client = client_of("hospital")
    id_ = hand_in(client, own_contract(client)).json()["id"]
    choice = {"sentence": 7, "value": "supplier"}
    answer = client.post(f"{BASE}/texts/{id_}/choice", choice, content_type="application/json")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "contract.sentence")


def test_uploads_have_a_limit(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of("hospital")
    contract = own_contract(client)
    monkeypatch.setattr("anzenkarte.api.contracts.LARGEST", 10)
    answer = hand_in(client, contract)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (413, "contract.too-large")
    monkeypatch.undo()
    assert hand_in(client, contract, b"\x00\x01").json()["problems"][0]["code"] == "contract.kind"


def test_another_organisations_contract_is_not_there(client_of: ClientOf) -> None:
    hospital, clinic = client_of("hospital"), client_of("clinic")
    contract = own_contract(hospital)
    id_ = hand_in(hospital, contract).json()["id"]
    place = f"{BASE}/{contract['document']}/{contract['slug']}"
    choice = {"sentence": 0, "value": "supplier"}
    answers = [
        clinic.get(place),
        clinic.get(f"{place}/texts"),
        hand_in(clinic, contract),
        clinic.get(f"{BASE}/texts/{id_}"),
        clinic.get(f"{BASE}/texts/{id_}/sentences"),
        clinic.post(f"{BASE}/texts/{id_}/choice", choice, content_type="application/json"),
    ]
    assert [(one.status_code, one.json()["type"]) for one in answers] == [(404, "/problems/not-found")] * len(answers)


def test_scopes(client_of: ClientOf) -> None:
    contract = own_contract(client_of("hospital"))
    answer = hand_in(client_of("hospital", "read"), contract)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (403, "refused.needs-scope-write")
    assert client_of("supervisor").get(BASE).json()["problems"][0]["code"] == "refused.other-desk"
