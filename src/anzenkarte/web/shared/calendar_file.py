"""Days as an iCalendar file (RFC 5545): whole days, folded lines, every text escaped; nothing points outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from anzenkarte.formats.xml_safe import clean

_WIDE: Final = 74  # bytes of a line before its fold; the standard allows 75


@dataclass(frozen=True)
class Event:
    """One day: an id that stays the same, the day, what it is, what it belongs to."""

    uid: str
    day: date
    summary: str
    description: str = ""


def calendar(events: Iterable[Event], made: datetime, name: str) -> bytes:
    """The file; ``made`` is the moment it was made. Alarms stand 90, 30 and 0 days before each day."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Anzen Karte//Reminders//JA", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_text(name)}")
    for event in events:
        lines += _event(event, made)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(event: Event, made: datetime) -> list[str]:
    after = event.day + timedelta(days=1) if event.day < date.max else event.day
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{made.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(event.summary)}",
        *([f"DESCRIPTION:{_text(event.description)}"] if event.description else []),
        "TRANSP:TRANSPARENT",
    ]
    for before in ("-P90D", "-P30D", "PT0S"):
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{before}", f"DESCRIPTION:{_text(event.summary)}",
                  "END:VALARM"]  # fmt: skip
    return [*lines, "END:VEVENT"]


def _text(text: str) -> str:
    escaped = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 bytes, no character torn."""
    if len(line.encode()) <= _WIDE:
        yield line
        return
    piece, size, first = "", 0, True
    for char in line:
        width = len(char.encode())
        if size + width > _WIDE:
            yield piece if first else f" {piece}"
            piece, size, first = "", 1, False
        piece, size = piece + char, size + width
    yield piece if first else f" {piece}"
