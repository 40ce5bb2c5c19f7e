"""The parsed form of a condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.kernel.dates import Span, When

Operator = Literal["eq", "ne", "in", "not_in", "lt", "le", "gt", "ge", "has", "has_any", "has_all", "has_none"]
OPERATORS: Final[tuple[Operator, ...]] = (
    "eq",
    "ne",
    "in",
    "not_in",
    "lt",
    "le",
    "gt",
    "ge",
    "has",
    "has_any",
    "has_all",
    "has_none",
)
Operand = bool | int | str | When | Span | tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True)
class Path:
    """How to get from the rule's subject to a fact: directly, over one ref, or to a one-of-a-kind subject."""

    written: str
    fact: str
    via: str = ""  # ref fact to follow first
    home: str = ""  # one-of-a-kind kind to go to


@dataclass(frozen=True)
class Test:
    """Compare one fact with an operand; a Span operand counts from the day asked about."""

    path: Path
    operator: Operator
    operand: Operand


@dataclass(frozen=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True)
class Always:
    """A constant."""

    value: bool


@dataclass(frozen=True)
class Quantified:
    """``every``, ``some`` or ``count`` over a relation; ``home`` is set when it starts from a one-of-a-kind subject."""

    quantifier: Literal["every", "some", "count"]
    relation: str
    target: str
    where: Condition
    that: Condition
    home: str = ""
    operator: Operator = "ge"
    number: int = 0


Condition = Test | All | Any | Not | Always | Quantified
ALWAYS: Final = Always(True)
