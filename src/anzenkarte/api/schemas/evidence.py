"""Shapes of evidence: files, what they stand for, how long they hold, and the days that come up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from anzenkarte.api.schemas.common import Clean, Short

Stage = Literal["expired", "today", "30", "90", "later"]
Reference = Annotated[str, Field(pattern="^(evidence|certificate|statement)/[a-z0-9][a-z0-9-]{0,79}$")]


class EvidenceIn(Schema):
    """What a file stands for (``reference``, such as ``evidence/soc2-report``) in a document held."""

    document: UUID
    reference: Reference
    title: Annotated[str, Clean, Field(max_length=200)] = ""
    scope: Short = ""
    valid_from: date | None = None
    expires_on: date | None = None


class HeldIn(Schema):
    """How long a file holds; either end may be open."""

    valid_from: date | None = None
    expires_on: date | None = None


class EvidenceOut(Schema):
    """A file. ``stage`` tells how near its end is, empty without one; ``published``: others of the party see it too."""

    id: UUID
    document: UUID
    entity: str
    name: str
    media: str
    size: int
    sha256: str
    title: str
    scope: str
    valid_from: date | None
    expires_on: date | None
    stage: Literal["", "expired", "today", "30", "90", "later"]
    published: bool
    added: datetime
    ended: datetime | None
    replaces: UUID | None


class DueOut(Schema):
    """A day on which something ends or was promised; ``written`` is how it was written (a month, a year)."""

    kind: str
    entity: str
    document: UUID | None
    file: UUID | None
    title_ja: str
    title_en: str
    on: date
    written: str
    stage: Stage
