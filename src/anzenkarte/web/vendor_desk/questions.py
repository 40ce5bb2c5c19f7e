"""Open questions of a document, those first that fill most lines of forms; answered where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anzenkarte.forms.fill import OpenQuestion
from anzenkarte.karte.document import Entity
from anzenkarte.kernel.vocabulary import KindSpec
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte import Opened, name_of, opened
from anzenkarte.web.shared.karte_fields import Field, field_of, offered_in
from anzenkarte.web.shared.words import language, say
from anzenkarte.web.vendor_desk.filled import Filled, filled, ready
from anzenkarte.workspace.documents_store.store import catalogue

_A_PAGE = 10
_NAMED = 3


@dataclass(frozen=True)
class Asked:
    """A question: what it is about, what it fills, and where it is answered (``field`` where that is here)."""

    text: str
    about: str
    unlocks: str
    href: str
    spec: KindSpec | None = None
    entity: Entity | None = None
    field: Field | None = None


def asked(one: Opened, found: Filled) -> list[Asked]:
    """All open questions in their order, without those only somebody else's document could answer."""
    offered = offered_in(one.document, one.beside)
    made = [_asked(one, question, offered) for question in found.questions]
    return [question for question in made if question.href]


def _asked(one: Opened, question: OpenQuestion, offered: dict[str, list[object]]) -> Asked:
    kind, _, slug = question.ask.subject.partition("/")
    name = question.ask.id.rpartition(" ")[2].partition(".")[2]
    text = question.ask.question.to(language())
    unlocks = unlocked(question.lines)
    entity = one.document.entity(kind, slug) if question.ask.subject else None
    spec = one.words.vocabulary.kinds[kind] if entity is not None else None
    field = next((f for f in spec.fields.values() if f.short == name and not f.derived), None) if spec else None
    if spec is not None and entity is not None and field is not None:
        href = reverse("karte-entity", args=(one.actor.organisation, one.id, kind, slug))
        about = name_of(entity)
        return Asked(text, about, unlocks, href, spec, entity, field_of(field, entity, offered))
    if not question.ask.subject:
        line = question.ask.id.partition(":")[2]
        href = reverse("vendor-answer", args=(one.actor.organisation, one.id))
        return Asked(text, say("様式の項目", "line of a form"), unlocks, f"{href}?line={line}")
    return Asked(text, question.ask.subject, unlocks, "")


def unlocked(lines: Sequence[str]) -> str:
    """「この1問で、MDS・チェックリストの7項目が埋まります。」"""
    forms = list(dict.fromkeys(line.partition(": ")[0] for line in lines))
    names = [short_title(form) for form in forms]
    if language() == "ja":
        shown = "・".join(names[:_NAMED]) + ("など" if len(names) > _NAMED else "")
        return f"この1問で、{shown}の{len(lines)}項目が埋まります。"
    more = " and others" if len(names) > _NAMED else ""
    lines_ = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    return f"This one answer fills {lines_} of {', '.join(names[:_NAMED])}{more}."


def short_title(form: str) -> str:
    """A form's title without what stands in brackets."""
    found = catalogue().forms.get(form)
    if found is None:
        return form
    text = found.title.to(language())
    for sign in ("（", "(", " ("):
        head = text.partition(sign)[0].strip()
        if len(head) >= 3:
            text = head
    return text


@page("vendor")
def questions(request: HttpRequest, document: UUID) -> HttpResponse:
    """Ten questions at a time, answered where they stand."""
    one = opened(request, document, own=True)
    forms = filled(one) if request.htmx or request.GET.get("now") else ready(one)
    if forms is None:
        return render(request, "vendor_desk/questions.html", {"karte": one, "making": True})
    found = asked(one, forms)
    shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {"karte": one, "questions": shown.object_list, "page": shown, "count": len(found)}
    return render(request, "vendor_desk/questions.html", context)
