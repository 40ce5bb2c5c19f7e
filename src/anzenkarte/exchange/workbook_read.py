"""Reads an author's workbook as a draft edition; every fault names its cell, formulas and macros are refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from anzenkarte.catalogue.folders import EDITION
from anzenkarte.exchange.draft import Draft, Placed, assemble, faults_of
from anzenkarte.exchange.tables import (
    BOTH,
    CHAPTERS,
    ITEMS,
    META,
    META_ROWS,
    PARTS,
    SOURCES,
    TABLES,
    Column,
    Table,
    letters,
)
from anzenkarte.formats.guarded_zip import read_members
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json, shown
from anzenkarte.formats.workbook import WORKBOOK_LIMITS, Sheet, read_workbook
from anzenkarte.kernel.errors import InputError, Problem

_FORMULA: Final = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"'][^>]*>\s*<(?:\w+:)?f[\s/>]|<(?:\w+:)?f[\s/>]"
)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_YES: Final = ("yes", "true", "1")
_CITATION: Final = {"source": "source", "place": "place"}


def read_workbook_draft(source: bytes | Path, file: str = "") -> Draft:
    """The draft an author's workbook holds, checked as catalogue files are.

    Raises InputError with every fault and its cell (``items_content!C5``); for what is no workbook, is encrypted, holds
    macros or formulas, or goes beyond the limits of :data:`anzenkarte.formats.workbook.WORKBOOK_LIMITS`.
    """
    name = file or (str(source) if isinstance(source, Path) else "")
    data = source if isinstance(source, bytes) else read_bytes(source, name, WORKBOOK_LIMITS.zip.archive)
    sheets = read_workbook(data, name)
    _refuse_formulas(data, name)
    reader = _Reader(name)
    draft = reader.draft({sheet.name: sheet for sheet in sheets})
    if reader.problems:
        raise InputError(reader.problems)
    problems = [replace(problem, file=name, path=reader.cell(index, problem.path)) for index, problem in faults(draft)]
    if problems:
        raise InputError(problems)
    return draft


def faults(draft: Draft) -> list[tuple[int, Problem]]:
    """What the catalogue's own readers find wrong."""
    return faults_of(draft)[2]


def _refuse_formulas(data: bytes, name: str) -> None:
    for member, content in read_members(data, name, WORKBOOK_LIMITS.zip).items():
        if not member.startswith("xl/worksheets/"):
            continue
        if content.startswith(_WIDE):
            raise InputError(Problem.at("workbook.broken", file=name))
        found = _FORMULA.search(content)
        if found:
            cell = found[1].decode("ascii") if found[1] else ""
            raise InputError(Problem.at("exchange.formula", {"sheet": member.rpartition("/")[2]}, file=name, path=cell))


