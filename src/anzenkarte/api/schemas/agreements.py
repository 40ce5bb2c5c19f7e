"""Shapes of agreeing: exchanges, how their lines stand, requests for approval, one's word on a cell."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from anzenkarte.api.schemas.common import Clean, Short, Slug, Strict, Urn
from anzenkarte.api.schemas.handovers import LineId

Act = Literal[
    "watch", "notify", "decide", "do", "verify", "pay",
    "isolate", "preserve", "dispatch", "restore", "report", "tell_patients",
]  # fmt: skip
Situation = Literal["normal", "emergency", "end"]


class ExchangeOut(Schema):
    """Everything between two parties about one document; ``counts`` by state, null until they are known."""

    kind: str
    name: str
    counterpart: str
    title_ja: str
    title_en: str
    handovers: int
    last: datetime
    counts: dict[str, int] | None


class PositionOut(Schema):
    """The word of a party that counts on the present version of a line."""

    party: str
    word: str
    binds: bool
    note: str
    on: str


class StandingOut(Schema):
    """How a line stands. ``digest`` is empty where the line is gone; ``changed`` names what made it reopen."""

    id: str
    kind: str
    state: str
    digest: str
    content: dict[str, Any]
    agreed: str
    changed: list[str]
    words: list[PositionOut]


class ApprovalIn(Strict):
    """Lines to propose."""

    lines: list[LineId] = Field(min_length=1, max_length=5000)
    note: Short = ""


class ApprovalOut(Schema):
    """A request that waits for a person who may bind the organisation."""

    id: UUID
    handover: UUID
    about: str
    counterpart: str
    lines: list[str]
    note: str
    author: UUID
    at: datetime


class CellIn(Strict):
    """Who does these acts of a duty in a situation; an empty subject stands for all of the engagement."""

    duty: Annotated[str, Field(pattern="^[a-z0-9_]{1,80}$")]
    situation: Situation
    subjects: Annotated[list[Annotated[str, Clean, Field(max_length=170)]], Field(min_length=1, max_length=200)]
    acts: Annotated[list[Act], Field(min_length=1, max_length=12)]
    party: Urn
    note: Short = ""


class CellsIn(Strict):
    """One's word on cells of an engagement, published at once."""

    engagement: Slug
    cells: list[CellIn] = Field(min_length=1, max_length=200)
