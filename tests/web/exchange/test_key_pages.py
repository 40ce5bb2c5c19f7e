"""Keys by forms: made and revoked by administrators, cards looked at before they are trusted, connections asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.exchange.keys.store import Draft, KeyStore
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.models import Organisation

SignedIn = Callable[..., Client]
Place = Callable[..., str]
ELSEWHERE = "urn:uuid:11111111-1111-4111-8111-111111111111"


def test_an_editor_sees_keys_and_changes_none(world: World, signed_in: SignedIn, place: Place) -> None:
    assert "フィンガープリント" in signed_in("clinic").get(place("clinic", "keys/")).content.decode()
    for verb in ("make", "trust", "revoke", "ask", "accept", "decline"):
        assert signed_in("clinic").post(place("clinic", f"keys/{verb}/")).status_code == 403
    assert signed_in("clinic", "administrators").post(place("clinic", "keys/make/")).status_code == 302


def test_a_card_from_elsewhere_is_looked_at_then_trusted(
    world: World, signed_in: SignedIn, place: Place, tmp_path: Path
) -> None:
    draft = Draft("elsewhere", ELSEWHERE, "よその会社", "approver", today(), date(2030, 1, 1))
    known = KeyStore(tmp_path).make(draft, "long passphrase", None, 2**10)
    boss = signed_in("clinic", "administrators")
    keys = place("clinic", "keys/")
    assert boss.post(keys, {"card": SimpleUploadedFile("card.json", b"{}")}).status_code == 422
    shown = boss.post(keys, {"card": SimpleUploadedFile("card.json", known.data)})
    assert shown.context["uploaded"]["card"].id == known.card.id
    form = {"card": shown.context["uploaded"]["text"], "role": "approver", "fingerprint": known.card.id}
    boss.post(f"{keys}trust/", form)
    assert known.card.id not in _trusted(boss, keys)  # not ticked
    boss.post(f"{keys}trust/", {**form, "read": "1", "fingerprint": "sha256:" + "0" * 64})
    assert known.card.id not in _trusted(boss, keys)
    boss.post(f"{keys}trust/", {**form, "read": "1"})
    assert known.card.id in _trusted(boss, keys)
    boss.post(f"{keys}revoke/", {"key": known.card.id, "reason": "なくした"})
    (row,) = [row for row in boss.get(keys).context["trusted"] if row["known"].card.id == known.card.id]
    assert row["reason"] == "なくした"


def _trusted(client: Client, keys: str) -> set[str]:
    return {row["known"].card.id for row in client.get(keys).context["trusted"]}


def test_connecting_is_asked_for_and_accepted(world: World, signed_in: SignedIn, place: Place) -> None:
    hospital, clinic = world.organisations["hospital"], world.organisations["clinic"]
    asker, asked = signed_in("hospital", "administrators"), signed_in("clinic", "administrators")
    mine, theirs = place("hospital", "keys/"), place("clinic", "keys/")
    found = asker.get(mine, {"urn": clinic.urn}).context["found"]
    assert len(found) == 2
    prints = [one["card"].id for one in found]
    asker.post(f"{mine}ask/", {"to": clinic.urn, "fingerprints": prints})
    assert set(prints) <= _trusted(asker, mine)
    (row,) = asked.get(theirs).context["asked"]
    assert not _trusted(asked, theirs) & {one["card"].id for one in row["cards"]}
    form = {"tie": str(row["tie"].id), "fingerprints": [one["card"].id for one in row["cards"]]}
    signed_in("saas-vendor", "administrators").post(place("saas-vendor", "keys/accept/"), form)
    assert asked.get(theirs).context["asked"]  # a stranger's answer is none
    asked.post(f"{theirs}accept/", form)
    assert {one["card"].id for one in row["cards"]} <= _trusted(asked, theirs)
    assert asked.get(theirs).context["asked"] == []
    assert asker.get(mine).context["sent"][0]["tie"].accepted
    assert hospital.urn != clinic.urn


def test_own_card_as_a_file(world: World, signed_in: SignedIn, place: Place) -> None:
    client = signed_in("clinic")
    own = client.get(place("clinic", "keys/")).context["own"][0]["known"]
    assert client.get(place("clinic", f"keys/card/{own.card.id}/")).content == own.data
    trusted = client.get(place("clinic", "keys/")).context["trusted"][0]["known"]
    assert client.get(place("clinic", f"keys/card/{trusted.card.id}/")).status_code == 404


def test_a_partner_is_chosen_by_name_only_where_a_document_names_it(
    world: World, signed_in: SignedIn, place: Place
) -> None:
    boss, keys = signed_in("clinic", "administrators"), place("clinic", "keys/")
    vendor = world.organisations["saas-vendor"]
    page = boss.get(keys)
    assert page.context["named"] == [(vendor.urn, vendor.called("ja"))]
    text = page.content.decode()
    assert f'<option value="{vendor.urn}">{vendor.called("ja")}</option>' in text
    for key in ("hospital", "contractor", "emr-maker", "supervisor"):
        assert world.organisations[key].called("ja") not in text
    chosen = boss.get(keys, {"urn": vendor.urn})
    assert len(chosen.context["found"]) == 2
    prints = [one["card"].id for one in chosen.context["found"]]
    boss.post(f"{keys}ask/", {"to": vendor.urn, "fingerprints": prints})
    asked = boss.get(keys)
    assert asked.context["named"] == []
    assert "相手に組織の番号を尋ねて" in asked.content.decode()


def test_without_a_supervising_body_the_page_of_grants_says_what_to_do(world: World, signed_in: SignedIn) -> None:
    boss, address = signed_in("clinic", "administrators"), f"/o/{world.organisations['clinic'].id}/grants/"
    assert "登録を頼んで" not in boss.get(address).content.decode()
    Organisation.objects.filter(kind="supervisor").update(kind="vendor")
    assert "登録を頼んで" in boss.get(address).content.decode()
