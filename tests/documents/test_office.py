"""Word and Excel files: text stays text, no outside reference, fixed dates, equal bytes, opened by other programs."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.documents.content.tree import Cell, Column, Section, Table
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.documents.render.xlsx import Sheet, render_xlsx, tab_names
from tests.documents.sample_papers import FORMULAS, HOSTILE, STAMP, poison, sample

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS = {" PAGE ", " NUMPAGES "}


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _roots(data: bytes) -> dict[str, etree._Element]:
    parts = _parts(data)
    return {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}


def _book(texts: tuple[str, ...] = FORMULAS) -> bytes:
    rows = tuple((text, Cell(text, sub=text), Cell("", "urgent"), 7) for text in (*texts, HOSTILE))
    columns = (Column("=1+1"), Column("値"), Column("重要度"), Column("件数", align="end"))
    return render_xlsx([Sheet("指摘", columns, rows), Sheet("空", columns, ())], STAMP, "表 & =1+1")


def test_word_file_holds_no_outside_reference_and_no_other_field() -> None:
    roots = _roots(render_docx(poison(sample())))
    modes = [rel.get("TargetMode") for name, root in roots.items() if name.endswith(".rels") for rel in root]
    assert modes
    assert set(modes) == {None}
    assert {node.text for root in roots.values() for node in root.iter(f"{W}instrText")} == FIELDS
    body = roots["word/document.xml"]
    assert not list(body.iter(f"{W}fldSimple", f"{W}object", f"{W}altChunk"))
    shown = "".join(node.text or "" for node in body.iter(f"{W}t"))
    assert '<script>alert("x")</script>' in shown
    assert "[U+202E]" in shown


def test_word_links_lead_to_places_that_exist() -> None:
    body = _roots(render_docx(sample()))["word/document.xml"]
    names = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
    anchors = {link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
    assert len(names) == len(set(names))
    assert anchors
    assert anchors <= set(names)


def test_word_file_opens_and_carries_stamp_and_day() -> None:
    document = docx.Document(io.BytesIO(render_docx(sample())))
    assert document.core_properties.created == datetime(2021, 10, 30, tzinfo=UTC)
    assert document.core_properties.modified == datetime(2021, 10, 30, tzinfo=UTC)
    assert [len(table.rows) for table in document.tables] == [4, 5, 5, 2]
    footer = "".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
    assert "3f9a17c2" in footer
    assert "仮定による結果" in footer
    shapes = [section.orientation for section in document.sections]
    assert [int(shape or 0) for shape in shapes] == [0, 1, 0]


def test_word_face_is_ours_for_japanese_too() -> None:
    roots = _roots(render_docx(sample()))
    normal = next(s for s in roots["word/styles.xml"].iter(f"{W}style") if s.get(f"{W}styleId") == "Normal")
    fonts = next(normal.iter(f"{W}rFonts"))
    assert fonts.get(f"{W}eastAsia") == fonts.get(f"{W}ascii") == "BIZ UDPGothic"
    faces = {f.get(f"{W}name"): f for f in roots["word/fontTable.xml"].iter(f"{W}font")}
    assert next(faces["BIZ UDPGothic"].iter(f"{W}altName")).get(f"{W}val") == "Yu Gothic"


def test_word_table_head_repeats() -> None:
    rows = tuple((Cell(str(n)), Cell("文")) for n in range(400))
    paper = replace(sample(), sections=(Section("s", "表", (Table((Column("a"), Column("b")), rows),)),))
    body = _roots(render_docx(paper))["word/document.xml"]
    found = list(body.iter(f"{W}tr"))
    assert len(found) == 401
    assert [next(row.iter(f"{W}tblHeader"), None) is not None for row in found] == [True] + [False] * 400


def test_excel_writes_every_text_as_text() -> None:
    data = _book()
    for name, root in _roots(data).items():
        tags = {etree.QName(node).localname for node in root.iter() if isinstance(node.tag, str)}
        assert tags.isdisjoint({"f", "hyperlink", "hyperlinks", "ddeLink", "oleLink"}), name
        if name.endswith(".rels"):
            assert {rel.get("TargetMode") for rel in root} == {None}
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["指摘"]
    assert [sheet.cell(row, 1).value for row in range(2, 2 + len(FORMULAS))] == list(FORMULAS)
    assert {sheet.cell(row, 1).data_type for row in range(1, 3 + len(FORMULAS))} == {"s"}
    assert sheet.cell(2, 3).value == "‼ 至急"
    assert sheet.cell(2, 4).value == 7


def test_excel_sheet_is_ready_to_read_and_print() -> None:
    book = openpyxl.load_workbook(io.BytesIO(_book()))
    sheet = book["指摘"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:D{2 + len(FORMULAS)}"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    page = _roots(_book())["xl/worksheets/sheet1.xml"]
    assert page.find("{*}pageSetup").get("fitToHeight") == "0"
    assert page.find("{*}sheetPr/{*}pageSetUpPr").get("fitToPage") == "1"
    assert "3f9a17c2" in page.find("{*}headerFooter/{*}oddFooter").text
    assert "仮定による結果" in page.find("{*}headerFooter/{*}oddHeader").text
    assert book.properties.created.date() == date(2021, 10, 30)
    assert sheet.column_dimensions["A"].width > 10


def test_tab_names_are_what_excel_takes() -> None:
    names = tab_names(["A/B", "a/b", "", "History", "責任分界" * 10, "責任分界" * 10, "'x'"])
    assert len({name.casefold() for name in names}) == len(names)
    assert all(1 <= len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert names[:2] == ["A・B", "a・b (2)"]


def test_row_must_fit_its_sheet() -> None:
    with pytest.raises(ValueError, match="row 1: 1 values, 2 columns"):
        Sheet("x", (Column("a"), Column("b")), (("1",),))
    with pytest.raises(ValueError, match="needs a sheet"):
        render_xlsx([], STAMP, "x")


def test_same_input_same_bytes_and_no_date_of_today() -> None:
    for data, again in ((render_docx(poison(sample())), render_docx(poison(sample()))), (_book(), _book())):
        assert data == again
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_libreoffice_opens_the_word_file(tmp_path: Path, need: Callable[[str], str]) -> None:
    program = need("libreoffice")
    (tmp_path / "paper.docx").write_bytes(render_docx(sample()))
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, home, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "paper.docx")], check=True, capture_output=True, timeout=180)
    text = (tmp_path / "paper.txt").read_text("utf-8")
    assert "VPN装置の更新を行う者が、契約にも各社の申告にもありません。" in text
