"""Settling a line: one's own word, published; agreed once the other says the same; a draft kept; bad input refused."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import Operation
from anzenkarte.web.institution_desk.common import today
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.queries import engagement
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import draft_for
from anzenkarte.workspace.documents_store.store import load
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
VPN = {"engagement": "handa-emr", "duty": "configuration", "situation": "normal", "subject": "component/vpn-device"}


def _at(world: World, key: str, path: str) -> str:
    return f"/o/{world.organisations[key].id}/institution/{path}"


def _own(world: World, key: str) -> Document:
    with scope(world.organisations[key].id):
        row = KarteDocument.objects.get(kind="engagement", keeper_urn=world.organisations[key].urn)
        return load(row.head)


def _state(world: World, key: str, name: str, cell: str) -> str:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = engagement(actor, name)
        assert row is not None
        return {c.id: c.state for c in assess(row, today()).reports["demarcation"].cells}[cell]


def test_both_statements_stand_side_by_side(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    query = "&".join(f"{key}={value}" for key, value in VPN.items())
    whole = client.get(_at(world, "hospital", f"matrix/settle/?{query}")).content.decode()
    part = client.get(_at(world, "hospital", f"matrix/settle/?{query}"), headers={"HX-Request": "true"})
    for text in (whole, part.content.decode()):
        assert "A社の認識</strong>：C社が担う" in text
        assert "C社の認識</strong>：A社が担う" in text
    assert "<html" in whole
    assert part.content.decode().startswith("<dialog")


def test_a_decision_becomes_ones_own_published_word(world: World, signed_in: SignedIn) -> None:
    urn = world.organisations["contractor"].urn
    answer = signed_in("hospital").post(
        _at(world, "hospital", "matrix/settle/"),
        {**VPN, "party": urn, "acts": ["verify"], "subjects": ["component/vpn-device"], "note": "11月の打合せ"},
    )
    assert answer.status_code == 302
    assert answer["location"].endswith("#configuration-normal-component-vpn-device")
    (statement,) = _own(world, "hospital").entities["statement"].values()
    assert statement.fields["by"] == "hospital"
    assert statement.fields["party"] == "a-company"
    assert statement.fields["acts"] == ["verify"]
    assert statement.fields["reason"] == {"ja": "11月の打合せ", "en": "11月の打合せ"}
    with scope(world.organisations["hospital"].id):
        assert Entry.objects.order_by("-sequence").first().verb == "cell.settle"


def test_the_same_word_of_both_sides_is_an_agreement(world: World, signed_in: SignedIn) -> None:
    cell = "account_management/normal/decide@service/hoshizora-emr"
    assert _state(world, "clinic", "hoshizora-kiku", cell) == "contradiction"
    answer = signed_in("clinic").post(
        _at(world, "clinic", "matrix/settle/"),
        {
            "engagement": "hoshizora-kiku", "duty": "account_management", "situation": "normal",
            "subject": "service/hoshizora-emr", "party": world.organisations["clinic"].urn,
            "acts": ["decide", "do"], "subjects": ["service/hoshizora-emr"],
        },
    )  # fmt: skip
    assert answer.status_code == 302
    assert _state(world, "clinic", "hoshizora-kiku", cell) == "agreed"


def test_a_newer_word_takes_the_place_of_the_older(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    for key, acts in (("contractor", ["do", "verify"]), ("emr-maker", ["do", "verify"]), ("contractor", ["do"])):
        data = {**VPN, "party": world.organisations[key].urn, "acts": acts, "subjects": ["component/vpn-device"]}
        assert client.post(_at(world, "hospital", "matrix/settle/"), data).status_code == 302
    statements = _own(world, "hospital").entities["statement"]
    assert list(statements) == ["settled-configuration", "settled-configuration-2", "settled-configuration-2-2"]
    assert statements["settled-configuration-2"].fields["supersedes"] == "settled-configuration"
    assert "supersedes" not in statements["settled-configuration-2-2"].fields  # it speaks of a part only
    actor = world.actor("hospital")
    with scope(actor.organisation):
        row = engagement(actor, "handa-emr")
        assert row is not None
        cells = assess(row, today()).reports["demarcation"].cells
    said = {
        cell.act: voice.party
        for cell in cells
        for voice in cell.voices
        if cell.subject == "component/vpn-device" and cell.duty == "configuration" and voice.by == "party/hospital"
    }
    assert said == {"do": "party/a-company", "verify": "party/c-company"}


def test_a_draft_stays_a_draft(world: World, signed_in: SignedIn) -> None:
    actor = world.actor("hospital")
    with scope(actor.organisation):
        row = KarteDocument.objects.get(kind="engagement", keeper_urn=actor.urn)
    act(actor, Edit(row.pk, [Operation("engagement", "handa-emr", "contact_point", True)]))
    data = {**VPN, "party": actor.urn, "acts": ["verify"], "subjects": ["component/vpn-device"]}
    assert signed_in("hospital").post(_at(world, "hospital", "matrix/settle/"), data).status_code == 302
    own = _own(world, "hospital")
    assert own.own is not None
    assert "contact_point" not in own.own.fields
    with scope(actor.organisation):
        draft = draft_for(actor.user, KarteDocument.objects.select_related("head").get(pk=row.pk))
        assert draft is not None
        made = drafted(draft)
    assert made.own is not None
    assert made.own.fields["contact_point"] is True
    assert "statement" in made.entities


def test_an_institution_without_its_own_telling_begins_one(world: World, signed_in: SignedIn) -> None:
    clinic = world.organisations["clinic"]
    with scope(clinic.id):
        own = KarteDocument.objects.get(kind="engagement", keeper_urn=clinic.urn)
        KarteDocument.objects.filter(pk=own.pk).update(head=None)
        Revision.objects.filter(document=own).delete()
        own.delete()
    data = {
        "engagement": "hoshizora-kiku", "duty": "monitoring", "situation": "normal", "subject": "service/hoshizora-emr",
        "party": world.organisations["saas-vendor"].urn, "acts": ["watch"], "subjects": ["service/hoshizora-emr"],
    }  # fmt: skip
    assert signed_in("clinic").post(_at(world, "clinic", "matrix/settle/"), data).status_code == 302
    begun = _own(world, "clinic")
    assert begun.keeper == "kiku-clinic"
    assert {s.fields["by"] for s in begun.entities["statement"].values()} == {"kiku-clinic"}


def test_what_is_missing_is_said_at_its_field_and_nothing_changes(world: World, signed_in: SignedIn) -> None:
    client, before = signed_in("hospital"), _own(world, "hospital").revision
    for wrong in ({}, {"party": "urn:uuid:00000000-0000-4000-8000-000000000000"}, {"acts": ["sing"]}):
        text = client.post(_at(world, "hospital", "matrix/settle/"), {**VPN, **wrong}).content.decode()
        assert "誰が行うかを選んでください" in text
        assert 'href="#f-party"' in text
        assert 'id="f-party"' in text
    assert _own(world, "hospital").revision == before


def test_a_line_of_nobody_is_not_settled(world: World, signed_in: SignedIn) -> None:
    data = {**VPN, "subject": "component/nothing", "party": world.organisations["hospital"].urn}
    assert signed_in("hospital").post(_at(world, "hospital", "matrix/settle/"), data).status_code == 404
