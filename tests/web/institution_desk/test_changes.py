"""What changed: said by the names of things, in the reader's language; agreed lines that reopened told once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.agreements.actions import Approve, RequestApproval
from anzenkarte.workspace.agreements.queries import agreement
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import find_document, heads
from anzenkarte.workspace.handovers.actions import SealBinding
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]


def _at(world: World, key: str, path: str) -> str:
    return f"/o/{world.organisations[key].id}/institution/{path}"


def _renamed(world: World, key: str) -> None:
    """The vendor's telling names another party for a duty, in a new revision that reaches the clinic."""
    vendor, clinic = world.organisations["saas-vendor"], world.organisations["clinic"]
    with scope(vendor.id):
        row = find_document("engagement", "hoshizora-kiku", vendor.urn)
        assert row is not None
        contract = next(iter(heads([row])[0].entities["contract"]))
        assignment = next(iter(heads([row])[0].entities["assignment"]))
    actor = world.actor("saas-vendor")
    operations = [
        Operation("contract", contract, "security_updates_clause", "第12条の2"),
        Operation("assignment", assignment, "clause", "第99条"),
        Operation("assignment", assignment, "duty", "monitoring"),
    ]
    act(actor, Edit(row.pk, operations))
    act(actor, Publish(row.pk))
    sent = act(world.actor("saas-vendor", "approvers"), SealBinding(row.pk, clinic.urn))
    act(world.actor(key), Receive(get(sent.sha256)))


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_changes_are_said_by_names_and_reopened_lines_once(world: World, signed_in: SignedIn, lang: str) -> None:
    clinic, vendor = world.actor("clinic"), world.organisations["saas-vendor"].urn
    with scope(clinic.organisation):
        since = timezone.now()
    sent = act(world.actor("saas-vendor", "approvers"), SealBinding(_telling(world).pk, clinic.urn))
    parcel = act(clinic, Receive(get(sent.sha256)))
    with scope(clinic.organisation):
        every = list(parcel.offered.values_list("line", flat=True))
    act(world.actor("clinic", "approvers"), Approve(act(clinic, RequestApproval(parcel.pk, every)).pk))
    _renamed(world, "clinic")
    user = world.editors["clinic"]
    user.language = lang
    user.save(update_fields=("language",))
    client = signed_in("clinic")
    client.cookies[f"anzenkarte_seen_{clinic.organisation.hex}"] = since.isoformat()
    page = client.get(_at(world, "clinic", "changes/?since=visit"))
    shown = page.context["changed"]
    (one,) = [one for one in shown if not one.own]
    assert len(one.lines) == 3
    text = page.content.decode()
    assert "第99条" in text
    for line in one.lines:
        assert "engagement/" not in line
        assert "kiku-terms" not in line
        assert "monitoring" not in line
    with scope(clinic.organisation):
        found = agreement(clinic, "engagement/hoshizora-kiku", vendor)
    open_again = [standing.id for standing in found.standings if standing.state == "reopened"]
    assert open_again
    assert len(page.context["reopened"]) == len(open_again)
    assert all(len(line.places) == 1 for line in page.context["reopened"])
    assert f"/agreement/engagement/hoshizora-kiku/{vendor}/?state=reopened" in text
    assert ("2 of them concern who does what" if lang == "en" else "責任分界に関わる変更が2件") in text
    newest = client.get(_at(world, "clinic", "clinic/")).context["offer"]
    told = client.get(newest)
    assert sorted(told.context["changed"]) == sorted(one.lines)


def _telling(world: World) -> KarteDocument:
    vendor = world.organisations["saas-vendor"]
    with scope(vendor.id):
        row = find_document("engagement", "hoshizora-kiku", vendor.urn)
    assert row is not None
    return row
