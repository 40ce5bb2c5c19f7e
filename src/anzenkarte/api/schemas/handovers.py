"""Shapes of handing over: bundles in and out, keys, parties, lines and words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from anzenkarte.api.schemas.common import Clean, Note, Strict, Urn

Word = Literal["accept", "ask", "object", "condition"]
State = Literal["open", "proposed", "asked", "conditional", "objected", "agreed", "reopened"]
LineKind = Literal["duty", "item", "sla", "residual"]
LineId = Annotated[str, Clean, Field(min_length=1, max_length=300)]
About = Annotated[str, Field(pattern="^(service|engagement|institution)/[a-z0-9][a-z0-9-]{0,79}$")]


class ParcelOut(Schema):
    """A bundle sealed or received. ``binds``: sealed by somebody who may bind the sender."""

    id: UUID
    outgoing: bool
    about: str
    sender: str
    counterpart: str
    bundle: str
    sequence: int
    previous: str
    replies_to: str
    key: str
    binds: bool
    encrypted: bool
    sealed_on: date
    at: datetime
    revisions: dict[str, str]
    lines: int
    words: int


class PostOut(Schema):
    """A bundle waiting at the post of this server, to be taken in."""

    bundle: str
    sender: str
    sender_name: str
    sequence: int
    at: datetime


class PartyOut(Schema):
    """Who may be handed an engagement. ``here``: on this server; ``trusted``: one of its keys is trusted."""

    urn: str
    slug: str
    name: str
    here: bool
    trusted: bool


class KeyOut(Schema):
    """A key card known here; ``revoked`` is the day it was revoked, or empty."""

    fingerprint: str
    party: str
    holder: str
    role: str
    own: bool
    valid_from: date
    valid_until: date
    revoked: str


class SealIn(Strict):
    """What to hand over to whom."""

    document: UUID
    to: Urn


class SaidOut(Schema):
    """A word a bundle says about a line."""

    line: str
    digest: str
    word: str
    note: str


class OfferedOut(Schema):
    """A line a bundle offers. ``state`` is how it stands now; ``outdated``: it says something else now or is gone.

    ``mine`` are the parties one's own telling names where that differs, null where it does not.
    """

    id: str
    kind: str
    digest: str
    content: dict[str, Any]
    basis: dict[str, str]
    state: str
    outdated: bool
    mine: list[str] | None


class WordIn(Strict):
    """One's word on a line of a received bundle; every word but accept needs a note."""

    line: LineId
    word: Word
    note: Note = ""


class AnswerIn(Strict):
    """Words on lines, handed over in one bundle."""

    words: list[WordIn] = Field(min_length=1, max_length=5000)
