"""Shapes of documents, their revisions and drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from anzenkarte.api.schemas.common import Clean, Kind, Short, Slug, Strict

_Key = Annotated[str, Clean, Field(max_length=80)]


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

    kind: Annotated[str, Clean, Field(max_length=20)]
    id: _Key = ""
    field: _Key = ""
    value: Any = None


class BeginIn(Strict):
    """A document to begin."""

    kind: Kind
    name: Slug


class EditIn(Strict):
    """Changes of a draft."""

    operations: list[OperationIn] = Field(min_length=1, max_length=1000)


class KeyIn(Strict):
    """A field of an entity."""

    kind: Annotated[str, Clean, Field(max_length=20)]
    id: _Key = ""
    field: _Key = ""


class SettleIn(Strict):
    """The conflicts decided for the draft; all others are decided for the published revision."""

    mine: list[KeyIn] = Field(default_factory=list, max_length=1000)


class PublishIn(Strict):
    """Why a revision is published."""

    reason: Short = ""


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
