"""An institution's own word on an engagement: statements as operations on its own telling, and their publishing.

A statement is never altered. A newer one takes the place of an older one of the same party: by *supersedes* where it
covers all of it, by its later day where it covers a part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.http import HttpRequest

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.facts.said import current, is_hearsay
from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.web.shared.desk import Outcome, attempt
from anzenkarte.workspace.documents_store.actions import BeginDocument, Discard, Edit, Publish, TakeIn
from anzenkarte.workspace.documents_store.drafts import drafted, operations_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for, find_document, heads
from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class Decision:
    """What an institution says about a duty: who does these acts of it, in a situation, for these subjects."""

    duty: str
    situation: str
    subjects: tuple[str, ...]  # an empty one: all of the engagement
    acts: tuple[str, ...]
    urn: str  # of the party who does it
    note: str = ""


class _Back(Exception):  # noqa: N818 - carries an outcome out of a transaction that must not stand
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def own_slug(document: Document, urn: str) -> str:
    """What a party is called inside a document; empty where it is not named."""
    parties = document.entities.get("party", {})
    return next((slug for slug, entity in parties.items() if entity.fields.get("urn") == urn), "")


def present(actor: Actor, row: KarteDocument) -> Document:
    """The document as the person is editing it: the draft where there is one, else as published."""
    draft = draft_for(actor.user, row)
    return drafted(draft) if draft is not None else heads([row])[0]


def without_their_words(document: Document, slug: str) -> Document:
    """Another party's telling as the beginning of one's own: everything but what others stated."""
    own = {
        id_: entity
        for id_, entity in document.entities.get("statement", {}).items()
        if entity.fields.get("by") == slug and not is_hearsay(entity)
    }
    entities = {kind: group for kind, group in document.entities.items() if kind != "statement"}
    if own:
        entities["statement"] = own
    header = {**document.header, "keeper": slug}
    return replace(document, keeper=slug, header=header, entities=entities, sealed="")


def say_and_publish(request: HttpRequest, row: KarteDocument, operations: Sequence[Operation], reason: str) -> Outcome:
    """Put operations into one's telling of an engagement (begun where there is none) and publish them, whole or not.

    What the person has in a draft of it stays a draft: it is laid aside and put back over the new revision.
    """
    try:
        with transaction.atomic():
            holder = own_telling(request, row)
            aside = _lay_aside(request, holder)
            _done(attempt(request, Edit(holder.pk, operations)))
            published = _done(attempt(request, Publish(holder.pk, reason)))
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


def own_telling(request: HttpRequest, row: KarteDocument) -> KarteDocument:
    """One's own telling of an engagement, begun from the other party's where there is none yet."""
    actor: Actor = request.actor
    if row.keeper_urn == actor.urn:
        return row
    found = find_document(row.kind, row.name, actor.urn)
    if found is not None:
        return found
    theirs = heads([row])[0]
    begun: KarteDocument = _done(attempt(request, BeginDocument(row.kind, row.name))).result
    _done(attempt(request, TakeIn(begun.pk, without_their_words(theirs, own_slug(theirs, actor.urn)))))
    return begun


def _done(outcome: Outcome) -> Outcome:
    if not outcome.ok:
        raise _Back(outcome)
    return outcome


def decided(
    document: Document,
    urn: str,
    decisions: Iterable[Decision],
    parties: Mapping[str, Mapping[str, Json]],
    on: date,
) -> tuple[Operation, ...]:
    """The operations that make decisions statements of the institution ``urn`` in its telling of an engagement.

    ``parties`` are the fields of the parties named, by URN; one the document does not know yet is added to it.
    """
    operations: list[Operation] = []
    own = own_slug(document, urn)
    taken = set(document.entities.get("statement", {}))
    slugs = {str(entity.fields.get("urn")): slug for slug, entity in document.entities.get("party", {}).items()}
    for decision in decisions:
        if decision.urn not in slugs:
            slugs[decision.urn] = free_id("party", slugs.values())
            operations.append(Operation("party", slugs[decision.urn], WHOLE, dict(parties[decision.urn])))
        for subject in decision.subjects:
            older = _older(document, own, decision, subject)
            fields = _fields(decision, own, slugs[decision.urn], subject, on)
            whole = next((entity for entity in older if _covered(entity, decision)), None)
            if whole is not None:
                fields["supersedes"] = whole.id
            id_ = free_id(older[-1].id if older else f"settled-{decision.duty.replace('_', '-')}", taken)
            taken.add(id_)
            operations.append(Operation("statement", id_, WHOLE, fields))
    return tuple(operations)


def _fields(decision: Decision, own: str, party: str, subject: str, on: date) -> dict[str, Json]:
    fields: dict[str, Json] = {
        "by": own,
        "date": on.isoformat(),
        "duty": decision.duty,
        "situation": decision.situation,
        "acts": list(decision.acts),
        "party": party,
    }
    if subject:
        fields["subject"] = subject
    if decision.note:
        fields["reason"] = {"ja": decision.note, "en": decision.note}
    return fields


def _older(document: Document, own: str, decision: Decision, subject: str) -> list[Entity]:
    """One's earlier words on the duty and subject that still stand, the latest last."""
    said = [
        entity
        for entity in document.entities.get("statement", {}).values()
        if entity.fields.get("by") == own
        and not is_hearsay(entity)
        and entity.fields.get("duty") == decision.duty
        and entity.fields.get("subject", "") == subject
    ]
    return current(said)


def _covered(entity: Entity, decision: Decision) -> bool:
    """Whether the decision speaks of everything the earlier statement spoke of."""
    acts = entity.fields.get("acts")
    return (
        entity.fields.get("situation") == decision.situation
        and isinstance(acts, list)
        and set(map(str, acts)) <= set(decision.acts)
    )


def free_id(base: str, taken: Iterable[str]) -> str:
    """A name that is not taken and sorts after ``base``, so that on one day it is the later word."""
    used, number = set(taken), 2
    stem = base[:60]
    if stem not in used:
        return stem
    while f"{stem}-{number}" in used:
        number += 1
    return f"{stem}-{number}"
