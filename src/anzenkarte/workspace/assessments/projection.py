"""The projection ``Standing``: how each case stands, made again when anything it was made from is no longer the same.

A standing stands on the row that stands for its case: the organisation's own telling of an engagement (another party's
where there is none), an institution's or a service's document. Its ``key`` names the revisions, editions and catalogue
it was made from; whether it is still right is told from the summaries alone, without reading a document. It holds until
the day on which something in the case changes by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db.models import F, Q

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.due import DATES
from anzenkarte.formats.values import Json
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.verdicts import Verdict
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.scope import scope, unscoped

READINESS: Final = ("done", "planned", "renewal_known", "neither", "unknown")
"""How far two-factor authentication is, best first; the last: nobody has written it down."""
_WORST: Final = ("contradiction", "overlap", "gap", "open", "stated", "assigned", "agreed")
_UNSETTLED: Final = ("gap", "open", "stated", "assigned")
_CONTRADICTORY: Final = ("contradiction", "overlap")
_WEIGHT: Final = {"contradiction": 1000, "overlap": 1000, "gap": 100, "open": 10, "stated": 3, "assigned": 3}
_MOST_NEED: Final = 2_000_000_000
AT_ONCE: Final = 3
"""How many cases are looked into while somebody waits for a page; the page asks again for the rest."""


# --- what a standing was made from ----------------------------------------------------------------------------------


Texts = dict[tuple[str, str, str], list[str]]  # what is held, by (name or keeper, kind, which), each list in order


def keys(rows: Sequence[KarteDocument], on: date) -> dict[UUID, str]:
    """What the standings of these rows (with their summaries) would be made from now, with one question.

    The rows may be of several organisations where the scope allows it; each is keyed by its own organisation's alone.
    """
    if not rows:
        return {}
    engagements = [row for row in rows if row.kind == "engagement"]
    services = {row.summary.service for row in engagements} - {""}
    vendors = {row.summary.vendor_urn for row in engagements if not row.summary.service}
    wanted = Q(kind="engagement", document__name__in={row.name for row in engagements}) | Q(kind="institution")
    wanted |= Q(kind="service", keeper_urn__in=vendors) | Q(kind="service", document__name__in=services)
    if any(row.kind == "institution" for row in rows):
        wanted = Q()
    found = DocumentSummary.objects.filter(wanted, organisation_id__in={row.organisation_id for row in rows})
    columns = ("organisation_id", "kind", "document__name", "keeper_urn", "revision")
    held: dict[UUID, Texts] = {}
    for organisation, kind, name, keeper, revision in sorted(found.values_list(*columns)):
        texts = held.setdefault(organisation, {})
        for place in (("", "", ""), ("name", kind, name), ("keeper", kind, keeper)):
            texts.setdefault(place, []).append(f"{kind} {name} {keeper} {revision}")
    common = _common(on)
    return {row.pk: _key(row, held.get(row.organisation_id, {}), common) for row in rows}


def _common(on: date) -> str:
    known = catalogue()
    return "\n".join([known.digest, *(edition.id for edition in known.resolve([], on))])


def _key(row: KarteDocument, held: Texts, common: str) -> str:
    used = [text for place in _places(row) for text in held.get(place, ())]
    text = "\n".join([common, row.kind, row.name, row.keeper_urn, row.summary.revision, *used])
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def _places(row: KarteDocument) -> tuple[tuple[str, str, str], ...]:
    """What the case of a row looks at: of an engagement its tellings, its institution and the service it names; where
    it names none, whichever services its vendor has.
    """
    if row.kind == "service":
        return ()
    if row.kind == "institution":
        return (("", "", ""),)
    one = row.summary
    service = ("name", "service", one.service) if one.service else ("keeper", "service", one.vendor_urn)
    return ("name", "engagement", row.name), ("keeper", "institution", one.customer_urn), service


def fresh(standing: Standing | None, key: str, on: date) -> bool:
    """Whether a standing still says how its case stands on a day."""
    if standing is None or standing.key != key or standing.on > on:
        return False
    return standing.next_change is None or on < standing.next_change


# --- making and renewing --------------------------------------------------------------------------------------------


def refresh(rows: Sequence[KarteDocument], on: date, most: int = AT_ONCE) -> frozenset[UUID]:
    """Renew standings of these rows that are no longer right, ``most`` at a time; gives those that still are not.

    ``rows`` come with their summaries and standings; their ``standing`` is renewed in place.
    """
    wanted = keys(rows, on)
    stale = [row for row in rows if not fresh(standing_of(row), wanted[row.pk], on)]
    for row in stale[:most]:
        with scope(row.organisation_id):
            renew(row, wanted[row.pk], on)
    return frozenset(row.pk for row in stale[most:])


def refresh_all(organisation: UUID, on: date) -> int:
    """Renew every standing of an organisation that is not right, one per case; gives how many cases there are."""
    with scope(organisation):
        held = KarteDocument.objects.select_related("head", "summary", "standing").filter(head__isnull=False)
        own = F("organisation__urn")
        rows = list(held.filter(kind__in=("service", "institution"), keeper_urn=own))
        told: dict[str, KarteDocument] = {}
        for row in held.filter(kind="engagement").annotate(own=Q(keeper_urn=own)).order_by("-own", "keeper_urn"):
            told.setdefault(row.name, row)
        rows += told.values()
        refresh(rows, on, len(rows))
    return len(rows)


def renew(row: KarteDocument, key: str, on: date) -> Standing:
    """Make the standing of one case again."""
    made, _ = Standing.objects.update_or_create(
        document=row, defaults={"organisation_id": row.organisation_id, "key": key, "on": on, **made_from(row, on)}
    )
    row.standing = made
    return made


def standing_of(row: KarteDocument) -> Standing | None:
    """The standing of a row, if there is one; asks nothing where it was read along."""
    return getattr(row, "standing", None)


def rebuild_standings(on: date) -> int:
    """Drop every standing and make it again for a day; gives how many there are."""
    with unscoped():
        places = sorted(set(Standing.objects.values_list("organisation_id", "document_id")))
        Standing.objects.all().delete()
    for organisation, document in places:
        with scope(organisation):
            row = KarteDocument.objects.select_related("head", "summary").get(pk=document)
            renew(row, keys([row], on)[row.pk], on)
    return len(places)


# --- what it says ---------------------------------------------------------------------------------------------------


def made_from(row: KarteDocument, on: date) -> dict[str, Json | date]:
    """The fields of a standing, from the assessment of its case."""
    assessment = assess(row, on)
    cells = count_cells(assessment)
    dates = dates_of(assessment)
    severities = Counter(finding.severity for finding in assessment.findings)
    coming = [date.fromisoformat(day) for day, _, _ in dates if day >= on.isoformat()]
    need = sum(_WEIGHT.get(state, 0) * count for state, count in cells.items()) + 50 * severities["urgent"]
    return {
        "severities": dict(sorted(severities.items())),
        "cells": dict(sorted(cells.items())),
        "outcomes": _outcomes(assessment, items=row.kind == "institution"),
        "dates": dates,
        "readiness": dict(sorted(Counter(readiness(assessment).values()).items())),
        "parties": _parties(assessment),
        "agreed": cells["agreed"],
        "unsettled": sum(cells[state] for state in _UNSETTLED),
        "contradictory": sum(cells[state] for state in _CONTRADICTORY),
        "first_date": min(coming, default=None),
        "need": min(need, _MOST_NEED),
        "next_change": assessment.next_change,
    }


def count_cells(assessment: Assessment) -> Counter[str]:
    """Duties per subject and situation, each by the worst state among its acts."""
    worst: dict[tuple[str, str, str], int] = {}
    for cell in assessment.reports["demarcation"].cells:
        place = cell.duty, cell.situation, cell.subject
        worst[place] = min(worst.get(place, len(_WORST)), _WORST.index(cell.state))
    return Counter(_WORST[rank] for rank in worst.values())


def dates_of(assessment: Assessment) -> list[tuple[str, str, str]]:
    """Every known date that ends something or was promised: its last day, subject and fact, earliest first."""
    found = []
    for name in DATES:
        for subject in assessment.case.subjects(name.partition(".")[0]):
            value = assessment.facts.fact(subject, name).value
            if isinstance(value, When):
                found.append((value.last.isoformat(), subject, name))
    return sorted(found)


def readiness(assessment: Assessment) -> dict[str, str]:
    """Engagement → how far two-factor authentication is there."""
    found: dict[str, str] = {}
    for subject in assessment.case.subjects("engagement"):
        value = assessment.facts.fact(subject, "engagement.two_factor_plan").value
        found[subject] = str(value) if value in READINESS else "unknown"
    return found


def _outcomes(assessment: Assessment, items: bool) -> dict[str, Json]:
    report = assessment.reports["conformity"]
    found: dict[str, Json] = {}
    for summary in report.summaries:
        entry: dict[str, Json] = {
            "outcomes": dict(summary.outcomes),
            "held": summary.held,
            "complete": summary.complete,
            "chapters": summary.chapters,
            "chapters_incomplete": summary.chapters_incomplete,
        }
        if items:
            entry["items"] = _open_items(report.verdicts, summary.edition)
        found[summary.edition] = entry
    return found


def _open_items(verdicts: Iterable[Verdict], edition: str) -> dict[str, Json]:
    """The items of an edition that are not met or cannot be told; older wording is not counted."""
    found: dict[str, list[Json]] = {"not_met": [], "unknown": []}
    for verdict in verdicts:
        if verdict.item.startswith(f"{edition}/") and not verdict.older and verdict.outcome in found:
            found[verdict.outcome].append(verdict.item)
    return {outcome: sorted(set(map(str, listed))) for outcome, listed in found.items()}


def _parties(assessment: Assessment) -> dict[str, Json]:
    """URN → name and number of contradictory duties of every party on the vendors' side that takes part."""
    found: dict[str, set[tuple[str, str, str]]] = {party: set() for party in _taking_part(assessment)}
    for cell in assessment.reports["demarcation"].cells:
        if cell.state in _CONTRADICTORY:
            named = {*cell.parties, *(voice.by for voice in cell.voices if voice.kind != "hearsay")}
            for party in named - {""}:
                found.setdefault(party, set()).add((cell.duty, cell.situation, cell.subject))
    out: dict[str, Json] = {}
    for party in sorted(found):
        parts = assessment.case.parts(party)
        if not parts or assessment.facts.fact(party, "party.kind").value == "institution":
            continue
        fields = parts[0].entity.fields
        out[str(fields.get("urn") or party)] = {"name": fields.get("name") or party, "count": len(found[party])}
    return out


def _taking_part(assessment: Assessment) -> set[str]:
    """The vendors of engagements and the suppliers of contracts."""
    asked = [(subject, "engagement.vendor") for subject in assessment.case.subjects("engagement")]
    asked += [(subject, "contract.supplier") for subject in assessment.case.subjects("contract")]
    return {str(fact.value) for fact in (assessment.facts.fact(*one) for one in asked) if fact.known}
