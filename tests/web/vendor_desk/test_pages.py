"""Every page of the vendor's desk: there, in both languages, in a fixed number of questions to the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from anzenkarte.karte.document import Document, Entity
from anzenkarte.workspace.demonstration.load import World, publish, sample
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.models import Membership
from anzenkarte.workspace.scope import scope
from tests.counting import questions
from tests.web.vendor_desk.conftest import Desk

SignedIn = Callable[..., Client]
PAGES = {
    "vendor/": 18,
    "vendor/next/": 10,
    "vendor/file/": 9,
    "vendor/customers/": 13,
    "vendor/answers/": 9,
    "vendor/new/": 8,
    "vendor/new/provision/": 8,
    "{karte}": 9,
    "{karte}side/": 8,
    "{karte}drawing/": 9,
    "{karte}part/?part=store/log-store": 9,
    "{karte}describe/": 9,
    "{karte}describe/component/": 9,
    "{karte}describe/store/log-store/": 9,
    "{karte}describe/store/log-store/remove/": 9,
    "{karte}changes/": 9,
    "{karte}history/": 10,
    "{karte}findings/": 9,
    "{karte}findings/file/csv/": 8,
    "{karte}verdicts/": 9,
    "{vendor}questions/?now=1": 10,
    "{vendor}forms/?now=1": 10,
    "{vendor}forms/mds-3-4/": 10,
    "{vendor}risks/": 9,
    "{vendor}sbom/": 9,
    "{vendor}form-file/": 9,
}


def _counts(desk: Desk) -> dict[str, int]:
    karte, vendor = desk.karte("service", "hoshizora-emr"), desk.vendor("service", "hoshizora-emr")
    found = {}
    for page in PAGES:
        address = page.format(karte=karte, vendor=vendor)
        address = address if address.startswith("/") else desk.base + address
        assert desk.get(address).status_code == 200, page
        with questions() as queries:
            desk.get(address)
        found[page] = len(queries)
    return found


def test_a_page_asks_a_fixed_number_of_questions_however_many_documents_there_are(desk: Desk) -> None:
    before = _counts(desk)
    (service,) = (d for d in sample("saas-emr") if d.kind == "service")
    actor = desk.world.actor("saas-vendor")
    engagement = next(d for d in sample("saas-emr") if d.kind == "engagement")
    for number in range(3):
        with scope(actor.organisation):
            publish(actor, renamed(service, f"more-{number}"))
            publish(actor, renamed(engagement, f"more-{number}", service=service.name))
    assert _counts(desk) == before
    assert before == PAGES


def renamed(document: Document, name: str, **fields: str) -> Document:
    """The same document once more, under another name."""
    own = Entity(document.kind, name, {**document.own.fields, **fields})
    entities = {**document.entities, document.kind: {name: own}}
    return replace(document, name=name, header={**document.header, "name": name}, entities=entities, sealed="")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_are_in_the_readers_language(desk: Desk, language: str) -> None:
    desk.client.post("/language/", {"language": language})
    text = desk.get(desk.karte("engagement", "hoshizora-kiku")).content.decode()
    assert ("構成図" in text, "Architecture" in text) == (language == "ja", language == "en")


def test_the_drawing_opens_its_parts(desk: Desk) -> None:
    karte = desk.karte("engagement", "hoshizora-kiku")
    drawing = desk.get(f"{karte}drawing/").content.decode()
    assert drawing.count("data-part") >= 4
    assert 'role="img"' not in drawing
    assert "part=connection%2F" in drawing
    fragment = desk.get(f"{karte}drawing/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in fragment
    assert fragment.strip().startswith("<svg")
    part = desk.get(f"{karte}part/?part=store/log-store", headers={"hx-request": "true"}).content.decode()
    assert "アクセスログ・障害報告" in part
    assert "<html" not in part
    assert desk.get(f"{karte}part/?part=store/nothing").status_code == 404


def test_findings_are_filtered_by_the_address_and_exported_as_shown(desk: Desk) -> None:
    karte = desk.karte("service", "hoshizora-emr")
    every = desk.get(f"{karte}findings/")
    urgent = desk.get(f"{karte}findings/?severity=urgent")
    assert 0 < urgent.context["count"] < every.context["count"]
    assert "shared/_why.html" in {template.name for template in urgent.templates}
    rows = desk.get(f"{karte}findings/file/csv/?severity=urgent").content.decode("utf-8-sig").strip().split("\r\n")
    assert len(rows) == 1 + urgent.context["count"]
    assert desk.get(f"{karte}findings/file/exe/").status_code == 404
    first = every.context["subjects"][0]
    assert desk.get(f"{karte}findings/", data={"subject": first.value}).context["count"] == first.count


def test_a_copy_is_read_and_never_written(world: World, signed_in: SignedIn) -> None:
    clinic = Desk(signed_in("clinic"), world, "clinic")
    with scope(world.organisations["clinic"].id):
        copy = KarteDocument.objects.get(kind="service", organisation_id=world.organisations["clinic"].id)
    assert clinic.get(f"{clinic.base}karte/{copy.pk}/").status_code == 200
    for page in ("describe/", "describe/component/", "changes/", "conflicts/"):
        assert clinic.get(f"{clinic.base}karte/{copy.pk}/{page}").status_code == 404
    answer = clinic.client.post(f"{clinic.base}karte/{copy.pk}/publish/", {})
    assert answer.status_code == 404


def test_another_vendors_document_is_not_there(world: World, signed_in: SignedIn, desk: Desk) -> None:
    foreign = Desk(signed_in("emr-maker"), world, "emr-maker").row("service", "c-emr")
    for place in ("karte", "vendor"):
        for page in ("", "findings/", "questions/", "forms/", "risks/"):
            assert desk.get(f"{desk.base}{place}/{foreign.pk}/{page}").status_code == 404


def test_home_says_what_is_urgent_and_what_to_answer(desk: Desk) -> None:
    desk.get(f"{desk.base}vendor/?count=1")
    desk.get(f"{desk.base}vendor/?count=1")
    home = desk.get(f"{desk.base}vendor/")
    assert [line.state for line in home.context["services"]] == ["確認待ち"]
    assert home.context["urgent"]
    text = desk.get(f"{desk.base}vendor/next/").content.decode()
    assert "この1問で、" in text
    assert "項目が埋まります" in text
    assert desk.get(f"{desk.base}vendor/?q=みつからない").context["services"] == []


def test_a_reader_sees_and_changes_nothing(world: World, signed_in: SignedIn, desk: Desk) -> None:
    with scope(world.organisations["saas-vendor"].id):
        Membership.objects.filter(user=world.editors["saas-vendor"]).update(role="reader")
    karte = desk.karte("service", "hoshizora-emr")
    assert desk.get(f"{karte}describe/store/log-store/").status_code == 200
    assert desk.typed(f"{karte}describe/store/log-store/save/encrypted/", {"f.encrypted": "false"}).status_code == 403
    assert desk.get(f"{desk.base}vendor/new/").status_code == 403
