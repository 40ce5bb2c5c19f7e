"""Shapes every noun uses: pages, problems, requests that hold nothing else, and texts without control characters."""

from __future__ import annotations

from typing import Annotated, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field

T = TypeVar("T")
Slug = Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,79}$")]
Urn = Annotated[str, Field(pattern="^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Digest = Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]
Kind = Literal["service", "engagement", "institution"]
Clean = Field(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*$")
"""What no document may hold: control characters but tab and line ends, and signs that are none."""
Note = Annotated[str, Clean, Field(max_length=2000)]
Short = Annotated[str, Clean, Field(max_length=400)]
Words = Annotated[str, Clean, Field(max_length=100, description="Words to look for")]


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


class TextOut(Schema):
    """A text in both languages."""

    ja: str
    en: str
