"""From a draft to a revision: differences in words, what they touch, conflicts, publishing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from anzenkarte.karte.diff import Change, describe, diff
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import WHOLE, Conflict
from anzenkarte.kernel.text import Text
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte import Opened, opened, vocabulary
from anzenkarte.web.shared.karte_drafts import service_awaited
from anzenkarte.web.shared.karte_touch import concerned, touched
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.documents_store.actions import Publish, Settle
from anzenkarte.workspace.documents_store.drafts import base_of, merged_with_head
from anzenkarte.workspace.documents_store.models import DocumentSummary, Revision
from anzenkarte.workspace.documents_store.naming import NameService, published_services, unnamed
from anzenkarte.workspace.documents_store.queries import revisions
from anzenkarte.workspace.documents_store.store import load_many
from anzenkarte.workspace.organisations.models import Role

_MOST = 400
_REVISIONS = 30


@page("vendor", "institution")
def changes(request: HttpRequest, document: UUID) -> HttpResponse:
    """What the draft says otherwise than the newest revision, and the button that publishes it."""
    return _changes(request, opened(request, document, own=True))


def _changes(request: HttpRequest, one: Opened, outcome: Outcome | None = None) -> HttpResponse:
    before = base_of(one.draft) if one.draft is not None else one.document
    found = diff([before], [one.document], vocabulary()) if one.changed else []
    stale = one.draft is not None and one.row.head_id is not None and one.draft.base_id != one.row.head_id
    nameless = nameless_engagements(one)
    context = {
        "karte": one,
        "lines": in_words(one.document, found[:_MOST]),
        "more": max(0, len(found) - _MOST),
        "cases": concerned(one) if found and one.row.head is not None else [],
        "stale": stale,
        "conflicts": len(merged_with_head(one.draft).conflicts) if stale else 0,
        "first": one.row.head is None,
        "awaited": service_awaited(one.document) if one.changed else None,
        "unnamed": nameless,
        "only_service": _title(only_service(one)) if nameless else "",
        "outcome": outcome,
        "faults": _faults(request, one, outcome),
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "karte/changes.html", context, status=200 if outcome is None else 422)


def nameless_engagements(one: Opened) -> int:
    """How many engagements stop knowing their service when a second one is published: they name none."""
    if one.row.kind != "service" or one.row.head is not None:
        return 0
    if not published_services(one.actor.urn).exists():
        return 0
    return int(unnamed(one.actor.urn).count())


def only_service(one: Opened) -> DocumentSummary | None:
    """The one service published so far, whose engagements those must be; None where there are more."""
    found = list(published_services(one.actor.urn)[:2])
    return found[0].summary if len(found) == 1 else None


def _title(summary: DocumentSummary | None) -> str:
    if summary is None:
        return ""
    return str(summary.title_en if language() == "en" else summary.title_ja)


@require_POST
def _name_service(request: HttpRequest, document: UUID) -> HttpResponse:
    """Name the one service published so far in every engagement that names none; then back to publishing."""
    one = opened(request, document, own=True)
    only = only_service(one)
    if only is None:
        raise Http404
    reason = say("サービス名の記入", "Naming the service")
    outcome = attempt(request, NameService(only.document_id, reason))
    for _, text in outcome.problems:
        messages.error(request, text)
    if outcome.ok:
        messages.success(request, say(
            f"導入票{outcome.result}件にサービスを書き込み、公開しました。",
            f"The service is named in {outcome.result} engagements, and they are published.",
        ))  # fmt: skip
    return redirect("karte-changes", request.actor.organisation, one.id)


name_service = page("vendor", least=Role.EDITOR)(_name_service)


def in_words(document: Document, found: Sequence[Change]) -> list[str]:
    """Changes of one document in words; its name, which the page says already, is left out."""
    before = f"{document.kind}/{document.name}: "
    return [line.removeprefix(before) for line in describe(found, vocabulary(), language())]


def _faults(request: HttpRequest, one: Opened, outcome: Outcome | None) -> list[tuple[str, str]]:
    """(address of the place, sentence) of everything that keeps the draft from being published."""
    found = []
    for path, text in outcome.problems if outcome is not None else ():
        found.append((_place(request, one, path), text))
    return found


def _place(request: HttpRequest, one: Opened, path: str) -> str:
    """Where a path of the document is edited; empty for none."""
    parts = path.split("/")
    spec = next((s for s in vocabulary().kinds.values() if parts[0] in (s.collection, s.kind) and parts[0]), None)
    if spec is None:
        return ""
    own = spec.kind == one.document.kind
    id_ = one.document.name if own else (parts[1] if len(parts) > 1 else "")
    if one.document.entity(spec.kind, id_) is None:
        return ""
    field = parts[1 if own else 2] if len(parts) > (1 if own else 2) else ""
    place = reverse("karte-entity", args=(request.actor.organisation, one.id, spec.kind, id_))
    return f"{place}#f-{'-'.join((spec.kind, id_, field)).replace('_', '-')}"


@page("vendor", "institution")
def touches(request: HttpRequest, document: UUID) -> HttpResponse:
    """What the draft does to one case: fetched by the page of changes, one after the other."""
    one = opened(request, document, own=True)
    wanted = request.GET.get("case", "")
    row = next((row for row in concerned(one) if str(row.pk) == wanted), None)
    found = touched(one, row) if row is not None and one.changed else None
    return render(request, "karte/_touches.html", {"karte": one, "touched": found})


@require_POST
def _publish(request: HttpRequest, document: UUID) -> HttpResponse:
    """Publish the draft; what keeps it from that is said with a link to the place."""
    one = opened(request, document, own=True)
    if service_awaited(one.document) is not None:
        return _changes(request, one, Outcome(None, ()))
    outcome = attempt(request, Publish(document, request.POST.get("reason", "").strip()))
    if not outcome.ok:
        return _changes(request, opened(request, document, own=True), outcome)
    revision: Revision = outcome.result
    messages.success(request, say(
        f"第{revision.number}版として公開しました。お客様に渡すまで、相手の手元の版は変わりません。",
        f"Published as revision {revision.number}. Other parties keep theirs until you hand this one over.",
    ))  # fmt: skip
    return redirect("karte-page", request.actor.organisation, one.id)


publish = page("vendor", "institution", least=Role.EDITOR)(_publish)


@page("vendor", "institution", least=Role.EDITOR)
def conflicts(request: HttpRequest, document: UUID) -> HttpResponse:
    """Fields that were changed on both sides: both values side by side, one to choose."""
    one = opened(request, document, own=True)
    found = merged_with_head(one.draft).conflicts if one.draft is not None else ()
    if request.method == "POST":
        mine = frozenset(c.key for number, c in enumerate(found) if request.POST.get(f"c{number}") == "mine")
        outcome = attempt(request, Settle(document, mine))
        if outcome.ok:
            messages.success(request, say("両方の変更を合わせました。", "Both changes are put together."))
            return redirect("karte-changes", request.actor.organisation, document)
    rows = [_conflict(one.document, number, conflict) for number, conflict in enumerate(found)]
    return render(request, "karte/conflicts.html", {"karte": one, "rows": rows})


def _conflict(document: Document, number: int, conflict: Conflict) -> dict[str, object]:
    mine, theirs = (_said(document, conflict, value) for value in (conflict.ours, conflict.theirs))
    return {"name": f"c{number}", "mine": mine, "theirs": theirs}


def _said(document: Document, conflict: Conflict, value: object) -> str:
    """One side's change as a sentence."""
    place = f"{document.kind}/{document.name}"
    entity = document.entity(conflict.kind, conflict.id)
    written = entity.fields.get("name") if entity is not None else None
    name = Text.of(written) if isinstance(written, dict | str) else None
    if conflict.field == WHOLE:
        what = "entity-removed" if value is None else "entity-added" if conflict.base is None else ""
        if not what:
            return say("内容を変更する", "Keep it, changed")
        change = Change(what, place, conflict.kind, conflict.id, name)
    else:
        change = Change("field", place, conflict.kind, conflict.id, name, conflict.field, conflict.base, value)
    return in_words(document, [change])[0]


@page("vendor", "institution")
def history(request: HttpRequest, document: UUID) -> HttpResponse:
    """The revisions of a document, newest first, each with what it changed."""
    one = opened(request, document)
    found = list(revisions(one.row)[: _REVISIONS + 1])
    documents = load_many(found)
    rows = [
        {
            "revision": revision,
            "lines": in_words(now, diff([before], [now], vocabulary())[:_MOST]),
        }
        for revision, now, before in zip(found, documents, [*documents[1:], None], strict=True)
        if before is not None
    ]
    if found and len(found) <= _REVISIONS:
        rows.append({"revision": found[-1], "lines": []})
    return render(request, "karte/history.html", {"karte": one, "rows": rows})
