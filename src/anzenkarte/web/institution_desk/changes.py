"""What changed since the last visit, the last bundle, the edition or a day, and the agreements it touches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from anzenkarte.karte.diff import Change, describe, diff
from anzenkarte.karte.document import Document
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.institution_desk.common import address, shown_day, title
from anzenkarte.web.institution_desk.reopened import reopened
from anzenkarte.web.shared.change_words import Names
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.assessments.projection import standing_of
from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import heads, services_for
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
    """A document that changed: whose it is, when, every line, and how much of it is about who does what."""

    name: str
    whose: str
    own: bool
    when: str
    new: bool
    lines: tuple[str, ...]
    more: int
    touches: str
    matrix: str


@dataclass(frozen=True)
class Pair:
    """A stored document as it was at the moment (None: it was not there) and as it is."""

    row: KarteDocument
    before: Document | None
    after: Document


@page("institution")
def changes(request: HttpRequest) -> HttpResponse:
    """Changes since a moment; the moment of this visit is kept in a cookie of this organisation."""
    now = timezone.now()
    seen = _seen(request)
    since, chosen = _since(request, seen, now)
    rows = list(_changed_after(since))
    pairs = _pairs(rows, since)
    names = _names(request, pairs)
    lines, others = reopened(request, rows) if rows else ([], [])
    context = {
        "changed": [_changed(request, pair, names) for pair in pairs],
        "reopened": lines,
        "others": others,
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


def _pairs(rows: Sequence[KarteDocument], since: datetime) -> list[Pair]:
    """Each document at the moment and now."""
    numbers: Mapping[UUID, int] = dict(
        Revision.objects.filter(document__in=[row.pk for row in rows], published__lte=since)
        .values_list("document_id")
        .annotate(last=Max("number"))
    )
    wanted = Q(pk__in=[])
    for document, number in numbers.items():
        wanted |= Q(document_id=document, number=number)
    before = list(Revision.objects.filter(wanted))
    documents = load_many([*before, *(row.head for row in rows)])
    were = {revision.document_id: document for revision, document in zip(before, documents, strict=False)}
    return [Pair(row, were.get(row.pk), now) for row, now in zip(rows, documents[len(before) :], strict=True)]


def _names(request: HttpRequest, pairs: Sequence[Pair]) -> Names:
    """What the changed documents call things, and those they may refer to; only where lines have to be said."""
    changed = [pair for pair in pairs if pair.before is not None]
    if not changed:
        return Names(())
    told = [*(pair.after for pair in changed), *(pair.before for pair in changed if pair.before is not None)]
    engagements = [document for document in told if document.kind == "engagement"]
    services = [service for listed in services_for(engagements) for service in listed] if engagements else []
    own = own_institution(request.actor)
    return Names([*told, *services, *(heads([own]) if own is not None else ())])


def _changed(request: HttpRequest, pair: Pair, names: Names) -> Changed:
    row, before, after = pair.row, pair.before, pair.after
    vocabulary = catalogue().vocabulary
    found: Sequence[Change] = [] if before is None else diff([before], [after], vocabulary)
    own = row.keeper_urn == request.actor.urn
    keeper = after.entity("party", after.keeper)
    written = None if keeper is None else keeper.fields.get("name")
    whose = written.get(language(), "") if isinstance(written, dict) else str(written or after.keeper)
    lines = describe(found[:_MOST], vocabulary, language(), names)
    return Changed(
        name=title(row),
        whose=whose,
        own=own,
        when=shown_day(row.head.published.astimezone(_ZONE).date()),
        new=before is None,
        lines=tuple(lines),
        more=max(0, len(found) - _MOST),
        touches=_touches(row, found),
        matrix=address(request, "institution-matrix", engagement=row.name) if row.kind == "engagement" else "",
    )


def _touches(row: KarteDocument, found: Sequence[Change]) -> str:
    """What of the demarcation a change concerns: statements and assignments speak of who does what."""
    spoken = len({(c.kind, c.id) for c in found if c.kind in ("statement", "assignment", "contract")})
    standing = standing_of(row)
    if not spoken:
        return ""
    text = say(f"責任分界に関わる変更が{spoken}件", f"{spoken} of them concern who does what")
    if standing is not None and standing.contradictory:
        text += say(f"（食い違いは今{standing.contradictory}件）", f" ({standing.contradictory} contradictions now)")
    return text
