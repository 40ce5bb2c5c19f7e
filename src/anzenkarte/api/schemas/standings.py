"""Shapes of standings: how cases stand, what customers hold, what institutions let a supervising body see."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from ninja import Schema

from anzenkarte.api.schemas.common import TextOut


class StandingCounts(Schema):
    """How a case stands, in numbers, as of a day.

    ``cells`` counts duties by state, ``severities`` findings; ``dates`` are [ISO day, subject, fact].
    """

    on: date
    cells: dict[str, int]
    severities: dict[str, int]
    agreed: int
    unsettled: int
    contradictory: int
    first_date: date | None
    dates: list[list[str]]


class CaseOut(Schema):
    """A case in a list. ``standing`` is null while it was never counted; ``current``: it is right as of today."""

    document: UUID
    kind: str
    name: str
    own: bool
    title_ja: str
    title_en: str
    standing: StandingCounts | None
    current: bool


class VendorCaseOut(CaseOut):
    """A system of an institution, with the vendor who runs it."""

    vendor: str
    vendor_name: TextOut | None


class HeldOut(Schema):
    """A document in a customer's hands: which revision, and how many newer ones there are."""

    document: UUID
    name: str
    number: int
    newest: int


class CustomerOut(CaseOut):
    """A customer of a vendor: what was handed over and when, what came back."""

    customer: str
    customer_name: str
    handed_on: date | None
    answered_on: date | None
    held: list[HeldOut]


class TotalsOut(Schema):
    """Sums over all systems of an institution, as last counted."""

    engagements: int
    agreed: int
    unsettled: int
    contradictory: int


class EditionCounts(Schema):
    """Items of an edition by outcome, and how complete the edition is held."""

    outcomes: dict[str, int]
    held: int
    complete: bool
    chapters: int
    chapters_incomplete: int


class GrantedOut(Schema):
    """How an institution stands: counts alone, whatever was granted."""

    organisation: UUID
    name_ja: str
    name_en: str
    details: bool
    on: date | None
    current: bool
    cells: dict[str, int]
    severities: dict[str, int]
    editions: dict[str, EditionCounts]
    readiness: dict[str, int]
    vendors_contradicting: int


class ContradictingOut(Schema):
    """A vendor with contradictory duties at an institution."""

    name: TextOut
    duties: int


class GrantedDetailsOut(GrantedOut):
    """The same with details, which the institution has granted: vendors, and the items open by edition."""

    vendors: list[ContradictingOut]
    items: dict[str, dict[str, list[str]]]


class GapOut(Schema):
    """An item, and at how many institutions it is not met or cannot be told."""

    item: str
    number: str
    title: TextOut
    not_met: int
    unknown: int
