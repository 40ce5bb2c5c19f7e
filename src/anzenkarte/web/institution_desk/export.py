"""What a list shows, as a workbook or CSV: the same rows, the same words, every text a text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from anzenkarte import __version__
from anzenkarte.documents.content.tree import Column, Stamp
from anzenkarte.documents.render.xlsx import Sheet, render_xlsx
from anzenkarte.web.institution_desk.common import shown_day, today
from anzenkarte.web.institution_desk.overview import filtered, row_of
from anzenkarte.web.shared.csv_text import cell
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.assessments.projection import refresh

_MOST = 10_000
_MOST_RENEWED = 50
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
Value = str | int


@page("institution")
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The overview as filtered."""
    if form not in _TYPES:
        raise Http404
    on = today()
    stored = list(filtered(request, on)[0][:_MOST])
    refresh(stored, on, _MOST_RENEWED)
    columns = [
        say("導入", "Engagement"), say("事業者", "Vendor"), say("食い違い", "Contradictory"),
        say("決まっていないこと", "Not settled"), say("合意", "Agreed"), say("至急", "Urgent"),
        say("期限切れ・間近", "Expired or expiring"), say("予定・期限", "Due"), say("次の日付", "Next date"),
    ]  # fmt: skip
    rows: list[tuple[Value, ...]] = [
        (row.title, row.vendor, row.contradictory, row.unsettled, row.agreed, row.urgent, row.expiring, row.due,
         row.first)
        for row in (row_of(request, one, on) for one in stored)
    ]  # fmt: skip
    name = say("事業者とシステムの一覧", "Vendors and systems")
    body = _xlsx(name, columns, rows, on) if form == "xlsx" else _csv(columns, rows)
    response = HttpResponse(body, content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="overview-{on.isoformat()}.{form}"'
    return response


def _xlsx(name: str, columns: Sequence[str], rows: Sequence[tuple[Value, ...]], on: date) -> bytes:
    sheet = Sheet(name, tuple(Column(column) for column in columns), tuple(rows))
    stamp = Stamp(shown_day(on), on, (), (), None, f"anzenkarte {__version__}")
    return render_xlsx([sheet], stamp, name, language())


def _csv(columns: Sequence[str], rows: Sequence[tuple[Value, ...]]) -> bytes:
    """With a byte-order mark, as Japanese Excel needs it; a text that a program might take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
