"""A list as a workbook or CSV: the rows and words that were shown, every text a text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from anzenkarte import __version__
from anzenkarte.documents.content.tree import Column, Stamp
from anzenkarte.documents.render.xlsx import Sheet, render_xlsx
from anzenkarte.web.shared.csv_text import cell
from anzenkarte.web.shared.karte import shown_day, today
from anzenkarte.web.shared.words import language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8"}
Value = str | int


def download(title: str, name: str, columns: Sequence[str], rows: Sequence[Sequence[Value]], form: str) -> HttpResponse:
    """The list as ``form`` (xlsx or csv; Http404 for another); ``name`` begins the name of the file."""
    if form not in _TYPES:
        raise Http404
    body = _xlsx(title, columns, rows) if form == "xlsx" else _csv(columns, rows)
    return as_file(body, f"{name}-{today().isoformat()}.{form}", _TYPES[form])


def as_file(body: bytes, name: str, kind: str) -> HttpResponse:
    """Bytes to be kept as a file and never shown in place."""
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer


def stamp() -> Stamp:
    """What the pages of a workbook carry."""
    return Stamp(shown_day(today()), today(), (), (), None, f"anzenkarte {__version__}")


def _xlsx(title: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    sheet = Sheet(title, tuple(Column(column) for column in columns), tuple(tuple(row) for row in rows))
    return render_xlsx([sheet], stamp(), title, language())


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """With a byte-order mark, as Japanese Excel needs it; what a program might take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([cell(value) for value in row] for row in (columns, *rows))
    return b"\xef\xbb\xbf" + out.getvalue().encode()
