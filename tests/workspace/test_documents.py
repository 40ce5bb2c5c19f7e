"""Drafts, publishing, merging: nobody loses a word, nothing is half done, every act is in the chain."""

from __future__ import annotations

from datetime import date

import pytest

from anzenkarte.karte.operations import Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.audit.chain import verify
from anzenkarte.workspace.audit.models import Entry, Head
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit, Publish, Redo, Settle, Undo
from anzenkarte.workspace.documents_store.drafts import drafted, merged_with_head
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for
from anzenkarte.workspace.documents_store.store import load as load_document
from anzenkarte.workspace.documents_store.store import rebuild_projections
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import NoScope, scope


def _service(world: World) -> KarteDocument:
    with scope(world.organisations["saas-vendor"].id):
        return KarteDocument.objects.select_related("head").get(kind="service")


def _set(field: str, value: object) -> Operation:
    return Operation("service", "hoshizora-emr", field, value)


def test_a_change_is_saved_as_typed_and_undone(world: World) -> None:
    service, actor = _service(world), world.actor("saas-vendor")
    act(actor, Edit(service.id, [_set("note", "ひとこと")]))
    assert act(actor, Undo(service.id))
    with scope(actor.organisation):
        draft = draft_for(actor.user, service)
        assert draft is not None
        assert "note" not in drafted(draft).own.fields
    assert act(actor, Redo(service.id))
    with scope(actor.organisation):
        assert drafted(draft).own.fields["note"] == "ひとこと"


def test_a_wrong_value_is_refused_at_its_field(world: World) -> None:
    service, actor = _service(world), world.actor("saas-vendor")
    with pytest.raises(InputError) as error:
        act(actor, Edit(service.id, [_set("provision", "saas")]))
    assert [p.path for p in error.value.problems] == ["service/hoshizora-emr/provision"]


def test_two_people_and_one_field(world: World) -> None:
    service = _service(world)
    one, two = world.actor("saas-vendor"), world.actor("saas-vendor", "approvers")
    act(one, Edit(service.id, [_set("note", "甲"), _set("origin", "甲の資料")]))
    act(two, Edit(service.id, [_set("note", "乙")]))
    act(one, Publish(service.id))
    with pytest.raises(InputError, match=r"publish\.conflicts"):
        act(two, Publish(service.id))
    with scope(two.organisation):
        draft = draft_for(two.user, service)
        assert draft is not None
        (conflict,) = merged_with_head(draft).conflicts
    assert (conflict.field, conflict.ours, conflict.theirs) == ("note", "乙", "甲")
    act(two, Settle(service.id, frozenset({conflict.key})))
    revision = act(two, Publish(service.id))
    with scope(two.organisation):
        fields = load_document(revision).own.fields
    assert (fields["note"], fields["origin"]) == ("乙", "甲の資料")


def test_a_table_outside_any_scope_cannot_be_read(world: World) -> None:
    with pytest.raises(NoScope):
        list(KarteDocument.objects.all())


def test_the_hospital_sees_what_contradicts(world: World) -> None:
    with scope(world.organisations["hospital"].id):
        row = KarteDocument.objects.get(kind="institution")
        assessment = assess(row, date(2026, 11, 25))
    cells = assessment.reports["demarcation"].cells
    assert "contradiction" in {cell.state for cell in cells}


def test_projections_can_be_dropped_and_rebuilt(world: World) -> None:
    def rows() -> list[dict[str, object]]:
        found: list[dict[str, object]] = []
        for organisation in world.organisations.values():
            with scope(organisation.id):
                found += DocumentSummary.objects.order_by("document_id").values()
        return found

    before = rows()
    assert rebuild_projections() == len(before) > 10
    assert rows() == before


def test_every_act_is_in_the_chain(world: World) -> None:
    for organisation in world.organisations.values():
        with scope(organisation.id):
            entries = list(Entry.objects.all())
            assert verify(entries, Head.objects.get(), ()) == ()
            assert [entry.verb for entry in entries[:2]] == ["organisation.found", "member.first"]
