"""From a file: a karte into drafts, a filled form into statements, a bill of materials into components.

What a file would change is shown before it is taken in; until then it waits for an hour, for this person alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.forms.fill import fill_all
from anzenkarte.forms.lint import lint_against
from anzenkarte.forms.read import ReadForm, form_of, read_form
from anzenkarte.forms.statements import added_to, dated_in, statements_of
from anzenkarte.karte.diff import diff
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import between
from anzenkarte.karte.read import read_text
from anzenkarte.karte.sbom import Imported, grouped, import_sbom
from anzenkarte.karte.sbom_merge import Merged, merge_into
from anzenkarte.kernel.errors import AnzenError, InputError, Problem
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte import Opened, name_of, opened, parties_by_urn, title_of, today, vocabulary
from anzenkarte.web.shared.karte_change import in_words
from anzenkarte.web.shared.words import say, sentence, sentences
from anzenkarte.web.vendor_desk.filled import current_forms, filled
from anzenkarte.web.vendor_desk.listing import documents, lines
from anzenkarte.workspace.documents_store.actions import BeginDocument, TakeIn
from anzenkarte.workspace.documents_store.queries import find_document
from anzenkarte.workspace.documents_store.store import catalogue, duties, urn_in
from anzenkarte.workspace.organisations.models import Role

LARGEST: Final = 20 * 1024 * 1024
_WAITS: Final = 60 * 60
_MOST: Final = 200
_SERVICES: Final = 100


@dataclass(frozen=True)
class Taken:
    """A document of a karte file and what became of it."""

    title: str
    id: UUID | None
    changes: int
    problem: str = ""


@dataclass(frozen=True)
class Upload:
    """A file that waits to be taken in."""

    token: str
    name: str
    data: bytes


def received(request: HttpRequest) -> Upload:
    """The file sent, or the one that waits under the token sent. Raises InputError for none, too large, or gone."""
    sent = request.FILES.get("file")
    if isinstance(sent, UploadedFile):
        if sent.size is None or sent.size > LARGEST:
            raise InputError(Problem.at("upload.too-large", {"most": LARGEST // (1024 * 1024)}))
        return Upload("", (sent.name or "file")[-100:], sent.read())
    token = request.POST.get("token", "")
    held = cache.get(_key(request, token)) if len(token) == 32 and token.isalnum() else None
    if not isinstance(held, Upload):
        raise InputError(Problem.at("upload.none"))
    return held


def keep(request: HttpRequest, upload: Upload) -> str:
    """Let a file wait until it is confirmed; gives its token."""
    token = upload.token or uuid4().hex
    cache.set(_key(request, token), Upload(token, upload.name, upload.data), _WAITS)
    return token


def _key(request: HttpRequest, token: str) -> str:
    return f"upload-{request.actor.organisation.hex}-{request.actor.user.hex}-{token}"


@page("vendor", least=Role.EDITOR, file=LARGEST)
def karte_file(request: HttpRequest) -> HttpResponse:
    """Take a karte file into drafts: what it says is seen, changed and published there."""
    outcome, taken = Outcome(None), []
    if request.method == "POST":
        try:
            upload = received(request)
            found = read_text(upload.data, vocabulary(), duties(), upload.name)
            taken = [_take(request, document) for document in found]
        except AnzenError as error:
            outcome = Outcome(None, tuple(("file", _placed(problem)) for problem in error.problems))
    services = list(documents(request.actor, "service")[:_SERVICES])
    context = {"outcome": outcome, "taken": taken, "services": lines(services, today()), "largest": LARGEST >> 20}
    return render(request, "vendor_desk/file.html", context, status=200 if outcome.ok else 422)


def _placed(problem: Problem) -> str:
    """A sentence with the line or cell it is about."""
    place = say(f"{problem.line}行目：", f"line {problem.line}: ") if problem.line else ""
    return place + sentence(problem)


def _take(request: HttpRequest, document: Document) -> Taken:
    """Begin or change one's draft of a document as the file says it."""
    name = title_of(document)
    if urn_in(document, document.keeper) != request.actor.urn:
        return Taken(name, None, 0, say(
            "管理者が自社ではないため取り込みません。相手の文書は「受け渡し」で受け取ります。",
            "Not kept by you, so it is not taken. Other parties' documents come as bundles.",
        ))  # fmt: skip
    row = find_document(document.kind, document.name, request.actor.urn)
    if row is None:
        begun = attempt(request, BeginDocument(document.kind, document.name))
        if not begun.ok:
            return Taken(name, None, 0, begun.problems[0][1])
        row = begun.result
    done = attempt(request, TakeIn(row.pk, document))
    return Taken(name, row.pk, done.result or 0, "" if done.ok else done.problems[0][1])


