"""What is asked about evidence and about the days that come up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from anzenkarte.workspace.evidence.models import EvidenceFile, Reminder
from anzenkarte.workspace.organisations.acting import Actor

STAGES: Final = ("expired", "today", "30", "90", "later")


def reachable(actor: Actor) -> QuerySet:
    """Files the actor may see: named by a published document of the organisation in scope, or added by himself."""
    rows = EvidenceFile.objects.select_related("document__summary")
    return rows.filter(Q(published=True) | Q(author=actor.user, sender=""))


def evidence_list(actor: Actor, state: str = "current", words: str = "", document: UUID | None = None) -> QuerySet:
    """Files for a list: current, ended or all; holding ``words`` in title, name or scope; those that end first."""
    rows = reachable(actor)
    rows = rows.filter(ended__isnull=True) if state == "current" else rows
    rows = rows.filter(ended__isnull=False) if state == "ended" else rows
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(name__icontains=words) | Q(scope__icontains=words))
    if document is not None:
        rows = rows.filter(document_id=document)
    return rows.order_by(F("expires_on").asc(nulls_last=True), "title", "id")


def due(on: date, stage: str = "", kind: str = "") -> QuerySet:
    """Days that come up, earliest first; of one stage (see ``stage_of``), of one kind."""
    rows = Reminder.objects.filter(second=False)
    rows = rows.filter(kind=kind) if kind else rows
    return within(rows, on, stage).order_by("on", "id")


def with_titles(rows: QuerySet) -> QuerySet:
    """Reminders as plain values, each with the title of its document."""
    titles = {"of_ja": F("document__summary__title_ja"), "of_en": F("document__summary__title_en")}
    return rows.values(
        "id", "kind", "entity", "title_ja", "title_en", "on", "written", "file_id", "document_id", **titles
    )


def whole(ids: Sequence[UUID]) -> list[EvidenceFile]:
    """The files with these ids, in this order, with their documents; ids alone are cheap to sort and to skip."""
    found = EvidenceFile.objects.select_related("document__summary").in_bulk(ids)
    return [found[id_] for id_ in ids if id_ in found]


def within(rows: QuerySet, on: date, stage: str) -> QuerySet:
    """Those of one stage; all without one."""
    first, last = _bounds(on).get(stage, (None, None))
    rows = rows if first is None else rows.filter(on__gte=first)
    return rows if last is None else rows.filter(on__lte=last)


@lru_cache(maxsize=16)
def _bounds(on: date) -> dict[str, tuple[date | None, date | None]]:
    day = timedelta(days=1)
    return {
        "expired": (None, on - day),
        "today": (on, on),
        "30": (on + day, on + 30 * day),
        "90": (on + 31 * day, on + 90 * day),
        "later": (on + 91 * day, None),
    }


def stage_of(day: date, on: date) -> str:
    """``expired``, ``today``, ``30``, ``90`` or ``later``: how near a day is."""
    for stage, (first, last) in _bounds(on).items():
        if (first is None or day >= first) and (last is None or day <= last):
            return stage
    return "later"


def stages(on: date) -> Mapping[str, int]:
    """How many days stand at each stage, with one question."""
    parts = {
        f"n_{stage}": Count(
            "id",
            filter=Q(**({} if first is None else {"on__gte": first}), **({} if last is None else {"on__lte": last})),
        )
        for stage, (first, last) in _bounds(on).items()
    }
    found = Reminder.objects.filter(second=False).aggregate(**parts)
    return {stage: int(found[f"n_{stage}"]) for stage in STAGES}
