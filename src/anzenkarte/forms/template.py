"""The user's own official workbook as a template: kept on his machine, filled in place with its layout untouched."""

from __future__ import annotations

import io
import warnings
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from openpyxl import load_workbook

from anzenkarte.catalogue.attached.store import home
from anzenkarte.catalogue.forms.model import Form, Line
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.guarded_zip import normalise_zip
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.forms.fill import FilledForm
from anzenkarte.forms.grid import answer_text
from anzenkarte.forms.read import Layout, layout_of
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Lang, Text

_SIZE: Final = 64 * 1024 * 1024
_FOLDER: Final = "forms"


@dataclass(frozen=True)
class Template:
    """An attached workbook: its bytes, and where each line's answer belongs."""

    file: str
    data: bytes
    layout: Layout


def attach(form: Form, path: Path) -> Template:
    """Keep a workbook as the template of a form, in place of an earlier one.

    Raises InputError where it cannot be taken or holds no line of the form.
    """
    data = read_bytes(path, str(path), _SIZE)
    layout = layout_of(data, str(path), form)
    if not layout.cells:
        raise InputError(Problem.at("form.no-line-found", {"form": form.id}, file=str(path)))
    write_file(_place(form), data)
    return Template(path.name, data, layout)


def attached(form: Form) -> Template | None:
    """The template of a form, read afresh; None where none is attached."""
    path = _place(form)
    if not path.is_file():
        return None
    data = read_bytes(path, path.name, _SIZE)
    return Template(path.name, data, layout_of(data, path.name, form))


def with_official(form: Form, template: Template | None) -> Form:
    """The form with the rows of the official workbook that it lacks; their questions stay on the user's machine."""
    if template is None or not template.layout.more:
        return form
    lines = [
        Line(
            id=f"{form.id}/official/{number}",
            number=number,
            section=Text.of(template.file),
            question=Text.of(question or number),
            answer="yes_no_na",
            sources=(),
            confidence="seen",
            citation=form.citation,
        )
        for number, question in template.layout.more
    ]
    return replace(form, lines=(*form.lines, *lines))


def fill_in_place(template: Template, filled: FilledForm, lang: Lang) -> bytes:
    """The template with the answers in their cells; layout, drop-downs and merged cells stay as they are.

    A cell that holds something already is not written over.
    """
    places = layout_of(template.data, template.file, filled.form)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(template.data))
    for answer in filled.answers:
        place = places.cells.get(answer.line.id)
        if place is None or answer.open:
            continue
        texts = {"answer": answer_text(answer, lang), "explanation": answer.explanation.to(lang)}
        texts |= {"planned_on": answer.planned_on, "checked_on": answer.checked_on}
        for key, text in texts.items():
            column = place.columns.get(key)
            if not text or column is None:
                continue
            cell = book[place.sheet].cell(place.row, column)
            if cell.value is None and hasattr(cell, "data_type"):
                cell.value = text
                cell.data_type = "s"
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book.save(out)
    return _settled(out.getvalue())


def _settled(data: bytes) -> bytes:
    """The archive packed so that the same content gives the same bytes but for the program's own time of saving."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = [name for name in archive.namelist() if name in ("[Content_Types].xml", "_rels/.rels")]
    return normalise_zip(data, sorted(first))


def _place(form: Form) -> Path:
    return home() / _FOLDER / form.id / "template.xlsx"
