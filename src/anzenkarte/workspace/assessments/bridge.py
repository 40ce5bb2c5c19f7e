"""From stored documents to a case, and from a case to an assessment, kept ready while nothing in it changes.

The case of an engagement holds every party's telling of it, its service and its institution; that of an institution all
its engagements; that of a service the service alone. A draft may stand in the place of its document.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from uuid import UUID

from anzenkarte.assess.run import Assessment, run, update
from anzenkarte.catalogue.model import Edition
from anzenkarte.formats.canonical import digest
from anzenkarte.karte.case import Case, Group
from anzenkarte.karte.document import Document
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import customers_tellings, heads, services_for, tellings
from anzenkarte.workspace.documents_store.store import catalogue, urn_in

_MOST = 48


@dataclass(frozen=True)
class Asked:
    """What is assessed: documents by group, what it is about, the day and the editions."""

    groups: tuple[Group, ...]
    about: str
    on: date
    editions: tuple[Edition, ...]

    @property
    def key(self) -> str:
        """Equal for equal content: revisions, day, editions, catalogue."""
        return digest(
            {
                "about": self.about,
                "catalogue": catalogue().digest,
                "editions": [edition.id for edition in self.editions],
                "groups": [[group.prefix, [_name(document) for document in group.documents]] for group in self.groups],
                "on": self.on.isoformat(),
            }
        )


def _name(document: Document) -> str:
    return f"{document.kind}/{document.name}/{document.keeper}/{document.revision}"


def editions_on(on: date, named: Sequence[str] = ()) -> tuple[Edition, ...]:
    """The editions in force on a day, or the named ones."""
    return tuple(catalogue().resolve(list(named), on))


def groups_of(row: KarteDocument, draft: Document | None = None) -> tuple[tuple[Group, ...], str]:
    """Documents of the case about a stored document, grouped as ``karte.select`` does; ``draft`` stands for it."""
    own = draft if draft is not None else heads([row])[0]
    if row.kind == "service":
        return (Group("", (own,)),), "service"
    if row.kind == "engagement":
        told = [own, *heads([r for r in tellings("engagement", [row.name]) if r.pk != row.pk])]
        (service,) = services_for([own])
        return (Group("", (*service, *told, *_institution_of(own))),), "engagement"
    return _with_engagements(row, own), "institution"


def _institution_of(engagement: Document) -> list[Document]:
    customer = urn_in(engagement, ({} if engagement.own is None else engagement.own.fields).get("customer"))
    rows = KarteDocument.objects.select_related("head").filter(
        kind="institution", keeper_urn=customer, head__isnull=False
    )
    return heads(list(rows.order_by("name")[:1]))


def _with_engagements(row: KarteDocument, own: Document) -> tuple[Group, ...]:
    """An institution with all its engagements, each with every telling of it and its service."""
    fields = {} if own.own is None else own.own.fields
    rows = customers_tellings(urn_in(own, fields.get("party")) or row.keeper_urn)
    told: dict[str, list[Document]] = {}
    for telling_row, document in zip(rows, heads(rows), strict=True):
        told.setdefault(telling_row.name, []).append(document)
    if not told:
        return (Group("", (own,)),)
    several = len(told) > 1
    services = services_for([documents[0] for documents in told.values()])
    return tuple(
        Group(f"{name}." if several else "", (*service, *documents, own))
        for (name, documents), service in zip(told.items(), services, strict=True)
    )


def ask(row: KarteDocument, on: date, named: Sequence[str] = (), draft: Document | None = None) -> Asked:
    """What an assessment of a stored document looks at."""
    groups, about = groups_of(row, draft)
    return Asked(groups, about, on, editions_on(on, named))


class _Ready:
    """Assessments of this process, newest last; one that differs little from a ready one is an update of it."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.by_key: OrderedDict[tuple[UUID, str], Assessment] = OrderedDict()
        self.last: dict[tuple[UUID, UUID], tuple[UUID, str]] = {}

    def get(self, organisation: UUID, row: UUID, asked: Asked) -> Assessment:
        key = organisation, asked.key
        with self.lock:
            found = self.by_key.get(key)
            if found is not None:
                self.by_key.move_to_end(key)
                return found
            before = self.by_key.get(self.last.get((organisation, row), key))
            made = self._make(asked, before)
            self.by_key[key] = made
            self.last[organisation, row] = key
            while len(self.by_key) > _MOST:
                self.by_key.popitem(last=False)
        return made

    @staticmethod
    def _make(asked: Asked, before: Assessment | None) -> Assessment:
        known = catalogue()
        if before is not None and before.case.about == asked.about:
            case = Case(asked.groups, known.vocabulary, before.case, asked.about)
            return update(before, case, asked.on, asked.editions)
        case = Case(asked.groups, known.vocabulary, None, asked.about)
        return run(case, known, asked.on, asked.editions)


_ready = _Ready()


def assess(row: KarteDocument, on: date, named: Sequence[str] = (), draft: Document | None = None) -> Assessment:
    """The assessment of a stored document of the organisation in scope on a day."""
    return _ready.get(row.organisation_id, row.pk, ask(row, on, named, draft))
