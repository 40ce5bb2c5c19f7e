"""An institution reads a vendor's disclosure: what is missing for its own case, in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from anzenkarte.karte.disclosure.policy import EVERY, Decision
from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.disclosures.actions import DecideDisclosure, MakeDisclosure, Ruling
from anzenkarte.workspace.disclosures.making import prepare, stamp
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]


def made_for(world: World, name: str = "hoshizora-kiku", withheld: tuple[str, ...] = ()) -> bytes:
    """The vendor's disclosure for the customer of an engagement, some kinds of the service withheld."""
    actor = world.actor("saas-vendor")
    with scope(actor.organisation):
        rows = KarteDocument.objects.select_related("head", "summary").filter(keeper_urn=actor.urn)
        service, row = rows.get(kind="service"), rows.get(name=name)
        if withheld:
            rulings = [Ruling(kind, EVERY, Decision("clinic", ())) for kind in withheld]
            act(actor, DecideDisclosure(service.pk, rulings))
        on: date = timezone.localdate()
        seen = stamp(prepare(actor, row, "engineer", on).decided)
        return get(act(actor, MakeDisclosure(row.pk, "engineer", seen)).sha256)


def address(world: World, key: str = "clinic") -> str:
    """Where the list of disclosures is."""
    return f"/o/{world.organisations[key].id}/institution/disclosures/"


def sent(data: bytes) -> dict[str, SimpleUploadedFile]:
    """The form with a file."""
    return {"file": SimpleUploadedFile("disclosure.json", data)}


def test_what_is_withheld_is_missing_for_this_institution(world: World, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    full = client.post(address(world), sent(made_for(world)))
    assert full.status_code == 302
    one = client.get(full["location"])
    assert one.context["lead"]
    assert "きく内科" in one.context["lead"]
    assert one.context["answers"]
    less = client.post(address(world), sent(made_for(world, withheld=("store", "copy", "connection", "account"))))
    other = client.get(less["location"])
    assert len(other.context["missing"]) > len(one.context["missing"])
    assert len(other.context["asks"]) == len(other.context["missing"])
    kept = {need["title"] for need in other.context["missing"]}
    for need in one.context["missing"]:
        assert need["title"] in kept or any(need["title"] in text for text in other.context["first"])
    text = other.content.decode()
    assert other.context["asks"][0] in text
    assert "署名のないファイル" in text
    listed = client.get(address(world)).context["rows"]
    assert [row["maker"] for row in listed] == ["ほしぞらソフト"] * 2


def test_it_is_read_for_the_beds_and_staff_one_states(world: World, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    held = client.post(address(world), sent(made_for(world)))["location"]
    before = client.get(held).context
    actor = world.actor("clinic")
    with scope(actor.organisation):
        row = KarteDocument.objects.get(kind="institution", keeper_urn=actor.urn)
        changes = [
            Operation("institution", row.name, "beds", 300),
            Operation("institution", row.name, "kind", "hospital"),
        ]
        act(actor, Edit(row.pk, changes))
        act(actor, Publish(row.pk))
    after = client.get(held).context
    assert "300" in after["lead"]
    assert after["lead"] != before["lead"]


def test_the_one_page_comes_as_word_pdf_and_html(world: World, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    held = client.post(address(world), sent(made_for(world)))["location"]
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF-"), ("html", b"<!")):
        file = client.get(f"{held}{form}/")
        assert file.content.startswith(start)
        assert "attachment" in file["content-disposition"]
    assert client.get(f"{held}exe/").status_code == 404


def test_anothers_disclosure_and_what_is_none_are_refused_in_words(world: World, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    others = made_for(world, "hoshizora-tsubaki")
    wrong = json.loads(made_for(world))
    wrong["level"] = "director"
    for data in (others, b"", b"{}", b"\x00\xff", b"PK\x03\x04", b"[" * 5000, json.dumps(wrong).encode()):
        answer = client.post(address(world), sent(data))
        assert answer.status_code == 422, data[:40]
        assert answer.context["outcome"].at("file")
    assert client.post(address(world), {}).status_code == 422
    assert client.get(address(world)).context["rows"] == []


def test_a_disclosure_is_read_by_its_holder_alone(world: World, signed_in: SignedIn) -> None:
    held = signed_in("clinic").post(address(world), sent(made_for(world)))["location"]
    id_ = held.rstrip("/").rpartition("/")[2]
    hospital = signed_in("hospital")
    assert hospital.get(held).status_code == 404
    assert hospital.get(f"{address(world, 'hospital')}{id_}/").status_code == 404
    assert hospital.get(f"{address(world, 'hospital')}{id_}/pdf/").status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_clinic_meets_no_word_it_should_not(world: World, signed_in: SignedIn, language: str) -> None:
    editor = world.editors["clinic"]
    editor.language = language
    editor.save(update_fields=("language",))
    client = signed_in("clinic")
    page = client.get(client.post(address(world), sent(made_for(world)))["location"]).content.decode()
    for word in ("残存リスク", "DSSE", "TSUBAKI", "residual risk"):
        assert word not in page
