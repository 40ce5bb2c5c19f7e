"""Writes an edition as a workbook for authors: one sheet of facts about it, one sheet for each kind of entry.

Every cell is plain text, whatever it begins with; nothing is a formula. :mod:`anzenkarte.exchange.workbook_read` reads
it back equal.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.exchange.draft import draft_of
from anzenkarte.exchange.loose import mapping, mappings, string, strings
from anzenkarte.exchange.tables import (
    BOTH,
    CHAPTERS,
    CHOICES,
    ITEMS,
    META,
    META_ROWS,
    PARTS,
    SOURCES,
    Column,
    Table,
    letters,
)
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

LONGEST: Final = 32_767
"""Characters a cell can hold."""

_CREATED: Final = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same for every workbook
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
Entry = Mapping[str, Json]


def workbook_bytes(edition: Edition, items: Sequence[Item]) -> bytes:
    """The workbook of an edition; the same edition always gives the same bytes.

    Raises InputError for a text that a cell cannot hold as it is, with the cell.
    """
    draft = draft_of(edition, items)
    header = draft.header
    out = io.BytesIO()
    book = Workbook(out, dict(_OPTIONS))
    book.set_properties({"title": edition.id, "author": "anzenkarte", "created": _CREATED})
    bold = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    _meta(book.add_worksheet(META), header, bold, wrap)
    sources = [{"key": key, **mapping(entry)} for key, entry in mapping(header.get("sources")).items()]
    _table(book.add_worksheet(SOURCES.sheet), SOURCES, sources, bold, wrap)
    _table(book.add_worksheet(PARTS.sheet), PARTS, list(mappings(header.get("parts"))), bold, wrap)
    for table, key in ((CHAPTERS, "chapters"), (ITEMS, "items")):
        rows = [{"part": file.get("part"), **_flat(entry)} for file in draft.files for entry in mappings(file.get(key))]
        _table(book.add_worksheet(table.sheet), table, rows, bold, wrap)
    book.close()
    return out.getvalue()


def _flat(entry: Entry) -> dict[str, Json]:
    """An entry with its citation as two columns."""
    citation = mapping(entry.get("citation"))
    return {**entry, "source": citation.get("source"), "place": citation.get("place")}


def _meta(sheet: Any, header: Entry, bold: Any, wrap: Any) -> None:
    force, scope = header.get("in_force"), mapping(header.get("scope"))
    values: dict[str, Json] = {
        **_flat(header),
        "in_force": "yes" if isinstance(force, dict) else "no",
        "in_force_from": mapping(force).get("from"),
        "in_force_until": mapping(force).get("until"),
        "always": "yes" if header.get("always") is True else "no",
        "scope_fact": scope.get("fact"),
        "scope_values": scope.get("values"),
    }
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    rows = [pair for column in META_ROWS for pair in zip(column.headings, _cells(column, values), strict=True)]
    for index, (name, text) in enumerate(rows):
        sheet.write_string(index, 0, name, bold)
        _write(sheet, META, index, 1, text, wrap)


def _table(sheet: Any, table: Table, rows: Sequence[Entry], bold: Any, wrap: Any) -> None:
    sheet.freeze_panes(1, 1)
    at = 0
    for column in table.columns:
        sheet.set_column(at, at + len(column.headings) - 1, column.width)
        choices = CHOICES.get(column.name)
        if choices:
            sheet.data_validation(1, at, max(len(rows), 1) + 200, at, {"validate": "list", "source": list(choices)})
        at += len(column.headings)
    for index, heading in enumerate(table.headings):
        sheet.write_string(0, index, heading, bold)
    for row, entry in enumerate(rows, start=1):
        cells = [text for column in table.columns for text in _cells(column, entry)]
        for index, text in enumerate(cells):
            _write(sheet, table.sheet, row, index, text, wrap)


def _cells(column: Column, entry: Entry) -> Iterable[str]:
    value = entry.get(column.name)
    if column.pair:
        return [string(mapping(value).get(lang)) for lang in BOTH]
    if column.form == "json":
        return [json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""]
    if column.form == "lines":
        return [lines(strings(value))]
    return [string(value)]


def lines(texts: Sequence[str]) -> str:
    """A list in one cell, an entry a line; as JSON where an entry itself has several lines or could be taken for it."""
    if any("\n" in text or not text.strip() or text.startswith("[") for text in texts):
        return json.dumps(list(texts), ensure_ascii=False)
    return "\n".join(texts)


def _write(sheet: Any, name: str, row: int, column: int, text: str, form: Any) -> None:
    if not text:
        return
    cell = f"{name}!{letters(column)}{row + 1}"
    if len(text) > LONGEST:
        raise InputError(Problem.at("exchange.cell-long", {"limit": LONGEST}, path=cell))
    if text != text.strip() or "\t" in text or "\r" in text:
        raise InputError(Problem.at("exchange.cell-blank", path=cell))
    sheet.write_string(row, column, text, form)
