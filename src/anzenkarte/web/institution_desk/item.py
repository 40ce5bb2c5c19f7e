"""One item of the guideline: why it stands as it does, and the institution's own answer about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anzenkarte.catalogue.model import Item
from anzenkarte.documents.content.tree import Reason
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.facts.said import current, is_hearsay
from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.kernel.verdicts import Verdict
from anzenkarte.web.institution_desk.common import address, today, words_of
from anzenkarte.web.institution_desk.conformity import Line, line, own_assessment
from anzenkarte.web.institution_desk.own_word import present, say_and_publish
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte_reasons import verdict_path
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.agreements.settling import free_id, own_slug
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.models import KarteDocument

_ANSWERS = ("yes", "no", "not_applicable", "planned")
_BACKINGS = ("declared", "document", "checked", "third_party")
_MOST = 1000
_DEEP = 3  # what goes deeper opens on request


@dataclass(frozen=True)
class Form:
    """What the fields of the answer hold."""

    answer: str = ""
    planned_on: str = ""
    reason: str = ""
    backing: str = "declared"
    evidence: tuple[str, ...] = ()


@page("institution")
def item_page(request: HttpRequest) -> HttpResponse:
    """Show an item, or take an answer: into the draft, or published at once."""
    found = own_assessment(request)
    if found is None:
        raise Http404
    row, assessment, drafted = found
    words = words_of(assessment)
    item, verdict = _asked(request, words)
    outcome, form = None, _given(present(request.actor, row), request.actor.urn, item)
    if request.method == "POST" and request.actor.may("editor"):
        form = _filled(request)
        outcome = _take(request, row, item, form)
        if outcome.ok:
            return HttpResponseRedirect(address(request, "institution-item", item=item.id, saved="1"))
    said, reasons = _explained(words, verdict)
    shown: Line = line(request, words, item, verdict)
    context = {
        "item": item, "line": shown, "summary": words.of(item.summary), "name": words.item(item),
        "confidence": words.say(f"confidence.{item.confidence}"), "older": bool(verdict.older),
        "said": said, "reasons": [(step, _depth(step) > _DEEP) for step in reasons], "form": form, "outcome": outcome,
        "answers": [(key, words.of(words.vocabulary.facts["statement.answer"].values[key])) for key in _ANSWERS],
        "backings": [(key, words.of(words.vocabulary.facts["statement.backing"].values[key])) for key in _BACKINGS],
        "evidence": _evidence(present(request.actor, row), words), "drafted": drafted,
        "saved": request.GET.get("saved") == "1", "editor": request.actor.may("editor"),
    }  # fmt: skip
    return render(request, "institution_desk/item.html", context)


def _asked(request: HttpRequest, words: Words) -> tuple[Item, Verdict]:
    name = request.POST.get("item") or request.GET.get("item", "")
    item = words.catalogue.item(name)
    every = (v for report in words.assessment.reports.values() for v in report.verdicts)
    verdict = next((v for v in every if item is not None and v.item == item.id), None)
    if item is None or verdict is None:
        raise Http404
    return item, verdict


def _explained(words: Words, verdict: Verdict) -> tuple[str, list[Reason]]:
    """The result in a sentence, and the path of reasons behind it."""
    said = words.say("explain.verdict", item=words.cite(verdict.item), outcome=words.outcome(verdict.outcome))
    return said, list(verdict_path(words, verdict, traced=True))


def _depth(step: Reason) -> int:
    return 1 + max((_depth(child) for child in step.children), default=0)


def _own_answers(document: Document, urn: str, item: Item) -> list[Entity]:
    own = own_slug(document, urn)
    said = document.entities.get("statement", {}).values()
    names = (item.id, *item.aliases)
    return current(e for e in said if e.fields.get("by") == own and not is_hearsay(e) and e.fields.get("item") in names)


def _given(document: Document, urn: str, item: Item) -> Form:
    """The institution's answer as it stands, in the draft or as published."""
    answers = _own_answers(document, urn, item)
    if not answers:
        return Form()
    fields = answers[-1].fields
    reason, evidence = fields.get("reason"), fields.get("evidence")
    return Form(
        answer=str(fields.get("answer", "")),
        planned_on=str(fields.get("planned_on", "")),
        reason=str(reason.get("ja", "")) if isinstance(reason, dict) else str(reason or ""),
        backing=str(fields.get("backing", "declared")),
        evidence=tuple(map(str, evidence)) if isinstance(evidence, list) else (),
    )


def _filled(request: HttpRequest) -> Form:
    data = request.POST
    return Form(
        data.get("answer", ""), data.get("planned_on", "").strip(), data.get("reason", "").strip()[:_MOST],
        data.get("backing", ""), tuple(data.getlist("evidence")),
    )  # fmt: skip


def _evidence(document: Document, words: Words) -> Sequence[tuple[str, str]]:
    return [(id_, words.text(e.fields.get("name")) or id_) for id_, e in document.entities.get("evidence", {}).items()]


def _take(request: HttpRequest, row: KarteDocument, item: Item, form: Form) -> Outcome:
    problems = []
    if form.answer not in _ANSWERS:
        problems.append(("answer", say("答えを選んでください。", "Choose an answer.")))
    if form.answer == "planned" and not form.planned_on:
        problems.append(
            ("planned_on", say("いつまでに行うか、予定日を入れてください。", "Enter the day it is planned for."))
        )
    if form.answer in ("no", "not_applicable") and not form.reason:
        asked = say(
            "理由を一言書いてください。立入検査で説明するときに使います。", "Give the reason; an inspection asks."
        )
        problems.append(("reason", asked))
    if problems:
        return Outcome(None, tuple(problems))
    document = present(request.actor, row)
    operations = [_statement(document, request.actor.urn, item, form)]
    if request.POST.get("publish") == "1":
        return _named(say_and_publish(request, row, operations, say("項目への回答", "Answer about an item")))
    return _named(attempt(request, Edit(row.pk, operations)))


def _named(outcome: Outcome) -> Outcome:
    """Problems by the field of the form they stand at."""
    return Outcome(outcome.result, tuple((path.rpartition("/")[2], text) for path, text in outcome.problems))


def _statement(document: Document, urn: str, item: Item, form: Form) -> Operation:
    older = _own_answers(document, urn, item)
    fields: dict[str, Json] = {
        "by": own_slug(document, urn),
        "date": today().isoformat(),
        "item": item.id,
        "answer": form.answer,
        "backing": form.backing if form.backing in _BACKINGS else "declared",
    }
    if form.answer == "planned":
        fields["planned_on"] = form.planned_on
    if form.reason:
        fields["reason"] = {"ja": form.reason, "en": form.reason}
    known = document.entities.get("evidence", {})
    if named := [slug for slug in form.evidence if slug in known]:
        fields["evidence"] = list(named)
    if older:
        fields["supersedes"] = older[-1].id
    base = (
        older[-1].id
        if older
        else "on-" + "".join(c if c.isascii() and c.isalnum() else "-" for c in item.id).strip("-").lower()
    )
    return Operation("statement", free_id(base, document.entities.get("statement", {})), WHOLE, fields)


@page("institution", least="editor")
def publish(request: HttpRequest) -> HttpResponse:
    """Publish the draft of the institution's own document."""
    found = own_assessment(request)
    if found is None or request.method != "POST":
        raise Http404
    outcome = attempt(request, Publish(found[0].pk))
    if outcome.ok:
        return HttpResponseRedirect(address(request, "institution-conformity", published="1"))
    return render(request, "institution_desk/publish_failed.html", {"outcome": outcome})
