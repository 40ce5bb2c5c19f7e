"""The daily run: asked for once, at four in the morning in Japan, again after each run."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django_tasks_db.models import DBTaskResult

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.evidence.events import begin_daily
from anzenkarte.workspace.evidence.models import Reminder
from anzenkarte.workspace.evidence.tasks import next_morning, remind_daily
from anzenkarte.workspace.scope import unscoped


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (datetime(2026, 11, 25, 18, 59, tzinfo=UTC), datetime(2026, 11, 25, 19, 0, tzinfo=UTC)),
        (datetime(2026, 11, 25, 19, 0, tzinfo=UTC), datetime(2026, 11, 26, 19, 0, tzinfo=UTC)),
        (datetime(2026, 12, 31, 22, 0, tzinfo=UTC), datetime(2027, 1, 1, 19, 0, tzinfo=UTC)),
    ],
)
def test_the_next_morning(now: datetime, then: datetime) -> None:
    assert next_morning(now) == then


def test_a_start_asks_for_it_once_and_each_run_for_the_next(world: World) -> None:
    waiting = DBTaskResult.objects.filter(task_path=remind_daily.module_path)
    waiting.delete()
    for _ in range(2):
        begin_daily(apps.get_app_config("evidence"))
    assert waiting.count() == 1
    begin_daily(apps.get_app_config("contracts"))
    assert waiting.count() == 1
    with unscoped():
        before = Reminder.objects.filter(second=False).count()
    assert sum(remind_daily.func().values()) == before > 0
    assert waiting.count() == 2
