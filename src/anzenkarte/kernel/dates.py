"""Days, partial days and 和暦.

A date in a document may be a day, a month or a year; it then stands for the interval of days it covers. Comparisons are
three-valued: true or false only when they hold for every day of the interval.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN, Truth

# First day of each era; an era's year 1 is the Gregorian year of its first day.
ERAS: tuple[tuple[str, str, date], ...] = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 10, 23)),
)
_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_WAREKI = re.compile(
    r"^(令和|平成|昭和|大正|明治|[RHSTM])\s*(元|\d{1,2})(?:\s*年|[.\-/])?"
    r"(?:\s*(\d{1,2})(?:\s*月|[.\-/])?(?:\s*(\d{1,2})\s*日?)?)?$"
)
_DURATION = re.compile(r"^([+-]?)P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$")


@dataclass(frozen=True)
class When:
    """A day, month or year, as the interval of days it covers."""

    first: date
    last: date
    iso: str

    @classmethod
    def parse(cls, text: str) -> When:
        """Read ISO 8601 (year, month or day) or 和暦; raises InputError ``date.unreadable`` or ``date.impossible``.

        A business year (年度) runs from April and is none of the three: it is refused rather than read as a year.
        """
        return _parsed(text)

    @classmethod
    def of(cls, day: date) -> When:
        """A single day."""
        return cls(day, day, day.isoformat())

    @property
    def exact(self) -> bool:
        """Whether this is one day."""
        return self.first == self.last

    def before(self, other: When) -> Truth:
        """Strictly earlier."""
        if self.last < other.first:
            return TRUE
        return FALSE if self.first >= other.last else UNKNOWN

    def on_or_before(self, other: When) -> Truth:
        """Earlier or the same day."""
        if self.last <= other.first:
            return TRUE
        return FALSE if self.first > other.last else UNKNOWN

    def same(self, other: When) -> Truth:
        """The same day; two partial dates that overlap are unknown."""
        if self.exact and other.exact and self.first == other.first:
            return TRUE
        return FALSE if self.last < other.first or other.last < self.first else UNKNOWN

    def display(self, lang: str) -> str:
        """``2027年4月1日（令和9年）`` in Japanese, ISO in English, as precise as what was written."""
        if lang != "ja":
            return self.iso
        parts = self.iso.split("-")
        units = ("年", "月", "日")
        body = "".join(f"{int(part)}{unit}" for part, unit in zip(parts, units, strict=False))
        era = era_year(self.first)
        return f"{body}（{era}）" if era else body


@lru_cache(maxsize=4096)
def _parsed(text: str) -> When:
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _ISO.match(plain):
        return _make(text, int(match[1]), _int(match[2]), _int(match[3]))
    if match := _WAREKI.match(plain):
        return _from_era(text, match)
    raise InputError(Problem.at("date.unreadable", {"value": text}))


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _make(text: str, year: int, month: int | None, day: int | None) -> When:
    try:
        if month is None:
            return When(date(year, 1, 1), date(year, 12, 31), f"{year:04d}")
        if day is None:
            return When(date(year, month, 1), date(year, month, monthrange(year, month)[1]), f"{year:04d}-{month:02d}")
        exact = date(year, month, day)
    except ValueError:
        raise InputError(Problem.at("date.impossible", {"value": text})) from None
    return When(exact, exact, exact.isoformat())


def _from_era(text: str, match: re.Match[str]) -> When:
    name = match[1]
    start, following = _era_span(name)
    number = 1 if match[2] == "元" else int(match[2])
    when = _make(text, start.year + number - 1, _int(match[3]), _int(match[4]))
    if number < 1 or when.last < start or (following is not None and when.first >= following):
        raise InputError(Problem.at("date.outside-era", {"value": text}))
    return when


def _era_span(name: str) -> tuple[date, date | None]:
    following: date | None = None
    for era, letter, start in ERAS:
        if name in (era, letter):
            return start, following
        following = start
    raise InputError(Problem.at("date.unreadable", {"value": name}))


def later(day: date, days: int) -> date:
    """``days`` days after ``day`` (before it, when negative), but never outside the calendar."""
    number = day.toordinal() + days
    return date.fromordinal(min(max(number, date.min.toordinal()), date.max.toordinal()))


def era_year(day: date) -> str:
    """``令和9年`` (first year ``令和元年``); empty before 明治."""
    for era, _, start in ERAS:
        if day >= start:
            number = day.year - start.year + 1
            return f"{era}{'元' if number == 1 else number}年"
    return ""


@dataclass(frozen=True)
class Span:
    """A duration in years, months and days, as in ``P1Y``, ``-P90D``."""

    months: int
    days: int

    @classmethod
    def parse(cls, text: str) -> Span:
        """Read an ISO 8601 duration of years, months and days; raises InputError ``duration.unreadable``."""
        match = _DURATION.match(text)
        if not match or not (match[2] or match[3] or match[4]):
            raise InputError(Problem.at("duration.unreadable", {"value": text}))
        sign = -1 if match[1] == "-" else 1
        return cls(sign * (int(match[2] or 0) * 12 + int(match[3] or 0)), sign * int(match[4] or 0))

    def after(self, day: date) -> date:
        """The day this long after ``day`` (before it, when negative); the end of a month stays within its month.

        What would leave the calendar (years 1 to 9999) ends at its first or last day.
        """
        index = day.year * 12 + day.month - 1 + self.months
        year, month = divmod(index, 12)
        if not date.min.year <= year <= date.max.year:
            return date.min if year < date.min.year else date.max
        return later(date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])), self.days)
