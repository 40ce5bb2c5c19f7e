"""The day on which a case may change by itself becomes a reminder, once, and goes with its standing."""

from __future__ import annotations

from datetime import date

from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.assessments.projection import renew
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.evidence.models import Reminder
from anzenkarte.workspace.evidence.projection import remind
from anzenkarte.workspace.scope import scope

ON = date(2026, 11, 25)


def test_a_standing_tells_when_it_may_change(world: World) -> None:
    actor = world.actor("saas-vendor")
    with scope(actor.organisation):
        row = own_rows("service", actor.urn).first()
        assert row is not None
        changes = Reminder.objects.filter(kind="change", document=row)
        made = renew(row, "one", ON)
        assert list(changes.values_list("on", flat=True)) == ([made.next_change] if made.next_change else [])
        standing = Standing.objects.get(document=row)
        for day in (date(2027, 4, 1), date(2027, 4, 1), date(2027, 6, 1)):
            standing.next_change = day
            standing.save()
            assert list(changes.values_list("on", "title_ja")) == [(day, row.summary.title_ja)]
        remind(ON)
        assert changes.count() == 1
        standing.next_change = None
        standing.save()
        assert not changes.exists()
