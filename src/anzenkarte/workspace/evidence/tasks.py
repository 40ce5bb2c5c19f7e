"""Background work of this app: the days of every organisation, once a day while a worker runs."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone
from django_tasks import task

from anzenkarte.workspace.evidence.projection import remind

_HOUR = time(4, 0)


@task()
def remind_daily() -> dict[str, int]:
    """Make all reminders again for today in Japan, and ask for the same tomorrow before anybody works."""
    counts = dict(remind(timezone.localdate()))
    again()
    return counts


def next_morning(now: datetime) -> datetime:
    """The next 04:00 in Japan."""
    local = timezone.localtime(now)
    today = timezone.make_aware(datetime.combine(local.date(), _HOUR))
    return today if local < today else today + timedelta(days=1)


def again() -> bool:
    """Ask for the next morning's run; False where the backend of this process cannot wait."""
    if not remind_daily.get_backend().supports_defer:
        return False
    remind_daily.using(run_after=next_morning(timezone.now())).enqueue()
    return True
