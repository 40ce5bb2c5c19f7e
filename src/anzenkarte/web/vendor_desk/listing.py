"""A vendor's documents for lists: state in words, what is urgent, who the customer is; from projections alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from anzenkarte.web.shared.karte import shown_day
from anzenkarte.web.shared.karte_drafts import drafted_names
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.assessments.projection import fresh, keys, standing_of
from anzenkarte.workspace.documents_store.models import Draft, DraftOperation, KarteDocument
from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class Line:
    """A document in a list; ``known`` is False while its numbers are being made."""

    id: UUID
    kind: str
    name: str
    title: str
    state: str
    tone: str
    drafted: bool
    known: bool
    agreed: int = 0
    unsettled: int = 0
    contradictory: int = 0
    urgent: int = 0
    action: int = 0
    first: str = ""
    past: bool = False
    revision: int = 0
    published: object = None
    handed: bool = False
    behind: int = 0


def documents(actor: Actor, kind: str, words: str = "") -> QuerySet:
    """One's own documents of a kind, those most in need of action first."""
    operations = DraftOperation.objects.filter(draft=OuterRef("pk"), undone=False)
    drafts = Draft.objects.filter(Exists(operations), document=OuterRef("pk"), user_id=actor.user)
    rows = (
        KarteDocument.objects.select_related("head", "summary", "standing")
        .filter(keeper_urn=actor.urn, kind=kind)
        .annotate(drafted=Exists(drafts))
    )
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(summary__title_ja__icontains=word) | Q(summary__title_en__icontains=word) | Q(name__icontains=word)
        )
    return rows.order_by(F("standing__need").desc(nulls_last=True), "name", "pk")


def lines(rows: Sequence[KarteDocument], on: date) -> list[Line]:
    """Rows as they are shown."""
    published = [row for row in rows if row.head is not None]
    wanted = keys(published, on) if published else {}
    names = drafted_names([row for row in rows if row.head is None])
    found = [line_of(row, on, wanted) for row in rows]
    return [replace(line, title=names.get(line.id, line.title)) for line in found]


def line_of(row: KarteDocument, on: date, wanted: Mapping[UUID, str]) -> Line:
    """One row."""
    standing = standing_of(row) if row.head is not None else None
    known = standing is not None and fresh(standing, wanted.get(row.pk, ""), on)
    state, tone = state_of(row, standing)
    begun = Line(row.pk, row.kind, row.name, title(row), state, tone, row.drafted, known)
    if row.head is not None:
        begun = replace(begun, revision=row.head.number, published=row.head.published)
    if standing is None:
        return begun
    first = standing.first_date
    return replace(
        begun,
        agreed=standing.agreed, unsettled=standing.unsettled, contradictory=standing.contradictory,
        urgent=standing.severities.get("urgent", 0), action=standing.severities.get("action", 0),
        first=shown_day(first) if first is not None else "",
        past=any(day < on.isoformat() for day, _, _ in standing.dates),
    )  # fmt: skip


def state_of(row: KarteDocument, standing: Standing | None) -> tuple[str, str]:
    """未着手, 入力中, 確認待ち, 合意済み, and how it is marked."""
    if row.head is None and not row.drafted:
        return say("未着手", "not begun"), "empty"
    if row.head is None or row.drafted:
        return say("入力中", "being described"), "key"
    if standing is not None and standing.agreed and not standing.unsettled and not standing.contradictory:
        return say("合意済み", "agreed"), "good"
    return say("確認待ち", "waiting for agreement"), "care"


def title(row: KarteDocument) -> str:
    """What a document is called; its short name before it was published."""
    summary = getattr(row, "summary", None)
    if summary is None:
        return str(row.name)
    return str(summary.title_ja if language() == "ja" else summary.title_en)
