"""Evidence by forms: looked at and chosen before it is handed over, found again by who received it, never replaced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Offer, seal
from anzenkarte.exchange.keys.store import Draft, KeyStore
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Publish
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.evidence.actions import AddEvidence, EndEvidence, Held, RenewEvidence
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.handovers.actions import RevokeKey, TrustKey
from anzenkarte.workspace.handovers.keys import store_of
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from tests.counting import questions

SignedIn = Callable[..., Client]
Place = Callable[..., str]
Telling = Callable[[str], str]
PDF = b"%PDF-1.7\nSOC 2"


@pytest.fixture
def file(world: World) -> EvidenceFile:
    """A file the vendor's published service names."""
    actor = world.actor("saas-vendor")
    with scope(actor.organisation):
        row = own_rows("service", actor.urn).first()
    assert row is not None
    held = Held(None, date(2027, 3, 31))
    found = act(actor, AddEvidence(row.id, "evidence/soc2", PDF, "soc2.pdf", "SOC 2 <報告書>", "東京", held))
    act(actor, Publish(row.id))
    return found


@pytest.fixture
def choose(world: World, place: Place, telling: Telling) -> str:
    """The page on which the vendor looks at what goes to the clinic."""
    return place("saas-vendor", f"send/{telling('saas-vendor')}/?to={world.organisations['clinic'].urn}")


def hand_over(world: World, signed_in: SignedIn, place: Place, choose: str, *files: UUID) -> str:
    """The vendor hands over with these files, the clinic takes it in; the address of the parcel."""
    form = {"to": world.organisations["clinic"].urn, "evidence": [str(one) for one in files]}
    assert signed_in("saas-vendor").post(choose.partition("?")[0], form).status_code == 302
    clerk = signed_in("clinic")
    for waiting in clerk.get(place("clinic")).context["waiting"]:
        taken = clerk.post(place("clinic", "receive/"), {"bundle": waiting["post"].bundle})
        assert taken.status_code == 302
    return str(taken["location"])


def received(world: World) -> list[EvidenceFile]:
    with scope(world.organisations["clinic"].id):
        return list(EvidenceFile.objects.exclude(sender="").order_by("added"))


def test_what_may_go_along_is_listed_and_nothing_chosen(file: EvidenceFile, signed_in: SignedIn, choose: str) -> None:
    page = signed_in("saas-vendor").get(choose)
    text = page.content.decode()
    assert [one["file"].id for one in page.context["files"]] == [file.id]
    for said in ("SOC 2 &lt;報告書&gt;", "soc2.pdf", "東京", "2027年3月31日", "14", "まだ渡していません"):
        assert said in text
    assert f'value="{file.id}"' in text
    assert "checked" not in text


@pytest.mark.parametrize("tongue", ["ja", "en"])
def test_a_chosen_file_is_found_at_the_other_side(
    world: World, file: EvidenceFile, signed_in: SignedIn, place: Place, choose: str, tongue: str
) -> None:
    for user in (world.editors["clinic"], world.editors["saas-vendor"]):
        user.language = tongue
        user.save()
    parcel = hand_over(world, signed_in, place, choose, file.id)
    (row,) = received(world)
    address = f"/o/{world.organisations['clinic'].id}/evidence/{row.id}/"
    clerk = signed_in("clinic")
    assert address in clerk.get(parcel).content.decode()
    page = clerk.get(address)
    text = page.content.decode()
    vendor = world.organisations["saas-vendor"]
    assert (vendor.name_en if tongue == "en" else vendor.name_ja) in text
    assert row.bundle in text
    assert parcel in text
    assert 'type="file"' not in text  # nothing to put in its place
    assert not page.context["received"]["other"]
    saved = clerk.get(f"{address}file/")
    assert (saved.content, saved["Content-Type"]) == (PDF, "application/pdf")
    assert saved["Content-Disposition"].startswith("attachment")
    listed = clerk.get(f"/o/{world.organisations['clinic'].id}/evidence/").content.decode()
    assert ("from " if tongue == "en" else "から</span>") in listed
    sent = signed_in("saas-vendor").get(choose)
    assert sent.context["files"][0]["before"] is not None


