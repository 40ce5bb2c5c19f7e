"""A vendor offers, a clinic asks for approval, its director approves, both see the agreement; all by forms."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.queries import find_document
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]


def _path(world: World, key: str, rest: str = "") -> str:
    return f"/o/{world.organisations[key].id}/exchange/{rest}"


def _engagement(world: World, key: str) -> str:
    own = world.organisations[key]
    with scope(own.id):
        row = find_document("engagement", "hoshizora-kiku", own.urn)
    assert row is not None
    return str(row.id)


def test_from_offer_to_agreement(world: World, signed_in: SignedIn) -> None:
    officer, clerk, director = (
        signed_in("saas-vendor", "approvers"),
        signed_in("clinic"),
        signed_in("clinic", "approvers"),
    )
    to = world.organisations["clinic"].urn
    sent = officer.post(
        _path(world, "saas-vendor", f"send/{_engagement(world, 'saas-vendor')}/"), {"to": to, "binding": "1"}
    )
    assert sent.status_code == 302
    page = clerk.get(_path(world, "clinic"))
    assert len(page.context["waiting"]) == 1
    taken = clerk.post(_path(world, "clinic", "receive/"), {"bundle": page.context["waiting"][0]["post"].bundle})
    parcel = clerk.get(taken["location"])
    assert parcel.context["count"] > 3
    assert clerk.post(taken["location"], {"all": "accept"}).status_code == 302
    waiting = director.get(_path(world, "clinic", "approvals/"))
    (row,) = waiting.context["rows"]
    approve = _path(world, "clinic", f"approvals/{row['request'].id}/")
    assert clerk.post(approve, {"decision": "approve"}).status_code == 403
    assert director.post(approve, {"decision": "approve"}).status_code == 302
    desk = signed_in("saas-vendor")
    answer = desk.get(_path(world, "saas-vendor")).context["waiting"][0]["post"].bundle
    desk.post(_path(world, "saas-vendor", "receive/"), {"bundle": answer})
    stand = desk.get(_path(world, "saas-vendor", f"agreement/{_engagement(world, 'saas-vendor')}/{to}/"))
    assert dict(stand.context["counts"]) == {"agreed": parcel.context["count"]}
    assert "合意" in stand.content.decode()


def test_a_question_is_sent_and_shown(world: World, signed_in: SignedIn) -> None:
    clerk = signed_in("clinic")
    parcels = clerk.get(_path(world, "clinic")).context["parcels"]
    got = next(p["parcel"] for p in parcels if not p["parcel"].outgoing)
    path = _path(world, "clinic", f"{got.id}/")
    line = clerk.get(path).context["groups"][0]["rows"][0]["id"]
    refused = clerk.post(path, {f"w:{line}": "ask", f"n:{line}": ""})
    assert refused.status_code == 422
    assert "その内容を書いてください" in refused.content.decode()
    assert clerk.post(path, {f"w:{line}": "ask", f"n:{line}": "復元試験は？<b>"}).status_code == 302
    shown = clerk.get(path).content.decode()
    assert "復元試験は？&lt;b&gt;" in shown


def test_hostile_files_are_refused_in_words(world: World, signed_in: SignedIn) -> None:
    clerk = signed_in("clinic")
    for data in (b"", b"<script>", b"PK\x03\x04" + b"\0" * 50):
        file = SimpleUploadedFile("../../x.anzen", data)
        answer = clerk.post(_path(world, "clinic", "receive/"), {"file": file}, follow=True)
        assert answer.status_code == 200
        assert len(list(answer.context["messages"])) >= 1


def test_anothers_parcel_is_not_there(world: World, signed_in: SignedIn) -> None:
    got = signed_in("clinic").get(_path(world, "clinic")).context["parcels"][0]["parcel"]
    for rest in (f"{got.id}/", f"{got.id}/file/"):
        assert signed_in("hospital").get(_path(world, "hospital", rest)).status_code == 404


def test_keys_are_shown_and_an_editor_makes_none(world: World, signed_in: SignedIn) -> None:
    assert "フィンガープリント" in signed_in("clinic").get(_path(world, "clinic", "keys/")).content.decode()
    assert signed_in("clinic").post(_path(world, "clinic", "keys/make/")).status_code == 403
    assert signed_in("clinic", "administrators").post(_path(world, "clinic", "keys/make/")).status_code == 302
