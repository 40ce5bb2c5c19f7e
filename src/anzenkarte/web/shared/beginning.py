"""Documents begun on a desk: a free short name, a fresh id for a party, the document as its writer's first draft."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import uuid4

from django.http import HttpRequest

from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.operations import Operation, between
from anzenkarte.web.shared.desk import attempt
from anzenkarte.workspace.documents_store.actions import BeginDocument
from anzenkarte.workspace.documents_store.drafts import empty
from anzenkarte.workspace.documents_store.models import KarteDocument

_STEM = 70


class Back(Exception):  # noqa: N818 - carries problems out of a transaction that must not stand
    """What keeps a document from being begun, as (path, sentence)."""

    def __init__(self, problems: tuple[tuple[str, str], ...]) -> None:
        self.problems = problems


def fresh_urn() -> str:
    """A new id for a party nobody has named yet."""
    return f"urn:uuid:{uuid4()}"


def free_name(kind: str, name: str, taken: Collection[tuple[str, str]]) -> str:
    """The name, or with a number behind it where (kind, name) is taken."""
    free, number = name, 2
    while (kind, free) in taken:
        free = f"{name[:_STEM]}-{number}"
        number += 1
    return free


def renamed(document: Document, name: str) -> Document:
    """The document under another short name."""
    if name == document.name or document.own is None:
        return document
    own = {name: Entity(document.kind, name, document.own.fields)}
    header = {**document.header, "name": name}
    return replace(document, name=name, header=header, entities={**document.entities, document.kind: own}, sealed="")


def begin_document(request: HttpRequest, document: Document, more: Sequence[Operation] = ()) -> KarteDocument:
    """Keep a document as a draft of the person's own, published by nobody; raises Back where that is refused."""
    blank = empty(KarteDocument(kind=document.kind, name=document.name))
    outcome = attempt(request, BeginDocument(document.kind, document.name, [*between(blank, document), *more]))
    if not outcome.ok:
        raise Back(tuple(("", text) for _, text in outcome.problems))
    made: KarteDocument = outcome.result
    return made
