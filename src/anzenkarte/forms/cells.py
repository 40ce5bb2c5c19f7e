"""What a workbook's reader does not tell: which cells hold formulas and which are merged, found in the sheets' XML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.formats.guarded_zip import read_members
from anzenkarte.formats.workbook import Sheet, WorkbookLimits, read_workbook
from anzenkarte.kernel.errors import InputError, Problem

LIMITS: Final = WorkbookLimits(rows=5_000, columns=64, cells=120_000, tags=900_000, others=100_000)
_MOST_MERGED: Final = 20_000  # cells in all merged ranges
_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?\Z")
_COLUMNS: Final = 16_384
_ROW: Final = re.compile(r"[1-9][0-9]{0,6}\Z", re.ASCII)
_CELL: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z", re.ASCII)
_INDEX: Final = re.compile(r"[0-9]{1,9}\Z", re.ASCII)


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, rows and columns from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Workbook:
    """Sheets as texts, with their merged areas by name."""

    sheets: tuple[Sheet, ...]
    merged: Mapping[str, tuple[Area, ...]]

    def spanning(self, sheet: str, column: int) -> frozenset[int]:
        """The rows of a sheet whose cell in this column is merged with cells of other rows."""
        tall = [a for a in self.merged.get(sheet, ()) if a.left <= column <= a.right and a.bottom > a.top]
        return frozenset(row for area in tall for row in range(area.top, area.bottom + 1))


def open_form(data: bytes, file: str) -> Workbook:
    """A form's workbook.

    Raises InputError for what :func:`anzenkarte.formats.workbook.read_workbook` refuses, for the first formula of each
    sheet (``form.formula``, with the cell), where merged areas are out of all measure, and ``workbook.broken`` where
    two readers could see different cells: rows or cells out of order or with another's address, two sheets of one name.
    """
    sheets = read_workbook(data, file, LIMITS)
    members = read_members(data, file, LIMITS.zip)
    problems: list[Problem] = []
    merged: dict[str, tuple[Area, ...]] = {}
    names = {sheet.name.casefold() for sheet in sheets}
    if len(names) != len(sheets) or "" in names:
        raise _broken(file)
    for sheet in sheets:
        root = _parsed(members.get(sheet.part, b""), file)
        _check_order(root, file, sheet.name)
        formula = next((cell for cell in root.iter("{*}c") if cell.find("{*}f") is not None), None)
        if formula is not None:
            problems.append(Problem.at("form.formula", file=file, path=f"{sheet.name}!{formula.get('r', '')}"))
        merged[sheet.name] = tuple(_area(cell.get("ref", ""), file, sheet.name) for cell in root.iter("{*}mergeCell"))
        if sum((a.bottom - a.top + 1) * (a.right - a.left + 1) for a in merged[sheet.name]) > _MOST_MERGED:
            problems.append(Problem.at("form.merged-much", file=file, path=sheet.name))
    if problems:
        raise InputError(problems)
    return Workbook(sheets, merged)


def _broken(file: str, path: str = "") -> InputError:
    return InputError(Problem.at("workbook.broken", file=file, path=path))


def _check_order(root: Element, file: str, sheet: str) -> None:
    """Every row below the one before, every cell in its row right of the one before, every text in the table."""
    last = 0
    for row in root.iter("{*}row"):
        given = row.get("r", str(last + 1))
        if not _ROW.match(given) or int(given) <= last:
            raise _broken(file, sheet)
        last, column = int(given), 0
        for cell in row.iterfind("{*}c"):
            place = _CELL.match(cell.get("r", f"{letters(column + 1)}{last}"))
            if place is None or int(place[2]) != last or not column < _number(place[1]) <= _COLUMNS:
                raise _broken(file, sheet)
            column = _number(place[1])
            if cell.get("t") == "s" and not _INDEX.match(cell.findtext("{*}v", "") or "0"):
                raise _broken(file, f"{sheet}!{letters(column)}{last}")


def letters(column: int) -> str:
    """A column from 1 as letters: 1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _area(reference: str, file: str, sheet: str) -> Area:
    """The area a merge names; one that cannot be read, or begins below or right of its end, is never passed over."""
    match = _RANGE.match(reference)
    if match is None:
        raise _broken(file, sheet)
    right, bottom = match[3] or match[1], match[4] or match[2]
    area = Area(int(match[2]), _number(match[1]), int(bottom), _number(right))
    if area.bottom < area.top or area.right < area.left:
        raise _broken(file, sheet)
    return area


def _number(column: str) -> int:
    value = 0
    for char in column:
        value = value * 26 + ord(char) - 64
    return value


def _parsed(data: bytes, file: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root: Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ParseError, ValueError) as error:
        raise _broken(file) from error
    return root
