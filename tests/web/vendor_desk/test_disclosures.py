"""The pages on which a vendor decides what is disclosed and makes disclosures."""

from __future__ import annotations

import json
from typing import Any

import pytest

from anzenkarte.karte.disclosure.policy import Decision
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.disclosures.actions import DecideDisclosure, Ruling
from anzenkarte.workspace.disclosures.models import DisclosurePolicy, MadeDisclosure
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.actions import SetMember
from anzenkarte.workspace.organisations.models import Role
from anzenkarte.workspace.scope import scope
from tests.web.vendor_desk.conftest import Desk

KIKU = "urn:uuid:c0370d26-8cac-410b-bace-7770041bd0ff"


@pytest.fixture(autouse=True)
def at_once(settings: Any) -> None:
    """Work in the background is done at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def scope_of(desk: Desk) -> str:
    return f"{desk.vendor('service', 'hoshizora-emr')}scope/"


def stored(desk: Desk) -> list[DisclosurePolicy]:
    with scope(desk.world.organisations[desk.key].id):
        return list(DisclosurePolicy.objects.order_by("number"))


def test_before_any_decision_the_cautious_default_is_shown_as_such(desk: Desk) -> None:
    page = desk.get(scope_of(desk))
    assert page.status_code == 200
    assert page.context["decided"].number == 0
    assert {row.usual for row in page.context["rows"]} == {True}
    assert page.context["since"] is None
    usual = dict(page.context["usual"])
    assert any("技術者" in said or "管理者" in said for said in usual)
    text = page.content.decode()
    assert "慎重な初期の扱い" in text


def test_what_was_changed_in_the_table_is_one_decision(desk: Desk) -> None:
    address = f"{scope_of(desk)}?kind=component"
    page = desk.get(address)
    form = {"base": "0"}
    for row in page.context["rows"]:
        form |= {f"t:component/{row.id}": row.choice, f"l:component/{row.id}": row.level}
    assert desk.client.post(address, form).status_code == 422
    form |= {"t:component/cloud-kms": "nobody", "l:component/log-analytics": "engineer"}
    assert desk.client.post(address, form).status_code == 302
    (one,) = stored(desk)
    assert one.decisions["component"]["cloud-kms"] == {"level": "clinic", "to": []}
    assert one.decisions["component"]["log-analytics"] == {"level": "engineer", "to": ["customers"]}
    assert one.decisions["component"]["emr-web"] == {"level": "clinic", "to": ["customers"]}
    changed = desk.get(f"{scope_of(desk)}?state=changed").context["rows"]
    assert {row.id for row in changed} == {"cloud-kms", "log-analytics"}


def test_a_form_shown_before_anothers_decision_leaves_that_one_alone(desk: Desk) -> None:
    address = scope_of(desk)
    first = {"base": "0", "t:component/cloud-kms": "nobody", "l:component/cloud-kms": "clinic"}
    assert desk.client.post(address, first).status_code == 302
    late = {
        "base": "0", "t:component/cloud-kms": "customers", "l:component/cloud-kms": "clinic",
        "t:component/emr-web": "customers", "l:component/emr-web": "manager",
    }  # fmt: skip
    assert desk.client.post(address, late).status_code == 302
    newest = stored(desk)[-1].decisions["component"]
    assert newest["cloud-kms"]["to"] == []
    assert newest["emr-web"]["level"] == "manager"


@pytest.mark.parametrize("base", ["x", "99", "-1", "9" * 40, "²"])
def test_a_forged_base_changes_nothing_else(desk: Desk, base: str) -> None:
    form = {"base": base, "t:component/cloud-kms": "nobody", "l:component/cloud-kms": "clinic"}
    assert desk.client.post(scope_of(desk), form).status_code == 302
    assert stored(desk)[-1].decisions["component"]["cloud-kms"]["to"] == []


def test_a_kind_is_decided_as_a_whole_for_named_customers(desk: Desk) -> None:
    address = f"{scope_of(desk)}evidence/*/"
    page = desk.get(address)
    assert [one.name.ja for one in page.context["customers"]] == ["きく内科", "つばき総合病院"]
    assert desk.client.post(address, {"to": "named", "level": "clinic"}).status_code == 422
    assert desk.client.post(address, {"to": "everybody", "level": "clinic"}).status_code == 422
    assert desk.client.post(address, {"to": "nobody", "level": "director"}).status_code == 422
    stranger = {"to": "named", "level": "clinic", "customer": "urn:uuid:00000000-0000-4000-8000-000000000000"}
    assert desk.client.post(address, stranger).status_code == 422
    assert stored(desk) == []
    done = desk.client.post(address, {"to": "named", "level": "manager", "customer": KIKU, "later": "1"})
    assert done.status_code == 302
    (one,) = stored(desk)
    assert all(value == {"level": "manager", "to": [KIKU]} for value in one.decisions["evidence"].values())
    assert "*" in one.decisions["evidence"]
    named = desk.get(f"{scope_of(desk)}?state=named").context["rows"]
    assert {row.reach for row in named} == {"きく内科"}
    assert desk.get(f"{scope_of(desk)}evidence/no-such/").status_code == 404
    assert desk.get(f"{scope_of(desk)}nonsense/*/").status_code == 404


def test_what_would_be_shown_is_looked_at_before_a_disclosure_is_made(desk: Desk) -> None:
    address = f"{desk.vendor('service', 'hoshizora-emr')}disclosures/"
    page = desk.get(address)
    assert page.context["preview"] is None
    kiku = desk.row("engagement", "hoshizora-kiku").pk
    look = desk.get(f"{address}?for={kiku}&level=engineer")
    preview = look.context["preview"]
    assert preview["recipient"] == "きく内科"
    assert "TSUBAKI" not in look.content.decode()
    form = {"for": str(kiku), "level": "clinic", "seen": preview["seen"]}
    assert desk.client.post(address, {**form, "seen": "sha256:0"}).status_code == 422
    made = desk.client.post(address, form)
    assert made.status_code == 302
    done = desk.get(made["location"])
    assert done.context["made"].state == "ready"
    assert [(lang, [name for name, _ in files]) for lang, _, files in done.context["papers"]] == [
        (lang, ["disclosure.docx", "disclosure.xlsx", "disclosure.pdf", "index.html"]) for lang in ("ja", "en")
    ]
    for part, start in (("ja/disclosure.pdf", b"%PDF-"), ("en/disclosure.docx", b"PK"), ("ja/index.html", b"<!")):
        file = desk.get(f"{made['location']}{part}/")
        assert file.content.startswith(start)
        assert "attachment" in file["content-disposition"]
    told = json.loads(desk.get(f"{made['location']}all/disclosure.json/").content)
    assert told["level"] == "clinic"
    for part in ("all/disclosure.pdf", "ja/disclosure.json", "ja/other.pdf", "fr/disclosure.pdf"):
        assert desk.get(f"{made['location']}{part}/").status_code == 404
    again = desk.get(f"{address}?for={kiku}&level=manager").context["preview"]
    assert again["last"].pk == done.context["made"].pk
    assert again["newly"]
    listed = desk.get(address).context["made"]
    assert [(one["who"], one["made"].number) for one in listed] == [("きく内科", 1)]


def test_a_disclosure_is_found_at_its_document_and_its_service_only(desk: Desk) -> None:
    kiku = f"{desk.vendor('engagement', 'hoshizora-kiku')}disclosures/"
    seen = desk.get(f"{kiku}?for=1&level=clinic").context["preview"]["seen"]
    made = desk.client.post(kiku, {"level": "clinic", "seen": seen})
    id_ = made["location"].rstrip("/").rpartition("/")[2]
    assert desk.get(made["location"]).status_code == 200
    assert desk.get(f"{desk.vendor('service', 'hoshizora-emr')}disclosures/{id_}/").status_code == 200
    assert desk.get(f"{desk.vendor('engagement', 'hoshizora-tsubaki')}disclosures/{id_}/").status_code == 404
    tsubaki = desk.get(f"{desk.vendor('engagement', 'hoshizora-tsubaki')}disclosures/")
    assert tsubaki.context["made"] == []


def test_a_disclosure_is_sealed_for_its_reader_who_reads_it_there(desk: Desk, signed_in: Any) -> None:
    kiku = f"{desk.vendor('engagement', 'hoshizora-kiku')}disclosures/"
    seen = desk.get(f"{kiku}?for=1&level=clinic").context["preview"]["seen"]
    made = desk.client.post(kiku, {"level": "clinic", "seen": seen})["location"]
    assert [(name, open_) for _, name, open_ in desk.get(made).context["receivers"]] == [("きく内科", True)]
    stranger = desk.client.post(made, {"to": "urn:uuid:00000000-0000-4000-8000-000000000000"}, follow=True)
    assert stranger.redirect_chain[-1][0] == made
    sent = desk.client.post(made, {"to": KIKU})
    parcel = desk.get(sent["location"])
    assert made in parcel.content.decode()
    clinic = signed_in("clinic")
    base = f"/o/{desk.world.organisations['clinic'].id}/exchange/"
    waiting = clinic.get(base).context["waiting"]
    came = clinic.post(f"{base}receive/", {"bundle": waiting[-1]["post"].bundle})
    page = clinic.get(came["location"])
    held = page.context["disclosed"]
    assert page.context["files"] == []
    read = f"/o/{desk.world.organisations['clinic'].id}/institution/disclosures/{held.pk}/"
    assert read in page.content.decode()
    assert "署名のないファイル" not in clinic.get(read).content.decode()
    for address in (base, f"{base}history/", f"{base}agreement/engagement/hoshizora-kiku/{held.maker}/"):
        assert clinic.get(address).status_code == 200


def test_one_for_customers_in_general_goes_to_those_whose_key_is_trusted(desk: Desk) -> None:
    address = f"{desk.vendor('service', 'hoshizora-emr')}disclosures/"
    pk = desk.row("service", "hoshizora-emr").pk
    seen = desk.get(f"{address}?for={pk}&level=clinic").context["preview"]["seen"]
    made = desk.client.post(address, {"for": str(pk), "level": "clinic", "seen": seen})["location"]
    receivers = {name: open_ for _, name, open_ in desk.get(made).context["receivers"]}
    assert receivers == {"きく内科": True, "つばき総合病院": False}
    sent = desk.client.post(made, {"to": KIKU})
    assert desk.get(sent["location"]).status_code == 200
    for address in ("exchange/", "exchange/history/", f"exchange/agreement/service/hoshizora-emr/{KIKU}/"):
        assert desk.get(f"{desk.base}{address}").status_code == 200


def test_who_only_reads_decides_and_makes_nothing(desk: Desk) -> None:
    boss = desk.world.actor("saas-vendor", "administrators")
    act(boss, SetMember(desk.world.editors["saas-vendor"].pk, Role.READER))
    page = desk.get(scope_of(desk))
    assert page.status_code == 200
    assert '<select id="t-' not in page.content.decode()
    form = {"base": "0", "t:component/cloud-kms": "nobody", "l:component/cloud-kms": "clinic"}
    assert desk.client.post(scope_of(desk), form).status_code == 403
    address = f"{desk.vendor('service', 'hoshizora-emr')}disclosures/"
    look = desk.get(f"{address}?for={desk.row('service', 'hoshizora-emr').pk}&level=clinic").context["preview"]
    sent = {"for": str(desk.row("service", "hoshizora-emr").pk), "level": "clinic", "seen": look["seen"]}
    assert desk.client.post(address, sent).status_code == 403
    assert stored(desk) == []
    with scope(desk.world.organisations["saas-vendor"].id):
        assert not MadeDisclosure.objects.exists()


def test_forms_use_what_customers_may_see_only(desk: Desk) -> None:
    vendor = desk.vendor("service", "hoshizora-emr")
    before = {line.id: line.answered for line in desk.get(f"{vendor}forms/?now=1").context["forms"]}
    for kind in ("store", "copy", "connection"):
        assert desk.client.post(f"{scope_of(desk)}{kind}/*/", {"to": "nobody", "level": "clinic"}).status_code == 302
    after = {line.id: line.answered for line in desk.get(f"{vendor}forms/?now=1").context["forms"]}
    assert sum(after.values()) < sum(before.values())


def test_of_an_engagement_one_decides_for_its_parties(desk: Desk, world: World) -> None:
    address = f"{desk.vendor('engagement', 'hoshizora-kiku')}scope/"
    page = desk.get(address)
    assert {row.choice for row in page.context["rows"]} == {"parties"}
    assert [value for value, _ in page.context["choices"]] == ["parties", "nobody"]
    whole = f"{address}connection/*/"
    assert desk.client.post(whole, {"to": "customers", "level": "clinic"}).status_code == 422
    assert desk.client.post(whole, {"to": "nobody", "level": "clinic"}).status_code == 302
    assert [value["to"] for value in stored(desk)[0].decisions["connection"].values()] == [[]] * len(
        page.context["decided"].document.entities["connection"]
    )


def test_where_nothing_is_disclosed_the_forms_say_so(desk: Desk) -> None:
    nobody = [Ruling(kind, "*", Decision("clinic", ())) for kind in ("service", "party")]
    act(desk.world.actor(desk.key), DecideDisclosure(desk.row("service", "hoshizora-emr").pk, nobody))
    page = desk.get(f"{desk.vendor('service', 'hoshizora-emr')}forms/?now=1")
    assert page.status_code == 422
    assert "見せると決めたものがありません" in page.content.decode()
