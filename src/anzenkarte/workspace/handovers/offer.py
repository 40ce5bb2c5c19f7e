"""What a party offers about one of its documents, and what the same offer would be now.

The lines of an engagement are those of a *pair*: both parties' tellings laid over each other, with the service and the
institution. Whoever of the two computes them from the same revisions gets the same lines, and nothing a third party
said goes into them. A cell on which the two contradict each other is no line until they have settled it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Lock
from uuid import UUID

from anzenkarte.accord.gather import lines_of
from anzenkarte.accord.lines import Line
from anzenkarte.assess.run import Assessment, run, update
from anzenkarte.catalogue.model import Edition
from anzenkarte.formats.canonical import digest
from anzenkarte.karte.case import Case, Group
from anzenkarte.karte.document import Document
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads, services_for, tellings
from anzenkarte.workspace.documents_store.store import catalogue, urn_in
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.opening import documents_now
from anzenkarte.workspace.organisations.acting import Actor
from anzenkarte.workspace.scope import current

SIDES = ("vendor", "customer")
_MOST = 32


@dataclass(frozen=True)
class Seen:
    """An assessment, and the lines that follow from it."""

    assessment: Assessment
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Offered:
    """The documents to hand over, the lines, the assessment they follow from, whose tellings are in it (revisions)."""

    documents: tuple[Document, ...]
    lines: tuple[Line, ...]
    assessment: Assessment
    tellings: Mapping[str, str]


def about_of(row: KarteDocument) -> str:
    """``engagement/name`` and the like."""
    return f"{row.kind}/{row.name}"


def parties_of(engagement: Document) -> dict[str, str]:
    """URN → name of every party that may be handed this engagement: its two sides and the suppliers in contracts."""
    fields = {} if engagement.own is None else engagement.own.fields
    slugs = [fields.get(side) for side in SIDES]
    slugs += [contract.fields.get("supplier") for contract in engagement.entities.get("contract", {}).values()]
    found: dict[str, str] = {}
    for slug in slugs:
        urn = urn_in(engagement, slug)
        if urn:
            found[urn] = str(slug)
    return found


def own_offer(actor: Actor, row: KarteDocument, to: str, on: date) -> Offered:
    """What the actor's organisation offers a party now: its own telling, with what that cannot be read without."""
    (own,) = heads([row])
    case = _case_for(actor, row, to, own)
    seen = _seen(row.kind, case, on, ())
    told = {_keeper(d): d.revision for d in case if d.kind == row.kind}
    return Offered((own, *_beside(case, row.kind, {actor.urn, to})), seen.lines, seen.assessment, told)


def own_documents(actor: Actor, row: KarteDocument, to: str) -> tuple[Document, ...]:
    """Of the documents such an offer hands over, those the actor's organisation keeps itself."""
    (own,) = heads([row])
    beside = _beside(_case_for(actor, row, to, own), row.kind, {actor.urn})
    return (own, *(document for document in beside if _keeper(document) == actor.urn))


def _case_for(actor: Actor, row: KarteDocument, to: str, own: Document) -> tuple[Document, ...]:
    return _case_of(row.kind, row.name, {actor.urn, to}) if row.kind == "engagement" else (own,)


def _beside(case: Sequence[Document], kind: str, keepers: set[str]) -> list[Document]:
    """What a document cannot be read without: every service, and the institution where one of the pair keeps it."""
    return [d for d in case if d.kind != kind and (d.kind == "service" or _keeper(d) in keepers)]


def as_now(about: str, pair: set[str], teller: str, on: date, editions: Sequence[str]) -> Seen | None:
    """The case of an exchange as the documents held stand now; None while the teller's document is not held."""
    kind, _, name = about.partition("/")
    rows = [row for row in tellings(kind, [name]) if row.keeper_urn in pair]
    if not any(row.keeper_urn == teller for row in rows):
        return None
    documents = _case_of(kind, name, pair if kind == "engagement" else {teller})
    try:
        return _seen(kind, documents, on, editions)
    except InputError:
        return None


def as_sent(parcel: Parcel, own_urn: str) -> Seen | None:
    """The case of a bundle's own documents, as they stand now: what a party elsewhere computes its lines from."""
    kind, _, name = parcel.about.partition("/")
    documents = documents_now(parcel, own_urn)
    on = date.fromisoformat(parcel.on) if parcel.on else parcel.sealed_on
    if not any((document.kind, document.name) == (kind, name) for document in documents):
        return None
    try:
        chosen = choose(documents, catalogue().vocabulary, name)
        return _seen(kind, chosen.documents, on, parcel.editions)
    except InputError:
        return None


def _case_of(kind: str, name: str, keepers: set[str]) -> tuple[Document, ...]:
    """Service, the pair's tellings in the order of their keepers, institution: alike on both sides."""
    told = heads([row for row in tellings(kind, [name]) if row.keeper_urn in keepers])
    if kind != "engagement":
        return tuple(told)
    (services,) = services_for(told[:1])
    customers = {urn_in(d, ({} if d.own is None else d.own.fields).get("customer")) for d in told}
    rows = KarteDocument.objects.select_related("head").filter(
        kind="institution", keeper_urn__in=customers, head__isnull=False
    )
    return (*services, *told, *heads(list(rows.order_by("name")[:1])))


def _keeper(document: Document) -> str:
    return urn_in(document, document.keeper)


_lock = Lock()
_ready: OrderedDict[tuple[UUID, str], Seen] = OrderedDict()


def _seen(kind: str, documents: tuple[Document, ...], on: date, editions: Sequence[str]) -> Seen:
    """The assessment, kept ready while nothing in it changes; one that differs little is an update of another."""
    known = catalogue()
    resolved = tuple(known.resolve(list(editions), on))
    told: list[str] = [f"{d.kind}/{d.name}/{_keeper(d)}/{d.revision}" for d in documents]
    what = digest({"editions": [e.id for e in resolved], "kind": kind, "on": on.isoformat(), "told": told})
    key = current(), f"{known.digest}{what}"
    with _lock:
        found = _ready.get(key)
        if found is None:
            assessment = _made(kind, documents, on, resolved, _alike(key[0], documents))
            found = Seen(assessment, lines_of(assessment))
        _ready[key] = found
        _ready.move_to_end(key)
        while len(_ready) > _MOST:
            _ready.popitem(last=False)
    return found


def _made(
    kind: str, documents: tuple[Document, ...], on: date, editions: tuple[Edition, ...], before: Assessment | None
) -> Assessment:
    known, groups = catalogue(), (Group("", documents),)
    if before is not None:
        return update(before, Case(groups, known.vocabulary, before.case, kind), on, editions)
    return run(Case(groups, known.vocabulary, None, kind), known, on, editions)


def _alike(organisation: UUID, documents: tuple[Document, ...]) -> Assessment | None:
    """The newest assessment of the same documents in other revisions."""
    names = [(d.kind, d.name, _keeper(d)) for d in documents]
    for (owner, _), found in reversed(_ready.items()):
        before = [(d.kind, d.name, _keeper(d)) for d in found.assessment.case.documents]
        if owner == organisation and before == names:
            return found.assessment
    return None
