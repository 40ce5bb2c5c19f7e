"""A new service: at most 25 questions, one a page, kept as they are answered; then the first verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from anzenkarte.formats.values import Json, Marked
from anzenkarte.karte.document import Document
from anzenkarte.karte.new import build
from anzenkarte.karte.operations import Operation
from anzenkarte.karte.questions import UNKNOWN, Question, answer_faults, check_answers, read_answer
from anzenkarte.karte.questions import questions as all_questions
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.web.shared.beginning import Back, begin_document, free_name, fresh_urn, renamed
from anzenkarte.web.shared.desk import Outcome, page
from anzenkarte.web.shared.field_words import country_code, is_country, said_to_people
from anzenkarte.web.shared.karte import today, vocabulary
from anzenkarte.web.shared.karte_fields import Choice
from anzenkarte.web.shared.words import language, say, sentences
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.models import Organisation, Role

_KEPT: Final = ("service", "engagement")
_LARGEST: Final = 200


def _key(request: HttpRequest) -> str:
    return f"new-service-{request.actor.organisation.hex}"


def given(request: HttpRequest) -> dict[str, Json]:
    """The answers so far; the vendor's own name and country are begun with."""
    held = request.session.get(_key(request))
    if isinstance(held, dict):
        return held
    own = Organisation.objects.get(id=request.actor.organisation)
    return {"provider_name": own.name_ja, "provider_country": "JP"}


def asked_now(answers: Mapping[str, Json]) -> list[Question]:
    """The questions that make sense after these answers."""
    return [question for question in all_questions(vocabulary()) if question.asked(answers)]


@page("vendor", least=Role.EDITOR)
def start(request: HttpRequest) -> HttpResponse:
    """All questions with their answers; POST makes the documents."""
    answers = given(request)
    problems: tuple[tuple[str, str], ...] = ()
    if request.method == "POST":
        if request.POST.get("again"):
            request.session.pop(_key(request), None)
            return redirect("vendor-new", request.actor.organisation)
        try:
            made = _make(request, answers)
        except Back as back:
            problems = back.problems
        else:
            request.session.pop(_key(request), None)
            return redirect("karte-page", request.actor.organisation, made)
    listed = asked_now(answers)
    rows = [
        {
            "question": question,
            "text": question.text.to(language()),
            "answer": shown(question, answers.get(question.id)),
            "required": question.required and question.id not in answers,
        }
        for question in listed
    ]
    first = next((q for q in listed if q.id not in answers), None)
    context = {
        "rows": rows,
        "done": sum(question.id in answers for question in listed),
        "next": first,
        "ready": all(q.id in answers for q in listed if q.required),
        "outcome": Outcome(None, problems),
    }
    return render(request, "vendor_desk/new.html", context, status=422 if problems else 200)


@page("vendor", least=Role.EDITOR)
def question_page(request: HttpRequest, question: str) -> HttpResponse:
    """One question; its answer is kept and the next one follows."""
    answers = dict(given(request))
    listed = asked_now(answers)
    one = next((q for q in listed if q.id == question), None)
    if one is None:
        raise Http404
    problems: list[str] = []
    if request.method == "POST":
        value = _typed(request, one)
        problems = (
            [said_to_people(one.spec, f, _label(one)) for f in answer_faults(one, value)] if value is not None else []
        )
        if value is None and one.required:
            problems = [say("この質問には答えが必要です。", "This question needs an answer.")]
        if not problems:
            answers.pop(one.id, None)
            if value is not None:
                answers[one.id] = value
            still = {q.id for q in asked_now(answers)}
            request.session[_key(request)] = {id_: value for id_, value in answers.items() if id_ in still}
            return redirect(_after(request, one))
    place = listed.index(one)
    held = answers.get(one.id)
    written = "" if held in (None, UNKNOWN) else held
    context = {
        "question": one,
        "text": one.text.to(language()),
        "widget": _widget(one),
        "choices": _choices(one, held),
        "value": request.POST.get("answer", "")[:_LARGEST] if problems else written,
        "unknown": held == UNKNOWN,
        "problems": problems,
        "outcome": Outcome(None, tuple((one.id, text) for text in problems)),
        "place": place + 1,
        "every": len(listed),
        "before": listed[place - 1].id if place else "",
        "country": is_country(one.spec),
    }
    return render(request, "vendor_desk/question.html", context, status=422 if problems else 200)


