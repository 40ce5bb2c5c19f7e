"""Reading a vendor's disclosure: what it leaves open for this institution, what to ask, what to decide oneself."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.reading import Reading, reading_paper
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.documents.render.html import render_html
from anzenkarte.documents.render.pdf import render_pdf
from anzenkarte.forms.needs import Weighed
from anzenkarte.kernel.errors import AnzenError, InputError, Problem
from anzenkarte.web.institution_desk.common import today
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte_table import as_file
from anzenkarte.web.shared.words import language, said, say, sentence, sentences
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.disclosures.actions import LARGEST, HoldDisclosure
from anzenkarte.workspace.disclosures.models import HeldDisclosure
from anzenkarte.workspace.disclosures.queries import held, held_by_id
from anzenkarte.workspace.disclosures.reading import reading_of
from anzenkarte.workspace.organisations.models import Role

_A_PAGE: Final = 30
LEVELS: Final = {
    "engineer": ("技術者向け", "for engineers"),
    "manager": ("管理者向け", "for managers"),
    "clinic": ("診療所向け", "for clinics"),
}
_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


@page("institution", file=LARGEST)
def disclosures(request: HttpRequest) -> HttpResponse:
    """The disclosures at hand, and a form to take another one in."""
    outcome: Outcome | None = None
    if request.method == "POST":
        outcome = _taken(request)
        if outcome.ok:
            messages.success(request, say("開示書を読み込みました。", "The disclosure was taken in."))
            return redirect("institution-disclosure", request.actor.organisation, outcome.result.pk)
    shown = Paginator(held(), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": [_row(one) for one in shown.object_list],
        "profile": own_institution(request.actor) is not None,
        "outcome": outcome,
        "largest": LARGEST >> 20,
        "may": request.actor.may(Role.EDITOR),
    }
    return render(request, "institution_desk/disclosures.html", context, status=200 if outcome is None else 422)


def _row(one: HeldDisclosure) -> dict[str, object]:
    return {
        "held": one,
        "maker": said(one.name),
        "about": [said(name) for name in one.about if isinstance(name, str | dict)],
        "level": say(*LEVELS.get(one.level, (one.level, one.level))),
        "general": not one.recipient.startswith("urn:"),
    }


def _taken(request: HttpRequest) -> Outcome:
    """The file sent, kept as it is."""
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        return Outcome(None, (("file", sentence(Problem.at("upload.none"))),))
    if sent.size is None or sent.size > LARGEST:
        return Outcome(None, (("file", sentence(Problem.at("disclosure.too-large", {"most": LARGEST >> 20}))),))
    outcome = attempt(request, HoldDisclosure(sent.read()))
    return outcome if outcome.ok else Outcome(None, tuple(("file", text) for _, text in outcome.problems))


def _held(id_: UUID) -> HeldDisclosure:
    found = held_by_id(id_)
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest) -> Assessment | None:
    """The institution's own case; None before it described itself."""
    row = own_institution(request.actor)
    return None if row is None else assess(row, today())


@page("institution")
def disclosure(request: HttpRequest, held: UUID) -> HttpResponse:
    """One disclosure, read for this institution: missing first, then questions, decisions, answers."""
    one = _held(held)
    own = _own(request)
    context: dict[str, object] = {"one": _row(one), "profile": own is not None}
    if own is not None:
        try:
            reading = reading_of(one, own, language())
        except (AnzenError, OSError) as error:
            context["problems"] = [text for _, text in sentences(error)] if isinstance(error, AnzenError) else [
                say("ファイルが見つかりません。もう一度読み込んでください。", "The file is gone; take it in again.")
            ]  # fmt: skip
        else:
            context |= _read(reading)
    return render(request, "institution_desk/disclosure.html", context)


def _read(reading: Reading) -> dict[str, object]:
    return {
        "lead": reading.lead(),
        "missing": [_need(reading, one) for one in reading.open],
        "asks": reading.asks(),
        "decides": list(dict.fromkeys(reading.decides())),
        "answers": [(reading.words.of(one.need.title), reading.told(one.told)) for one in reading.answered],
        "first": reading.first(),
        "hashes": [(label, digest[:19]) for label, digest in reading.source.hashes],
    }


def _need(reading: Reading, one: Weighed) -> dict[str, object]:
    words = reading.words
    return {
        "title": words.of(one.need.title),
        "state": reading.state(one),
        "short": one.state == "short",
        "told": [reading.told([told]) for told in one.told],
        "why": words.of(one.need.why),
        "cited": reading.cited(one),
        "weight": one.need.weight,
    }


@page("institution")
def disclosure_file(request: HttpRequest, held: UUID, form: str) -> HttpResponse:
    """The one page to print or to send: Word, PDF, HTML."""
    one, own = _held(held), _own(request)
    if form not in _TYPES or own is None:
        raise Http404
    try:
        paper = reading_paper(reading_of(one, own, language()), today())
    except (InputError, OSError) as error:
        raise Http404 from error
    made = {"html": lambda: render_html(paper).encode(), "docx": lambda: render_docx(paper)}
    data = made[form]() if form in made else render_pdf(paper)
    return as_file(data, f"reading-{one.day}-{language()}.{form}", _TYPES[form])
