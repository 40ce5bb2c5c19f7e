"""Editions through a workbook and back: equal, the same bytes, plain text only, every fault with its cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.exchange.draft import Draft, files_of, values_of
from anzenkarte.exchange.tables import ITEMS, META, TABLES, letters
from anzenkarte.exchange.workbook import LONGEST, workbook_bytes
from anzenkarte.exchange.workbook_read import read_workbook_draft
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Text
from tests.exchange.made import EDITION
from tests.exchange.made import ITEMS as MADE


def test_every_edition_comes_back_equal(catalogue: Catalogue) -> None:
    for edition in catalogue.editions.values():
        items = catalogue.items(edition.id)
        data = workbook_bytes(edition, items)
        assert data == workbook_bytes(edition, items)
        assert values_of(read_workbook_draft(data, edition.id)) == (replace(edition, folder=""), items)


def test_every_corner_of_an_edition_comes_back() -> None:
    assert values_of(read_workbook_draft(workbook_bytes(EDITION, MADE))) == (EDITION, MADE)


def alone() -> Draft:
    """The made edition as it may stand alone: it follows none, and no fact decides whether it applies."""
    edition = replace(EDITION, supersedes="", scope_fact="", scope_values=(), always=False)
    return read_workbook_draft(workbook_bytes(edition, MADE))


def test_a_draft_is_accepted_by_the_check_and_read_as_a_catalogue(tmp_path: Path) -> None:
    for name, data in files_of(alone()).items():
        (tmp_path / name).write_bytes(data)
    assert check([tmp_path]).problems == ()
    read = read_catalogue([tmp_path])
    assert read.items("made-1") == MADE
    assert [chapter.number for chapter in read.editions["made-1"].chapters] == ["1", "2", "1"]


def test_sheets_and_columns_have_their_names() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(EDITION, MADE)))
    assert book.sheetnames == [META, *(table.sheet for table in TABLES)]
    first = [cell.value for cell in book[ITEMS.sheet][1]]
    assert tuple(first) == ITEMS.headings
    assert {"id", "title[ja]", "title[en]", "summary[ja]", "confidence", "place[en]"} <= set(first)


def test_nothing_written_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(EDITION, MADE)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert any(cell.value == "=SUM(A1)" for cell in cells)


def changed(change: Callable[[Any], None]) -> bytes:
    """The made edition's workbook as an author saves it after a change."""
    book = load_workbook(io.BytesIO(workbook_bytes(EDITION, MADE)))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.value = "plain"
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: str, cell: str, value: object) -> Callable[[Any], None]:
    """A change of one cell."""

    def change(book: Any) -> None:
        book[sheet][cell] = value

    return change


def column(name: str) -> str:
    """The letters of a column of the items."""
    return letters(ITEMS.headings.index(name))


def spot(name: str, row: int) -> str:
    """A cell of the items by the heading of its column."""
    return f"{column(name)}{row}"


@pytest.mark.parametrize(
    ("name", "row", "value", "shown", "code"),
    [
        ("confidence", 3, "certain", "confidence", "catalogue.unknown-word"),
        ("addressee", 4, "anyone", "addressee", "catalogue.unknown-word"),
        ("title[en]", 2, None, "title[ja]", "catalogue.both-languages"),
        ("summary[ja]", 5, None, "summary[ja]", "catalogue.both-languages"),
        ("source", 2, "S9", "source", "catalogue.unknown-source"),
        ("chapter", 2, "99", "chapter", "catalogue.unknown-chapter"),
        ("id", 2, "other/1", "id", "catalogue.id-prefix"),
        ("extra", 5, "{no json", "extra", "exchange.cell-json"),
        ("id", 1, "identity", "id", "exchange.unknown-column"),
        ("number", 1, "id", "number", "exchange.cell-twice"),
    ],
)
def test_every_fault_of_an_item_names_its_cell(name: str, row: int, value: object, shown: str, code: str) -> None:
    assert (f"items_content!{spot(shown, row)}", code) in faults(put("items_content", spot(name, row), value))


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code"),
    [
        ("chapters_content", "E3", "some", "catalogue.unknown-word"),
        ("chapters_content", "F2", "all", "catalogue.unknown-word"),
        ("sources_content", "A3", "S1", "exchange.cell-twice"),
        ("sources_content", "A3", None, "exchange.cell-empty"),
        ("sources_content", "B3", None, "catalogue.both-languages"),
        ("edition_meta", "B5", "poem", "catalogue.unknown-word"),
        ("edition_meta", "B11", "someday", "date.unreadable"),
        ("edition_meta", "A5", "sort", "exchange.unknown-row"),
        ("edition_meta", "B1", "anzenkarte/edition/9", "exchange.no-edition"),
    ],
)
def test_every_other_fault_names_its_cell(sheet: str, cell: str, value: object, code: str) -> None:
    assert (f"{sheet}!{cell}", code) in faults(put(sheet, cell, value))


def test_a_sheet_that_is_not_there_is_named() -> None:
    assert faults(lambda book: book.remove(book["parts_content"])) == [("parts_content", "exchange.no-sheet")]


def faults(change: Callable[[Any], None]) -> list[tuple[str, str]]:
    """Cells and codes of everything wrong after a change."""
    with pytest.raises(InputError) as caught:
        read_workbook_draft(changed(change), "a.xlsx")
    assert {problem.file for problem in caught.value.problems} == {"a.xlsx"}
    return [(problem.path, problem.code) for problem in caught.value.problems]


def test_rows_may_be_in_any_order_of_parts_and_cells_may_be_numbers() -> None:
    def change(book: Any) -> None:
        sheet = book["items_content"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for index, row in enumerate([rows[2], rows[0], rows[3], rows[1]], start=2):
            for at, value in enumerate(row, start=1):
                sheet.cell(index, at).value = 5 if value == "5" else value

    _, items = values_of(read_workbook_draft(changed(change)))
    assert [item.id for item in items] == [item.id for item in MADE]
    assert items[2].number == "5"


def test_formulas_and_macros_are_refused() -> None:
    with pytest.raises(InputError, match=r"B2 exchange\.formula"):
        read_workbook_draft(changed(put("items_content", "B2", "=1+1")))
    data = workbook_bytes(EDITION, MADE)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/vbaProject.bin", b"x")
    with pytest.raises(InputError, match=r"workbook\.macros"):
        read_workbook_draft(out.getvalue())


def test_another_workbook_is_refused() -> None:
    out = io.BytesIO()
    Workbook().save(out)
    with pytest.raises(InputError) as caught:
        read_workbook_draft(out.getvalue())
    assert {problem.code for problem in caught.value.problems} == {"exchange.no-sheet"}


@given(st.binary(max_size=300))
@settings(max_examples=40)
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        read_workbook_draft(data)


@pytest.mark.parametrize(
    ("text", "code"), [("x" * (LONGEST + 1), "cell-long"), (" x", "cell-blank"), ("a\tb", "cell-blank")]
)
def test_what_a_cell_cannot_hold_is_told_with_the_cell(text: str, code: str) -> None:
    item = replace(MADE[1], summary=Text("文", text))
    with pytest.raises(InputError, match=rf"items_content!{column('summary[en]')}3 exchange\.{code}"):
        workbook_bytes(EDITION, (MADE[0], item))


@pytest.mark.parametrize(("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_letters_of_columns(index: int, name: str) -> None:
    assert letters(index) == name
