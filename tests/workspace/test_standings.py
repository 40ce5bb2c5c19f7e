"""Standings: made again when, and only when, something they were made from changed; seen by others only as granted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from anzenkarte.karte.document import Entity
from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.assessments.projection import (
    fresh,
    keys,
    rebuild_standings,
    refresh,
    refresh_all,
    standing_of,
)
from anzenkarte.workspace.assessments.queries import (
    Granted,
    engagements,
    granted_standings,
    own_institution,
    totals,
)
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit, Keep, Publish
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import load as load_document
from anzenkarte.workspace.documents_store.store import store_revision
from anzenkarte.workspace.organisations.acting import Actor, act
from anzenkarte.workspace.organisations.actions import GrantSight, WithdrawSight
from anzenkarte.workspace.organisations.models import Grant
from anzenkarte.workspace.scope import scope
from tests.counting import questions

ON = date(2026, 11, 25)


def _rows(actor: Actor) -> list[KarteDocument]:
    return list(engagements(actor)[:50])


def test_one_row_for_an_engagement_told_three_times(world: World) -> None:
    actor = world.actor("hospital")
    with scope(actor.organisation):
        assert KarteDocument.objects.filter(kind="engagement").count() == 3
        (row,) = _rows(actor)
        assert row.keeper_urn == actor.urn
        KarteDocument.objects.filter(pk=row.pk).update(head=None)
        (other,) = _rows(actor)
        assert other.keeper_urn != actor.urn


def test_numbers_of_the_hospital(world: World) -> None:
    actor = world.actor("hospital")
    with scope(actor.organisation):
        rows = _rows(actor)
        assert refresh(rows, ON) == frozenset()
        standing = standing_of(rows[0])
        assert standing is not None
        assert standing.cells == {"contradiction": 3, "gap": 21, "stated": 3}
        assert (standing.agreed, standing.unsettled, standing.contradictory) == (0, 24, 3)
        assert ["2020-12-31", "component/old-os-server", "component.end_of_support"] in map(list, standing.dates)
        assert standing.readiness == {"unknown": 1}
        assert totals(engagements(actor)) == {"engagements": 1, "agreed": 0, "unsettled": 24, "contradictory": 3}


def test_made_again_only_when_something_changed(world: World) -> None:
    actor = world.actor("clinic")
    with scope(actor.organisation):
        refresh(_rows(actor), ON)
        before = Standing.objects.get()
        Standing.objects.update(agreed=77)
        refresh(_rows(actor), ON)
        assert Standing.objects.get().agreed == 77  # nothing changed: not made again
        (row,) = _rows(actor)
        vendors = KarteDocument.objects.get(kind="engagement", keeper_urn=row.summary.vendor_urn)
        theirs = load_document(vendors.head)
    own = theirs.own
    assert own is not None
    changed = type(own)(own.kind, own.id, {**own.fields, "two_factor_plan": "neither"})
    act(actor, Keep(vendors.keeper_urn, theirs.with_entity(changed)))
    with scope(actor.organisation):
        refresh(_rows(actor), ON)
        after = Standing.objects.get()
    assert after.agreed == before.agreed
    assert after.key != before.key
    assert after.readiness == {"unknown": 1}  # the two tellings differ now, so it is not known


def test_another_service_of_the_vendor_touches_only_an_engagement_that_names_none(world: World) -> None:
    actor = world.actor("saas-vendor")
    with scope(actor.organisation):
        rows = KarteDocument.objects.select_related("head", "summary").filter(kind="engagement", keeper_urn=actor.urn)
        named, unnamed = list(rows.order_by("name")[:2])
        assert named.summary.service
        unnamed.summary.service = ""
        before = keys([named, unnamed], ON)
        (service,) = KarteDocument.objects.select_related("head").filter(kind="service", keeper_urn=actor.urn)
        document = load_document(service.head)
        (own,) = document.entities["service"].values()
        other = replace(document, name="other", header={**document.header, "name": "other"}, sealed="",
                        entities={**document.entities, "service": {"other": replace(own, id="other")}})  # fmt: skip
        holder = KarteDocument.objects.create(
            organisation_id=actor.organisation, keeper_urn=actor.urn, kind="service", name="other"
        )
        store_revision(holder, other, actor.user)
        after = keys([named, unnamed], ON)
        assert after[named.pk] == before[named.pk]
        assert after[unnamed.pk] != before[unnamed.pk]
        changed = document.with_entity(Entity("service", own.id, {**own.fields, "name": {"ja": "別名", "en": "Other"}}))
        store_revision(service, changed, actor.user)
        assert keys([named], ON)[named.pk] != before[named.pk]


def test_a_draft_alone_changes_nothing(world: World) -> None:
    actor = world.actor("clinic")
    with scope(actor.organisation):
        (row,) = _rows(actor)
        before = keys([row], ON)
    act(actor, Edit(row.pk, [Operation("engagement", row.name, "contact_point", False)]))
    with scope(actor.organisation):
        assert keys(_rows(actor), ON) == before
    act(actor, Publish(row.pk))
    with scope(actor.organisation):
        assert keys(_rows(actor), ON) != before


def test_right_until_the_day_something_changes_by_itself(world: World) -> None:
    actor = world.actor("clinic")
    with scope(actor.organisation):
        rows = _rows(actor)
        refresh(rows, ON)
        standing = standing_of(rows[0])
        assert standing is not None
        assert standing.next_change is not None
        last = standing.next_change - timedelta(days=1)
        assert fresh(standing, standing.key, last)
        assert not fresh(standing, standing.key, standing.next_change)
        assert not fresh(standing, standing.key, ON - timedelta(days=1))
        assert not fresh(standing, "sha256:other", ON)
        assert not fresh(None, standing.key, ON)


def test_dropped_and_made_again_they_are_the_same(world: World) -> None:
    for key in ("hospital", "clinic"):
        actor = world.actor(key)
        with scope(actor.organisation):
            own = own_institution(actor)
            assert own is not None
            refresh([*_rows(actor), own], ON)

    def every() -> list[dict[str, object]]:
        found = []
        for key in ("hospital", "clinic"):
            with scope(world.organisations[key].id):
                found += list(Standing.objects.order_by("document_id").values())
        return found

    before = every()
    assert len(before) == 4
    assert rebuild_standings(ON) == 4
    assert every() == before


def test_a_few_at_a_time(world: World) -> None:
    actor = world.actor("clinic")
    with scope(actor.organisation):
        rows = _rows(actor)
        assert refresh(rows, ON, most=0) == {rows[0].pk}
        assert standing_of(rows[0]) is None
    assert refresh_all(actor.organisation, ON) == 2  # its one engagement and itself
    with scope(actor.organisation):
        assert refresh(_rows(actor), ON, most=0) == frozenset()


def test_a_supervising_body_sees_what_was_granted(world: World) -> None:
    found = {one.name_ja: one for one in granted_standings(world.actor("supervisor"), ON)}
    assert set(found) == {"半田病院", "きく内科"}
    assert found["半田病院"].details
    assert [count for _, count in found["半田病院"].vendors] == [3, 3]
    assert found["きく内科"].readiness == {"done": 1}


def test_the_one_asked_for_is_seen_as_among_all(world: World) -> None:
    supervisor = world.actor("supervisor")
    every = granted_standings(supervisor, ON)
    for one in every:
        assert granted_standings(supervisor, ON, one.organisation) == [one]
    assert granted_standings(supervisor, ON, world.organisations["saas-vendor"].id) == []
    act(world.actor("clinic", "administrators"), WithdrawSight(_grant(world, "clinic").id))
    assert granted_standings(supervisor, ON, world.organisations["clinic"].id) == []


def _grant(world: World, key: str) -> Grant:
    with scope(world.organisations[key].id):
        return Grant.objects.get()


def test_without_details_no_name_leaves(world: World) -> None:
    (clinic,) = [one for one in granted_standings(world.actor("supervisor"), ON) if not one.details]
    assert clinic.vendors == ()
    assert clinic.vendors_contradicting == 1
    told = repr(clinic)
    for word in ("ほしぞら", "Hoshizora", "urn:uuid:", "component/", "kiku-adm", "KIKU", "パシフィック"):
        assert word not in told, word


@pytest.mark.parametrize("key", ["hospital", "saas-vendor", "clinic"])
def test_others_see_nothing(world: World, key: str) -> None:
    assert granted_standings(world.actor(key), ON) == []


def test_before_it_begins_after_it_ended_and_without_a_grant_there_is_nothing(world: World) -> None:
    supervisor, boss = world.actor("supervisor"), world.actor("clinic", "administrators")

    def names(on: date = ON) -> set[str]:
        return {one.name_ja for one in granted_standings(supervisor, on)}

    assert names(date(2026, 3, 31)) == set()
    act(boss, GrantSight(supervisor.organisation, False, date(2026, 4, 1), ON))
    assert names(ON - timedelta(days=1)) == {"半田病院", "きく内科"}
    assert names(ON) == {"半田病院"}
    act(boss, WithdrawSight(_grant(world, "clinic").id))
    assert names() == {"半田病院"}


def test_one_set_of_questions_however_many_institutions(world: World) -> None:
    supervisor = world.actor("supervisor")
    granted_standings(supervisor, ON)
    with questions() as asked:
        found: list[Granted] = granted_standings(supervisor, ON)
    assert len(found) == 2
    assert len(asked) == 3
