"""Shapes of preparing an inspection: packs, their lists and lines, files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from anzenkarte.api.schemas.common import Clean, Short, Strict, TextOut

Answer = Literal["", "yes", "no", "not_applicable"]
FileKind = Literal["zip", "pdf", "xlsx"]
Language = Literal["ja", "en"]
Subject = Annotated[str, Clean, Field(max_length=170, description="A vendor's list; the own checklist without it")]


class BeginPackIn(Strict):
    """The institution's own document, and the day of the inspection."""

    document: UUID
    day: date


class PackOut(Schema):
    """An inspection to prepare. ``state`` of its content: waiting, ready, failed; ``list`` is the checklist's id."""

    id: UUID
    document: UUID
    list: str
    vendor_list: str
    day: date
    state: str
    begun: datetime
    made: datetime | None
    closed: datetime | None
    digests: dict[str, str]


class ChecklistOut(Schema):
    """A list of a pack: one's own (``subject`` empty) or a vendor's confirmation, and how far it is.

    ``state`` of a vendor's: handed_over, service_only or missing. ``chase``: lines to ask about.
    """

    subject: str
    form: str
    title: TextOut
    vendor: TextOut | None
    state: str
    lines: int
    done: int
    chase: int


class PackLineOut(Schema):
    """A line: what the documents say (``said``), what a person confirmed, and the answer that counts."""

    id: str
    number: str
    question: TextOut
    answer: str
    said: str
    differs: bool
    done: bool
    chase: bool
    confirmed_on: date | None
    target_on: date | None
    note: str
    revision: int


class ConfirmIn(Strict):
    """How a line stands, confirmed on which day or to be reached by which. An empty answer takes the documents' word.

    ``subject`` is empty for the own checklist, else names a vendor's confirmation.
    """

    subject: Annotated[str, Clean, Field(max_length=170)] = ""
    line: Annotated[str, Clean, Field(min_length=1, max_length=120)]
    answer: Answer
    confirmed_on: date | None = None
    target_on: date | None = None
    note: Short = ""


class ConfirmedOut(Schema):
    """A revision of a line; nothing is overwritten, the highest number counts."""

    subject: str
    line: str
    number: int
    answer: str
    confirmed_on: date | None
    target_on: date | None
    note: str
    author: UUID
    at: datetime


class LetterOut(Schema):
    """What to ask a vendor for, as a letter; empty where there is nothing to ask."""

    subject: str
    text: str


class AskFileIn(Strict):
    """A file of a pack: workbook, PDF, or an archive of both with the letters and digests."""

    kind: FileKind
    language: Language = "ja"


class PackFileOut(Schema):
    """A file asked for. ``state``: waiting, ready or failed."""

    id: UUID
    kind: str
    language: str
    state: str
    size: int
    sha256: str
    asked: datetime
