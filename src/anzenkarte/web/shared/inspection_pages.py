"""The yearly on-site inspection of an institution: packs, their lists line by line, files, and past years to read."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.evidence_forms import days_in
from anzenkarte.web.shared.evidence_pages import attachment
from anzenkarte.web.shared.inspection_papers import confidence_word
from anzenkarte.web.shared.templatetags.desk import slug_id
from anzenkarte.web.shared.words import language, said, say
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import DocumentSummary, KarteDocument
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.inspections.actions import AskFile, BeginPack, ClosePack, ConfirmLine, Refill
from anzenkarte.workspace.inspections.editions import Year, years
from anzenkarte.workspace.inspections.letters import letter
from anzenkarte.workspace.inspections.models import InspectionPack
from anzenkarte.workspace.inspections.papers import ANSWERS, REGISTERS, STATES, day_text, tables
from anzenkarte.workspace.inspections.queries import (
    Checklist,
    Shown,
    file_by_id,
    files,
    history,
    kind_of,
    newer,
    opened,
    pack_by_id,
    packs,
)
from anzenkarte.workspace.inspections.tasks import build_file, fill_pack
from anzenkarte.workspace.organisations.models import Organisation, Role

_TYPES = {
    "zip": "application/zip",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _profile(request: HttpRequest) -> KarteDocument | None:
    return own_rows("institution", request.actor.urn).first()


@page("institution")
def packs_page(request: HttpRequest) -> HttpResponse:
    """Inspections prepared and to prepare, and the lists of all years to read."""
    profile = _profile(request)
    outcome = None
    if request.method == "POST":
        if not request.actor.may(Role.EDITOR):
            raise Http404
        outcome = _begun(request, profile)
        if outcome.ok:
            return redirect("inspection-pack", request.actor.organisation, outcome.result.id)
    on = timezone.localdate()
    context = {
        "profile": profile,
        "packs": [_pack_row(pack, on) for pack in packs()[:30]],
        "years": [_year_row(year, on) for year in years(kind_of(profile) if profile else "")],
        "outcome": outcome,
        "sent": request.POST,
        "may": request.actor.may(Role.EDITOR),
    }
    return render(request, "inspection/list.html", context, status=200 if outcome is None else 422)


def _begun(request: HttpRequest, profile: KarteDocument | None) -> Outcome:
    days, wrong = days_in(request, "day")
    if wrong is not None:
        return wrong
    day = days["day"]
    if day is None:
        return Outcome(None, (("day", say("立入検査の日を入力してください。", "Enter the day of the inspection.")),))
    outcome = attempt(request, BeginPack(profile.id if profile else request.actor.organisation, day))
    if outcome.ok:
        fill_pack.enqueue(str(request.actor.organisation), str(outcome.result.id))
        return outcome
    return Outcome(None, tuple((path or "day", text) for path, text in outcome.problems))


def _pack_row(pack: InspectionPack, on: date) -> dict[str, Any]:
    edition = catalogue().editions[pack.form]
    return {"pack": pack, "title": said(edition.title), "stale": pack.closed is None and not edition.in_force_on(on)}


def _year_row(year: Year, on: date) -> dict[str, Any]:
    return {"id": year.edition.id, "title": said(year.edition.title), "now": year.in_force(on)}


@page("institution")
def year_page(request: HttpRequest, edition: str) -> HttpResponse:
    """The list of one year to read, with how sure each line is."""
    profile = _profile(request)
    year = next((one for one in years(kind_of(profile) if profile else "") if one.edition.id == edition), None)
    if year is None:
        raise Http404
    lists = [(form, [{"line": line, "confidence": confidence_word(line.confidence)} for line in form.lines])
             for form in (year.form, year.vendor_form)]  # fmt: skip
    context = {"year": year, "now": year.in_force(timezone.localdate()), "lists": lists}
    return render(request, "inspection/year.html", context)


def _pack(id_: UUID) -> InspectionPack:
    found = pack_by_id(id_)
    if found is None:
        raise Http404
    return found


def _line(one: Shown) -> dict[str, Any]:
    lang = language()
    mark = one.mark
    return {
        "line": one.line,
        "question": one.line.question.to(lang),
        "answer": one.answer,
        "word": ANSWERS[one.answer].to(lang),
        "said": ANSWERS[str(one.said.get("answer", ""))].to(lang),
        "differs": one.differs,
        "done": one.done,
        "confirmed": (mark.confirmed_on if mark else None) or one.said.get("checked", ""),
        "target": (mark.target_on if mark else None) or one.said.get("planned", ""),
        "note": (mark.note if mark else "") or one.said.get("explanation", {}).get(lang, ""),
        "asks": [said(ask) for ask in one.said.get("asks", [])[:3]],
    }


def _list(one: Checklist) -> dict[str, Any]:
    subject = "" if one.vendor is None else one.vendor["subject"]
    return {
        "subject": subject,
        "title": say("自院のチェックリスト", "Own checklist") if one.vendor is None else said(one.vendor["title"]),
        "vendor": "" if one.vendor is None else said(one.vendor["vendor"]),
        "state": "" if one.vendor is None else one.vendor["state"],
        "state_word": "" if one.vendor is None else STATES[one.vendor["state"]].to(language()),
        "done": one.done,
        "total": len(one.lines),
        "chase": len(one.chase),
    }


@page("institution")
def pack(request: HttpRequest, pack: UUID) -> HttpResponse:
    """A pack: how far each list is, what to chase, the registers, the files."""
    row = _pack(pack)
    found = opened(row)
    edition = catalogue().editions[row.form]
    context = {
        "pack": row,
        "edition": said(edition.title),
        "stale": row.closed is None and not edition.in_force_on(timezone.localdate()),
        "lists": [_list(one) for one in (found.own, *found.vendors)],
        "registers": [
            {
                "key": key,
                "title": REGISTERS[key].to(language()),
                "heads": heads,
                "rows": [list(zip(heads, row, strict=True)) for row in rows],
            }
            for key, (heads, rows) in tables(row, language()).items()
        ],
        "files": list(files(row)[:10]),
        "newer": [_title(one) for one in newer(row)],
        "may": request.actor.may(Role.EDITOR),
        "digests": sorted(row.digests.items()),
    }
    return render(request, "inspection/pack.html", context)


def _title(one: DocumentSummary) -> str:
    return str(one.title_ja if language() == "ja" else one.title_en or one.title_ja)


@page("institution")
def checklist(request: HttpRequest, pack: UUID) -> HttpResponse:
    """One list of a pack, line by line (``of`` names a vendor's; without it the own list), with the letter."""
    row = _pack(pack)
    subject = request.POST.get("subject") or request.GET.get("of", "")
    outcome = None
    if request.method == "POST":
        if not request.actor.may(Role.EDITOR):
            raise Http404
        outcome = _confirmed(request, row, subject)
        if outcome.ok:
            messages.success(request, say("記録しました。", "Recorded."))
            return redirect(f"{request.path}?{urlencode({'of': subject})}#l-{slug_id(outcome.result.line)}")
    found = opened(row)
    of = next((one for one in (found.own, *found.vendors) if _list(one)["subject"] == subject), None)
    if of is None:
        raise Http404
    sender = Organisation.objects.get(id=request.actor.organisation)
    name = sender.called(language())
    stale = not catalogue().editions[row.form].in_force_on(timezone.localdate())
    context = {
        "pack": row,
        "list": _list(of),
        "form": of.form,
        "lines": [_line(one) for one in of.lines],
        "letter": letter(of, name, row.day, language()),
        "outcome": outcome,
        "sent": request.POST,
        "may": request.actor.may(Role.EDITOR) and row.closed is None and row.state == "ready" and not stale,
        "answers": [(key, text.to(language())) for key, text in ANSWERS.items()],
        "today": timezone.localdate().isoformat(),
    }
    return render(request, "inspection/checklist.html", context, status=200 if outcome is None else 422)


def _confirmed(request: HttpRequest, row: InspectionPack, subject: str) -> Outcome:
    days, wrong = days_in(request, "confirmed_on", "target_on")
    if wrong is not None:
        return wrong
    post = request.POST
    action = ConfirmLine(
        row.id, subject, post.get("line", ""), post.get("answer", ""), days["confirmed_on"], days["target_on"],
        post.get("note", ""),
    )  # fmt: skip
    return attempt(request, action)


@page("institution")
def line_history(request: HttpRequest, pack: UUID) -> HttpResponse:
    """Every revision of one line."""
    row = _pack(pack)
    subject, line = request.GET.get("of", ""), request.GET.get("line", "")
    form = catalogue().forms[row.vendor_form if subject else row.form]
    if line not in form.by_id:
        raise Http404
    rows = [
        {"row": one, "word": ANSWERS[one.answer].to(language()), "confirmed": day_text(one.confirmed_on, language()),
         "target": day_text(one.target_on, language())}
        for one in history(row, subject, line)
    ]  # fmt: skip
    context = {"pack": row, "subject": subject, "line": form.by_id[line], "rows": rows}
    return render(request, "inspection/history.html", context)


@page("institution", least=Role.EDITOR)
@require_POST
def change(request: HttpRequest, pack: UUID, verb: str) -> HttpResponse:
    """Look at the documents again, ask for a file, or close."""
    row = _pack(pack)
    actions = {
        "refill": Refill(row.id),
        "file": AskFile(row.id, request.POST.get("kind", ""), language()),
        "close": ClosePack(row.id),
    }
    if verb not in actions:
        raise Http404
    outcome = attempt(request, actions[verb])
    for _, text in outcome.problems:
        messages.error(request, text)
    if outcome.ok and verb != "close":
        task = fill_pack if verb == "refill" else build_file
        task.enqueue(str(request.actor.organisation), str(outcome.result.id))
    return redirect("inspection-pack", request.actor.organisation, row.id)


@page("institution")
def download(request: HttpRequest, pack: UUID, file: UUID) -> HttpResponse:
    """A file of a pack, to be saved."""
    found = file_by_id(pack, file)
    if found is None or found.state != "ready":
        raise Http404
    try:
        data = get(found.sha256)
    except OSError as error:
        raise Http404 from error
    return attachment(data, f"inspection-{found.pack.day.isoformat()}.{found.kind}", _TYPES[found.kind])
