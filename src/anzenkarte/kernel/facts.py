"""Facts: named, typed values about a subject, known or unknown with the reason why.

A subject is written ``kind/id`` (``component/vpn``); a fact is named ``kind.field`` (``component.end_of_support``).
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from anzenkarte.kernel.dates import When

Scalar = bool | int | str | When
Value = Scalar | tuple[str, ...]

Unknown = Literal["", "missing", "stated_unknown", "withheld", "conflicting"]
UNKNOWN_REASONS: Final[tuple[Unknown, ...]] = ("missing", "stated_unknown", "withheld", "conflicting")

# What a verdict rests on: a document's own field, knowledge derived from several, or only somebody's statement.
Origin = Literal["document", "derived", "stated"]


class Fact(NamedTuple):
    """A value and where it was stated, or the reason why it is not known.

    ``where`` names the place as ``document#collection/entity/field`` (several joined with ``; `` for derived facts).
    """

    value: Value | None
    unknown: Unknown = ""
    where: str = ""
    origin: Origin = "document"

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return self.unknown == ""


MISSING: Final = Fact(None, "missing")


def known(value: Value, where: str = "", origin: Origin = "document") -> Fact:
    """A known fact."""
    return Fact(value, "", where, origin)


def derived(value: Value, where: str = "") -> Fact:
    """A fact computed from others."""
    return Fact(value, "", where, "derived")


def kind_of(subject: str) -> str:
    """The kind in ``kind/id``."""
    return subject.partition("/")[0]


def plain(value: Value | None) -> bool | int | str | list[str] | None:
    """As JSON: dates as written, tuples as lists."""
    if isinstance(value, When):
        return value.iso
    return list(value) if isinstance(value, tuple) else value


class FactRead(NamedTuple):
    """A fact as a verdict used it: who it is about, its name, and what it was."""

    subject: str
    name: str
    fact: Fact

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {"fact": self.name, "subject": self.subject}
        if self.fact.known:
            out["value"] = plain(self.fact.value)
            out["origin"] = self.fact.origin
        else:
            out["unknown"] = self.fact.unknown
        if self.fact.where:
            out["where"] = self.fact.where
        return out
