"""What changed since the last visit, the last bundle, the edition or a day: every line, with what it touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from anzenkarte.karte.diff import Change, describe, diff
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.institution_desk.common import address, shown_day, title
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.assessments.projection import standing_of
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.store import catalogue, load_many
from anzenkarte.workspace.handovers.queries import parcels

_ZONE = ZoneInfo("Asia/Tokyo")
_COOKIE = "anzenkarte_seen"
_YEAR = 365 * 24 * 60 * 60
_MOST = 300
_EARLIEST = date(2020, 1, 1)
_USUAL = timedelta(days=30)
_ARRIVING = timedelta(seconds=60)  # what a bundle brought was kept shortly before it was entered


@dataclass(frozen=True)
class Changed:
    """A document that changed: whose it is, since which revision, every line, and what agreement it touches."""

    name: str
    whose: str
    own: bool
    when: str
    new: bool
    lines: tuple[str, ...]
    more: int
    touches: str
    matrix: str
    document: UUID
    counterpart: str  # with whom what it touches was agreed; empty for other documents than engagements


@page("institution")
def changes(request: HttpRequest) -> HttpResponse:
    """Changes since a moment; the moment of this visit is kept in a cookie of this organisation."""
    now = timezone.now()
    seen = _seen(request)
    since, chosen = _since(request, seen, now)
    rows = list(_changed_after(since))
    found = [_changed(request, row, before, after) for row, before, after in _pairs(rows, since)]
    context = {
        "changed": found,
        "since": shown_day(since.astimezone(_ZONE).date()),
        "since_iso": since.astimezone(_ZONE).date().isoformat(),
        "chosen": chosen,
        "choices": _choices(request, seen),
    }
    response = render(request, "institution_desk/changes.html", context)
    response.set_cookie(
        f"{_COOKIE}_{request.actor.organisation.hex}", now.isoformat(), max_age=_YEAR,
        httponly=True, samesite="Lax", secure=request.is_secure(), path=request.path,
    )  # fmt: skip
    return response


def _seen(request: HttpRequest) -> datetime | None:
    text = request.COOKIES.get(f"{_COOKIE}_{request.actor.organisation.hex}", "")
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return moment if _EARLIEST.year < found.year <= timezone.now().year else None


def _within(day: date, now: datetime) -> date:
    """A day of this program's time: nothing was published before it, nothing after today."""
    return min(max(day, _EARLIEST), now.astimezone(_ZONE).date())


def _bundle() -> datetime | None:
    """When something was last received from another party."""
    parcel = parcels().filter(outgoing=False).first()
    if parcel is not None:
        return parcel.at
    received = KarteDocument.objects.exclude(keeper_urn=F("organisation__urn"))
    return received.aggregate(last=Max("head__published"))["last"]


def _since(request: HttpRequest, seen: datetime | None, now: datetime) -> tuple[datetime, str]:
    asked = request.GET.get("since", "")
    if asked == "bundle" and (last := _bundle()) is not None:
        return last - _ARRIVING, "bundle"
    if asked == "edition" and (start := _edition_start(now)) is not None:
        return start, "edition"
    if asked not in ("", "visit"):
        try:
            return datetime.combine(_within(When.parse(asked).first, now), time(), _ZONE), "day"
        except InputError:
            pass
    return (seen, "visit") if seen is not None else (now - _USUAL, "day")


def _edition_start(now: datetime) -> datetime | None:
    """The day the newest edition in force began."""
    today = now.astimezone(_ZONE).date()
    starts = [e.in_force[0].first for e in catalogue().resolve([], today) if e.in_force and e.in_force[0]]
    return datetime.combine(max(starts), time(), _ZONE) if starts else None


def _choices(request: HttpRequest, seen: datetime | None) -> list[tuple[str, str, str]]:
    found = [("visit", say("前回の閲覧から", "Since your last visit"))] if seen is not None else []
    found += [
        ("bundle", say("前回の受け取りから", "Since the last bundle")),
        ("edition", say("今の版になってから", "Since the edition in force began")),
    ]
    return [(key, label, address(request, "institution-changes", since=key)) for key, label in found]


def _changed_after(since: datetime) -> Sequence[KarteDocument]:
    rows = KarteDocument.objects.select_related("head", "summary", "standing")
    return list(rows.filter(head__published__gt=since).order_by("-head__published", "pk")[:_MOST])


def _pairs(rows: Sequence[KarteDocument], since: datetime) -> Iterator[tuple[KarteDocument, Revision | None, Revision]]:
    """Each document with its revision at the moment (None: there was none) and its newest."""
    numbers: Mapping[UUID, int] = dict(
        Revision.objects.filter(document__in=[row.pk for row in rows], published__lte=since)
        .values_list("document_id")
        .annotate(last=Max("number"))
    )
    wanted = Q(pk__in=[])
    for document, number in numbers.items():
        wanted |= Q(document_id=document, number=number)
    before = {revision.document_id: revision for revision in Revision.objects.filter(wanted)}
    load_many([*before.values(), *(row.head for row in rows)])
    for row in rows:
        yield row, before.get(row.pk), row.head


def _changed(request: HttpRequest, row: KarteDocument, before: Revision | None, after: Revision) -> Changed:
    vocabulary = catalogue().vocabulary
    documents = load_many([revision for revision in (before, after) if revision is not None])
    found: Sequence[Change] = [] if before is None else diff(documents[:1], documents[1:], vocabulary)
    own = row.keeper_urn == request.actor.urn
    keeper = documents[-1].entity("party", documents[-1].keeper)
    written = None if keeper is None else keeper.fields.get("name")
    whose = written.get(language(), "") if isinstance(written, dict) else str(written or documents[-1].keeper)
    lines = describe(found[:_MOST], vocabulary, language())
    return Changed(
        name=title(row),
        whose=whose,
        own=own,
        when=shown_day(after.published.astimezone(_ZONE).date()),
        new=before is None,
        lines=tuple(lines),
        more=max(0, len(found) - _MOST),
        touches=_touches(row, found),
        matrix=address(request, "institution-matrix", engagement=row.name) if row.kind == "engagement" else "",
        document=row.pk,
        counterpart=row.summary.vendor_urn if row.kind == "engagement" else "",
    )


def _touches(row: KarteDocument, found: Sequence[Change]) -> str:
    """What of the demarcation a change concerns: statements and assignments speak of who does what."""
    spoken = sum(change.kind in ("statement", "assignment", "contract") for change in found)
    standing = standing_of(row)
    if not spoken:
        return ""
    text = say(f"責任分界に関わる変更が{spoken}件", f"{spoken} of them concern who does what")
    if standing is not None and standing.contradictory:
        text += say(f"（食い違いは今{standing.contradictory}件）", f" ({standing.contradictory} contradictions now)")
    return text
