"""Cases, forms and workbooks for the tests of forms."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from openpyxl import Workbook as Book

from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.forms.model import Form
from anzenkarte.cli.work.form import workbook
from anzenkarte.forms.fill import FilledForm, editions_asked, fill
from anzenkarte.karte.document import Document
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose
from anzenkarte.kernel.text import Lang

ON = date(2026, 11, 1)
SAMPLES = ("handa-2021", "saas-emr", "orthanc-clinic")
CHECKLIST = "cyber-checklist-r8-hospital"


@cache
def catalogue() -> Catalogue:
    return open_catalogue()


def forms() -> list[str]:
    return list(catalogue().forms)


def form(name: str) -> Form:
    return catalogue().forms[name]


def documents(sample: str) -> list[Document]:
    held = catalogue()
    path = Path(str(files("anzenkarte_catalogues"))) / "cases" / sample / "karte.yaml"
    return read_file(path, held.vocabulary, frozenset(duty.id for duty in held.duties))


def assessed(docs: list[Document], on: date = ON) -> Assessment:
    held = catalogue()
    return run(choose(docs, held.vocabulary, ""), held, on, held.resolve(list(editions_asked(held)), on))


@cache
def assessment(sample: str) -> Assessment:
    return assessed(documents(sample))


@cache
def filled(name: str, sample: str) -> FilledForm:
    return fill(form(name), assessment(sample))


def own_workbook(name: str, sample: str, lang: Lang = "ja") -> bytes:
    return workbook(filled(name, sample), assessment(sample), lang)


def book(rows: Sequence[Sequence[object]], name: str = "回答", merged: str = "") -> bytes:
    workbook = Book()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
