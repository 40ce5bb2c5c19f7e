"""Where an institution answers what is asked: at the field of its own document, or whom it has to ask instead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from anzenkarte.documents.content.words import Words
from anzenkarte.karte.case import Part
from anzenkarte.kernel.facts import FactRead
from anzenkarte.web.institution_desk.common import address
from anzenkarte.web.institution_desk.whom import whom_to_ask
from anzenkarte.web.shared.templatetags.desk import slug_id
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import urn_in

_COMPUTED: Final = {"institution.servers_updated_by_vendors": "contract-list"}
"""Facts told together from many fields, and the page on which those stand side by side."""


@dataclass(frozen=True)
class Question:
    """What is asked, about what, and where to answer it; ``ask`` names whom to ask where it is not one's own to say."""

    text: str
    about: str
    href: str
    ask: str


class Answering:
    """Finds the places; at most one question to the database for all of them."""

    def __init__(self, request: HttpRequest, words: Words) -> None:
        self.request = request
        self.words = words
        self.urn: str = request.actor.urn

    @cached_property
    def own(self) -> dict[tuple[str, str], UUID]:
        """The rows of one's own documents in the case, by kind and name."""
        named = Q(pk__in=[])
        for document in self.words.case.documents:
            if urn_in(document, document.keeper) == self.urn:
                named |= Q(kind=document.kind, name=document.name)
        rows = KarteDocument.objects.filter(named, keeper_urn=self.urn)
        return {(kind, name): pk for pk, kind, name in rows.values_list("pk", "kind", "name")}

    def question(self, read: FactRead) -> Question:
        """A fact that is not known, as a question with its place."""
        href = self.place(read)
        about = self.words.name(read.subject) if "/" in read.subject else ""
        ask = "" if href else self.words.join(whom_to_ask(self.words, [read]))
        return Question(self.words.of(self.words.question(read)), about, href, ask)

    def place(self, read: FactRead) -> str:
        """The address of the field a fact is read from; empty where another party has to say it."""
        if read.name in _COMPUTED:
            return reverse(_COMPUTED[read.name], args=[self.request.actor.organisation])
        parts = self.words.case.parts(read.subject)
        own = next((part for part in parts if self._row(part) is not None), None)
        if own is not None:
            return self._field(own, read.name)
        if any(part.entity.kind == "engagement" for part in parts):
            # Nothing of one's own is written about it yet; the clinic's page begins it with the first answer.
            return address(self.request, "institution-clinic", engagement=parts[0].document.name)
        return ""

    def subject(self, subject: str) -> str:
        """The address of everything written about a subject in one's own document; empty without one."""
        own = next((part for part in self.words.case.parts(subject) if self._row(part) is not None), None)
        return "" if own is None else self._field(own, "")

    def _row(self, part: Part) -> UUID | None:
        document = part.document
        if urn_in(document, document.keeper) != self.urn:
            return None
        return self.own.get((document.kind, document.name))

    def _field(self, part: Part, fact: str) -> str:
        """The page of an entity at a field, or the list of what belongs to it where the fact is a collection."""
        organisation, row = self.request.actor.organisation, self._row(part)
        relation = self.words.vocabulary.relations.get(fact)
        if relation is not None:
            return reverse("karte-section", args=[organisation, row, relation.target])
        entity, spec = part.entity, self.words.vocabulary.facts.get(fact)
        page = reverse("karte-entity", args=[organisation, row, entity.kind, entity.id])
        if spec is None or spec.derived or spec.kind != entity.kind:
            return page
        return f"{page}#f-{slug_id(f'{entity.kind}/{entity.id}/{spec.short}')}"
