"""Background work of this app: the days of every organisation, once a day."""

from __future__ import annotations

from django.utils import timezone
from django_tasks import task

from anzenkarte.workspace.evidence.projection import remind


@task()
def remind_daily() -> dict[str, int]:
    """Make all reminders again for today in Japan."""
    return dict(remind(timezone.localdate()))
