"""An answer to a line of a form where no fact would do: a statement in the document, for every form that asks it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.catalogue.forms.model import Line
from anzenkarte.formats.values import Json
from anzenkarte.forms.statements import statement_id
from anzenkarte.forms.wording import read_day
from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte import Opened, opened, parties_by_urn, today
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.models import Role

ANSWERS = ("yes", "no", "not_applicable", "planned")


def line_named(name: str) -> Line | None:
    """A line of any form by its id."""
    return next((form.by_id[name] for form in catalogue().forms.values() if name in form.by_id), None)


@page("vendor", least=Role.EDITOR)
def answer(request: HttpRequest, document: UUID) -> HttpResponse:
    """One line: the question, what may be answered, and why."""
    one = opened(request, document, own=True)
    line = line_named(request.GET.get("line", "") or request.POST.get("line", ""))
    if line is None:
        raise Http404
    outcome = Outcome(None)
    if request.method == "POST":
        outcome = _save(request, one, line)
        if outcome.ok:
            messages.success(request, say("下書きに保存しました。", "Saved in your draft."))
            return redirect("vendor-questions", request.actor.organisation, document)
    context = {
        "karte": one,
        "line": line,
        "question": line.question.to(language()),
        "choices": [(word, label.to(language())) for word, label in line.choices.items()],
        "outcome": outcome,
        "typed": request.POST,
        "error": outcome.problems[0][1] if outcome.problems else "",
    }
    return render(request, "vendor_desk/answer.html", context, status=200 if outcome.ok else 422)


def _save(request: HttpRequest, one: Opened, line: Line) -> Outcome:
    own = parties_by_urn(one.document).get(request.actor.urn, "")
    if not own:
        return _wrong("answer", "先に「当事者」に自社を記入してください。", "Describe your own organisation first.")
    fields: dict[str, Json] = {"by": own, "date": today().isoformat(), "item": line.id, "backing": "declared"}
    said, text = request.POST.get("answer", ""), request.POST.get("reason", "").strip()[:2000]
    if line.answer == "yes_no_na":
        if said not in ANSWERS:
            return _wrong("answer", "答えを選んでください。", "Choose an answer.")
        if said in ("no", "planned") and not text:
            return _wrong(
                "reason", "「いいえ」と「予定」には、理由か対応を書いてください。", "Say why, or what is done."
            )
        fields["answer"] = said
    elif line.answer == "choice":
        if said not in line.choices:
            return _wrong("answer", "一つ選んでください。", "Choose one.")
        fields |= {"answer": "yes", "value": said}
    elif not text and line.answer == "text":
        return _wrong("reason", "答えを書いてください。", "Write the answer.")
    else:
        fields["answer"] = "yes"
    for key, wanted in (("planned_on", said == "planned"), ("value", line.answer == "date")):
        if wanted:
            try:
                fields[key] = read_day(request.POST.get("day", "")).iso
            except InputError:
                return _wrong("day", "日付を読めません。例：2027-04-01", "That is no date. For example 2027-04-01.")
    if text:
        fields["reason"] = text
    return attempt(request, Edit(one.id, [_operation(one, line, fields)]))


def _operation(one: Opened, line: Line, fields: dict[str, Json]) -> Operation:
    """A new statement; one that stands already on the line by the same party is superseded."""
    held = one.document.entities.get("statement", {})
    earlier = [id_ for id_, s in held.items() if s.fields.get("item") == line.id and s.fields.get("by") == fields["by"]]
    replaced = {str(entity.fields.get("supersedes")) for entity in held.values()}
    if last := next((id_ for id_ in reversed(earlier) if id_ not in replaced), ""):
        fields["supersedes"] = last
    stem, number = statement_id(line.id)[:70], 2
    id_ = stem
    while id_ in held:
        id_ = f"{stem}-{number}"
        number += 1
    return Operation("statement", id_, WHOLE, fields)


def _wrong(place: str, ja: str, en: str) -> Outcome:
    return Outcome(None, ((place, say(ja, en)),))
