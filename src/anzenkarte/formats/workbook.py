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
_PROLOGUE: Final = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]*)[\"']", re.IGNORECASE)
_ENCODINGS: Final = (b"utf-8", b"utf-16")  # the two that the standard of workbooks allows
_LIGHT: Final = re.compile(rb"<(?:[A-Za-z0-9]{1,20}:)?(?:c|v|t|f|r|is|si|row)[\s/>]")
_IS_CELL: Final = re.compile(rb"<(?:[A-Za-z0-9]{1,20}:)?c[\s/>]")
_SHEET: Final = re.compile(rb"<(?:[A-Za-z0-9]{1,20}:)?sheet[\s/>]")
_FEW: Final = 2_000  # tags of a part that need no second look
_BARE: Final = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".wdp", ".svg")
_BROKEN: Final = (
    InvalidFileException,
    LookupError,  # KeyError, IndexError, and an encoding nobody knows
    ValueError,
    ArithmeticError,
    TypeError,
    AttributeError,
    OSError,
    SyntaxError,  # ElementTree's ParseError and lxml's XMLSyntaxError are kinds of it
    AssertionError,
    RecursionError,
)
_ZIP: Final = ZipLimits(archive=64 * MIB, members=2000, member=24 * MIB, total=64 * MIB)


@dataclass(frozen=True)
class WorkbookLimits:
    """Bounds of an untrusted workbook; ``columns`` to the right of the limit are not read.

    ``tags`` counts the tags of all parts that are XML, ``others`` the elements that are no cells, rows or texts (styles
    and the like), whose reading costs most.
    """

    zip: ZipLimits = _ZIP
    sheets: int = 64
    rows: int = 20_000
    columns: int = 256
    cells: int = 400_000
    tags: int = 4_000_000
    others: int = 200_000


WORKBOOK_LIMITS: Final = WorkbookLimits()


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name and its rows as printed text, each row as long as its last cell that holds something.

    ``part`` names the member of the archive that the rows were read from.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    part: str = ""


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
    _refuse_markup(members, name, limits)
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


def _refuse_markup(members: dict[str, bytes], name: str, limits: WorkbookLimits) -> None:
    """Refuse markup with entities, in another encoding than UTF-8 and UTF-16, or with too many tags.

    What is no picture and the like is markup, whatever its name ends in: the workbook itself says where its sheets are.
    """
    tags = others = cells = 0
    for member, data in members.items():
        if member.lower().endswith(_BARE):
            continue
        plain = data[:512].replace(b"\0", b"")
        encoding = _PROLOGUE.search(plain)
        strange = encoding is not None and encoding[1].lower() not in _ENCODINGS
        if strange or _ENTITY.search(data):
            raise _refusal("workbook.broken", name)
        if len(_SHEET.findall(data.replace(b"\0", b""))) > limits.sheets:
            raise _refusal("workbook.too-many-sheets", name, limit=limits.sheets)
        cost = _cost(data, limits)
        tags, others, cells = tags + cost[0], others + cost[1], cells + cost[2]
        if tags > limits.tags or others > limits.others or cells > limits.cells:
            raise _refusal("workbook.too-large", name, rows=limits.rows, cells=limits.cells)


def _cost(data: bytes, limits: WorkbookLimits) -> tuple[int, int, int]:
    """What reading a part costs: tags, elements that are no cells, rows or texts, and cells."""
    tags = data.count(b"<")
    if tags <= _FEW or tags > limits.tags:
        return tags, 0, 0
    plain = data.replace(b"\0", b"")
    elements = tags - plain.count(b"</")
    return tags, elements - len(_LIGHT.findall(plain)), len(_IS_CELL.findall(plain))


def _sheets(sheets: Iterable[Any], name: str, limits: WorkbookLimits) -> Iterable[Sheet]:
    room = limits.cells
    for sheet in sheets:
        if sheet._worksheet_path.lower().endswith(_BARE):
            raise _refusal("workbook.broken", name)
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
        yield Sheet(_text(sheet.title), tuple(rows), sheet._worksheet_path)


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
