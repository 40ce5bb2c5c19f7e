"""Describing a document: sections, their entities, the fields of one; saved as typed, undone and redone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Entity
from anzenkarte.karte.operations import HEADER, WHOLE, Operation
from anzenkarte.karte.words import IDENTITY, SLUG, slug
from anzenkarte.kernel.vocabulary import FieldSpec, KindSpec
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.field_words import typed_outcome
from anzenkarte.web.shared.item_choice import ITEM, unknown_items
from anzenkarte.web.shared.karte import Opened, name_of, opened
from anzenkarte.web.shared.karte_fields import (
    SERVICE,
    Field,
    field_of,
    fields_of,
    offered_in,
    read_field,
    service_names,
)
from anzenkarte.web.shared.karte_sections import headings, meaning, part, progress
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.documents_store.actions import Discard, Edit, Redo, Undo
from anzenkarte.workspace.organisations.models import Role

_MOST = 200


@page("vendor", "institution")
def describe(request: HttpRequest, document: UUID) -> HttpResponse:
    """All sections with their state; the order is a suggestion."""
    one = opened(request, document, own=True)
    listed = headings(one)
    done, every = progress(listed)
    return render(request, "karte/describe.html", {"karte": one, "headings": listed, "done": done, "every": every})


@page("vendor", "institution")
def section(request: HttpRequest, document: UUID, kind: str) -> HttpResponse:
    """The entities of one kind, with a form to add one and the switch *these are all*."""
    one = opened(request, document, own=True)
    if kind == one.document.kind:
        return redirect("karte-entity", request.actor.organisation, document, kind, one.document.name)
    return _section(request, one, kind)


def _section(request: HttpRequest, one: Opened, kind: str, outcome: Outcome | None = None) -> HttpResponse:
    spec = one.kind(kind)
    group = list(one.document.entities.get(kind, {}).values())
    count = len(fields_of(spec))
    rows = [
        {"id": entity.id, "name": name_of(entity), "filled": sum(f.short in entity.fields for f in fields_of(spec)),
         "asked": count, "origin": entity.fields.get("origin")}
        for entity in group[:_MOST]
    ]  # fmt: skip
    beginning = _beginning(spec)
    offered = offered_in(one.document, one.beside) if any(f.type == "ref" for f in beginning) else {}
    context = {
        "karte": one, "spec": spec, "part": part(one, spec), "rows": rows, "more": max(0, len(group) - _MOST),
        "fields": [field_of(field, Entity(kind, "new", {}), offered) for field in beginning],
        "meaning": meaning(kind), "outcome": outcome, "typed": request.POST,
    }  # fmt: skip
    return render(request, "karte/section.html", context, status=200 if outcome is None else 422)


def _beginning(spec: KindSpec) -> list[FieldSpec]:
    """What is asked when an entity is added: its name, and everything it means nothing without."""
    wanted = ("name", "title", "item", "answer") if spec.kind == ITEM.partition(".")[0] else ("name", "title")
    return [f for f in fields_of(spec) if (f.required or f.short in wanted) and f.name not in IDENTITY]


@require_POST
def _add(request: HttpRequest, document: UUID, kind: str) -> HttpResponse:
    """Add an entity: from its name its id is made."""
    one = opened(request, document, own=True)
    spec = one.kind(kind)
    if not spec.collection:
        raise Http404
    fields: dict[str, Json] = {}
    for field in _beginning(spec):
        value = read_field(field, request.POST, None)
        if value is not None:
            fields[field.short] = value
    if kind == "party":
        fields["urn"] = f"urn:uuid:{uuid4()}"
    missing = [field for field in fields_of(spec) if field.required and field.short not in fields]
    if missing:
        problems = tuple((f"{kind}/new/{field.short}", say(
            f"「{field.label.ja}」を入力してください。", f"Enter: {field.label.en}."
        )) for field in missing)  # fmt: skip
        return _section(request, one, kind, Outcome(None, problems))
    id_ = free_id(one, kind, fields)
    typed = [Operation(kind, id_, name, value) for name, value in fields.items()]
    outcome = unknown_items(typed)
    outcome = typed_outcome(typed) if outcome.ok else outcome
    if outcome.ok:
        outcome = attempt(request, Edit(document, [Operation(kind, id_, WHOLE, fields)]))
    if not outcome.ok:
        problems = tuple((path.replace(f"/{id_}/", "/new/"), text) for path, text in outcome.problems)
        return _section(request, one, kind, Outcome(None, problems))
    return redirect("karte-entity", request.actor.organisation, document, kind, id_)


add = page("vendor", "institution", least=Role.EDITOR)(_add)


def free_id(one: Opened, kind: str, fields: dict[str, Json]) -> str:
    """An id made of the name, or of the kind and a number where the name has no Latin letter; never one in use."""
    name = fields.get("name") or fields.get("title") or fields.get("reference") or fields.get("scheme")
    text = str(name.get("en") or name.get("ja") or "") if isinstance(name, dict) else str(name or "")
    stem = slug(text)[:60].strip("-")
    base = stem if SLUG.match(stem) else kind.replace("_", "-")
    held = one.document.entities.get(kind, {})
    taken = {*held, *(entity for other in one.beside for entity in other.entities.get(kind, {}))}
    if base not in taken and stem:
        return base
    number = 1 if not stem else 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


@page("vendor", "institution")
def entity_page(request: HttpRequest, document: UUID, kind: str, entity: str) -> HttpResponse:
    """The fields of one entity; with POST all of them are saved at once."""
    one = opened(request, document, own=True)
    found = one.entity(kind, entity)
    outcome: Outcome | None = None
    if request.method == "POST":
        outcome = _edited(request, document, changed(request, found, fields_of(one.kind(kind))))
        if outcome.ok:
            messages.success(request, say("下書きに保存しました。", "Saved in your draft."))
            return redirect(request.path)
    typed = found if outcome is None else as_typed(request, found, fields_of(one.kind(kind)))
    fields = shown_fields(one, typed, outcome)
    context = {
        "karte": one, "spec": one.kind(kind), "entity": found, "name": name_of(found), "outcome": outcome,
        "answered": [f for f in fields if f.filled], "open": [f for f in fields if not f.filled], "fields": fields,
        "own": kind == one.document.kind, "part": part(one, one.kind(kind)),
        "elsewhere": [d.kind for d in one.beside if d.entity(kind, entity) is not None],
    }  # fmt: skip
    return render(request, "karte/entity.html", context, status=200 if outcome is None else 422)


def _edited(request: HttpRequest, document: UUID, operations: Sequence[Operation]) -> Outcome:
    """Edit the draft; an item that is none is refused before anything is written."""
    outcome = unknown_items(operations)
    outcome = typed_outcome(operations) if outcome.ok else outcome
    return attempt(request, Edit(document, operations)) if outcome.ok else outcome


def as_typed(request: HttpRequest, found: Entity, specs: Sequence[FieldSpec]) -> Entity:
    """The entity with everything that was typed, so that nothing has to be typed again beside what is wrong."""
    fields = {**found.fields, **{op.field: op.value for op in changed(request, found, specs)}}
    return Entity(found.kind, found.id, {key: value for key, value in fields.items() if value is not None})


def shown_fields(one: Opened, found: Entity, outcome: Outcome | None = None) -> list[Field]:
    """All fields of an entity, with what is wrong beside them."""
    specs = fields_of(one.kind(found.kind))
    offered = offered_in(one.document, one.beside) if any(spec.type == "ref" for spec in specs) else {}
    if found.kind == "engagement":
        offered[SERVICE] = service_names()
    at = outcome.at if outcome is not None else lambda path: ""
    return [field_of(spec, found, offered, at(f"{found.kind}/{found.id}/{spec.short}")) for spec in specs]


def changed(request: HttpRequest, found: Entity, specs: Sequence[FieldSpec]) -> list[Operation]:
    """The operations that make fields say what was typed, for those that say something else now."""
    operations = []
    for spec in specs:
        now = found.fields.get(spec.short)
        value = read_field(spec, request.POST, now)
        if value != now or isinstance(value, bool) != isinstance(now, bool):
            operations.append(Operation(found.kind, found.id, spec.short, value))
    return operations


@require_POST
def _save(request: HttpRequest, document: UUID, kind: str, entity: str, field: str) -> HttpResponse:
    """Save one field as it is typed; answers with a word on it."""
    one = opened(request, document, own=True)
    found = one.entity(kind, entity)
    spec = next((spec for spec in fields_of(one.kind(kind)) if spec.short == field), None)
    if spec is None:
        raise Http404
    operations = changed(request, found, [spec])
    required = spec.required and operations and operations[0].value is None
    if required:
        outcome = Outcome(None, ((field, say("この欄は空にできません。", "This cannot be left empty.")),))
    else:
        outcome = _edited(request, document, operations) if operations else Outcome(None)
    now = None
    if outcome.ok and outcome.result is not None:
        now = outcome.result.entity(kind, entity)
    if not request.htmx:
        return _saved_whole(request, one, found, outcome)
    shown = field_of(spec, now or found, {}).shown
    answer = render(request, "karte/_saved.html", {"outcome": outcome, "shown": shown, "saved": bool(operations)})
    if outcome.ok and operations:
        answer["HX-Trigger"] = "karte-changed"
    return answer


def _saved_whole(request: HttpRequest, one: Opened, found: Entity, outcome: Outcome) -> HttpResponse:
    """The page the field stood on, for a browser that sent it as a form."""
    if not outcome.ok:
        for _, text in outcome.problems:
            messages.error(request, text)
    else:
        messages.success(request, say("下書きに保存しました。", "Saved in your draft."))
    if request.POST.get("back") == "questions" and request.actor.kind == "vendor":
        return redirect("vendor-questions", request.actor.organisation, one.id)
    return redirect("karte-entity", request.actor.organisation, one.id, found.kind, found.id)


save = page("vendor", "institution", least=Role.EDITOR)(_save)


@page("vendor", "institution", least=Role.EDITOR)
def remove(request: HttpRequest, document: UUID, kind: str, entity: str) -> HttpResponse:
    """Say what removing an entity loses, and remove it with POST."""
    one = opened(request, document, own=True)
    found = one.entity(kind, entity)
    if kind == one.document.kind:
        raise Http404
    if request.method == "POST":
        attempt(request, Edit(document, [Operation(kind, entity, WHOLE, None)]))
        messages.success(request, say(
            f"「{name_of(found)}」を下書きから取り除きました。「元に戻す」で戻せます。",
            f"Removed from your draft: {name_of(found)}. Undo brings it back.",
        ))  # fmt: skip
        return redirect("karte-section", request.actor.organisation, document, kind)
    context = {"karte": one, "spec": one.kind(kind), "entity": found, "name": name_of(found),
               "users": users_of(one, kind, entity)}  # fmt: skip
    return render(request, "karte/remove.html", context)


def users_of(one: Opened, kind: str, id_: str) -> list[tuple[str, str]]:
    """(kind label, name) of every entity whose fields point at this one."""
    found = []
    for entity in one.document:
        spec = one.words.vocabulary.kinds[entity.kind]
        for field in fields_of(spec):
            if field.type != "ref" or field.target not in (kind, "any"):
                continue
            value, wanted = entity.fields.get(field.short), id_ if field.target == kind else f"{kind}/{id_}"
            if value == wanted or (isinstance(value, list) and wanted in value):
                found.append((one.words.kind_label(entity.kind), name_of(entity)))
                break
    return found


@require_POST
def _complete(request: HttpRequest, document: UUID, kind: str) -> HttpResponse:
    """Call a collection complete, or open again."""
    one = opened(request, document, own=True)
    spec = one.kind(kind)
    listed = one.document.header.get("complete")
    names = {str(name) for name in listed} if isinstance(listed, list) else set()
    names = names | {spec.collection} if request.POST.get("complete") else names - {spec.collection}
    attempt(request, Edit(document, [Operation(HEADER, "", "complete", sorted(names) or None)]))
    return redirect("karte-section", request.actor.organisation, document, kind)


complete = page("vendor", "institution", least=Role.EDITOR)(_complete)


def _back(request: HttpRequest, document: UUID) -> HttpResponse:
    """The entity or section the button stood on, while it is there; else the list of sections."""
    kind, id_ = request.POST.get("kind", ""), request.POST.get("entity", "")
    if kind and id_ and opened(request, document, own=True).document.entity(kind, id_) is not None:
        return redirect("karte-entity", request.actor.organisation, document, kind, id_)
    if SLUG.match(kind.replace("_", "-")):
        return redirect("karte-section", request.actor.organisation, document, kind)
    return redirect("karte-describe", request.actor.organisation, document)


@require_POST
def _undo(request: HttpRequest, document: UUID) -> HttpResponse:
    """Take the last change of the draft back."""
    if not attempt(request, Undo(document)).result:
        messages.info(request, say("戻せる変更はありません。", "There is nothing to undo."))
    return _back(request, document)


@require_POST
def _redo(request: HttpRequest, document: UUID) -> HttpResponse:
    """Do it again."""
    if not attempt(request, Redo(document)).result:
        messages.info(request, say("やり直せる変更はありません。", "There is nothing to redo."))
    return _back(request, document)


@require_POST
def _discard(request: HttpRequest, document: UUID) -> HttpResponse:
    """Throw the draft away."""
    one = opened(request, document, own=True)
    attempt(request, Discard(document))
    messages.success(request, say("下書きを破棄しました。", "The draft is gone."))
    if one.row.head is None:
        return redirect("home", request.actor.organisation)
    return redirect("karte-page", request.actor.organisation, document)


undo = page("vendor", "institution", least=Role.EDITOR)(_undo)
redo = page("vendor", "institution", least=Role.EDITOR)(_redo)
discard = page("vendor", "institution", least=Role.EDITOR)(_discard)
