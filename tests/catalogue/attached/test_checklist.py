"""Checklist workbooks: columns by their words, numbers in every printed style, target assets, no answers."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from anzenkarte.catalogue.attached.checklist import ASSETS, FIRST, QUESTION, SECOND, find_columns, read_checklist
from anzenkarte.catalogue.attached.official import Parsed
from anzenkarte.formats.workbook import Sheet, read_workbook
from tests.catalogue.attached.papers import checklist

ROWS: list[list[object]] = [
    ["1　体制", "①", "水槽の責任者を決めている。", "", "", "", "令和8年6月1日", "", "はい・いいえ"],
    ["2　水槽の管理", "①", "水槽の台帳を毎月見直している。", "○", "○", "○", "はい", "", ""],
    ["", "②", "餌の棚に鍵を掛けている。", "○", "", "", "いいえ", "令和8年9月", ""],
    ["", "", "鍵は係が持つ。"],
]


def read(rows: Sequence[Sequence[object]], *, extra: bool = False) -> Parsed:
    """Through the workbook reader, as a user's file goes."""
    return read_checklist(read_workbook(checklist(rows, extra=extra)))


def test_questions_with_chapter_number_and_assets() -> None:
    parsed = read(ROWS)
    assert [(one.printed, one.text, one.assets) for one in parsed.items] == [
        ("1-①", "水槽の責任者を決めている。", ()),
        ("2-①", "水槽の台帳を毎月見直している。", ("server", "terminal", "network_device")),
        ("2-②", "餌の棚に鍵を掛けている。鍵は係が持つ。", ("server",)),
    ]
    assert [(heading.number, heading.title) for heading in parsed.chapters] == [("1", "体制"), ("2", "水槽の管理")]
    assert [(one.sheet, one.page) for one in parsed.items] == [("確認表", 5), ("確認表", 6), ("確認表", 7)]
    assert parsed.notes == ()


def test_answers_of_the_user_are_not_read() -> None:
    everything = str([one.json() for one in read(ROWS).officials])
    assert not any(word in everything for word in ("令和8年6月1日", "はい", "いいえ", "令和8年9月"))


@pytest.mark.parametrize(
    ("chapter", "number"),
    [
        ("2", "(3)"), ("２．水槽", "（３）"), ("2", "⑶"),
        ("", "2-③"), ("", "２－③"), ("", "2-(3)"), ("", "2－⑶"), ("", "2 - 3"),
    ],
)  # fmt: skip
def test_numbers_in_every_style(chapter: str, number: str) -> None:
    (found,) = read([[chapter, number, "水槽を洗っている。"]]).items
    assert (found.printed, found.text) == ("2-③", "水槽を洗っている。")


@pytest.mark.parametrize("cell", ["2-③水槽を洗っている。", "２－（３）　水槽を洗っている。"])
def test_a_number_in_front_of_the_question(cell: str) -> None:
    (found,) = read([["", "", cell]]).items
    assert (found.printed, found.text) == ("2-③", "水槽を洗っている。")


def test_columns_are_found_by_their_words() -> None:
    (sheet,) = read_workbook(checklist([["1", "①", "x"]]))
    columns = find_columns(sheet)
    assert columns is not None
    assert columns.question == 2
    assert columns.places[QUESTION] == (2,)
    assert columns.places[ASSETS] == (3, 4, 5)
    assert (columns.places[FIRST], columns.places[SECOND]) == ((6,), (8,))
    moved = Sheet(
        "x", (("説明", "", ""), ("第２回 確認日", "第１回 確認日", "チェック項目"), ("", "", "①水を見ている。"))
    )
    other = find_columns(moved)
    assert other is not None
    assert (other.question, other.places[FIRST], other.places[SECOND], other.below) == (2, (1,), (0,), 2)


def test_sheets_of_explanation_and_stray_rows_are_told() -> None:
    parsed = read([["", "", "前置きの文。"], *ROWS[:1], *[[""]] * 6, ["", "", "欄外の文。"]], extra=True)
    assert [(note.code, note.page) for note in parsed.notes] == [
        ("attach.before-first-number", 5),
        ("attach.row-without-number", 13),
        ("attach.sheet-without-columns", 0),
    ]


def test_a_filled_example_sheet_does_not_double_the_questions() -> None:
    (sheet,) = read_workbook(checklist(ROWS))
    twice = read_checklist([sheet, Sheet("記入例", sheet.rows)])
    assert [one.printed for one in twice.items] == ["1-①", "2-①", "2-②"]
    assert twice.notes == ()
    changed = tuple(tuple(cell.replace("台帳", "名簿") for cell in row) for row in sheet.rows)
    assert [note.code for note in read_checklist([sheet, Sheet("別", changed)]).notes] == ["attach.printed-twice"]


def test_an_empty_workbook_says_nothing() -> None:
    assert read_checklist([Sheet("x", ())]) == Parsed()
