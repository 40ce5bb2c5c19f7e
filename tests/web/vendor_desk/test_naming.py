"""Before a second service is published: one action names the first in every engagement, or nothing is changed."""

from __future__ import annotations

import pytest
from django.test import Client

from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.audit.models import Entry
from anzenkarte.workspace.documents_store.actions import BeginDocument, Discard, Edit, Publish
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument, Revision
from anzenkarte.workspace.documents_store.naming import NameService
from anzenkarte.workspace.organisations.acting import Refused, act
from anzenkarte.workspace.scope import scope
from tests.web.vendor_desk.conftest import Desk

NAMES = ("hoshizora-kiku", "hoshizora-tsubaki")


@pytest.fixture
def second(desk: Desk) -> KarteDocument:
    """A second service, not published yet; the engagements name none."""
    actor = desk.world.actor("saas-vendor")
    for name in NAMES:
        row = desk.row("engagement", name)
        act(actor, Edit(row.pk, [Operation("engagement", name, "service", None)]))
        act(actor, Publish(row.pk))
    return act(actor, BeginDocument("service", "second", [
        Operation("document", "", "keeper", "v"),
        Operation("service", "second", WHOLE, {"name": "二つ目", "provider": "v"}),
        Operation("party", "v", WHOLE, {"urn": actor.urn, "name": "当社", "kind": "vendor"}),
    ]))  # fmt: skip


def services(desk: Desk) -> dict[str, str]:
    own = desk.world.organisations["saas-vendor"]
    with scope(own.id):
        rows = DocumentSummary.objects.filter(kind="engagement", keeper_urn=own.urn, document__name__in=NAMES)
        return dict(rows.values_list("document__name", "service"))


def counted(desk: Desk) -> tuple[int, int]:
    with scope(desk.world.organisations["saas-vendor"].id):
        return Entry.objects.count(), Revision.objects.count()


@pytest.mark.parametrize("tongue", ["ja", "en"])
def test_one_button_names_the_first_service_everywhere(desk: Desk, second: KarteDocument, tongue: str) -> None:
    user = desk.world.editors["saas-vendor"]
    user.language = tongue
    user.save()
    changes = f"{desk.base}karte/{second.pk}/changes/"
    first = desk.row("service", "hoshizora-emr")
    with scope(first.organisation_id):
        summary = DocumentSummary.objects.get(document=first)
    page = desk.get(changes)
    assert page.context["only_service"] == (summary.title_en if tongue == "en" else summary.title_ja)
    assert page.context["only_service"] in page.content.decode()
    before = counted(desk)
    named = desk.client.post(f"{desk.base}karte/{second.pk}/name-service/", follow=True)
    assert named.redirect_chain == [(changes, 302)]
    assert services(desk) == dict.fromkeys(NAMES, "hoshizora-emr")
    assert counted(desk) == (before[0] + 1, before[1] + len(NAMES))  # one entry for all
    assert named.context["unnamed"] == 0
    act(desk.world.actor("saas-vendor"), Publish(second.pk))
    assert not desk.get(desk.karte("engagement", NAMES[0])).context["unlinked"]


def test_it_is_refused_while_somebodys_changes_are_unpublished(desk: Desk, second: KarteDocument) -> None:
    other = desk.world.actor("saas-vendor", "approvers")
    row = desk.row("engagement", NAMES[1])
    act(other, Edit(row.pk, [Operation("engagement", NAMES[1], "note", "途中")]))
    before = counted(desk)
    refused = desk.client.post(f"{desk.base}karte/{second.pk}/name-service/", follow=True)
    assert NAMES[1] in refused.content.decode()
    assert "公開していない変更のある導入票が1件" in refused.content.decode()
    assert services(desk) == dict.fromkeys(NAMES, "")
    assert counted(desk) == before
    act(other, Discard(row.pk))
    desk.client.post(f"{desk.base}karte/{second.pk}/name-service/")
    assert services(desk) == dict.fromkeys(NAMES, "hoshizora-emr")


def test_only_a_published_service_of_ones_own_is_named(desk: Desk, second: KarteDocument) -> None:
    vendor, engagement = desk.world.actor("saas-vendor"), desk.row("engagement", NAMES[0])
    for wrong, code in ((second.pk, "naming.service"), (engagement.pk, "naming.service")):
        with pytest.raises(InputError, match=code.replace(".", r"\.")):
            act(vendor, NameService(wrong))
    with pytest.raises(Refused):
        act(desk.world.actor("clinic"), NameService(second.pk))
    with pytest.raises(InputError, match=r"document\.unknown"):
        act(desk.world.actor("contractor"), NameService(second.pk))
    act(vendor, NameService(desk.row("service", "hoshizora-emr").pk))
    with pytest.raises(InputError, match=r"naming\.none"):
        act(vendor, NameService(desk.row("service", "hoshizora-emr").pk))


def test_with_two_services_published_nobody_is_asked(desk: Desk, second: KarteDocument) -> None:
    act(desk.world.actor("saas-vendor"), Publish(second.pk))
    third = act(desk.world.actor("saas-vendor"), BeginDocument("service", "third"))
    page = desk.get(f"{desk.base}karte/{third.pk}/changes/")
    assert (page.context["unnamed"], page.context["only_service"]) == (len(NAMES), "")
    assert desk.client.post(f"{desk.base}karte/{third.pk}/name-service/").status_code == 404


def test_a_stranger_finds_nothing(desk: Desk, second: KarteDocument, client: Client) -> None:
    address = f"{desk.base}karte/{second.pk}/name-service/"
    client.force_login(desk.world.editors["contractor"])
    assert client.post(address).status_code == 404
    assert services(desk) == dict.fromkeys(NAMES, "")
