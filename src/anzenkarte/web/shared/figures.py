"""Numbers a person compares, as shapes: bars of parts and days on a line. Places only; the templates draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anzenkarte.web.shared.words import say

_WIDE = 1000
_EDGE = 30
_ROOM = 34
_ROWS = 3


@dataclass(frozen=True)
class Part:
    """One part of a bar: ``key`` picks its look, ``label`` its word, ``x`` and ``width`` its place in 0 to 100."""

    key: str
    label: str
    count: int
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    """A whole cut into parts; parts of zero are left out. ``text`` says the same in words."""

    total: int
    parts: tuple[Part, ...]
    text: str


def bar(counts: Sequence[tuple[str, str, int]], most: int = 0) -> Bar:
    """A bar of (key, label, count); with ``most`` it is drawn on the scale of the longest of several."""
    total = sum(count for _, _, count in counts)
    scale = max(most, total, 1)
    parts, x = [], 0.0
    for key, label, count in counts:
        if count:
            width = 100 * count / scale
            parts.append(Part(key, label, count, round(x, 3), round(width, 3)))
            x += width
    return Bar(total, tuple(parts), say("、", ", ").join(f"{part.label} {part.count}" for part in parts))


@dataclass(frozen=True)
class Dot:
    """A day on the line: its number in the list below, its place, and whether it is past."""

    number: int
    x: float
    y: float
    past: bool
    done: bool


@dataclass(frozen=True)
class Tick:
    """The first day of a year on the line."""

    x: float
    label: str


@dataclass(frozen=True)
class DayLine:
    """Days on a line from the earliest to the last, today marked; ``wide`` and ``high`` are the size of the drawing."""

    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]
    today: float
    wide: int
    high: int
    base: int


def day_line(days: Sequence[tuple[date, bool]], on: date) -> DayLine:
    """Days in order with whether each is done with; dots that would touch stand above each other, up to three."""
    first, last = min([on, *(day for day, _ in days)]), max([on, *(day for day, _ in days)])
    first, last = date(first.year, 1, 1), date(last.year, 12, 31)
    span = max(1, (last - first).days)

    def place(day: date) -> float:
        return round(_EDGE + (_WIDE - 2 * _EDGE) * (day - first).days / span, 1)

    ends = [float("-inf")] * _ROWS
    rows: list[int] = []
    for number, (day, _) in enumerate(days):
        row = next((row for row in range(_ROWS) if place(day) - ends[row] >= _ROOM), number % _ROWS)
        ends[row] = place(day)
        rows.append(row)
    base = _ROOM * (max(rows, default=0) + 1) + 20
    dots = [
        Dot(number, place(day), base - 18 - row * _ROOM, day < on, done)
        for number, ((day, done), row) in enumerate(zip(days, rows, strict=True), 1)
    ]
    years = range(first.year, last.year + 1)
    step = -(-len(years) // 10)
    ticks = tuple(Tick(place(date(year, 1, 1)), str(year)) for year in years if (year - first.year) % step == 0)
    return DayLine(tuple(dots), ticks, place(on), _WIDE, base + 34, base)
