"""What is due: every date in the case that ends something or was promised, earliest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anzenkarte.documents.content.tree import Block, Cell, Column, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.dates import When

_MOST_SHORT: Final = 5
DATES: Final = (
    "component.end_of_support",
    "certificate.valid_until",
    "contract.ends_on",
    "engagement.next_renewal_on",
    "engagement.two_factor_on",
)


def dates(words: Words) -> list[tuple[When, str, str]]:
    """(date, subject, fact) of every known date, earliest first."""
    return sorted(_dates(words), key=lambda entry: (entry[0].last, entry[1], entry[2]))


def _dates(words: Words) -> Iterator[tuple[When, str, str]]:
    for name in DATES:
        for subject in words.case.subjects(name.partition(".")[0]):
            fact = words.fact(subject, name)
            if isinstance(fact.value, When):
                yield fact.value, subject, name


def due_section(words: Words, full: bool) -> Section | None:
    """A table of dates, what is past marked, and the day results may change by themselves; None without any date."""
    found = dates(words)
    on, change = words.assessment.on, words.assessment.next_change
    if not found and change is None:
        return None
    rows = tuple(
        (
            Cell(when.display(words.lang)),
            Cell(words.name(subject), sub=words.fact_label(name)),
            Cell(words.say("due.past"), "action") if when.last < on else Cell(words.say("due.ahead")),
        )
        for when, subject, name in found[: None if full else _MOST_SHORT]
    )
    columns = (
        Column(words.say("column.date"), 2),
        Column(words.say("column.about"), 4),
        Column(words.say("column.state"), 1.5),
    )
    blocks: list[Block] = [Table(columns, rows)] if rows else []
    if len(rows) < len(found):
        blocks.append(Para(words.say("table.rest", count=len(found) - len(rows)), "small"))
    if change is not None:
        blocks.append(Para(words.say("due.next-change", day=words.day(change)), "note"))
    return Section("due", words.say("section.due"), tuple(blocks))
