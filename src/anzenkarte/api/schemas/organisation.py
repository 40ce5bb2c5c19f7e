"""Shapes of the organisation: itself, its members and grants, editions, the audit chain."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from ninja import Schema


class OrganisationOut(Schema):
    """The organisation a token works in."""

    id: UUID
    urn: str
    kind: str
    name_ja: str
    name_en: str
    role: str
    scopes: list[str]


class MemberOut(Schema):
    """A person's place. ``binds``: may bind the organisation, which no token can."""

    id: UUID
    name: str
    email: str
    role: str
    binds: bool
    title: str


class GrantOut(Schema):
    """What a supervising body may see: counts, or details as well."""

    id: UUID
    supervisor: str
    name_ja: str
    name_en: str
    details: bool
    since: date
    until: date | None


class EditionOut(Schema):
    """An edition the catalogue knows."""

    id: str
    title_ja: str
    title_en: str
    in_force: bool


class EntryOut(Schema):
    """An entry of the audit chain."""

    sequence: int
    at: datetime
    verb: str
    actor: UUID
    subject: str
    digest: str
    hash: str