@dataclass
class _Reader:
    """Reads sheets, noting faults and where every entry stood."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    rows: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)  # file number, path → sheet, row
    columns: dict[str, dict[str, int]] = field(default_factory=dict)  # sheet → heading → column
    meta_rows: dict[str, int] = field(default_factory=dict)

    def wrong(self, code: str, cell: str, **params: object) -> None:
        """Note a fault at a cell."""
        self.problems.append(Problem.at(code, params, file=self.file, path=cell))

    def draft(self, sheets: Mapping[str, Sheet]) -> Draft:
        """Everything the sheets hold; faults are noted, not raised."""
        for needed in (META, *(table.sheet for table in TABLES)):
            if needed not in sheets:
                self.wrong("exchange.no-sheet", needed, sheet=needed)
        if self.problems:
            return Draft({}, ())
        header = self._header(sheets[META])
        sources: dict[str, Json] = {}
        for row, entry in self._entries(sheets[SOURCES.sheet], SOURCES):
            key = str(entry.pop("key", ""))
            if not key or key in sources:
                self.wrong("exchange.cell-twice" if key else "exchange.cell-empty", f"{SOURCES.sheet}!A{row}")
            sources[key] = dict(entry)
            self.rows[(-1, f"sources/{key}")] = (SOURCES.sheet, row)
        header["sources"] = sources
        parts = list(self._entries(sheets[PARTS.sheet], PARTS))
        if parts:
            header["parts"] = [dict(entry) for _, entry in parts]
        for index, (row, _) in enumerate(parts):
            self.rows[(-1, f"parts/{index}")] = (PARTS.sheet, row)
        order = [str(entry.get("id", "")) for _, entry in parts]
        chapters = self._placed(sheets[CHAPTERS.sheet], CHAPTERS)
        items = self._placed(sheets[ITEMS.sheet], ITEMS)
        named = list(dict.fromkeys([*order, *(part for _, (part, _) in (*chapters, *items))]))
        chapters.sort(key=lambda found: named.index(found[1][0]))
        items.sort(key=lambda found: named.index(found[1][0]))
        draft = assemble(header, (placed for _, placed in chapters), (placed for _, placed in items))
        self._note_places(draft, "chapters", CHAPTERS.sheet, chapters)
        self._note_places(draft, "items", ITEMS.sheet, items)
        return draft

    def _note_places(self, draft: Draft, key: str, sheet: str, found: Sequence[tuple[int, Placed]]) -> None:
        parts = [str(file.get("part", "")) for file in draft.files]
        counts = [0] * len(parts)
        for row, (part, _) in found:
            index = parts.index(part)
            self.rows[(index, f"{key}/{counts[index]}")] = (sheet, row)
            counts[index] += 1

    def _placed(self, sheet: Sheet, table: Table) -> list[tuple[int, Placed]]:
        found: list[tuple[int, Placed]] = []
        for row, entry in self._entries(sheet, table):
            part = str(entry.pop("part", ""))
            if "source" in entry or "place" in entry:
                entry["citation"] = {key: entry.pop(key, None) for key in _CITATION}
            found.append((row, (part, entry)))
        return found

    def _header(self, sheet: Sheet) -> dict[str, Json]:
        values: dict[str, str] = {}
        known = {heading for column in META_ROWS for heading in column.headings}
        for number, row in enumerate(sheet.rows, start=1):
            name = row[0] if row else ""
            if not name:
                continue
            if name not in known:
                self.wrong("exchange.unknown-row", f"{META}!A{number}", name=shown(name))
            elif name in values:
                self.wrong("exchange.cell-twice", f"{META}!A{number}")
            values[name] = row[1] if len(row) > 1 else ""
            self.meta_rows[name] = number
        raw: dict[str, Json] = {}
        for column in META_ROWS:
            cells = [values.get(heading, "") for heading in column.headings]
            row_number = self.meta_rows.get(column.headings[0], 1)
            raw.update(self._value(column, cells, f"{META}!B{row_number}"))
        return self._composed(raw)

    def _composed(self, raw: dict[str, Json]) -> dict[str, Json]:
        header: dict[str, Json] = {"schema": EDITION}
        if raw.get("schema") != EDITION:
            self.wrong("exchange.no-edition", f"{META}!B{self.meta_rows.get('schema', 1)}")
        for key in ("id", "guideline", "edition", "kind", "binds", "title", "publisher", "published"):
            header[key] = raw.get(key)
        if str(raw.get("in_force", "no")).lower() in _YES:
            header["in_force"] = {"from": raw.get("in_force_from"), "until": raw.get("in_force_until")}
        for key in ("supersedes", "confidence", "read_in"):
            header[key] = raw.get(key)
        header["citation"] = {key: raw.get(key) for key in _CITATION}
        if str(raw.get("always", "no")).lower() in _YES:
            header["always"] = True
        if raw.get("scope_fact") or raw.get("scope_values"):
            header["scope"] = {"fact": raw.get("scope_fact"), "values": raw.get("scope_values")}
        return header

    def _entries(self, sheet: Sheet, table: Table) -> Iterator[tuple[int, dict[str, Json]]]:
        """The row number and values of every row that holds something."""
        places = self._headings(sheet, table)
        for number, row in enumerate(sheet.rows[1:], start=2):
            if not any(row):
                continue
            entry: dict[str, Json] = {}
            for column in table.columns:
                at = [places[heading] for heading in column.headings if heading in places]
                cells = [row[index] if index < len(row) else "" for index in at]
                cell = f"{table.sheet}!{letters(at[0])}{number}" if at else table.sheet
                entry.update(self._value(column, cells, cell))
            yield number, entry

    def _headings(self, sheet: Sheet, table: Table) -> dict[str, int]:
        first = sheet.rows[0] if sheet.rows else ()
        places: dict[str, int] = {}
        for index, heading in enumerate(first):
            cell = f"{table.sheet}!{letters(index)}1"
            if heading and heading not in table.headings:
                self.wrong("exchange.unknown-column", cell, name=shown(heading), allowed=table.headings)
            elif heading in places:
                self.wrong("exchange.cell-twice", cell)
            elif heading:
                places[heading] = index
        missing = [heading for heading in table.headings if heading not in places]
        if missing:
            self.wrong("exchange.no-column", f"{table.sheet}!A1", names=missing)
        self.columns[table.sheet] = places
        return places

    def _value(self, column: Column, cells: Sequence[str], cell: str) -> dict[str, Json]:
        """The value of a column as an entry of its mapping; nothing where every cell is empty."""
        if not any(cells):
            return {}
        if column.pair:
            return {column.name: dict(zip(BOTH, cells, strict=False))}
        text = cells[0]
        if column.form == "json" or (column.form == "lines" and text.startswith("[")):
            try:
                return {column.name: load(text).data}
            except InputError:
                self.wrong("exchange.cell-json", cell)
                return {}
        if column.form == "lines":
            listed: list[Json] = [line for line in text.split("\n") if line]
            return {column.name: listed}
        return {column.name: text}

    def cell(self, index: int, path: str) -> str:
        """The cell a fault of the draft is in, as ``sheet!C5``; the sheet alone where no one cell is."""
        steps = path.split("/")
        for end in (2, 1):
            place = self.rows.get((index, "/".join(steps[:end])))
            if place is not None:
                sheet, row = place
                columns = self.columns.get(sheet, {})
                return f"{sheet}!{letters(self._column(columns, steps[end:]))}{row}"
        wanted = self._names(steps)
        for name in wanted:
            if name in self.meta_rows:
                return f"{META}!B{self.meta_rows[name]}"
        return META if index < 0 else ITEMS.sheet

    def _column(self, columns: Mapping[str, int], steps: Sequence[str]) -> int:
        return next((columns[name] for name in self._names(steps) if name in columns), 0)

    def _names(self, steps: Sequence[str]) -> list[str]:
        """Headings a place may stand under, the nearest first."""
        head = [step for step in steps if step]
        if head[:1] == ["citation"]:
            head = head[1:] or ["source"]
        if not head:
            return []
        joined = "_".join(head[:2])
        return [f"{head[0]}[ja]", joined, head[0]] if len(head) == 1 else [joined, f"{head[0]}[ja]", head[0]]
