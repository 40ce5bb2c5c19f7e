"""The printed paper: its face, its standard, its day, nothing active, equal bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from anzenkarte.documents.content.tree import Cell, Column, Para, Section, Table
from anzenkarte.documents.render.fontface import GETA, coverage, legible
from anzenkarte.documents.render.pdf import render_pdf
from tests.documents.sample_papers import poison, sample

FORBIDDEN = {
    "/JavaScript",
    "/JS",
    "/URI",
    "/Launch",
    "/OpenAction",
    "/AA",
    "/EmbeddedFile",
    "/RichMedia",
    "/SubmitForm",
}


def _open(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def _objects(reader: PdfReader) -> Sequence[object]:
    return [reader.get_object(IndirectObject(number, 0, reader)) for number in sorted(reader.xref[0])] + [
        reader.get_object(IndirectObject(number, 0, reader)) for number in sorted(reader.xref_objStm)
    ]


@pytest.fixture(scope="module")
def plain_pdf() -> bytes:
    return render_pdf(sample())


@pytest.fixture(scope="module")
def hostile_pdf() -> bytes:
    return render_pdf(poison(sample()))


@pytest.mark.parametrize("kind", ["plain_pdf", "hostile_pdf"])
def test_only_our_face_is_used_and_it_is_embedded(kind: str, request: pytest.FixtureRequest) -> None:
    objects = _objects(_open(request.getfixturevalue(kind)))
    fonts = [o for o in objects if isinstance(o, DictionaryObject) and o.get("/Type") == "/Font"]
    names = {re.sub(r"^/[A-Z]{6}\+", "", str(font["/BaseFont"])).removesuffix("-Identity-H") for font in fonts}
    assert names == {"BIZUDPGothic-Regular", "BIZUDPGothic-Bold"}
    described = [o for o in objects if isinstance(o, DictionaryObject) and o.get("/Type") == "/FontDescriptor"]
    assert described
    assert all("/FontFile2" in font or "/FontFile3" in font for font in described)


@pytest.mark.parametrize("kind", ["plain_pdf", "hostile_pdf"])
def test_nothing_is_active(kind: str, request: pytest.FixtureRequest) -> None:
    objects = _objects(_open(request.getfixturevalue(kind)))
    dictionaries = [o for o in objects if isinstance(o, DictionaryObject)]
    assert len(dictionaries) > 20
    found = {str(key) for entry in dictionaries for key in entry} & FORBIDDEN
    actions = {str(entry["/S"]) for entry in dictionaries if entry.get("/Type") == "/Action"}
    assert found == set()
    assert actions <= {"/GoTo"}


def test_hostile_text_is_printed_as_typed(hostile_pdf: bytes) -> None:
    text = "".join(page.extract_text() for page in _open(hostile_pdf).pages).replace("\u200b", "")
    shown = re.sub(r"\s", "", text)
    for part in ('<script>alert("x")</script>', '#eval("1+1")', '#read("/etc/passwd")', "${x}", "$x$", "[U+202E]"):
        assert part.replace(" ", "") in shown
    assert "root:" not in shown


def test_archive_standard_day_and_language(plain_pdf: bytes) -> None:
    reader = _open(plain_pdf)
    assert reader.metadata is not None
    assert reader.metadata.title == sample().title
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.date() == date(2021, 10, 30)
    root = reader.root_object
    assert str(root["/Lang"]) == "ja"
    stream = root.raw_get("/Metadata").get_object()
    assert isinstance(stream, StreamObject)
    packet = stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in packet


def test_every_page_carries_the_stamp_and_its_number(plain_pdf: bytes) -> None:
    pages = [re.sub(r"\s", "", page.extract_text()) for page in _open(plain_pdf).pages]
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        for part in ("2021年10月30日", "厚労省安全管理ガイドライン6.0版", "3f9a17c2", "仮定による結果"):
            assert part in page
        assert f"{number}/{len(pages)}" in page


def test_wide_section_lies_on_its_side(plain_pdf: bytes) -> None:
    shapes = ["wide" if page.mediabox.width > page.mediabox.height else "tall" for page in _open(plain_pdf).pages]
    assert shapes == ["tall", "tall", "wide", "tall"]


def test_head_of_a_long_table_is_on_each_of_its_pages() -> None:
    rows = tuple((Cell(str(number)), Cell("要対応", "action")) for number in range(150))
    table = Table((Column("番号", 1, "end"), Column("見出し語", 4)), rows, "一覧")
    reader = _open(render_pdf(replace(sample(), sections=(Section("s", "表", (table,)),))))
    assert len(reader.pages) > 2
    assert all("見出し語" in page.extract_text() for page in reader.pages)


def test_same_paper_same_bytes(plain_pdf: bytes, hostile_pdf: bytes) -> None:
    assert render_pdf(sample()) == plain_pdf
    assert render_pdf(poison(sample())) == hostile_pdf


def test_signs_the_face_lacks_become_the_geta_sign() -> None:
    assert legible("吉野家の𠮷") == f"吉野家の{GETA}"
    assert legible("葛\U000e0100城") == "葛城"
    assert legible("①㈱髙\n\tA") == "①㈱髙\n\tA"
    assert {ord(sign) for sign in "○×？－‼▲◇※□＋≠✓●〓"} <= coverage()


def test_clinic_reads_larger_type_and_no_contents() -> None:
    sections = tuple(Section(f"s{n}", f"題{n}", (Para("文"),)) for n in range(5))
    engineer = render_pdf(replace(sample(), sections=sections))
    clinic = render_pdf(replace(sample(), sections=sections, level="clinic"))
    assert "目次" in _open(engineer).pages[0].extract_text()
    assert "目次" not in _open(clinic).pages[0].extract_text()
