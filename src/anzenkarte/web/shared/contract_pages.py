"""Contracts on every desk alike: the register, one contract, and the finder for the one sentence that decides."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Lang
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.evidence_forms import at_file, file_in
from anzenkarte.web.shared.words import language, said, say, sentence
from anzenkarte.workspace.contracts.actions import BASES, AddText, ChooseSentence
from anzenkarte.workspace.contracts.models import ContractRow
from anzenkarte.workspace.contracts.queries import (
    contracts,
    counts,
    document_seen,
    row_of,
    servers_in,
    tellings,
    text_by_id,
    texts,
)
from anzenkarte.workspace.contracts.reading import LARGEST
from anzenkarte.workspace.contracts.tasks import read_text
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.models import Role

_DESKS = ("vendor", "institution")


def words_of(field: str, kind: str = "contract") -> dict[str, str]:
    """The words of a closed list in the reader's language."""
    return _words(kind, field, language())


@lru_cache(maxsize=32)
def _words(kind: str, field: str, lang: Lang) -> dict[str, str]:
    """The catalogue does not change while a process serves."""
    values = catalogue().vocabulary.facts[f"{kind}.{field}"].values
    return {key: text.to(lang) for key, text in values.items()}


def shown(row: ContractRow) -> dict[str, Any]:
    """A contract as the pages show it."""
    ja = language() == "ja"
    return {
        "row": row,
        "title": row.title_ja if ja else row.title_en,
        "keeper": row.keeper_ja if ja else row.keeper_en,
        "supplier": row.supplier_ja if ja else row.supplier_en,
        "customer": row.customer_ja if ja else row.customer_en,
        "form": words_of("form").get(row.form, ""),
        "signed": When.parse(row.signed).display(language()) if row.signed else "",
        "ends": When.parse(row.ends).display(language()) if row.ends else "",
        "updates": words_of("security_updates").get(row.updates, ""),
        "open": row.updates in ("", "not_stated"),
        "covered": [_server(one) for one in row.servers.get("covered", [])],
        "unclaimed": [_server(one) for one in row.servers.get("open", [])],
    }


def _server(one: list[str]) -> dict[str, str]:
    return {"name": one[0] if language() == "ja" else one[1], "clause": one[2]}


@page(*_DESKS)
def register(request: HttpRequest) -> HttpResponse:
    """All contracts of all documents held, those that end first."""
    asked = {key: request.GET.get(key, "").strip() for key in ("form", "updates", "words")}
    found = Paginator(contracts(asked["form"], asked["updates"], asked["words"]), 50).get_page(request.GET.get("page"))
    context = {
        "page": found,
        "rows": [shown(row) for row in found],
        "forms": list(words_of("form").items()),
        "updates": [("open", say("決まっていない", "open")), *list(words_of("security_updates").items())[:2]],
        "asked": asked,
        "counts": counts(),
        "query": "".join(f"{key}={value}&" for key, value in asked.items() if value),
    }
    return render(request, "evidence/contracts.html", context)


def _contract(document: UUID, slug: str) -> ContractRow:
    found = row_of(document, slug)
    if found is None:
        raise Http404
    return found


@page(*_DESKS, file=LARGEST)
def contract(request: HttpRequest, document: UUID, slug: str) -> HttpResponse:
    """One contract as every party tells it, and the texts handed in for it."""
    row = _contract(document, slug)
    outcome = None
    if request.method == "POST":
        if not request.actor.may(Role.EDITOR):
            raise Http404
        outcome = _handed_in(request, row)
        if outcome.ok:
            return redirect("contract-text", request.actor.organisation, outcome.result.id)
    others = tellings(row.document.kind, row.document.name, slug)
    context = {
        "one": shown(row),
        "told": [shown(other) for other in others if other.pk != row.pk],
        "texts": list(texts(document, slug)),
        "own": row.document.keeper_urn == request.actor.urn,
        "outcome": outcome,
        "may": request.actor.may(Role.EDITOR),
        "most": LARGEST // (1024 * 1024),
    }
    return render(request, "evidence/contract.html", context, status=200 if outcome is None else 422)


def _handed_in(request: HttpRequest, row: ContractRow) -> Outcome:
    file, missing = file_in(request, LARGEST)
    if file is None or missing is not None:
        return missing or Outcome(None, (("file", ""),))
    outcome = at_file(attempt(request, AddText(row.document_id, row.slug, file.read(), file.name or "")))
    if outcome.ok:
        read_text.enqueue(str(request.actor.organisation), str(outcome.result.id))
    return outcome


@page(*_DESKS)
def text(request: HttpRequest, text: UUID) -> HttpResponse:
    """The sentences found in a text, for a person to pick from."""
    found = text_by_id(text)
    if found is None:
        raise Http404
    row = row_of(found.document_id, found.slug)
    seen = document_seen(request.actor.user, found)
    covered = {} if seen is None else seen.entities.get("component", {})
    context = {
        "text": found,
        "servers": [
            (slug, said(name), bool(covered[slug].fields.get("update_owner")))
            for slug, name in ([] if seen is None else servers_in(seen))
        ],
        "bases": [(key, word) for key, word in words_of("update_basis", "component").items() if key in BASES],
        "basis": "terms" if row is not None and row.form == "standard_terms" else "contract",
        "sentences": list(enumerate(found.sentences)),
        "one": None if row is None else shown(row),
        "own": found.document.keeper_urn == request.actor.urn,
        "may": request.actor.may(Role.EDITOR),
        "values": list(words_of("security_updates").items()),
        "problem": sentence(Problem.at(found.problem, {"most": LARGEST // (1024 * 1024)})) if found.problem else "",
    }
    return render(request, "evidence/contract_text.html", context)


@page(*_DESKS, least=Role.EDITOR)
@require_POST
def choose(request: HttpRequest, text: UUID) -> HttpResponse:
    """Take one sentence as the one that decides; it goes into one's draft."""
    found = text_by_id(text)
    if found is None:
        raise Http404
    picked = request.POST.get("sentence", "")
    number = int(picked) if picked.isascii() and picked.isdigit() and len(picked) < 4 else -1
    servers = tuple(request.POST.getlist("servers"))
    action = ChooseSentence(
        found.id, number, request.POST.get("value", ""), servers, request.POST.get("basis", "contract")
    )
    outcome = attempt(request, action)
    for _, problem in outcome.problems:
        messages.error(request, problem)
    if outcome.ok:
        messages.success(
            request,
            say(
                "下書きに書き込みました。内容を確かめて公開すると、契約の一覧に現れます。",
                "Written into your draft. Check and publish it, and the register shows it.",
            ),
        )
    return redirect("contract-text", request.actor.organisation, found.id)
