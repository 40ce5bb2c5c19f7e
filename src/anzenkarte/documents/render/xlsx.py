"""Sheets as an Excel workbook, written in memory: every text stays text, equal input gives equal bytes.

A cell that starts with ``=``, ``+``, ``-`` or ``@`` is what a user typed; it is written as a string and never as a
formula or a link.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any, Final

import xlsxwriter  # type: ignore[import-untyped]

from anzenkarte.documents.content.tree import Cell, Column, Stamp
from anzenkarte.documents.render.fontface import FAMILY
from anzenkarte.documents.render.plain import one_line
from anzenkarte.documents.render.words import SIGNS, cell_text, furniture, stamp_line
from anzenkarte.formats.guarded_zip import normalise_zip
from anzenkarte.formats.xml_safe import clean
from anzenkarte.kernel.text import Lang

_LONGEST: Final = 32767
_LONGEST_NAME: Final = 31
_LONGEST_MARGIN: Final = 250
_NARROW, _BROAD = 6, 60
_SIZE: Final = 10
_LINE, _GAP = 13.0, 4.0
_FIRST_DAY: Final = datetime(1900, 1, 1)  # noqa: DTZ001 - a day of a sheet has no zone
_COLOURS: Final = {"good": "#12653B", "bad": "#A8191B", "warm": "#8A4B00", "open": "#55555A", "calm": "#55555A"}
_FORBIDDEN: Final = frozenset("[]:*?/\\")
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}

Value = str | int | Cell


@dataclass(frozen=True, slots=True)
class Entry:
    """A cell to be filled in by hand: one of ``words`` from a drop-down, or a day where there are none.

    Row and column count from 0, the row below the head. Words hold no comma, and 255 characters together at most.
    """

    row: int
    column: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name on the tab, its columns, its rows of texts, whole numbers or marked cells.

    A column's weight is not used here: widths follow what the column holds; ``least`` widths, in half-width characters,
    leave room to write. Every row has one value a column (ValueError otherwise).
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    entries: tuple[Entry, ...] = ()
    least: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the columns."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"sheet {self.name!r}, row {number}: {len(row)} values, {len(self.columns)} columns")


def render_xlsx(sheets: Sequence[Sheet], stamp: Stamp, title: str, lang: Lang = "ja") -> bytes:
    """The sheets as xlsx; file dates are the stamp's day. Raises ValueError when there is no sheet."""
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, _OPTIONS)
    day = stamp.day
    made = one_line(stamp.generator)[:_LONGEST_MARGIN]
    book.set_properties(
        {
            "title": one_line(title)[:_LONGEST_MARGIN],
            "author": made,
            "comments": one_line(stamp_line(stamp, lang))[:_LONGEST_MARGIN],
            "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
        }
    )
    writer = _Writer(book, lang)
    for sheet, name in zip(sheets, tab_names([sheet.name for sheet in sheets]), strict=True):
        writer.sheet(sheet, name)
        writer.margins(stamp, title)
    book.close()
    return normalise_zip(target.getvalue(), ("[Content_Types].xml", "_rels/.rels"))


def tab_names(names: Sequence[str]) -> list[str]:
    """Names Excel accepts for tabs: at most 31 units, no forbidden signs, none twice whatever the case."""
    taken: set[str] = {"history"}
    found = []
    for name in names:
        base = "".join("・" if char in _FORBIDDEN else char for char in one_line(name)).strip("' ") or "Sheet"
        tried, number = _fit(base, ""), 1
        while tried.casefold() in taken:
            number += 1
            tried = _fit(base, f" ({number})")
        taken.add(tried.casefold())
        found.append(tried)
    return found


def _fit(base: str, ending: str) -> str:
    while len((base + ending).encode("utf-16-le")) > 2 * _LONGEST_NAME:
        base = base[:-1]
    return base.rstrip("' ") + ending


