"""What is asked about standings: an institution's list, and what a supervising body may see of institutions.

``granted_standings`` is the one place where rows of another organisation are read; the grants are looked up inside it,
and whoever has none gets nothing. Without *details* nothing leaves it but numbers: no name of a vendor, no component,
no finding.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from anzenkarte.workspace.assessments.models import Standing
from anzenkarte.workspace.assessments.projection import refresh, standing_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.models import Kind
from anzenkarte.workspace.organisations.queries import granted_to
from anzenkarte.workspace.scope import unscoped

# --- an institution's own ---------------------------------------------------------------------------------------------


def own_institution(actor: Actor) -> KarteDocument | None:
    """The document in which an institution describes itself, as published; None before."""
    rows = KarteDocument.objects.select_related("head", "summary", "standing")
    return rows.filter(kind="institution", keeper_urn=actor.urn, head__isnull=False).order_by("name").first()


def engagements(actor: Actor) -> QuerySet:
    """One row per engagement of this institution, the one that stands for its case, most in need of action first.

    Its own telling where it has one, else the vendor's, else anybody's; with head, summary and standing.
    """
    same = KarteDocument.objects.filter(kind="engagement", name=OuterRef("name"), head__isnull=False)
    own = Exists(same.filter(keeper_urn=actor.urn))
    vendors = Exists(same.filter(keeper_urn=OuterRef("summary__vendor_urn")))
    earlier = Exists(same.filter(keeper_urn__lt=OuterRef("keeper_urn")))
    rows = KarteDocument.objects.select_related("head", "summary", "standing").filter(
        kind="engagement", head__isnull=False, summary__customer_urn=actor.urn
    )
    rows = rows.filter(
        Q(keeper_urn=actor.urn) | (~own & (Q(keeper_urn=F("summary__vendor_urn")) | (~vendors & ~earlier)))
    )
    return rows.order_by(F("standing__need").desc(nulls_first=True), "summary__title_ja", "pk")


def engagement(actor: Actor, name: str) -> KarteDocument | None:
    """One of them by the engagement's name."""
    return engagements(actor).filter(name=name).first()


def own_cases(actor: Actor, kind: str) -> QuerySet:
    """One's own published documents of a kind, most in need of action first; with head, summary and standing."""
    rows = KarteDocument.objects.select_related("head", "summary", "standing")
    rows = rows.filter(kind=kind, keeper_urn=actor.urn, head__isnull=False)
    return rows.order_by(F("standing__need").desc(nulls_first=True), "summary__title_ja", "pk")


def totals(rows: QuerySet) -> Mapping[str, int]:
    """Sums over engagements: how many, agreed, unsettled, contradictory."""
    found = rows.order_by().aggregate(
        engagements=Count("pk"),
        agreed=Sum("standing__agreed"),
        unsettled=Sum("standing__unsettled"),
        contradictory=Sum("standing__contradictory"),
    )
    return {key: value or 0 for key, value in found.items()}


# --- what was granted -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Granted:
    """What a supervising body sees of one institution: counts; ``vendors`` only where details were granted.

    ``vendors`` maps a vendor's name (as the institution wrote it) to its contradictory duties.
    """

    organisation: UUID
    name_ja: str
    name_en: str
    details: bool
    on: date | None
    waiting: bool  # whether its numbers are still to be made again
    cells: Mapping[str, int]
    severities: Mapping[str, int]
    outcomes: Mapping[str, Any]
    readiness: Mapping[str, int]
    vendors_contradicting: int
    vendors: tuple[tuple[object, int], ...] = ()


def granted_standings(actor: Actor, on: date, only: UUID | None = None) -> list[Granted]:
    """How every institution stands that lets this supervising body look, on a day, by name; or the one asked for.

    Standings that are no longer right are renewed first, a few at a time; ``on`` of each says which day it is of.
    """
    if actor.kind != Kind.SUPERVISOR:
        return []
    grants = [grant for grant in granted_to(actor.organisation, on) if only in (None, grant.organisation_id)]
    with unscoped():
        rows = list(
            KarteDocument.objects.select_related("summary", "standing")
            .defer("standing__dates")
            .filter(
                kind="institution", keeper_urn=F("organisation__urn"), head__isnull=False,
                organisation_id__in=[grant.organisation_id for grant in grants],
            )
            .order_by("name")
        )  # fmt: skip
        stale = refresh(rows, on)
    first: dict[UUID, KarteDocument] = {}
    for row in rows:
        first.setdefault(row.organisation_id, row)
    found = []
    for grant in grants:
        row = first.get(grant.organisation_id)
        standing = None if row is None else standing_of(row)
        waiting = row is not None and row.pk in stale
        found.append(_granted(grant.organisation, grant.details, waiting, standing))
    return found


def _granted(organisation: Any, details: bool, waiting: bool, standing: Standing | None) -> Granted:
    parties = {} if standing is None else {urn: one for urn, one in standing.parties.items() if one["count"]}
    return Granted(
        organisation=organisation.id,
        name_ja=organisation.name_ja,
        name_en=organisation.called("en"),
        details=details,
        on=None if standing is None else standing.on,
        waiting=waiting,
        cells={} if standing is None else standing.cells,
        severities={} if standing is None else standing.severities,
        outcomes={} if standing is None else standing.outcomes,
        readiness={} if standing is None else standing.readiness,
        vendors_contradicting=len(parties),
        # By URN: the database that keeps the counts promises no order of its own.
        vendors=tuple((one["name"], one["count"]) for _, one in sorted(parties.items())) if details else (),
    )
