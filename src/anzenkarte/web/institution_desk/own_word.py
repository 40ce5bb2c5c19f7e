"""An institution's own documents as a person edits them: the draft, its beginning, and publishing beside a draft."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest

from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import Operation
from anzenkarte.web.shared.desk import Outcome, attempt
from anzenkarte.workspace.agreements.settling import without_their_words
from anzenkarte.workspace.documents_store.actions import BeginDocument, Discard, Edit, Publish, TakeIn
from anzenkarte.workspace.documents_store.drafts import drafted, operations_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for, find_document, heads
from anzenkarte.workspace.organisations.acting import Actor


class _Back(Exception):  # noqa: N818 - carries an outcome out of a transaction that must not stand
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def present(actor: Actor, row: KarteDocument) -> Document:
    """The document as the person is editing it: the draft where there is one, else as published."""
    draft = draft_for(actor.user, row)
    return drafted(draft) if draft is not None else heads([row])[0]


def say_and_publish(request: HttpRequest, holder: KarteDocument, operations: Sequence[Operation], why: str) -> Outcome:
    """Put operations into a document of one's own and publish them, whole or not at all.

    What the person has in a draft of it stays a draft: it is laid aside and put back over the new revision.
    """
    try:
        with transaction.atomic():
            aside = _lay_aside(request, holder)
            _done(attempt(request, Edit(holder.pk, operations)))
            published = _done(attempt(request, Publish(holder.pk, why)))
            if aside:
                _done(attempt(request, Edit(holder.pk, aside)))
            return published
    except _Back as back:
        return back.outcome


def _lay_aside(request: HttpRequest, holder: KarteDocument) -> tuple[Operation, ...]:
    """The operations of a draft on the newest revision, taken out of it; an older draft is left to be merged."""
    draft = draft_for(request.actor.user, holder)
    if draft is None or draft.base_id is None or draft.base_id != holder.head_id:
        return ()
    found = operations_of(draft)
    if found:
        _done(attempt(request, Discard(holder.pk)))
    return found


def _done(outcome: Outcome) -> Outcome:
    if not outcome.ok:
        raise _Back(outcome)
    return outcome


def own_telling(request: HttpRequest, row: KarteDocument) -> KarteDocument:
    """One's own telling of an engagement, begun from the other party's where there is none yet.

    Raises InputError where the other party's does not name this institution.
    """
    actor: Actor = request.actor
    if row.keeper_urn == actor.urn:
        return row
    found = find_document(row.kind, row.name, actor.urn)
    if found is not None:
        return found
    begun: KarteDocument = attempt(request, BeginDocument(row.kind, row.name)).result
    attempt(request, TakeIn(begun.pk, without_their_words(actor, heads([row])[0])))
    return begun
