"""The same layout written in Word and turned to PDF by another program: boxes as tables, tabs, hanging paragraphs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from anzenkarte.catalogue.attached.layout import read_layout
from anzenkarte.catalogue.attached.normal import circle
from anzenkarte.formats.pdf_text import read_pdf
from tests.catalogue.attached.papers import LONG, wide

POINTS = ("乾いた餌を分けること", "粒の餌を分けること")


def _sentence(chapter: int, number: int) -> str:
    return f"{LONG}当番は第{chapter}班の{number}人とし、PC の記録を 3 回見ること。"


def _hang(paragraph: Paragraph, left: float, first: float) -> None:
    paragraph.paragraph_format.left_indent = Pt(left)
    paragraph.paragraph_format.first_line_indent = Pt(first)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(left))


def _paragraph(document: Document, text: str, size: float = 10.5) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(text).font.size = Pt(size)
    paragraph.paragraph_format.space_after = Pt(0)


def _document() -> Document:
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = "BIZ UDPGothic"
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "BIZ UDPGothic")
    document.sections[0].header.paragraphs[0].text = "飼育編　第7.0版"
    for chapter in range(1, 5):
        _paragraph(document, f"{wide(chapter)}．水槽の章", 14)
        _paragraph(document, "［Ⅰ～Ⅳ］")
        cell = document.add_table(1, 1).cell(0, 0)
        cell.paragraphs[0].text = "【遵守事項】"
        for number in range(1, 8):
            _hang(cell.add_paragraph(f"{circle(number)}\t{_sentence(chapter, number)}"), 21, -21)
            for point in POINTS if number == 3 else ():
                _hang(cell.add_paragraph(f"－ {point}"), 31, 0)
        _paragraph(document, "　この章では、魚の暮らしについて述べる。" * 3)
        _paragraph(document, f"{chapter}.1　餌の置き場", 12)
        _paragraph(document, "　餌は暗く乾いた所に置く。" * 9)
        _paragraph(document, "①　解説の中の丸数字である。")
    return document


def test_items_of_a_word_document(tmp_path: Path, need: Callable[[str], str]) -> None:
    office = need("libreoffice")
    _document().save(str(tmp_path / "part.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        "--headless",
        profile,
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "part.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    parsed = read_layout(read_pdf(tmp_path / "part.pdf").lines)
    assert [official.printed for official in parsed.items] == [
        f"{chapter}{circle(number)}" for chapter in range(1, 5) for number in range(1, 8)
    ]
    expected = [_sentence(chapter, number) for chapter in range(1, 5) for number in range(1, 8)]
    assert [official.text for official in parsed.items] == [text.replace(" ", "") for text in expected]
    assert [bullet.text for bullet in parsed.items[2].bullets] == list(POINTS)
    assert {official.applies for official in parsed.items} == {("I", "II", "III", "IV")}
    assert parsed.notes == ()
