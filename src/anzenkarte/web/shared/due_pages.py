"""What comes up: days of files, certificates, contracts, support and promises, as a list, on a line, and as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from anzenkarte.kernel.dates import When
from anzenkarte.web.shared.calendar_file import Event, calendar
from anzenkarte.web.shared.csv_text import cell
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.evidence_pages import attachment
from anzenkarte.web.shared.figures import day_line
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.evidence.projection import KINDS
from anzenkarte.workspace.evidence.queries import STAGES, due, stage_of, stages, with_titles

_DESKS = ("vendor", "institution")
_PAGE = 40
_MOST = 10_000


def kind_words() -> dict[str, str]:
    """What each kind of reminder is called."""
    words = (
        say("根拠資料の有効期限", "evidence expires"), say("認証の有効期限", "certificate ends"),
        say("契約の終了", "contract ends"), say("サポート終了", "support ends"), say("次回更改", "renewal"),
        say("二要素認証の予定", "two-factor planned"), say("対応の予定", "answer planned"),
        say("ファイルの有効期限", "file expires"), say("判定が変わりうる日", "results may change"),
    )  # fmt: skip
    return dict(zip(KINDS, words, strict=True))


def stage_words() -> dict[str, str]:
    """What each stage is called."""
    words = (
        say("期限切れ", "past"), say("今日", "today"), say("30日以内", "within 30 days"),
        say("90日以内", "within 90 days"), say("それより先", "later"),
    )  # fmt: skip
    return dict(zip(STAGES, words, strict=True))


def _asked(request: HttpRequest) -> tuple[str, str]:
    stage, kind = request.GET.get("stage", ""), request.GET.get("kind", "")
    return stage if stage in STAGES else "", kind if kind in KINDS else ""


def _rows(rows: Iterable[Mapping[str, Any]], on: date) -> list[dict[str, Any]]:
    kinds, stages_, lang = kind_words(), stage_words(), language()
    found = []
    for number, row in enumerate(rows, 1):
        stage = stage_of(row["on"], on)
        day = When.parse(row["written"]).display(lang)
        found.append(
            {
                "number": number,
                "row": row,
                "day": day,
                "title": row[f"title_{lang}"],
                "of": row[f"of_{lang}"] or "",
                "kind": kinds[row["kind"]],
                "stage": stage,
                "stage_word": stages_[stage],
            }
        )
    return found


@page(*_DESKS)
def reminders(request: HttpRequest) -> HttpResponse:
    """What comes up, earliest first, with the days on a line."""
    stage, kind = _asked(request)
    on = timezone.localdate()
    shown = Paginator(due(on, stage, kind).values_list("pk", flat=True), _PAGE).get_page(request.GET.get("page"))
    rows = _rows(with_titles(due(on).filter(pk__in=list(shown))), on)
    counts, words = stages(on), stage_words()
    query = f"stage={stage}&kind={kind}&"
    context = {
        "page": shown,
        "rows": rows,
        "line": day_line([(one["row"]["on"], False) for one in rows], on) if rows else None,
        "stages": [(key, words[key], counts[key]) for key in STAGES],
        "stage": stage,
        "kinds": list(kind_words().items()),
        "kind": kind,
        "query": query,
    }
    return render(request, "evidence/due.html", context)


@page(*_DESKS)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, as a calendar or CSV."""
    if form not in ("ics", "csv"):
        raise Http404
    stage, kind = _asked(request)
    on = timezone.localdate()
    rows = _rows(with_titles(due(on, stage, kind)[:_MOST]), on)
    name = f"due-{on.isoformat()}.{form}"
    if form == "csv":
        return attachment(_csv(rows), name, "text/csv; charset=utf-8")
    events = [
        Event(_uid(one["row"]), one["row"]["on"], f"{one['kind']}：{one['title']}" if language() == "ja"
              else f"{one['kind']}: {one['title']}", one["of"])
        for one in rows
    ]  # fmt: skip
    return attachment(calendar(events, timezone.now(), say("期限", "Due")), name, "text/calendar; charset=utf-8")


def _uid(row: Mapping[str, Any]) -> str:
    """The same for the same day of the same thing, so that a calendar taken in twice holds it once."""
    about = row["file_id"] or row["document_id"]
    return f"{row['kind']}-{about}-{row['entity'].replace('/', '-')}@anzenkarte"


def _csv(rows: list[dict[str, Any]]) -> bytes:
    """With a byte-order mark, as Japanese Excel needs it; a text a program might take for a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([say("日付", "Date"), say("種類", "Kind"), say("対象", "What"), say("文書", "Document"),
                     say("状態", "State")])  # fmt: skip
    for one in rows:
        row = [one["row"]["written"], one["kind"], one["title"], one["of"], one["stage_word"]]
        writer.writerow([cell(text) for text in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()
