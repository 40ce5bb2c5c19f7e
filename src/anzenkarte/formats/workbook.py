"""Workbooks (.xlsx) of strangers as plain rows of text: unpacked within limits, macros refused, links ignored.

Formulas are never worked out: a cell shows the value its author's program saved.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from anzenkarte.formats.guarded_zip import MIB, ZipLimits, read_members
from anzenkarte.formats.plain_text import forbidden, nfc, read_bytes, too_large
from anzenkarte.kernel.errors import InputError, Problem

_OLE: Final = b"\xd0\xcf\x11\xe0"  # an encrypted workbook, or one of before 2007
_MACRO: Final = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_TYPES: Final = "[Content_Types].xml"
_ENTITY: Final = re.compile(rb"<\x00?!\x00?(?:D\x00?O\x00?C\x00?T|E\x00?N\x00?T\x00?I)", re.IGNORECASE)
_BROKEN: Final = (
    InvalidFileException,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    SyntaxError,  # ElementTree's ParseError and lxml's XMLSyntaxError are kinds of it
    AssertionError,
    RecursionError,
)
_ZIP: Final = ZipLimits(archive=64 * MIB, members=2000, member=24 * MIB, total=64 * MIB)


@dataclass(frozen=True)
class WorkbookLimits:
    """Bounds of an untrusted workbook; ``columns`` to the right of the limit are not read."""

    zip: ZipLimits = _ZIP
    sheets: int = 64
    rows: int = 20_000
    columns: int = 256
    cells: int = 400_000


WORKBOOK_LIMITS: Final = WorkbookLimits()


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its rows as printed text, each row as long as its last cell that holds something."""

    name: str
    rows: tuple[tuple[str, ...], ...]


def read_workbook(source: bytes | Path, file: str = "", limits: WorkbookLimits = WORKBOOK_LIMITS) -> tuple[Sheet, ...]:
    """The sheets of a workbook in their order.

    Raises InputError when it is no workbook, is encrypted or damaged, holds macros, or goes beyond the limits.
    """
    name = file or (str(source) if isinstance(source, Path) else "")
    data = source if isinstance(source, bytes) else read_bytes(source, name, limits.zip.archive)
    if len(data) > limits.zip.archive:
        raise too_large(len(data), limits.zip.archive, name)
    if data.startswith(_OLE):
        raise _refusal("workbook.encrypted", name)
    members = read_members(data, name, limits.zip)
    _refuse_content(members, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False, keep_vba=False)
            if len(book.worksheets) > limits.sheets:
                raise _refusal("workbook.too-many-sheets", name, limit=limits.sheets)
            return tuple(_sheets(book.worksheets, name, limits))
        except _BROKEN as error:
            raise _refusal("workbook.broken", name) from error


def _refuse_content(members: dict[str, bytes], name: str) -> None:
    if _TYPES not in members or not any(member.startswith("xl/") for member in members):
        raise _refusal("workbook.not-a-workbook", name)
    if any(_MACRO.search(member.encode()) for member in members) or _MACRO.search(members[_TYPES]):
        raise _refusal("workbook.macros", name)
    for member, data in members.items():
        if member.endswith((".xml", ".rels")) and _ENTITY.search(data):
            raise _refusal("workbook.broken", name)


def _sheets(sheets: Iterable[Any], name: str, limits: WorkbookLimits) -> Iterable[Sheet]:
    room = limits.cells
    for sheet in sheets:
        sheet.reset_dimensions()
        rows: list[tuple[str, ...]] = []
        for row in sheet.iter_rows(values_only=True):
            room -= len(row)
            if len(rows) >= limits.rows or room < 0:
                raise _refusal("workbook.too-large", name, rows=limits.rows, cells=limits.cells)
            texts = [_text(value) for value in row[: limits.columns]]
            while texts and not texts[-1]:
                texts.pop()
            rows.append(tuple(texts))
        while rows and not rows[-1]:
            rows.pop()
        yield Sheet(_text(sheet.title), tuple(rows))


def _text(value: object) -> str:
    """A cell as text: whole numbers without point, days as ISO 8601, unprintable characters dropped."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = "".join(char for char in text if char == "\n" or forbidden(char) is None)
    try:
        return nfc(kept).strip()
    except InputError:
        return ""


def _refusal(code: str, file: str, **params: object) -> InputError:
    return InputError(Problem.at(code, params, file=file))
