"""Every fault that hostile input has shown, a test each: what was read wrong, or ended otherwise than refused."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from anzenkarte.catalogue.messages import Messages
from anzenkarte.exchange.bundle.papers import mark
from anzenkarte.exchange.bundle.verify import read, verify
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.forms.cells import open_form
from anzenkarte.forms.read import ReadForm, read_form
from anzenkarte.forms.statements import statements_of
from anzenkarte.karte.sbom import import_sbom
from anzenkarte.kernel.errors import InputError, Problem
from tests.exchange.bundle.conftest import TODAY
from tests.formats.test_workbook import changed, member
from tests.forms.helpers import CHECKLIST, book, catalogue, form
from tests.fuzz import corpus
from tests.fuzz.archives import members_of, packed
from tests.fuzz.targets import resealed

SHEET = "xl/worksheets/sheet1.xml"
HEAD = ("番号", "確認項目", "回答", "備考")
NUMBER = form(CHECKLIST).lines[0].number
PLAIN = book([HEAD, (NUMBER, "", "はい", "")], "回答")


def _read(data: bytes) -> ReadForm:
    return read_form(data, "f.xlsx", form(CHECKLIST))


def _put(old: str, new: str, name: str = SHEET, data: bytes = PLAIN) -> bytes:
    body = member(data, name).decode("utf-8")
    assert old in body
    return changed(data, {name: body.replace(old, new, 1).encode()})


def _code(call: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        call()
    return caught.value.problems[0].code


def test_the_plain_workbook_is_taken() -> None:
    assert [(said.value, said.cell) for said in _read(PLAIN).said] == [("yes", "回答!C2")]


@pytest.mark.parametrize("encoding", ["no-such-code", "UTF-7", "cp037", "shift_jis"])
def test_a_sheet_in_an_encoding_no_workbook_may_have(encoding: str) -> None:
    body = member(PLAIN, SHEET).decode("utf-8")
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert _code(lambda: _read(changed(PLAIN, {SHEET: (head + body).encode()}))) == "workbook.broken"


def test_a_formula_in_a_sheet_whose_name_has_blanks_or_whose_workbook_stands_elsewhere() -> None:
    data = _put("</row></sheetData>", '<c r="Z2"><f>1+1</f><v>1</v></c></row></sheetData>')
    blank = _put('name="回答"', 'name=" 回答 "', "xl/workbook.xml", data)
    assert _code(lambda: _read(blank)) == "form.formula"
    moved = {
        "xl/other.xml": member(data, "xl/workbook.xml"),
        "xl/_rels/other.xml.rels": member(data, "xl/_rels/workbook.xml.rels"),
        "xl/workbook.xml": b"<workbook><sheets/></workbook>",
    }
    decoy = _put("/xl/workbook.xml", "/xl/other.xml", "[Content_Types].xml", changed(data, moved))
    assert _code(lambda: _read(decoy)) == "form.formula"


def test_two_sheets_under_one_name() -> None:
    body = member(PLAIN, "xl/workbook.xml").decode("utf-8")
    start = body.index("<sheet ")
    sheet = body[start : body.index("/>", start) + 2]
    assert _code(lambda: _read(_put(sheet, sheet * 2, "xl/workbook.xml"))) == "workbook.broken"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('r="C2"', 'r="C9"'),  # a cell that says it stands in another row
        ('r="C2"', 'r="A2"'),  # left of the one before
        ('r="C2"', 'r="XFE2"'),
        ('<row r="2"', '<row r="1"'),  # a row that comes twice was dropped in silence
        ('<row r="2"', '<row r="0"'),
    ],
)
def test_cells_that_two_readers_would_find_in_two_places(old: str, new: str) -> None:
    assert _code(lambda: _read(_put(old, new))) == "workbook.broken"


def test_a_text_counted_from_the_end_of_the_table() -> None:
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>はい</t></si></sst>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    data = _put("</Types>", part, "[Content_Types].xml", changed(PLAIN, {"xl/sharedStrings.xml": strings.encode()}))
    body = member(data, SHEET).decode("utf-8")
    start = body.index('<c r="C2"')
    cell = body[start : body.index("</c>", start) + 4]
    shared = _put(cell, '<c r="C2" t="s"><v>0</v></c>', data=data)
    assert [said.value for said in _read(shared).said] == ["yes"]
    assert _code(lambda: _read(_put("<v>0</v>", "<v>-1</v>", data=shared))) == "workbook.broken"


@pytest.mark.parametrize("reference", ["C3:C2", "C:C", "c2:c3", "R2C3", ""])
def test_a_merge_that_cannot_be_read_is_not_passed_over(reference: str) -> None:
    merge = f'</sheetData><mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    assert _code(lambda: _read(_put("</sheetData>", merge))) == "workbook.broken"


def test_many_merged_cells_cost_no_look_at_each_for_every_row() -> None:
    merges = "".join(f'<mergeCell ref="F{row}"/>' for row in range(1, 20_001))
    data = _put("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")
    opened = open_form(data, "f.xlsx")
    assert (len(opened.merged["回答"]), opened.spanning("回答", 6)) == (20_000, frozenset())


@pytest.mark.parametrize("error", ["#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"])
def test_a_failed_formula_is_no_text(error: str) -> None:
    texts = next(one for one in catalogue().forms.values() if any(line.answer == "text" for line in one.lines))
    line = next(line for line in texts.lines if line.answer == "text")
    data = book([("ID", "質問", "回答"), (line.id, line.question.ja, error)])
    assert [problem.code for problem in read_form(data, "f.xlsx", texts).problems] == ["form.no-text"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (SHEET, "</sheetData>", "</sheetData><x>" + '<dataValidation sqref="A{}"/>' + "</x>"),
        (SHEET, "<sheetData>", "<cols>" + '<col min="{}" max="9"/>' + "</cols><sheetData>"),
        (
            "xl/workbook.xml",
            "</sheets>",
            '</sheets><definedNames><definedName name="n{}">1</definedName></definedNames>',
        ),
        ("xl/styles.xml", "</cellXfs>", '<xf numFmtId="{}"/></cellXfs>'),
        (SHEET, "<sheetData>", '<sheetData><row r="1"><c x="{}"/></row>'),
        ("xl/workbook.xml", "</sheets>", '<sheet name="s{}" sheetId="1" r:id="rId1"/></sheets>'),
    ],
)
def test_what_would_take_minutes_is_refused_before_it_is_read(name: str, old: str, new: str) -> None:
    before, _, rest = new.partition("{}")
    opening = before.rindex("<")
    closing = rest.index("</definedName>") + 14 if "definedName>" in rest else rest.index("/>") + 2
    many = "".join(f"{before[opening:]}{number}{rest[:closing]}" for number in range(130_000))
    data = _put(old, before[:opening] + many + rest[closing:], name)
    assert _code(lambda: open_form(data, "f.xlsx")) in ("workbook.too-large", "workbook.too-many-sheets")


def test_statements_of_a_file_with_an_impossible_name_can_be_read_again() -> None:
    for name in ("\udcff.xlsx", "か\u3099.xlsx", "x\x1b[2J.xlsx", "x\ny.xlsx"):
        fields = next(iter(statements_of(_read(PLAIN), "", "2026-11-01", name).values()))
        canonical_bytes(fields)
        assert str(dict(fields)["source"] if isinstance(fields, dict) else "").isprintable()


def test_a_component_whose_type_is_no_word() -> None:
    kinds: tuple[object, ...] = ([], {}, ["library"], 1, None)
    for kind in kinds:
        bill = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": kind, "name": "x"}]}
        taken = import_sbom(json.dumps(bill).encode())
        assert [left.reason for left in taken.leftovers] == ["sbom.left-type"]


def _resealed(name: str, change: Callable[[object], None]) -> bytes:
    members = dict(members_of(corpus.bundles()[0]) or ())
    value = json.loads(members[name])
    change(value)
    data = resealed(packed([*{**members, name: canonical_bytes(value)}.items()], stored=True))
    assert data is not None
    return data


@pytest.mark.parametrize("day", ["someday", "20261101", "2026-W48-3", "2026-02-30", "2026-11"])
def test_a_day_of_assessment_that_is_none(day: str) -> None:
    data = _resealed("manifest.json", lambda manifest: manifest.update(on=day))  # type: ignore[attr-defined] # a manifest is an object
    assert _code(lambda: verify(data, corpus.world().hospital.ring, TODAY)) == "bundle.manifest"


def test_two_lines_under_one_id() -> None:
    data = _resealed("lines.json", lambda lines: lines.append(lines[0]))  # type: ignore[attr-defined, index] # lines are a list
    sound = verify(data, corpus.world().hospital.ring, TODAY)
    assert _code(lambda: read(sound, catalogue().vocabulary)) == "bundle.part"


def test_a_problem_is_one_line_whatever_it_repeats() -> None:
    problem = Problem.at("x", {"value": "a\nERROR: b\x1b[2J\u202ec"}, file="f\n.xlsx", path="s\t!A1")
    assert Messages({}).problem(problem, "en") == "f .xlsx s !A1: x (value=a ERROR: b[2J[U+202E]c)"


@pytest.mark.parametrize(
    "piece", ["<a ", "<!", "<!--", "</", "<script></", "<![abc[x]]>", "&#", "<?", "<a x='", "<style>"]
)
def test_a_page_beside_a_bundle_whose_markup_never_ends(piece: str) -> None:
    marked = mark("a.html", ("<p>文書</p>" + piece * 200_000).encode())
    assert marked.text.startswith("sha256:")


def test_what_a_page_shows_is_its_text() -> None:
    shown = mark("a.txt", b"AB&C<D").text
    page = (
        "<!DOCTYPE html><style>x{}</style><p title='q'>A<!-- n --><b>B</b>&amp;<!-->C<script>if(a<b){}</script >&lt;D"
    )
    assert mark("a.html", page.encode()).text == shown


def test_a_paper_with_a_tower_of_marks_cannot_be_read() -> None:
    assert mark("a.txt", ("a" + "\u0301" * 300_000).encode()).text == ""
