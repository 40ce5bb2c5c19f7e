"""Which service belongs to an engagement, found among however many a vendor has, reading none of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store import queries
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads, services_for
from anzenkarte.workspace.documents_store.store import load, store_revision
from anzenkarte.workspace.scope import scope
from tests.counting import questions

KEY = "saas-vendor"
OTHER = "urn:uuid:22222222-2222-4222-8222-222222222222"


def _engagement(world: World, **fields: Json) -> Document:
    """The vendor's engagement as it tells it, with other words about the service."""
    urn = world.organisations[KEY].urn
    row = KarteDocument.objects.select_related("head").filter(kind="engagement", keeper_urn=urn).order_by("name")[0]
    document = load(row.head)
    (own,) = document.entities["engagement"].values()
    kept = {name: value for name, value in own.fields.items() if name != "service"}
    return document.with_entity(Entity("engagement", own.id, {**kept, **fields}))


def _service(world: World) -> KarteDocument:
    return KarteDocument.objects.select_related("head").get(kind="service", keeper_urn=world.organisations[KEY].urn)


def _told(world: World, name: str, keeper: str) -> None:
    """The service once more, of another name or kept by somebody else."""
    first = KarteDocument.objects.select_related("head").filter(kind="service").order_by("created")[0]
    document = load(first.head)
    (own,) = document.entities["service"].values()
    entities = {**document.entities, "service": {name: Entity("service", name, own.fields)}}
    made = replace(document, name=name, header={**document.header, "name": name}, entities=entities, sealed="")
    holder = KarteDocument.objects.create(
        organisation=world.organisations[KEY], keeper_urn=keeper, kind="service", name=name
    )
    store_revision(holder, made, world.editors[KEY].pk)


def test_the_named_one_as_its_vendor_tells_it(world: World) -> None:
    with scope(world.organisations[KEY].id):
        service = _service(world)
        _told(world, service.name, OTHER)
        (found,) = services_for([_engagement(world, service=service.name)])
        assert found == heads([service])
        _told(world, "somebody-elses", OTHER)
        (found,) = services_for([_engagement(world, service="somebody-elses")])
        assert [one.name for one in found] == ["somebody-elses"]
        assert services_for([_engagement(world, service="no-such")]) == [[]]


def test_without_a_name_the_only_one_of_its_vendor(world: World) -> None:
    with scope(world.organisations[KEY].id):
        service = _service(world)
        _told(world, "somebody-elses", OTHER)
        unnamed, named = _engagement(world), _engagement(world, service=service.name)
        assert services_for([unnamed]) == [heads([service])]
        _told(world, "a-second", service.keeper_urn)
        assert services_for([unnamed]) == [[]]
        assert services_for([unnamed, named]) == [[], heads([service])]


def test_no_other_service_is_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def told(rows: list[KarteDocument]) -> list[Document]:
        read.extend(row.name for row in rows)
        return heads(rows)

    with scope(world.organisations[KEY].id):
        service = _service(world)
        engagements = [_engagement(world), _engagement(world, service=service.name)]
        services_for(engagements)
        with questions() as before:
            services_for(engagements)
        for number in range(5):
            _told(world, f"another-{number}", service.keeper_urn)
        monkeypatch.setattr(queries, "heads", told)
        with questions() as after:
            services_for(engagements)
    assert read == [service.name]
    assert len(after) == len(before) == 1
