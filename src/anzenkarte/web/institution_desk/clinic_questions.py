"""At most ten questions an institution can answer by itself, those that tell most first; answers become its word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.documents.content.questions import Question, questions, unlocked
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import Operation
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.institution_desk.common import choose, words_of
from anzenkarte.web.institution_desk.own_word import own_telling, present
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.drafts import operations_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for, find_document

MOST: Final = 10
_KINDS: Final = ("institution", "engagement", "contract")
_TYPES: Final = ("bool", "enum", "date", "int")
_NOT_KNOWN: Final = {"unknown": "stated"}
_STATED: Final = "unknown"


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it; ``name`` is its field, ``given`` what the draft already says."""

    name: str
    text: str
    about: str
    kind: str
    options: tuple[tuple[str, str], ...]
    given: str
    unlocks: str
    holder: str  # the kind of document the answer is written in


def asked_of(request: HttpRequest, row: KarteDocument, words: Words) -> tuple[Asked, ...]:
    """The questions for this institution about this engagement, with what its drafts already answer."""
    drafts = _drafts(request, row)
    found: list[Asked] = []
    for question in questions(words):
        if len(found) == MOST:
            break
        asked = _asked(question, words, drafts)
        if asked is not None:
            found.append(asked)
    return tuple(found)


def _drafts(request: HttpRequest, row: KarteDocument) -> dict[str, Document]:
    own = own_institution(request.actor)
    telling = find_document("engagement", row.name, request.actor.urn) or row
    found = {"engagement": present(request.actor, telling)}
    if own is not None:
        found["institution"] = present(request.actor, own)
    return found


def _asked(question: Question, words: Words, drafts: Mapping[str, Document]) -> Asked | None:
    read, spec = question.read, words.spec(question.read.name)
    kind, _, id_ = read.subject.partition("/")
    if spec is None or kind not in _KINDS or spec.type not in _TYPES or spec.many or spec.derived:
        return None
    if spec.answered_by == "vendor":
        return None
    holder = next((name for name, document in drafts.items() if document.entity(kind, id_) is not None), "")
    if not holder:
        return None
    entity = drafts[holder].entity(kind, id_)
    written = None if entity is None else entity.fields.get(spec.short)
    options: tuple[tuple[str, str], ...] = ()
    if spec.type == "bool":
        options = (("true", say("はい", "Yes")), ("false", say("いいえ", "No")))
    elif spec.type == "enum":
        options = tuple((word, words.of(label)) for word, label in spec.values.items())
    about = "" if kind == holder else words.name(read.subject)
    name = f"a:{kind}/{id_}/{spec.short}"
    return Asked(
        name, words.of(question.text), about, spec.type, options, _given(written), unlocked(words, question), holder
    )


def _given(written: Json) -> str:
    if isinstance(written, bool):
        return "true" if written else "false"
    if isinstance(written, dict):
        return _STATED
    return "" if written is None else str(written)


def answered(request: HttpRequest, row: KarteDocument, words: Words) -> Outcome:
    """Publish the answers of the form, with those saved as they were typed, as the institution's own word."""
    found = _operations(request, asked_of(request, row, words))
    if isinstance(found, Outcome):
        return found
    own, telling = own_institution(request.actor), find_document("engagement", row.name, request.actor.urn)
    drafted = {kind for kind, one in (("institution", own), ("engagement", telling)) if _has_draft(request, one)}
    if not drafted and not any(found.values()):
        none = say(
            "答えが一つも選ばれていません。分かるものだけでかまいません。",
            "No answer was given. Answer those you know.",
        )
        return Outcome(None, (("", none),))
    with transaction.atomic():
        for kind in sorted({*drafted, *found}):
            outcome = _publish(request, row, kind, found.get(kind, []))
            if not outcome.ok:
                transaction.set_rollback(True)
                return outcome
    return Outcome(True)


def _has_draft(request: HttpRequest, row: KarteDocument | None) -> bool:
    draft = None if row is None else draft_for(request.actor.user, row)
    return draft is not None and bool(operations_of(draft))


def _publish(request: HttpRequest, row: KarteDocument, kind: str, operations: list[Operation]) -> Outcome:
    holder = own_institution(request.actor) if kind == "institution" else own_telling(request, row)
    if holder is None:
        return Outcome(None)
    edited = attempt(request, Edit(holder.pk, operations))
    return attempt(request, Publish(holder.pk)) if edited.ok else edited


def _operations(request: HttpRequest, asked: Iterable[Asked]) -> dict[str, list[Operation]] | Outcome:
    found: dict[str, list[Operation]] = {}
    problems: list[tuple[str, str]] = []
    for one in asked:
        text = request.POST.get(one.name, "").strip()
        if not text or text == one.given:
            continue
        value = _value(one, text)
        if value is None:
            problems.append(
                (
                    one.name,
                    say(
                        "この答えは読み取れません。書き方を確かめてください。",
                        "This answer cannot be read. Check how it is written.",
                    ),
                )
            )
            continue
        kind, id_, field = one.name.removeprefix("a:").split("/")
        found.setdefault(one.holder, []).append(Operation(kind, id_, field, value))
    return Outcome(None, tuple(problems)) if problems else found


def _value(asked: Asked, text: str) -> Json:
    """An answer as a value; None for one that cannot be read."""
    if text == _STATED:
        return dict(_NOT_KNOWN)
    if asked.kind == "bool":
        return {"true": True, "false": False}.get(text)
    if asked.kind == "enum":
        return text if text in dict(asked.options) else None
    if asked.kind == "int":
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    try:
        return When.parse(text).iso
    except InputError:
        return None


@page("institution", least="editor")
def save(request: HttpRequest) -> HttpResponse:
    """Save one answer as typed, into the draft alone; says so beside the question."""
    chosen = choose(request)
    outcome = Outcome(None)
    if chosen is not None and request.method == "POST":
        words = words_of(chosen.assessment)
        found = _operations(request, asked_of(request, chosen.row, words))
        outcome = found if isinstance(found, Outcome) else _draft(request, chosen.row, found)
    return render(request, "institution_desk/_saved.html", {"outcome": outcome})


def _draft(request: HttpRequest, row: KarteDocument, found: Mapping[str, list[Operation]]) -> Outcome:
    outcome = Outcome(None)
    for kind, operations in found.items():
        holder = own_institution(request.actor) if kind == "institution" else own_telling(request, row)
        if holder is not None and outcome.ok:
            outcome = attempt(request, Edit(holder.pk, operations))
    return outcome
