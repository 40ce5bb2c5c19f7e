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
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.catalogue.model import Edition
from anzenkarte.formats.canonical import digest
from anzenkarte.karte.case import Case, Group
from anzenkarte.karte.document import Document
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads, services_of, tellings
from anzenkarte.workspace.documents_store.store import urn_in

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
                "catalogue": open_catalogue().digest,
                "editions": [edition.id for edition in self.editions],
                "groups": [[g.prefix, [f"{d.kind}/{d.name}/{d.keeper}/{d.revision}" for d in g.documents]] for g in self.groups],
                "on": self.on.isoformat(),
            }
        )  # fmt: skip


def editions_on(on: date, named: Sequence[str] = ()) -> tuple[Edition, ...]:
    """The editions in force on a day, or the named ones."""
    return tuple(open_catalogue().resolve(list(named), on))


def groups_of(row: KarteDocument, draft: Document | None = None) -> tuple[tuple[Group, ...], str]:
    """Documents of the case about a stored document, in groups as ``karte.select`` makes them; ``draft`` replaces it."""
    own = draft if draft is not None else heads([row])[0]
    if row.kind == "service":
        return (Group("", (own,)),), "service"
    if row.kind == "engagement":
        return (Group("", _engagement(row.name, own, row, None)),), "engagement"
    return _institution(row, own), "institution"


def _engagement(
    name: str, own: Document | None, row: KarteDocument | None, institution: Document | None
) -> tuple[Document, ...]:
    told = [r for r in tellings("engagement", [name]) if row is None or r.pk != row.pk]
    engagements = ([own] if own is not None else []) + heads(told)
    first = engagements[0]
    fields = {} if first.own is None else first.own.fields
    services = heads(services_of(first))
    customer = urn_in(first, fields.get("customer"))
    if institution is None:
        rows = list(KarteDocument.objects.select_related("head").filter(kind="institution", keeper_urn=customer, head__isnull=False).order_by("name")[:1])  # fmt: skip
        institutions = heads(rows)
    else:
        institutions = [institution]
    return (*services, *engagements, *institutions)


def _institution(row: KarteDocument, own: Document) -> tuple[Group, ...]:
    fields = {} if own.own is None else own.own.fields
    urn = urn_in(own, fields.get("party")) or row.keeper_urn
    names = list(
        KarteDocument.objects.filter(kind="engagement", summary__customer_urn=urn)
        .order_by("name").values_list("name", flat=True).distinct()
    )  # fmt: skip
    if not names:
        return (Group("", (own,)),)
    several = len(names) > 1
    return tuple(Group(f"{name}." if several else "", _engagement(name, None, None, own)) for name in names)


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
        catalogue = open_catalogue()
        if before is not None and before.case.about == asked.about:
            case = Case(asked.groups, catalogue.vocabulary, before.case, asked.about)
            return update(before, case, asked.on, asked.editions)
        case = Case(asked.groups, catalogue.vocabulary, None, asked.about)
        return run(case, catalogue, asked.on, asked.editions)


_ready = _Ready()


def assess(row: KarteDocument, on: date, named: Sequence[str] = (), draft: Document | None = None) -> Assessment:
    """The assessment of a stored document of the organisation in scope on a day."""
    return _ready.get(row.organisation_id, row.pk, ask(row, on, named, draft))
