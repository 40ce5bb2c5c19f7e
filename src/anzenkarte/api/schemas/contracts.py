"""Shapes of contracts: the register, texts handed in, the sentence that decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from anzenkarte.api.schemas.common import Slug, Strict, TextOut


class ServerOut(Schema):
    """A server or network device of the document, and the clause that covers it."""

    name_ja: str
    name_en: str
    clause: str


class ContractOut(Schema):
    """A contract as one party tells it. ``updates``: who bears security updates; empty while nobody says so."""

    document: UUID
    slug: str
    title_ja: str
    title_en: str
    form: str
    keeper: TextOut
    supplier: TextOut
    customer: TextOut
    signed: str
    ends: str
    ends_on: date | None
    updates: str
    clause: str
    covered: list[ServerOut]
    unclaimed: list[ServerOut]


class ContractTextOut(Schema):
    """A text handed in for a contract. ``state``: waiting, read or failed; ``problem`` then names why."""

    id: UUID
    document: UUID
    slug: str
    name: str
    sha256: str
    size: int
    state: str
    problem: str
    pages: int
    sentences: int
    chosen: int | None
    value: str
    added: datetime


class SentenceOut(Schema):
    """A sentence that may decide who bears updates. ``number`` names it when it is chosen.

    ``limited``: it holds a word that limits what it says.
    """

    number: int
    text: str
    page: int
    clause: str
    limited: bool
    chosen: bool


class ChoiceIn(Strict):
    """The sentence that decides, and what it says; ``not_stated`` says that it leaves it open.

    ``servers`` are components of the same document that it covers.
    """

    sentence: int = Field(ge=0, le=999)
    value: Literal["supplier", "customer", "not_stated"]
    servers: list[Slug] = Field(default_factory=list, max_length=400)
    basis: Literal["contract", "terms", "sla"] = "contract"