Preview = Callable[[HttpRequest, Opened, Upload], tuple[dict[str, object], Document]]


def _two_steps(request: HttpRequest, document: UUID, template: str, preview: Preview) -> HttpResponse:
    """Show what a file would change; take it in when that was confirmed."""
    one = opened(request, document, own=True)
    context: dict[str, object] = {
        "karte": one,
        "largest": LARGEST >> 20,
        "parts": _components(one),
        "forms": current_forms(),
    }
    problems: tuple[tuple[str, str], ...] = ()
    if request.method == "POST":
        try:
            upload = received(request)
            found, made = preview(request, one, upload)
        except AnzenError as error:
            problems = tuple(sentences(error))
        else:
            if request.POST.get("take") and upload.token:
                done = attempt(request, TakeIn(one.id, made))
                if done.ok:
                    cache.delete(_key(request, upload.token))
                    messages.success(request, say(
                        f"下書きに取り込みました（変更{done.result}件）。", f"In your draft: {done.result} changes."
                    ))  # fmt: skip
                    return redirect("karte-changes", request.actor.organisation, document)
                problems = done.problems
            changes = in_words(one.document, diff([one.document], [made], vocabulary())[:_MOST])
            context |= {**found, "token": keep(request, upload), "name": upload.name, "changes": changes,
                        "count": len(between(one.document, made))}  # fmt: skip
    context["outcome"] = Outcome(None, tuple(("file", text) for _, text in problems))
    return render(request, template, context, status=422 if problems else 200)


def _components(one: Opened) -> list[tuple[str, str]]:
    return [(id_, name_of(entity)) for id_, entity in one.document.entities.get("component", {}).items()][:_MOST]


@page("vendor", least=Role.EDITOR, file=LARGEST)
def sbom(request: HttpRequest, document: UUID) -> HttpResponse:
    """Components of a CycloneDX bill: what is added, filled in, differs, and what finds no place."""
    return _two_steps(request, document, "vendor_desk/sbom.html", _sbom)


def _sbom(request: HttpRequest, one: Opened, upload: Upload) -> tuple[dict[str, object], Document]:
    imported = _bill(upload)
    part_of = request.POST.get("part_of", "")
    merged: Merged = merge_into(one.document, imported, part_of)
    left = [
        {"path": path, "reason": sentence(Problem.at(reason)), "count": count}
        for path, reason, count in grouped(imported.leftovers)
    ]
    found: dict[str, object] = {
        "added": len(merged.added),
        "filled": len(merged.filled),
        "differences": merged.differences[:_MOST],
        "more": max(0, len(merged.differences) - _MOST),
        "leftovers": left[:_MOST],
        "part_of": part_of,
    }
    return found, merged.document


def _bill(upload: Upload) -> Imported:
    """The bill in a file. Raises InputError ``upload.not-a-bill`` with the line for what is no JSON at all."""
    try:
        return import_sbom(upload.data, upload.name)
    except InputError as error:
        first = error.problems[0]
        if not first.code.startswith("json."):
            raise
        raise InputError(Problem.at("upload.not-a-bill", {"line": first.line or 1})) from error


@page("vendor", least=Role.EDITOR, file=LARGEST)
def form_upload(request: HttpRequest, document: UUID) -> HttpResponse:
    """A filled form as statements: what it says, what cannot be read, what contradicts the document."""
    return _two_steps(request, document, "vendor_desk/form_upload.html", _form)


def _form(request: HttpRequest, one: Opened, upload: Upload) -> tuple[dict[str, object], Document]:
    read = _read(request, upload)
    own = parties_by_urn(one.document).get(request.actor.urn, "")
    if not own:
        raise InputError(Problem.at("upload.no-party"))
    statements = statements_of(read, own, today().isoformat(), upload.name)
    known = filled(one).form(read.form.id) or fill_all([read.form], one.assessment)[0]
    against = lint_against(upload.name, read, known)
    colon = say("：", ": ")
    found: dict[str, object] = {
        "form": read.form,
        "chosen": request.POST.get("form", ""),
        "rows": len(read.said),
        "unread": [f"{problem.path}{colon}{sentence(problem)}" for problem in read.problems[:_MOST]],
        "against": [f"{problem.path}{colon}{sentence(problem)}" for problem in against[:_MOST]],
    }
    return found, added_to(one.document, statements, dated_in(read))


def _read(request: HttpRequest, upload: Upload) -> ReadForm:
    forms = catalogue().forms
    named = request.POST.get("form", "")
    form = forms.get(named) if named else form_of(upload.data, upload.name, forms)
    if named and form is None:
        raise Http404
    if form is None:
        raise InputError(Problem.at("upload.which-form"))
    return read_form(upload.data, upload.name, form)
