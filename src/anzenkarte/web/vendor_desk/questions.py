"""Open questions of a document, those first that fill most lines of forms; answered where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anzenkarte.forms.fill import OpenQuestion
from anzenkarte.karte.document import Entity
from anzenkarte.kernel.vocabulary import FieldSpec, KindSpec
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte import Opened, name_of, opened, vocabulary
from anzenkarte.web.shared.karte_fields import Field, field_of, offered_in
from anzenkarte.web.shared.words import language, say
from anzenkarte.web.vendor_desk.filled import Filled, filled, ready
from anzenkarte.workspace.documents_store.store import catalogue

_A_PAGE = 10
_NAMED = 3
_MEMBERS = 12


@dataclass(frozen=True)
class Asked:
    """A question about one thing: what it is about, and where it is answered (``field`` where that is here)."""

    about: str
    href: str
    spec: KindSpec | None = None
    entity: Entity | None = None
    field: Field | None = None

    @property
    def unknown(self) -> bool:
        """Whether it was answered that nobody knows."""
        return self.field is not None and bool(self.field.unknown)


@dataclass(frozen=True)
class Together:
    """A question asked once: the things it is asked about, each with its own answer, and what they fill together."""

    text: str
    unlocks: str
    members: tuple[Asked, ...]
    several: str = ""  # 「7つの構成要素について」
    more: int = 0
    rest: str = ""  # where the others are answered

    @property
    def unknown(self) -> bool:
        """Whether nobody knows any of it."""
        return all(member.unknown for member in self.members)


def asked(one: Opened, found: Filled) -> list[Together]:
    """All open questions, each once, those answered 分からない last; not what only another's document could answer."""
    offered = offered_in(one.document, one.beside)
    groups: dict[tuple[str, str], list[tuple[OpenQuestion, Asked]]] = {}
    for question in found.questions:
        key = _key(one, question)
        if key is not None:
            groups.setdefault(key, []).append((question, _asked(one, question, offered)))
    return sorted((_together(one, group) for group in groups.values()), key=lambda made: made.unknown)


def how_many(one: Opened, found: Filled) -> int:
    """How many questions are open, each counted once."""
    return len({_key(one, question) for question in found.questions} - {None})


def _key(one: Opened, question: OpenQuestion) -> tuple[str, str] | None:
    """Equal for one question about several things; None where this document cannot answer it."""
    place = _place(one, question)
    if place is not None:
        return place[2].kind, place[2].short
    return None if question.ask.subject else ("", question.ask.id)


def _place(one: Opened, question: OpenQuestion) -> tuple[KindSpec, Entity, FieldSpec] | None:
    """The field of this document that holds the answer."""
    kind, _, slug = question.ask.subject.partition("/")
    name = question.ask.id.rpartition(" ")[2].partition(".")[2]
    entity = one.document.entity(kind, slug) if question.ask.subject else None
    if entity is None:
        return None
    spec = vocabulary().kinds[kind]
    field = next((f for f in spec.fields.values() if f.short == name and not f.derived), None)
    return None if field is None else (spec, entity, field)


def _together(one: Opened, group: Sequence[tuple[OpenQuestion, Asked]]) -> Together:
    lines = list(dict.fromkeys(line for question, _ in group for line in question.lines))
    members = sorted((made for _, made in group), key=lambda made: made.unknown)
    text, spec = group[0][0].ask.question.to(language()), members[0].spec
    if len(members) == 1 or spec is None:
        return Together(text, unlocked(lines), tuple(members))
    shown = [replace(made, field=_named(made)) for made in members[:_MEMBERS]]
    count, plural = len(members), spec.plural
    return Together(
        text,
        unlocked(lines, count),
        tuple(shown),
        say(f"{count}つの{plural.ja}について", f"For {count} {plural.en}"),
        count - len(shown),
        reverse("karte-section", args=(one.actor.organisation, one.id, spec.kind)),
    )


def _named(made: Asked) -> Field | None:
    """The field under the name of the thing it is about; the question stands above all of them."""
    return None if made.field is None else replace(made.field, label=made.about, hint="")


def _asked(one: Opened, question: OpenQuestion, offered: dict[str, list[object]]) -> Asked:
    place = _place(one, question)
    if place is not None:
        spec, entity, field = place
        href = reverse("karte-entity", args=(one.actor.organisation, one.id, spec.kind, entity.id))
        return Asked(name_of(entity), href, spec, entity, field_of(field, entity, offered))
    line = question.ask.id.partition(":")[2]
    href = reverse("vendor-answer", args=(one.actor.organisation, one.id))
    return Asked(say("様式の項目", "line of a form"), f"{href}?line={line}")


def unlocked(lines: Sequence[str], answers: int = 1) -> str:
    """「この1問で、MDS・チェックリストの7項目が埋まります。」"""
    forms = list(dict.fromkeys(line.partition(": ")[0] for line in lines))
    names = [short_title(form) for form in forms]
    if language() == "ja":
        shown = "・".join(names[:_NAMED]) + ("など" if len(names) > _NAMED else "")
        start = "この1問で" if answers == 1 else "すべてに答えると"
        return f"{start}、{shown}の{len(lines)}項目が埋まります。"
    more = " and others" if len(names) > _NAMED else ""
    lines_ = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    start = "This one answer fills" if answers == 1 else "All answers together fill"
    return f"{start} {lines_} of {', '.join(names[:_NAMED])}{more}."


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
