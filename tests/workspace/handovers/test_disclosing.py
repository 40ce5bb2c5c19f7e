"""A disclosure is handed over sealed: to whom it was made for alone, with no document beside it, and read there."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.utils import timezone

from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.disclosures.actions import HoldDisclosure, MakeDisclosure
from anzenkarte.workspace.disclosures.making import prepare, stamp
from anzenkarte.workspace.disclosures.models import HeldDisclosure, MadeDisclosure
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.handovers.disclosing import DISCLOSURE, SealDisclosure
from anzenkarte.workspace.handovers.queries import waiting
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

TSUBAKI = "urn:uuid:7299d82f-bca3-4af1-a2dc-9102feb45d2a"


def made(world: World, name: str) -> MadeDisclosure:
    """The vendor's disclosure of one of its documents."""
    actor = world.actor("saas-vendor")
    with scope(actor.organisation):
        row = KarteDocument.objects.select_related("head", "summary").get(name=name, keeper_urn=actor.urn)
        seen = stamp(prepare(actor, row, "manager", timezone.localdate()).decided)
        return act(actor, MakeDisclosure(row.pk, "manager", seen))


def refused(world: World, id_: UUID, to: str) -> set[str]:
    """The codes with which handing over is refused."""
    with pytest.raises(InputError) as error:
        act(world.actor("saas-vendor"), SealDisclosure(id_, to))
    return {problem.code for problem in error.value.problems}


@pytest.mark.parametrize("name", ["hoshizora-kiku", "hoshizora-emr"])
def test_it_goes_to_its_reader_with_nothing_beside_it(world: World, name: str) -> None:
    clinic, vendor = world.actor("clinic"), world.actor("saas-vendor")
    with scope(clinic.organisation):
        before = KarteDocument.objects.count(), len(waiting(clinic))
    one = made(world, name)
    parcel = act(vendor, SealDisclosure(one.pk, clinic.urn))
    assert parcel.encrypted
    assert (parcel.lines, parcel.words, parcel.revisions, parcel.binds) == (0, 0, {}, False)
    assert [file["name"] for file in parcel.evidence] == [DISCLOSURE]
    with scope(clinic.organisation):
        assert len(waiting(clinic)) == before[1] + 1
    received = act(clinic, Receive(get(parcel.sha256)))
    assert received.sender == vendor.urn
    with scope(clinic.organisation):
        (held,) = HeldDisclosure.objects.all()
        assert (held.sha256, held.sealed_by, held.maker) == (one.sha256, vendor.urn, vendor.urn)
        assert KarteDocument.objects.count() == before[0]


def test_nobody_else_is_handed_it(world: World) -> None:
    kiku = made(world, "hoshizora-kiku")
    general = made(world, "hoshizora-emr")
    for to in (TSUBAKI, world.organisations["hospital"].urn, world.organisations["saas-vendor"].urn, ""):
        assert refused(world, kiku.pk, to) == {"handover.receiver"}
    assert refused(world, general.pk, world.organisations["hospital"].urn) == {"handover.receiver"}
    assert refused(world, UUID(int=7), TSUBAKI) == {"handover.unknown"}


def test_it_does_not_go_where_anybody_could_read_it(world: World) -> None:
    assert refused(world, made(world, "hoshizora-tsubaki").pk, TSUBAKI) == {"handover.evidence-open"}


def test_one_made_by_somebody_else_is_not_vouched_for(world: World) -> None:
    data = get(made(world, "hoshizora-kiku").sha256)
    held = act(world.actor("clinic"), HoldDisclosure(data, world.organisations["emr-maker"].urn))
    assert held.sealed_by == ""
    forged = json.loads(data)
    forged["maker"]["name"]["ja"] = "別の会社"
    other = act(world.actor("clinic"), HoldDisclosure(json.dumps(forged).encode(), held.maker))
    assert other.pk != held.pk
