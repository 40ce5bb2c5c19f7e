"""Forms and one's own papers of a document: what each form holds, its workbook, the dossier at three reading levels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.documents.content.tree import Level
from anzenkarte.forms.fill import FilledForm
from anzenkarte.forms.grid import answer_text, coverage_text
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte import opened
from anzenkarte.web.shared.karte_table import XLSX, as_file
from anzenkarte.web.shared.words import language, say
from anzenkarte.web.vendor_desk.filled import filled, ready, workbook
from anzenkarte.web.vendor_desk.jobs import Job, begin, job_file, read_job
from anzenkarte.web.vendor_desk.questions import how_many

LEVELS: Final[tuple[Level, ...]] = ("engineer", "manager", "clinic")
TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
    "json": "application/json",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "d2": "text/plain; charset=utf-8",
}
_LATE: Final = timedelta(minutes=2)


@dataclass(frozen=True)
class Line:
    """A form in the list."""

    id: str
    title: str
    coverage: str
    answered: int
    every: int
    against: int
    unexplained: int


@page("vendor")
def forms(request: HttpRequest, document: UUID) -> HttpResponse:
    """The forms, how much of each is answered, and the papers."""
    one = opened(request, document)
    found = filled(one, True) if request.htmx or request.GET.get("now") else ready(one, True)
    context = {
        "karte": one,
        "making": found is None,
        "forms": [_line(form) for form in found.forms] if found is not None else [],
        "questions": how_many(one, found) if found is not None and not one.changed else None,
        "levels": _levels(),
        "unpublished": one.row.head is None,
    }
    return render(request, "vendor_desk/forms.html", context)


def _line(form: FilledForm) -> Line:
    every, still = len(form.answers), len(form.open)
    return Line(
        form.form.id,
        form.form.title.to(language()),
        coverage_text(form.form, language()),
        every - still,
        every,
        sum(bool(answer.against) for answer in form.answers),
        sum(answer.unexplained for answer in form.answers),
    )


def _levels() -> list[tuple[str, str, str]]:
    return [
        ("engineer", say("技術者向け（すべて）", "For engineers (everything)"),
         say("構成、項目ごとの判定、根拠まで。病院のシステム担当・監査向け。", "Every verdict with its grounds.")),
        ("manager", say("管理者向け（要点）", "For managers (the main points)"),
         say("要点と責任分界、要対応事項。システム管理者・事務長向け。", "Who does what, what needs action.")),
        ("clinic", say("診療所向け（1枚）", "For clinics (one page)"),
         say("事業者が行うこと・医療機関が行うこと・決まっていないこと。", "What each side does.")),
    ]  # fmt: skip


@page("vendor")
def form_page(request: HttpRequest, document: UUID, form: str) -> HttpResponse:
    """One form, line by line, with what each answer rests on."""
    one = opened(request, document)
    found = filled(one, True)
    chosen = found.form(form)
    if chosen is None:
        raise Http404
    rows = [
        {
            "answer": answer,
            "value": answer_text(answer, language()),
            "grounds": [ground.id for ground in answer.grounds],
            "against": [ground.id for ground in answer.against],
        }
        for answer in chosen.answers
    ]  # fmt: skip
    context = {"karte": one, "form": chosen.form, "line": _line(chosen), "rows": rows}
    return render(request, "vendor_desk/form.html", context)


@page("vendor")
def form_file(request: HttpRequest, document: UUID, form: str) -> HttpResponse:
    """A filled form as a workbook."""
    one = opened(request, document)
    found = filled(one, True)
    chosen = found.form(form)
    if chosen is None:
        raise Http404
    return as_file(workbook(chosen, found.assessment, language()), f"{form}-{one.row.name}.xlsx", XLSX)


@require_POST
def _paper(request: HttpRequest, document: UUID) -> HttpResponse:
    """Begin making the papers at a reading level; the page may be left."""
    one = opened(request, document)
    level = next((level for level in LEVELS if level == request.POST.get("level")), None)
    if level is None or one.row.head is None:
        raise Http404
    job = begin(request.actor, one.row, level, language())
    messages.success(request, say("資料を作り始めました。", "The papers are being made."))
    return redirect("vendor-paper", request.actor.organisation, one.id, job)


paper = page("vendor")(_paper)


@page("vendor")
def paper_page(request: HttpRequest, document: UUID, job: UUID) -> HttpResponse:
    """How far the papers are, and their files once they are there."""
    one = opened(request, document)
    found = read_job(request.actor, one.row, job)
    if found is None:
        raise Http404
    context = {"karte": one, "job": found, "late": _late(found)}
    return render(request, "vendor_desk/paper.html", context)


def _late(job: Job) -> bool:
    """Whether nobody has taken the work up for a while: then no worker runs."""
    return job.state == "waiting" and datetime.now(UTC) - job.begun > _LATE


@page("vendor")
def paper_file(request: HttpRequest, document: UUID, job: UUID, name: str) -> HttpResponse:
    """One of the files."""
    one = opened(request, document)
    found = read_job(request.actor, one.row, job)
    data = job_file(request.actor, found, name) if found is not None else None
    if data is None:
        raise Http404
    stem, _, kind = name.rpartition(".")
    return as_file(data, f"{stem}-{one.row.name}.{kind}", TYPES.get(kind, "application/octet-stream"))
