"""A karte with hostile text in every text field, compiled whole: nothing in any paper becomes active."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdf
import pytest

from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.documents.dossier import compile_dossier
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose

TRICKS = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://evil.example/","x")',
    '#eval("1") #read("/etc/passwd") $x$ @cite \\',
    "javascript:alert(3) ${HOME} |md # x | { style: x } ...@/etc/passwd",
    "\u202eevil\u202c {{7*7}} {% raw %} ]]> --> &#60;b&#62;",
)


def _poison(entity: Entity, catalogue: Catalogue, number: int) -> Entity:
    fields: dict[str, Json] = dict(entity.fields)
    for name, value in entity.fields.items():
        spec = catalogue.vocabulary.facts.get(f"{entity.kind}.{name}")
        trick = TRICKS[number % len(TRICKS)]
        if name in ("note", "origin"):
            fields[name] = trick
        elif spec is not None and spec.type == "bilingual":
            fields[name] = {"ja": trick, "en": trick}
        elif spec is not None and spec.type == "text" and isinstance(value, str) and name in _FREE:
            fields[name] = trick
        number += 1
    return Entity(entity.kind, entity.id, fields)


_FREE = {"product", "maker", "version", "clause", "unit", "scope", "number", "source", "update_clause", "volume"}


def _hostile(document: Document, catalogue: Catalogue) -> Document:
    for number, entity in enumerate(list(document)):
        document = document.with_entity(_poison(entity, catalogue, number))
    return document


class _Active(HTMLParser):
    """Collects what a browser would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "form", "base", "foreignobject"):
            self.found.append(tag)
        for name, value in attrs:
            outside = name in ("href", "src", "xlink:href") and not (value or "").startswith(("#", "data:image/"))
            scripted = "javascript:" in (value or "") and name in ("href", "src", "style")
            if name.startswith("on") or outside or scripted:
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture(scope="module", params=["handa-2021", "saas-emr"])
def papers(request: pytest.FixtureRequest, root: Path) -> dict[str, bytes]:
    catalogue = open_catalogue()
    day = date(2026, 11, 25)
    path = root / "src/anzenkarte_catalogues/cases" / request.param / "karte.yaml"
    documents = [_hostile(document, catalogue) for document in read_file(path, catalogue.vocabulary)]
    case = choose(documents, catalogue.vocabulary)
    return compile_dossier(run(case, catalogue, day, catalogue.resolve([], day)), "engineer", "ja")


@pytest.mark.parametrize("name", ["index.html", "architecture.svg", "demarcation.svg"])
def test_nothing_runs_or_leaves_the_page(papers: dict[str, bytes], name: str) -> None:
    parser = _Active()
    parser.feed(papers[name].decode())
    links = re.compile(r"a href=https?://(?!evil)")  # a citation's address, followed only when clicked
    assert [found for found in parser.found if not links.match(found)] == []
    assert not re.search(rb"evil\.example[^<]{0,5}\"", re.sub(rb">[^<]*<", b"><", papers[name]))


def test_cells_are_text(papers: dict[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(papers["dossier.xlsx"]))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)


def test_word_file_holds_no_field_link_or_macro(papers: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(papers["dossier.docx"])) as archive:
        names = archive.namelist()
        relations = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
        body = archive.read("word/document.xml")
    assert not any("vba" in name.lower() or "embeddings" in name for name in names)
    assert b'TargetMode="External"' not in relations
    instructions = re.findall(rb"<w:instrText[^>]*>([^<]*)<", body)
    assert all(re.fullmatch(rb"\s*(PAGE|NUMPAGES|TOC[^<]*)\s*", text) for text in instructions)


def test_pdf_has_no_action(papers: dict[str, bytes]) -> None:
    reader = pypdf.PdfReader(io.BytesIO(papers["dossier.pdf"]))
    raw = papers["dossier.pdf"]
    for name in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/AA "):
        assert name not in raw
    text = "".join(page.extract_text() for page in reader.pages[:12])
    assert "root:" not in text
    actions = [a for page in reader.pages for a in (page.get("/Annots") or []) if "/URI" in str(a.get_object())]
    assert not [a for a in actions if "evil" in str(a.get_object())]
