"""The user's own workbook: kept at home, filled in place, its further questions added to the form."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.datavalidation import DataValidation

from anzenkarte.formats.values import Json
from anzenkarte.forms.fill import fill
from anzenkarte.forms.read import read_form
from anzenkarte.forms.statements import added_to
from anzenkarte.forms.template import attach, attached, fill_in_place, with_official
from anzenkarte.kernel.errors import InputError
from tests.forms.helpers import assessed, documents, form

FORM = "hispro-papers"


def _official(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "様式"
    sheet["A1"] = "表題"
    sheet.merge_cells("A1:D1")
    for column, text in enumerate(("番号", "内容", "回答", "備考"), start=1):
        sheet.cell(3, column, text)
    for row in range(1, 10):
        sheet.cell(row + 3, 1, str(row))
        sheet.cell(row + 3, 2, f"公式の質問 {row}")
    sheet.column_dimensions["B"].width = 41
    choices = DataValidation(type="list", formula1='"はい,いいえ,対象外"')
    choices.add("C4:C12")
    sheet.add_data_validation(choices)
    book.save(path)
    return path


@pytest.fixture
def official(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ANZENKARTE_HOME", str(tmp_path / "home"))
    return _official(tmp_path / "official.xlsx")


def test_filled_in_place_with_layout_kept_and_read_back(official: Path) -> None:
    attach(form(FORM), official)
    template = attached(form(FORM))
    assert template is not None
    whole = with_official(form(FORM), template)
    docs = documents("handa-2021")
    target = next(one for one in docs if one.kind == "engagement")
    by = next(iter(target.entities["party"]))
    words: dict[str, Json] = {
        "a": {"by": by, "item": f"{FORM}/paper-1", "answer": "yes"},
        "b": {"by": by, "item": f"{FORM}/official/9", "answer": "no", "reason": "=準備中"},
    }
    said = added_to(target, words)
    done = fill(whole, assessed([said if one is target else one for one in docs]))
    data = fill_in_place(template, done, "ja")
    sheet = load_workbook(io.BytesIO(data))["様式"]
    assert [sheet["C4"].value, sheet["C9"].value, sheet["C12"].value, sheet["D12"].value] == [
        "はい", "いいえ", "いいえ", "=準備中",
    ]  # fmt: skip
    assert sheet["C5"].value is None
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert sheet.column_dimensions["B"].width == 41
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["C4:C12"]
    read = read_form(data, "official.xlsx", whole)
    assert read.problems == ()
    assert [(one.line.id, one.value) for one in read.said] == [
        (answer.line.id, answer.value.en) for answer in done.answers if not answer.open
    ]


def test_rows_we_do_not_hold_become_questions(official: Path) -> None:
    template = attach(form(FORM), official)
    assert template.layout.more == (("9", "公式の質問 9"),)
    line = with_official(form(FORM), template).lines[-1]
    assert (line.id, line.question.ja) == (f"{FORM}/official/9", "公式の質問 9")


def test_what_the_template_holds_is_not_written_over(official: Path) -> None:
    book = load_workbook(official)
    book["様式"]["C9"] = "対象外"
    book.save(official)
    template = attach(form(FORM), official)
    done = fill(form(FORM), assessed(documents("handa-2021")))
    assert load_workbook(io.BytesIO(fill_in_place(template, done, "ja")))["様式"]["C9"].value == "対象外"


def test_a_workbook_without_a_line_is_refused(official: Path) -> None:
    with pytest.raises(InputError) as caught:
        attach(form("sla-reference"), official)
    assert caught.value.problems[0].code == "form.no-line-found"
    assert attached(form("sla-reference")) is None
