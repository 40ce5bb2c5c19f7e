"""Settling a cell of the demarcation: one's own word on who does it, written into one's own telling and published.

A statement is never altered. A newer one takes the place of an older one of the same party: by *supersedes* where it
covers all of it, by its later day where it covers a part. The cell is agreed once the other side says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.facts.said import current, is_hearsay
from anzenkarte.karte.operations import WHOLE, Operation
from anzenkarte.workspace.documents_store.actions import BeginDocument, Discard, Edit, Publish, TakeIn
from anzenkarte.workspace.documents_store.drafts import operations_of
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import draft_for, find_document, heads, tellings
from anzenkarte.workspace.handovers.sending import today
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

_LONGEST = 400


@dataclass(frozen=True)
class CellWord:
    """Who does these acts of a duty, in a situation, for these subjects (an empty one: all of the engagement)."""

    duty: str
    situation: str
    subjects: tuple[str, ...]
    acts: tuple[str, ...]
    party: str  # URN
    note: str = ""


@dataclass(frozen=True)
class SettleCell(Action[Revision]):
    """Say who does something, and publish it; one's telling of the engagement is begun where there is none.

    What the person has in a draft of it stays a draft: it is laid aside and put back over the new revision. Raises
    InputError ``settle.*``, and what editing and publishing raise.
    """

    engagement: str
    words: Sequence[CellWord]
    verb: ClassVar[str] = "cell.settle"

    def perform(self, actor: Actor) -> Done[Revision]:
        if not self.words or not all(word.subjects and word.acts for word in self.words):
            raise refuse("settle.nothing")
        told = tellings("engagement", [self.engagement])
        if not told:
            raise refuse("settle.engagement")
        holder = own_telling(actor, told)
        people = people_of(heads(told))
        unknown = [word.party for word in self.words if word.party not in people]
        if unknown:
            raise refuse("settle.party")
        aside = _lay_aside(actor, holder)
        document = heads([holder])[0] if holder.head is not None else without_their_words(actor, heads(told)[0])
        operations = settled(document, actor.urn, self.words, people, today())
        Edit(holder.pk, operations).perform(actor)
        published = Publish(holder.pk, self.words[0].note[:_LONGEST]).perform(actor).result
        if aside:
            Edit(holder.pk, aside).perform(actor)
        return Done(f"document:{holder.pk}", {"cells": len(self.words), "revision": published.hash}, published)


def own_slug(document: Document, urn: str) -> str:
    """What a party is called inside a document; empty where it is not named."""
    parties = document.entities.get("party", {})
    return next((slug for slug, entity in parties.items() if entity.fields.get("urn") == urn), "")


def people_of(documents: Iterable[Document]) -> dict[str, Mapping[str, Json]]:
    """URN → fields of every party the documents name."""
    found: dict[str, Mapping[str, Json]] = {}
    for document in documents:
        for entity in document.entities.get("party", {}).values():
            if entity.fields.get("urn"):
                found.setdefault(str(entity.fields["urn"]), entity.fields)
    return found


def without_their_words(actor: Actor, theirs: Document) -> Document:
    """Another party's telling as the beginning of one's own: everything but what others stated."""
    slug = own_slug(theirs, actor.urn)
    if not slug:
        raise refuse("settle.engagement")
    statements = theirs.entities.get("statement", {})
    own = {id_: e for id_, e in statements.items() if e.fields.get("by") == slug and not is_hearsay(e)}
    entities = {kind: group for kind, group in theirs.entities.items() if kind != "statement"}
    if own:
        entities["statement"] = own
    return replace(theirs, keeper=slug, header={**theirs.header, "keeper": slug}, entities=entities, sealed="")


def own_telling(actor: Actor, told: Sequence[KarteDocument]) -> KarteDocument:
    """One's own telling of an engagement, begun from the other party's where there is none yet."""
    own = find_document("engagement", told[0].name, actor.urn)
    if own is not None:
        return own
    begun = BeginDocument("engagement", told[0].name).perform(actor).result
    TakeIn(begun.pk, without_their_words(actor, heads(told[:1])[0])).perform(actor)
    return begun


def _lay_aside(actor: Actor, holder: KarteDocument) -> tuple[Operation, ...]:
    """The operations of a draft on the newest revision, taken out of it; an older draft is left to be merged."""
    draft = draft_for(actor.user, holder)
    if draft is None or draft.base_id is None or draft.base_id != holder.head_id:
        return ()
    found = operations_of(draft)
    if found:
        Discard(holder.pk).perform(actor)
    return found


def settled(
    document: Document, urn: str, words: Iterable[CellWord], people: Mapping[str, Mapping[str, Json]], on: date
) -> tuple[Operation, ...]:
    """The operations that make words statements of the party ``urn``; a party not in the document yet is added."""
    operations: list[Operation] = []
    own = own_slug(document, urn)
    taken = set(document.entities.get("statement", {}))
    slugs = {str(e.fields.get("urn")): slug for slug, e in document.entities.get("party", {}).items()}
    for word in words:
        if word.party not in slugs:
            slugs[word.party] = free_id("party", slugs.values())
            operations.append(Operation("party", slugs[word.party], WHOLE, dict(people[word.party])))
        for subject in word.subjects:
            older = _older(document, own, word, subject)
            fields = _fields(word, own, slugs[word.party], subject, on)
            whole = next((entity for entity in older if _covered(entity, word)), None)
            if whole is not None:
                fields["supersedes"] = whole.id
            id_ = free_id(older[-1].id if older else f"settled-{word.duty.replace('_', '-')}", taken)
            taken.add(id_)
            operations.append(Operation("statement", id_, WHOLE, fields))
    return tuple(operations)


def _fields(word: CellWord, own: str, party: str, subject: str, on: date) -> dict[str, Json]:
    fields: dict[str, Json] = {
        "by": own,
        "date": on.isoformat(),
        "duty": word.duty,
        "situation": word.situation,
        "acts": list(word.acts),
        "party": party,
    }
    if subject:
        fields["subject"] = subject
    if word.note:
        fields["reason"] = {"ja": word.note, "en": word.note}
    return fields


def _older(document: Document, own: str, word: CellWord, subject: str) -> list[Entity]:
    """One's earlier words on the duty and subject that still stand, the latest last."""
    return current(
        entity
        for entity in document.entities.get("statement", {}).values()
        if entity.fields.get("by") == own
        and not is_hearsay(entity)
        and entity.fields.get("duty") == word.duty
        and entity.fields.get("subject", "") == subject
    )


def _covered(entity: Entity, word: CellWord) -> bool:
    """Whether the word speaks of everything the earlier statement spoke of."""
    acts = entity.fields.get("acts")
    same = entity.fields.get("situation") == word.situation
    return same and isinstance(acts, list) and set(map(str, acts)) <= set(word.acts)


def free_id(base: str, taken: Iterable[str]) -> str:
    """A name that is not taken and sorts after ``base``, so that on one day it is the later word."""
    used, number = set(taken), 2
    stem = base[:60]
    if stem not in used:
        return stem
    while f"{stem}-{number}" in used:
        number += 1
    return f"{stem}-{number}"