class _Writer:
    """Writes sheets into one workbook with shared formats."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self.book = book
        self.lang = lang
        self.page: Any = None
        self.formats: dict[tuple[str, str, bool], Any] = {}
        self.book.formats[0].set_font_name(FAMILY)
        self.book.formats[0].set_font_size(_SIZE)

    def format(self, align: str, tone: str = "", head: bool = False) -> Any:
        """The format for an alignment and tone, made once."""
        key = (align, tone, head)
        if key not in self.formats:
            look: dict[str, Any] = {"font_name": FAMILY, "font_size": _SIZE, "valign": "top", "text_wrap": True}
            look |= {"align": {"start": "left", "center": "center", "end": "right"}[align], "bottom": 1}
            look |= {"bottom_color": "#8C8C91" if head else "#D0D0D4"}
            look |= {"bold": True, "bg_color": "#F3F4F5", "valign": "vcenter"} if head else {}
            look |= {"font_color": _COLOURS[tone], "bold": tone == "bad"} if tone else {}
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def sheet(self, sheet: Sheet, name: str) -> None:
        """One sheet: frozen filtered head, widths from content, one page wide in print."""
        self.page = page = self.book.add_worksheet(name)
        texts = [[self.text(value) for value in row] for row in sheet.rows]
        widths = [_width(column.title, [row[i] for row in texts]) for i, column in enumerate(sheet.columns)]
        widths = [max(width, least) for width, least in zip_longest(widths, sheet.least, fillvalue=0)]
        page.set_default_row(_LINE + _GAP)
        for at, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, clean(column.title)[:_LONGEST], self.format(column.align, head=True))
        page.set_row(0, _LINE + 2 * _GAP)
        for number, (row, shown) in enumerate(zip(sheet.rows, texts, strict=True), start=1):
            page.set_row(number, _LINE * _lines(shown, widths) + _GAP)
            for at, value in enumerate(row):
                self.value(number, at, value, shown[at], sheet.columns[at])
        page.freeze_panes(1, 1 if len(sheet.columns) > 1 else 0)
        if sheet.columns:
            page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
        for first, last in _runs(sheet.entries):
            self.entry(first, last)

    def entry(self, first: Entry, last: Entry) -> None:
        """What cells below each other take; another word is refused, another day than a readable one is asked about."""
        kind = "words" if first.words else "day"
        rule: dict[str, Any] = {"error_title": furniture("entry", self.lang), "ignore_blank": True}
        rule["error_message"] = furniture(f"entry_{kind}", self.lang)
        if first.words:
            rule |= {"validate": "list", "source": list(first.words)}
        else:
            rule |= {"validate": "date", "criteria": ">=", "value": _FIRST_DAY, "error_type": "warning"}
        self.page.data_validation(first.row + 1, first.column, last.row + 1, last.column, rule)

    def value(self, row: int, at: int, value: Value, shown: str, column: Column) -> None:
        """One value, as a number or as a string, never as anything else."""
        if isinstance(value, int):
            self.page.write_number(row, at, value, self.format(column.align))
            return
        tone = SIGNS[value.mark].tone if isinstance(value, Cell) and value.mark else ""
        if shown:
            self.page.write_string(row, at, shown, self.format(column.align, tone))
        else:
            self.page.write_blank(row, at, None, self.format(column.align))

    def text(self, value: Value) -> str:
        """What a cell shows: sign, text and second line."""
        if not isinstance(value, Cell):
            return clean(str(value))[:_LONGEST]
        text = cell_text(value.text, value.mark, self.lang)
        sign = f"{SIGNS[value.mark].char} " if value.mark else ""
        return clean(f"{sign}{text}\n{value.sub}" if value.sub else f"{sign}{text}")[:_LONGEST]

    def margins(self, stamp: Stamp, title: str) -> None:
        """Print set-up: A4 on its side, one page wide, head repeated, the stamp below."""
        page = self.page
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.75)
        what_if = furniture("what_if", self.lang) if stamp.what_if else ""
        page.set_header(f"&L&8{_margin(title, 120)}&R&8{_margin(what_if, 60)}")
        page.set_footer(f"&L&7{_margin(stamp_line(stamp, self.lang), 200)}&R&8&P / &N")


def _runs(entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """First and last of entries below each other that take the same."""
    runs: list[tuple[Entry, Entry]] = []
    for entry in sorted(entries, key=lambda entry: (entry.column, entry.row)):
        above = runs[-1][1] if runs else None
        if above is not None and replace(above, row=above.row + 1) == entry:
            runs[-1] = (runs[-1][0], entry)
        else:
            runs.append((entry, entry))
    return runs


def _margin(text: str, most: int) -> str:
    """Text for a margin, in which ``&`` would start a command; a leading digit would join the size before it."""
    return " " + one_line(text)[:most].replace("&", "&&")[: most + 10].rstrip("&")


def _cells(text: str) -> int:
    """Width of a line in half-width characters."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _width(title: str, texts: Sequence[str]) -> int:
    longest = max((_cells(line) for text in texts for line in text[:400].split("\n")), default=0)
    return min(max(longest + 2, _cells(title) + 4, _NARROW), _BROAD)


def _lines(texts: Sequence[str], widths: Sequence[int]) -> int:
    """Lines the fullest cell of a row needs, at most 20."""
    needed = (
        sum(max(1, -(-_cells(line) // max(width - 1, 1))) for line in text[:2000].split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return min(max(needed, default=1), 20)
