"""What goes over the wire: shapes of requests and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

T = TypeVar("T")
Slug = Field(pattern="^[a-z0-9][a-z0-9-]{0,79}$")
Kind = Literal["service", "engagement", "institution"]


class Strict(Schema):
    """A request that holds nothing but what is named here."""

    model_config = ConfigDict(extra="forbid")


class ProblemPart(Schema):
    """One thing wrong, and where."""

    path: str
    code: str
    message: str


class ProblemOut(Schema):
    """An error (RFC 9457). ``type`` is of a closed list, see ``problems.TYPES``."""

    type: str
    title: str
    status: int
    detail: str = ""
    problems: list[ProblemPart] = Field(default_factory=list)


class Page(Schema, Generic[T]):
    """Some of many; ``next`` asks for the following ones, null at the end."""

    items: list[T]
    next: str | None = None


class OrganisationOut(Schema):
    """The organisation a token works in."""

    id: UUID
    urn: str
    kind: str
    name_ja: str
    name_en: str
    role: str
    scopes: list[str]


class DocumentOut(Schema):
    """A document in a list. ``own``: kept by this organisation itself."""

    id: UUID
    kind: str
    name: str
    own: bool
    keeper: str
    title_ja: str
    title_en: str
    revision: str
    published: datetime


class BegunOut(Schema):
    """A document just begun."""

    id: UUID
    kind: str
    name: str


class RevisionOut(Schema):
    """A published revision."""

    number: int
    hash: str
    published: datetime
    reason: str


class OperationIn(Strict):
    """One change: a field of an entity (of the whole entity with an empty ``field``); null takes it away."""

    kind: str = Field(max_length=20)
    id: str = Field("", max_length=80)
    field: str = Field("", max_length=80)
    value: Any = None


class BeginIn(Strict):
    """A document to begin."""

    kind: Kind
    name: str = Slug


class EditIn(Strict):
    """Changes of a draft."""

    operations: list[OperationIn] = Field(min_length=1, max_length=1000)


class PublishIn(Strict):
    """Why a revision is published."""

    reason: str = Field("", max_length=400)


class ConflictOut(Schema):
    """A field changed on both sides."""

    kind: str
    id: str
    field: str
    mine: Any
    theirs: Any


class DraftOut(Schema):
    """A draft as it stands."""

    content: dict[str, Any]
    conflicts: list[ConflictOut]
    changed: datetime | None


class FindingOut(Schema):
    """A finding with what to do about it."""

    id: str
    engine: str
    severity: str
    subject: str
    title: str
    remedy: str
    cites: list[str]


class CellOut(Schema):
    """Who does an act of a duty for a subject, as far as anybody says."""

    id: str
    duty: str
    situation: str
    act: str
    subject: str
    state: str
    parties: list[str]


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
