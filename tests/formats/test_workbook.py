"""Workbooks as rows of text; macros, bombs, entities and oversize end in one clear refusal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from anzenkarte.formats.workbook import WORKBOOK_LIMITS, Sheet, WorkbookLimits, read_workbook
from anzenkarte.kernel.errors import InputError


def made(rows: list[list[object]], **more: list[list[object]]) -> bytes:
    """A workbook whose first sheet holds these rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for name, further in more.items():
        extra = book.create_sheet(name)
        for row in further:
            extra.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def changed(data: bytes, put: Mapping[str, bytes]) -> bytes:
    """The archive with members put in or replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in put:
                new.writestr(name, old.read(name))
        for name, body in put.items():
            new.writestr(name, body)
    return out.getvalue()


def member(data: bytes, name: str) -> bytes:
    """One member of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def code(data: bytes, limits: WorkbookLimits = WORKBOOK_LIMITS) -> str:
    """The code of the one refusal."""
    with pytest.raises(InputError) as caught:
        read_workbook(data, "book.xlsx", limits)
    (problem,) = caught.value.problems
    assert problem.file == "book.xlsx"
    return problem.code


def test_cells_as_text() -> None:
    data = made(
        [
            ["番号", None, "a\r\nb", True],
            [1, 2.0, 2.5, datetime(2026, 4, 1), date(2026, 4, 2)],  # noqa: DTZ001 - workbooks know no time zone
            [None, None],
            ["=1+1"],
        ],
        二=[["x"]],
    )
    first, second = read_workbook(data)
    assert first.rows == (
        ("番号", "", "a\nb", "TRUE"),
        ("1", "2", "2.5", "2026-04-01", "2026-04-02"),
    )
    assert (second.name, second.rows) == ("二", (("x",),))


def test_macros_are_refused_by_member_and_by_type() -> None:
    data = made([["x"]])
    assert code(changed(data, {"xl/vbaProject.bin": b"\xd0\xcf"})) == "workbook.macros"
    types = member(data, "[Content_Types].xml").replace(
        b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    )
    assert code(changed(data, {"[Content_Types].xml": types})) == "workbook.macros"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook.encrypted"),
        (b"not a zip", "zip.broken"),
        (b"", "zip.broken"),
        (made([["x"]])[:400], "zip.broken"),
    ],
)
def test_what_is_no_workbook(data: bytes, expected: str) -> None:
    assert code(data) == expected


def test_another_zip_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert code(out.getvalue()) == "workbook.not-a-workbook"


def test_a_zip_bomb() -> None:
    data = changed(made([["x"]]), {"xl/sharedStrings.xml": b"<sst>" + b"<si/>" * 12_000_000})
    assert len(data) < 500_000
    assert code(data) in ("zip.packed-too-well", "zip.too-large")


@pytest.mark.parametrize("entity", ['<!DOCTYPE x [<!ENTITY a "b">]>', "<!doctype html>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(entity: str, encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>{entity}<worksheet/>'.encode(encoding)
    assert code(changed(made([["x"]]), {"xl/worksheets/sheet1.xml": body})) == "workbook.broken"


def test_a_sheet_that_claims_a_million_rows() -> None:
    data = made([["x"]])
    sheet = member(data, "xl/worksheets/sheet1.xml").replace(b'r="1"', b'r="1048576"').replace(b"A1", b"A1048576")
    assert code(changed(data, {"xl/worksheets/sheet1.xml": sheet})) == "workbook.too-large"


def test_limits_of_rows_cells_and_sheets() -> None:
    data = made([["a", "b"]] * 5, 二=[["x"]])
    assert code(data, WorkbookLimits(rows=4)) == "workbook.too-large"
    assert code(data, WorkbookLimits(cells=9)) == "workbook.too-large"
    assert code(data, WorkbookLimits(sheets=1)) == "workbook.too-many-sheets"
    assert len(read_workbook(data, limits=WorkbookLimits(rows=5, cells=11, sheets=2))[0].rows) == 5


def test_links_to_other_workbooks_are_not_followed() -> None:
    data = made([["x"]])
    linked = changed(data, {"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    assert read_workbook(linked) == read_workbook(data)


SMALL = made([["番号", "チェック項目"], ["①", "水槽"]])


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_damage_never_ends_in_a_traceback(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for place, value in changes:
        data[place] = value
    refused: list[str] = []
    sheets: tuple[Sheet, ...] = ()
    try:
        sheets = read_workbook(bytes(data))
    except InputError as error:
        refused = [problem.code.partition(".")[0] for problem in error.problems]
    assert sheets or (refused and set(refused) <= {"zip", "workbook"})