def _after(request: HttpRequest, one: Question) -> str:
    listed = [question.id for question in asked_now(given(request))]
    rest = listed[listed.index(one.id) + 1 :] if one.id in listed else []
    organisation = request.actor.organisation
    if not rest or request.POST.get("then") == "overview":
        return reverse("vendor-new", args=(organisation,))
    return reverse("vendor-new-question", args=(organisation, rest[0]))


def _typed(request: HttpRequest, one: Question) -> Json:
    if request.POST.get("unknown"):
        return UNKNOWN
    if one.spec.many:
        chosen: list[Json] = [text for text in request.POST.getlist("answer") if text in one.spec.values]
        return chosen or ([] if request.POST.get("none") else None)
    text = request.POST.get("answer", "")[:_LARGEST]
    value = read_answer(one, text)
    return country_code(text) if is_country(one.spec) and value not in (None, UNKNOWN) else value


def _label(one: Question) -> str:
    """What a question asks for in a word or two."""
    if is_country(one.spec):
        return say("国", "Country")
    return one.spec.label.to(language()) if one.spec.label.ja != one.spec.name else one.text.to(language())


def _widget(one: Question) -> str:
    if one.spec.many:
        return "checks"
    return {"bool": "radio", "enum": "radio", "date": "date", "int": "number"}.get(one.spec.type, "text")


def _choices(one: Question, value: Json) -> list[Choice]:
    if one.spec.type == "bool":
        return [Choice("yes", say("はい", "Yes"), value is True), Choice("no", say("いいえ", "No"), value is False)]
    held = value if isinstance(value, list) else [value]
    return [Choice(word, label.to(language()), word in held) for word, label in one.spec.values.items()]


def shown(one: Question, value: Json) -> str:
    """An answer as people read it; empty where there is none."""
    if value is None:
        return ""
    if value == UNKNOWN:
        return say("分からない", "not known")
    if isinstance(value, bool):
        return say("はい", "yes") if value else say("いいえ", "no")
    parts = value if isinstance(value, list) else [value]
    words = [
        one.spec.values[p].to(language()) if isinstance(p, str) and p in one.spec.values else str(p) for p in parts
    ]
    return (("、" if language() == "ja" else ", ").join(words)) or say("なし", "none")


def _make(request: HttpRequest, answers: Mapping[str, Json]) -> UUID:
    """Begin the documents, whole or not at all; gives the service's id."""
    try:
        checked = check_answers(Marked(dict(answers), {}, ""), all_questions(vocabulary()))
        documents = build(checked, vocabulary(), _urns(request.actor.urn), today().isoformat())
    except AnzenError as error:
        raise Back(tuple(("", text) for _, text in sentences(error))) from error
    kept = [document for document in documents if document.kind in _KEPT]
    taken = set(KarteDocument.objects.filter(keeper_urn=request.actor.urn).values_list("kind", "name"))
    named = [renamed(document, free_name(document.kind, document.name, taken)) for document in kept]
    service = next(document.name for document in named if document.kind == "service")
    with transaction.atomic():
        made = [begin_document(request, document, _names_service(document, service)) for document in named]
    return made[0].pk


def _names_service(document: Document, service: str) -> list[Operation]:
    return [Operation(document.kind, document.name, "service", service)] if document.kind == "engagement" else []


def _urns(own: str) -> Callable[[], str]:
    """The vendor's own name first, then a fresh one for everybody else."""

    def names() -> Iterator[str]:
        yield own
        while True:
            yield fresh_urn()

    return names().__next__
