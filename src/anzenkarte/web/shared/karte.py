"""A document as a person has it before them: the stored row, the draft over it, its names and its assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import KindSpec, Vocabulary
from anzenkarte.web.shared.words import language
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.documents_store.drafts import drafted, empty
from anzenkarte.workspace.documents_store.models import Draft, KarteDocument
from anzenkarte.workspace.documents_store.queries import beside, draft_for
from anzenkarte.workspace.documents_store.store import catalogue, load
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.organisations.models import Role


def today() -> date:
    """The day in Japan."""
    return timezone.localdate()


def shown_day(day: date) -> str:
    """A day as the reader writes it."""
    return When.of(day).display(language())


def vocabulary() -> Vocabulary:
    """Kinds and fields of documents."""
    return catalogue().vocabulary


def title_of(document: Document) -> str:
    """What a document is called in the reader's language; its short name where nothing is written."""
    return name_of(document.own) if document.own is not None else document.name


def name_of(entity: Entity) -> str:
    """What an entity is called by those who wrote it down; its id without a name."""
    for key in ("name", "title", "reference"):
        text = written(entity.fields.get(key))
        if text:
            return text
    return entity.id


def written(value: Json) -> str:
    """A text of one or two languages as a document writes it; empty for anything else."""
    if isinstance(value, dict) and not ({"ja", "en"} & set(value)):
        return ""
    return Text.of(value).to(language()) if isinstance(value, dict | str) else ""


@dataclass(frozen=True)
class Opened:
    """A stored document with one's draft of it. ``document`` is what the draft makes, else the newest revision."""

    actor: Actor
    row: KarteDocument
    draft: Draft | None
    document: Document
    undoable: bool
    redoable: bool

    @property
    def id(self) -> UUID:
        """The stored row's id."""
        return self.row.pk

    @property
    def own(self) -> bool:
        """Whether this organisation keeps it; the copy of another party's document is only read."""
        return self.row.keeper_urn == self.actor.urn

    @property
    def may_edit(self) -> bool:
        """Whether this person may change it."""
        return self.own and self.actor.may(Role.EDITOR)

    @property
    def changed(self) -> bool:
        """Whether the draft says something else than the newest revision."""
        return self.undoable

    @cached_property
    def title(self) -> str:
        """What it is called."""
        return title_of(self.document)

    @cached_property
    def assessment(self) -> Assessment:
        """How the case of the document stands today, one's draft in the place of the newest revision."""
        draft = self.document if self.changed or self.row.head is None else None
        return assess(self.row, today(), (), draft)

    @cached_property
    def words(self) -> Words:
        """Names and sentences of the assessment."""
        return Words(self.assessment, language())

    @cached_property
    def beside(self) -> list[Document]:
        """The documents its references may lead into."""
        return beside(self.actor, self.document)

    def kind(self, name: str) -> KindSpec:
        """A kind of entity that may stand in this document; Http404 for any other."""
        spec = vocabulary().kinds.get(name)
        if spec is None or not (name == self.document.kind or (spec.collection and self.row.kind in spec.documents)):
            raise Http404
        return spec

    def entity(self, kind: str, id_: str) -> Entity:
        """An entity of this document; Http404 where there is none."""
        self.kind(kind)
        found = self.document.entity(kind, id_)
        if found is None and (kind, id_) == (self.document.kind, self.document.name):
            return Entity(kind, id_, {})
        if found is None:
            raise Http404
        return found


def opened(request: HttpRequest, id_: UUID, own: bool = False) -> Opened:
    """A document of the organisation in scope; Http404 for any other, and where ``own`` is asked for another's copy."""
    row = KarteDocument.objects.select_related("head").filter(id=id_).first()
    if row is None or (own and row.keeper_urn != request.actor.urn):
        raise Http404
    draft = draft_for(request.actor.user, row)
    marks = set() if draft is None else set(draft.operations.values_list("undone", flat=True))
    if draft is not None and False in marks:
        document = drafted(draft)
    else:
        document = empty(row) if row.head is None else load(row.head)
    return Opened(request.actor, row, draft, document, False in marks, True in marks)


def parties_by_urn(document: Document) -> Mapping[str, str]:
    """URN → slug of the parties a document names."""
    found = document.entities.get("party", {})
    return {str(entity.fields.get("urn")): slug for slug, entity in found.items() if entity.fields.get("urn")}
