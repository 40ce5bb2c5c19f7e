"""Fill → read → the same; strangers' words and layouts; what cannot be read becomes a question with its cell."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.forms.fill import fill
from anzenkarte.forms.grid import grids
from anzenkarte.forms.read import ReadForm, differences, form_of, number_key, read_form, said_in
from anzenkarte.forms.statements import added_to, dated_in, statements_of
from anzenkarte.forms.wording import EMPTY
from anzenkarte.kernel.errors import InputError
from tests.forms.helpers import (
    CHECKLIST,
    SAMPLES,
    assessed,
    assessment,
    book,
    catalogue,
    documents,
    filled,
    form,
    forms,
    own_workbook,
)

HEAD = ("項番", "項目", "回答", "備考", "目標日")


def _said(read: ReadForm) -> list[tuple[str, str, str, str, str]]:
    return [one.told for one in read.said]


def _read(rows: list[tuple[object, ...]], merged: str = "") -> ReadForm:
    return read_form(book([HEAD, *rows], merged=merged), "f.xlsx", form(CHECKLIST))


@pytest.mark.parametrize("name", forms())
@pytest.mark.parametrize("sample", SAMPLES)
def test_fill_and_read_back_say_the_same(name: str, sample: str) -> None:
    data = own_workbook(name, sample)
    assert form_of(data, "f.xlsx", catalogue().forms) == form(name)
    read = read_form(data, "f.xlsx", form(name))
    assert read.problems == ()
    assert _said(read) == list(said_in(filled(name, sample), "ja"))


@pytest.mark.parametrize("name", forms())
def test_fill_and_read_back_in_english(name: str) -> None:
    read = read_form(own_workbook(name, "saas-emr", "en"), "f.xlsx", form(name))
    assert read.problems == ()
    assert _said(read) == list(said_in(filled(name, "saas-emr"), "en"))


@pytest.mark.parametrize("name", forms())
def test_statements_of_a_form_fill_the_same_form_again(name: str) -> None:
    read = read_form(own_workbook(name, "handa-2021"), "f.xlsx", form(name))
    docs = documents("handa-2021")
    target = next(one for one in docs if one.kind == "engagement")
    by = next(iter(target.entities["party"]))
    said = added_to(target, statements_of(read, by, "2026-11-01", "f.xlsx"), dated_in(read))
    again = fill(form(name), assessed([said if one is target else one for one in docs]))
    before = said_in(filled(name, "handa-2021"), "ja")
    if form(name).dated != EMPTY:  # the day of a word is that of its reading where the form gave none
        before = tuple((*told[:4], told[4] or "2026-11-01") for told in before)
    assert said_in(again, "ja") == before
    assert added_to(said, statements_of(read, by, "2026-11-01", "f.xlsx"), dated_in(read)).revision == said.revision


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("○", "yes"), ("〇", "yes"), ("◯", "yes"), ("はい", "yes"), ("YES", "yes"), ("Ｙｅｓ", "yes"), ("有", "yes"),
        ("×", "no"), ("いいえ", "no"), ("Ｎｏ", "no"), (" no ", "no"), ("無", "no"),
        ("対象外", "not_applicable"), ("N/A", "not_applicable"), ("－", "not_applicable"),
        ("該当なし", "not_applicable"),
    ],
)  # fmt: skip
def test_words_of_strangers(word: str, value: str) -> None:
    read = _read([("2-①", "", word)])
    assert [(one.value, one.cell) for one in read.said] == [(value, "回答!C2")]


@pytest.mark.parametrize("word", ["△", "一部", "はい/いいえ", "検討中", "?", "1", "○×"])
def test_a_value_that_is_none_of_the_three_is_a_question(word: str) -> None:
    read = _read([("2-①", "", word)])
    assert read.said == ()
    assert [(problem.code, problem.path) for problem in read.problems] == [("form.value", "回答!C2")]


def test_numbers_in_other_brackets_and_widths_are_the_same() -> None:
    assert {number_key(text) for text in ("2-①", "2-(1)", "２－１", "２－（１）", "2.1")} == {"2-1"}


def test_dates_in_eras_and_plans() -> None:
    read = _read([("2-①", "", "いいえ", "準備中", "令和9年3月31日"), ("2-②", "", "予定", "", "2027-02")])
    assert _said(read) == [
        (f"{CHECKLIST}/2/1", "no", "準備中", "2027-03-31", ""),
        (f"{CHECKLIST}/2/2", "no", "", "2027-02", ""),
    ]
    statements = statements_of(read, "hospital", "2026-11-01", "f.xlsx")
    first = statements["form-cyber-checklist-r8-hospital-2-1"]
    assert isinstance(first, dict)
    assert (first["answer"], first["source"]) == ("planned", "f.xlsx 回答!C2")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("99-①", "", "○"), "form.row-unknown"),
        (("", "", "○"), "form.row-unknown"),
        (("2-①", "", "○", "", "来年"), "form.date"),
        (("2-①", "", "○", "", "2027-01"), "form.yes-and-planned"),
        (("2-①", "", "", "説明だけ"), "form.value"),
    ],
)
def test_rows_that_cannot_be_taken_over(row: tuple[object, ...], code: str) -> None:
    read = _read([row])
    assert read.said == ()
    assert [problem.code for problem in read.problems] == [code]


def test_a_line_answered_twice_is_not_taken_over() -> None:
    read = _read([("2-①", "", "○"), ("2-(1)", "", "×")])
    assert read.said == ()
    assert [problem.code for problem in read.problems] == ["form.row-twice"]


def test_number_and_question_that_disagree_are_a_question() -> None:
    other = form(CHECKLIST).by_id[f"{CHECKLIST}/2/3"].question.ja
    assert [problem.code for problem in _read([("2-①", other, "○")]).problems] == ["form.row-unclear"]


def test_an_answer_merged_over_rows_is_a_question() -> None:
    read = _read([("2-①", "", "○"), ("2-②", "", None)], merged="C2:C3")
    assert read.said == ()
    assert [(p.code, p.path) for p in read.problems] == [("form.merged", "回答!C2"), ("form.merged", "回答!C3")]


def test_formulas_are_refused_with_their_cell() -> None:
    with pytest.raises(InputError) as caught:
        _read([("2-①", "", '=IF(1,"はい","いいえ")')])
    assert [(p.code, p.path) for p in caught.value.problems] == [("form.formula", "回答!C2")]


def test_two_columns_of_answers_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        read_form(book([("項番", "回答", "回答"), ("2-①", "○", "×")]), "f.xlsx", form(CHECKLIST))
    assert caught.value.problems[0].code == "form.heading-twice"


def test_a_sheet_without_answers_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        read_form(book([("項番", "項目"), ("2-①", "台帳")]), "f.xlsx", form(CHECKLIST))
    assert caught.value.problems[0].code == "form.no-answers"


def _archive(data: bytes, **changed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        for name, content in changed.items():
            new.writestr(name, content)
    return out.getvalue()


def _hostile() -> dict[str, bytes]:
    sound = book([HEAD, ("2-①", "", "○")])
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        text = archive.read(sheet)
        rels = archive.read("xl/_rels/workbook.xml.rels")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == sheet:
                body = text.replace(
                    b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
                )
            new.writestr(name, body)
    gone = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as old, zipfile.ZipFile(gone, "w") as new:
        for name in old.namelist():
            new.writestr(name, rels[:40] if name.endswith("workbook.xml.rels") else old.read(name))
    return {
        "empty": b"",
        "text": "項番,回答".encode(),
        "cut": sound[: len(sound) // 2],
        "old format": b"\xd0\xcf\x11\xe0" + bytes(600),
        "macros": _archive(sound, **{"xl/vbaProject.bin": b"x"}),
        "outside": _archive(sound, **{"../evil.xml": b"x"}),
        "merge bomb": out.getvalue(),
        "damaged links": gone.getvalue(),
    }


@pytest.mark.parametrize("kind", list(_hostile()))
def test_hostile_workbooks_are_refused(kind: str) -> None:
    with pytest.raises(InputError):
        read_form(_hostile()[kind], "f.xlsx", form(CHECKLIST))


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(9)))
def test_columns_in_any_order_say_the_same(order: list[int]) -> None:
    done = filled(CHECKLIST, "orthanc-clinic")
    grid = grids(done, "ja", "2026-11-01")[0]
    rows = [[row[at] for at in order] for row in (grid.headings, *grid.rows)]
    read = read_form(book(rows), "f.xlsx", form(CHECKLIST))
    assert read.problems == ()
    assert _said(read) == list(said_in(done, "ja"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 8), st.integers(1, 8))
def test_cells_moved_below_their_headings_never_change_an_answer(at: int, by: int) -> None:
    """Cells turned to the right while the headings stay: each row is the same answer, or a question."""
    done = filled(CHECKLIST, "orthanc-clinic")
    grid = grids(done, "ja", "2026-11-01")[0]
    rows = [[*row[:at], *row[at:][-by:], *row[at:][:-by]] for row in grid.rows]
    right = {told[0]: told[1] for told in said_in(done, "ja")}
    read = read_form(book([grid.headings, *rows]), "f.xlsx", form(CHECKLIST))
    assert all(right.get(one.line.id) == one.value for one in read.said)


def test_what_contradicts_the_documents_is_shown() -> None:
    done = filled("hispro-papers", "handa-2021")
    read = read_form(book([("ID", "回答"), ("hispro-papers/paper-6", "はい")]), "f.xlsx", form("hispro-papers"))
    found = list(differences(read, done))
    assert [(said.value, answer.value.en) for said, answer in found] == [("yes", "no")]
    assert found[0][1].grounds[0].id.endswith("engagement.demarcation_in_writing")


def test_reading_makes_no_file(tmp_path: Path) -> None:
    for data in _hostile().values():
        with pytest.raises(InputError):
            read_form(data, str(tmp_path / "f.xlsx"), form(CHECKLIST))
    assert list(tmp_path.iterdir()) == []
    assert assessment("handa-2021").case.exists("engagement/handa-emr")
