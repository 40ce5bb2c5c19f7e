"""What a workbook's reader does not tell: which cells hold formulas and which are merged, found in the sheets' XML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.formats.guarded_zip import read_members
from anzenkarte.formats.workbook import Sheet, WorkbookLimits, read_workbook
from anzenkarte.kernel.errors import InputError, Problem

LIMITS: Final = WorkbookLimits(rows=5_000, columns=64, cells=120_000)
_MOST_MERGED: Final = 20_000  # cells in all merged ranges
_RANGE: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?\Z")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class Area:
    """A rectangle of cells, rows and columns from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def holds(self, row: int, column: int) -> bool:
        """Whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


@dataclass(frozen=True)
class Workbook:
    """Sheets as texts, with their merged areas by name."""

    sheets: tuple[Sheet, ...]
    merged: Mapping[str, tuple[Area, ...]]


def open_form(data: bytes, file: str) -> Workbook:
    """A form's workbook.

    Raises InputError for what :func:`anzenkarte.formats.workbook.read_workbook` refuses, for the first formula of each
    sheet (``form.formula``, with the cell), and where merged areas are out of all measure.
    """
    sheets = read_workbook(data, file, LIMITS)
    members = read_members(data, file, LIMITS.zip)
    problems: list[Problem] = []
    merged: dict[str, tuple[Area, ...]] = {}
    for name, part in _parts(members, file).items():
        root = _parsed(members.get(part, b""), file)
        formula = next((cell for cell in root.iter("{*}c") if cell.find("{*}f") is not None), None)
        if formula is not None:
            problems.append(Problem.at("form.formula", file=file, path=f"{name}!{formula.get('r', '')}"))
        areas = (_area(cell.get("ref", "")) for cell in root.iter("{*}mergeCell"))
        merged[name] = tuple(area for area in areas if area is not None)
        if sum((a.bottom - a.top + 1) * (a.right - a.left + 1) for a in merged[name]) > _MOST_MERGED:
            problems.append(Problem.at("form.merged-much", file=file, path=name))
    if problems:
        raise InputError(problems)
    return Workbook(sheets, merged)


def letters(column: int) -> str:
    """A column from 1 as letters: 1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _area(reference: str) -> Area | None:
    match = _RANGE.match(reference)
    if match is None:
        return None
    right, bottom = match[3] or match[1], match[4] or match[2]
    return Area(int(match[2]), _number(match[1]), int(bottom), _number(right))


def _number(column: str) -> int:
    value = 0
    for char in column:
        value = value * 26 + ord(char) - 64
    return value


def _parts(members: Mapping[str, bytes], file: str) -> dict[str, str]:
    """The sheet's name → the member that holds it."""
    targets = {
        link.get("Id", ""): posixpath.normpath(posixpath.join("xl", link.get("Target", "")))
        if not link.get("Target", "").startswith("/")
        else link.get("Target", "")[1:]
        for link in _parsed(members.get("xl/_rels/workbook.xml.rels", b""), file).iter("{*}Relationship")
    }
    sheets = _parsed(members.get("xl/workbook.xml", b""), file).iter("{*}sheet")
    return {sheet.get("name", ""): targets.get(sheet.get(_RELATION, ""), "") for sheet in sheets}


def _parsed(data: bytes, file: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root: Element = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ParseError, ValueError) as error:
        raise InputError(Problem.at("workbook.broken", file=file)) from error
    return root
