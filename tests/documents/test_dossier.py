"""The dossier as files: complete, readable by other programs, equal for equal input, of one customer only."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from importlib.resources import files
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.documents.dossier import FILES, compile_dossier
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose


@pytest.fixture(scope="module")
def clinic() -> Assessment:
    """One of two customers of a cloud service."""
    catalogue, on = open_catalogue(), date(2026, 11, 1)
    path = Path(str(files("anzenkarte_catalogues"))) / "cases/saas-emr/karte.yaml"
    case = choose(read_file(path, catalogue.vocabulary), catalogue.vocabulary, "hoshizora-kiku")
    return run(case, catalogue, on, catalogue.resolve(("mhlw-7.0", "meti-mic-2.0"), on))


@pytest.fixture(scope="module")
def dossier(clinic: Assessment) -> dict[str, bytes]:
    """The engineer's dossier."""
    return compile_dossier(clinic)


def test_files(dossier: dict[str, bytes]) -> None:
    assert tuple(dossier) == FILES
    assert all(dossier.values())


def test_equal_input_gives_equal_bytes(clinic: Assessment, dossier: dict[str, bytes]) -> None:
    assert compile_dossier(clinic) == dossier


def test_every_page_carries_editions_day_and_hashes(clinic: Assessment, dossier: dict[str, bytes]) -> None:
    hashes = [document.revision.partition(":")[2][:12] for document in clinic.case.documents]
    for page in pypdf.PdfReader(io.BytesIO(dossier["dossier.pdf"])).pages:
        text = page.extract_text()
        assert "2026年11月1日" in text
        assert "第7.0版" in text
        assert all(digest in text for digest in hashes)
    assert all(digest in dossier["index.html"].decode() for digest in hashes)


def test_workbook_has_a_sheet_for_each_question(dossier: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(dossier["dossier.xlsx"]))
    assert book.sheetnames == [
        "要対応事項",
        "項目ごとの判定",
        "責任分界",
        "リスクアセスメント結果一覧",
        "リスク対応一覧",
        "項目とリスクの対応",
        "情報流（フェーズ別）",
        "構成要素",
        "接続",
        "保存先",
        "保存先ごとの複製",
        "確認していただきたいこと",
        "出典と照合値",
    ]
    assert all(sheet.max_row > 1 for sheet in book)


def test_word_document_opens(dossier: dict[str, bytes]) -> None:
    opened = docx.Document(io.BytesIO(dossier["dossier.docx"]))
    assert any("まとめ" in paragraph.text for paragraph in opened.paragraphs)
    assert len(opened.tables) > 10


def test_nothing_of_another_customer_in_any_file(dossier: dict[str, bytes]) -> None:
    for name, data in dossier.items():
        parts = [data]
        if name.endswith(("docx", "xlsx")):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                parts = [archive.read(entry) for entry in archive.namelist()]
        if name.endswith("pdf"):
            parts = ["".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).encode()]
        for part in parts:
            assert b"tsubaki" not in part, name
            assert "つばき".encode() not in part, name


def test_levels_and_languages_differ(clinic: Assessment) -> None:
    manager = compile_dossier(clinic, "manager", "en")
    assert b"Anzen Karte for managers" in manager["index.html"]
    page = compile_dossier(clinic, "clinic")["index.html"].decode()
    assert "貴院で行うこと" in page
    assert "項目ごとの判定" not in page
