"""All systems on one page: numbers, filters, exports, a fixed number of questions to the database."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from anzenkarte.web.institution_desk import overview
from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.assessments.queries import engagements
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument, Revision
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.scope import scope
from tests.counting import questions

SignedIn = Callable[..., Client]


def _at(world: World, key: str, path: str) -> str:
    return f"/o/{world.organisations[key].id}/institution/{path}"


def test_a_row_with_every_number_and_where_it_leads(world: World, signed_in: SignedIn) -> None:
    text = signed_in("hospital").get(_at(world, "hospital", "")).content.decode()
    assert "半田病院における電子カルテの導入" in text
    assert "only=contradiction" in text
    assert "only=unsettled" in text
    assert "institution/dates/?engagement=handa-emr" in text
    assert "severity=urgent" in text
    assert "食い違いが3件" in text


def test_in_english_too(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    user = world.editors["hospital"]
    user.language = "en"
    user.save(update_fields=("language",))
    text = client.get(_at(world, "hospital", "")).content.decode()
    assert "3 contradictions" in text
    assert "食い違い" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=電子カルテ", True), ("q=薬局", False), ("show=contradictory", True), ("show=due", False), ("show=xx", True),
     ("q=" + "あ " * 90, False), ("page=9999", True), ("page=x", True)],
)  # fmt: skip
def test_filters_stand_in_the_address(world: World, signed_in: SignedIn, query: str, found: bool) -> None:
    client = signed_in("hospital")
    client.get(_at(world, "hospital", ""))
    text = client.get(_at(world, "hospital", "?" + query)).content.decode()
    assert ("半田病院における電子カルテの導入" in text) is found


def test_what_is_shown_is_exported(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    answer = client.get(_at(world, "hospital", "export/csv/?show=contradictory"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("半田病院における電子カルテの導入,C社,3,24,0,35,1,0,")
    none = client.get(_at(world, "hospital", "export/csv/?q=薬局"))
    assert len(none.content.decode("utf-8-sig").splitlines()) == 1
    book = client.get(_at(world, "hospital", "export/xlsx/")).content
    with zipfile.ZipFile(io.BytesIO(book)) as opened:
        assert "半田病院における電子カルテの導入" in opened.read("xl/sharedStrings.xml").decode()
    assert client.get(_at(world, "hospital", "export/pdf/")).status_code == 404


def test_a_title_that_looks_like_a_formula_stays_a_text(world: World, signed_in: SignedIn) -> None:
    with scope(world.organisations["hospital"].id):
        DocumentSummary.objects.filter(kind="engagement").update(title_ja="=HYPERLINK(1)")
    text = signed_in("hospital").get(_at(world, "hospital", "export/csv/")).content.decode("utf-8-sig")
    assert "\n'=HYPERLINK(1)," in text.replace("\r", "")


def _many(actor: Actor, count: int) -> None:
    """Engagements with standings, as a large institution has them."""
    (model,) = engagements(actor)[:1]
    rows = [
        KarteDocument(id=uuid.UUID(int=n + 1), organisation_id=actor.organisation, kind="engagement",
                      name=f"many-{n:05}", keeper_urn=actor.urn)
        for n in range(count)
    ]  # fmt: skip
    KarteDocument.objects.bulk_create(rows)
    Revision.objects.bulk_create(
        Revision(organisation_id=actor.organisation, document=row, number=1, hash=f"sha256:{row.name}", schema="x",
                 header=model.head.header, manifest={}, published=datetime(2026, 1, 1, tzinfo=UTC), author=row.id)
        for row in rows
    )  # fmt: skip
    heads = {revision.document_id: revision for revision in Revision.objects.filter(document__in=rows)}
    for row in rows:
        row.head = heads[row.id]
    KarteDocument.objects.bulk_update(rows, ["head"], batch_size=200)
    DocumentSummary.objects.bulk_create(
        DocumentSummary(document=row, organisation_id=actor.organisation, kind="engagement", keeper_urn=actor.urn,
                        title_ja=f"部門システム {row.name}", title_en=row.name, customer_urn=actor.urn, entities=1,
                        revision=row.head.hash, published=row.head.published)
        for row in rows
    )  # fmt: skip
    Standing.objects.bulk_create(
        Standing(document=row, organisation_id=actor.organisation, key="", on=date(2026, 1, 1), severities={},
                 cells={}, outcomes={}, need=n)
        for n, row in enumerate(rows)
    )  # fmt: skip


def test_the_same_questions_for_one_row_and_for_hundreds(
    world: World, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = signed_in("hospital"), _at(world, "hospital", "")
    client.get(address)
    with questions() as few:
        client.get(address)
    actor = world.actor("hospital")
    with scope(actor.organisation):
        _many(actor, 300)
    monkeypatch.setattr(overview, "refresh", lambda rows, on: frozenset())  # their contents are no documents
    with questions() as many:
        answer = client.get(address)
    assert "many-00299" in answer.content.decode()
    assert "many-00010" not in answer.content.decode()  # the second page on
    assert len(many) == len(few) - 1  # all but the one that asks whether the standings are still right
    assert len(few) == 11


def test_an_institution_without_anything_is_told_what_to_do(world: World, signed_in: SignedIn) -> None:
    actor = world.actor("clinic")
    with scope(actor.organisation):
        DocumentSummary.objects.all().delete()
    for path in ("", "matrix/", "clinic/", "dates/", "findings/"):
        answer = signed_in("clinic").get(_at(world, "clinic", path))
        assert answer.status_code == 200
        assert 'class="empty"' in answer.content.decode()