def test_a_newer_version_that_was_not_handed_over_is_said(
    world: World, file: EvidenceFile, signed_in: SignedIn, place: Place, choose: str
) -> None:
    hand_over(world, signed_in, place, choose, file.id)
    vendor = world.actor("saas-vendor")
    newer = act(vendor, RenewEvidence(file.id, b"%PDF-1.7\nnewer", "soc2.pdf"))
    act(vendor, Publish(newer.document_id))
    hand_over(world, signed_in, place, choose)
    (row,) = received(world)
    address = f"/o/{world.organisations['clinic'].id}/evidence/{row.id}/"
    clerk = signed_in("clinic")
    assert clerk.get(address).context["received"]["other"]
    refused = clerk.post(address, {"file": SimpleUploadedFile("own.pdf", PDF)})
    assert refused.status_code == 422
    assert "相手から受け取った根拠資料です" in refused.content.decode()
    assert clerk.post(f"{address}end/").status_code == 302
    (row,) = received(world)
    assert row.ended is not None


def test_others_find_neither_the_choice_nor_the_file(
    world: World, file: EvidenceFile, signed_in: SignedIn, place: Place, choose: str, telling: Telling
) -> None:
    hand_over(world, signed_in, place, choose, file.id)
    (row,) = received(world)
    stranger, hospital = signed_in("hospital"), world.organisations["hospital"]
    assert stranger.get(f"/o/{hospital.id}/evidence/{row.id}/file/").status_code == 404
    assert stranger.get(choose).status_code == 404
    to = world.organisations["saas-vendor"].urn
    assert stranger.get(place("hospital", f"send/{telling('saas-vendor')}/?to={to}")).status_code == 404
    vendor = signed_in("saas-vendor")
    for other in (hospital.urn, to, "", "urn:uuid:x"):
        assert vendor.get(f"{choose.partition('?')[0]}?to={other}").status_code == 404
    assert vendor.post(choose.partition("?")[0], {"to": to, "evidence": ["x"]}).status_code == 404


def test_what_cannot_go_along_is_said_on_the_page(
    world: World, file: EvidenceFile, signed_in: SignedIn, choose: str
) -> None:
    act(world.actor("saas-vendor"), EndEvidence(file.id))
    with scope(world.organisations["saas-vendor"].id):
        before = Parcel.objects.count()
    form = {"to": world.organisations["clinic"].urn, "evidence": [str(file.id)]}
    vendor = signed_in("saas-vendor")
    answer = vendor.post(choose.partition("?")[0], form, follow=True)
    assert answer.redirect_chain == [(choose.replace(":", "%3A"), 302)]
    assert "もう渡せないものがあります" in answer.content.decode()
    with scope(world.organisations["saas-vendor"].id):
        assert Parcel.objects.count() == before


def test_without_a_key_of_the_other_side_nothing_can_be_chosen(
    world: World, file: EvidenceFile, signed_in: SignedIn, choose: str
) -> None:
    vendor = world.organisations["saas-vendor"]
    for id_, known in store_of(vendor.id).ring().known.items():
        if not known.own:
            act(world.actor("saas-vendor", "administrators"), RevokeKey(id_, "なくした"))
    text = signed_in("saas-vendor").get(choose).content.decode()
    assert "暗号化できません" in text
    assert f'value="{file.id}"' not in text


def test_the_choice_asks_a_fixed_number_of_questions(file: EvidenceFile, signed_in: SignedIn, choose: str) -> None:
    vendor = signed_in("saas-vendor")
    vendor.get(choose)
    with questions() as asked:
        assert vendor.get(choose).status_code == 200
    assert len(asked) == 15


def test_a_file_that_could_hurt_is_named_with_what_is_wrong(
    world: World, signed_in: SignedIn, place: Place, tmp_path: Path
) -> None:
    """The bundle of a party elsewhere that brings a page as evidence."""
    store = KeyStore(tmp_path)
    urn = "urn:uuid:33333333-3333-4333-8333-333333333333"
    draft = Draft("else", urn, "よその会社", "clerk", today(), date(2030, 1, 1))
    known = store.make(draft, "a long passphrase", None, 2**10)
    act(world.actor("clinic", "administrators"), TrustKey(known.data, "clerk", known.card.id))
    files = {"good.pdf": PDF, "page.pdf": b"<html><script>alert(1)</script>"}
    offer = Offer("service/else", world.organisations["clinic"].urn, Content((), (), (), files))
    bundle = SimpleUploadedFile("x.anzen", seal(offer, store.unlock(known, "a long passphrase"), today()))
    answer = signed_in("clinic").post(place("clinic", "receive/"), {"file": bundle}, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert "「page.pdf」を受け付けられない" in said[0]
    assert "この種類のファイルは受け付けません" in said[1]
    assert len(said) == 2
