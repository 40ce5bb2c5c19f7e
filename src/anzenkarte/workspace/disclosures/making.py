"""What one recipient would be shown now, and how that differs from what was shown last.

Beside the documents that are disclosed, those about others are looked at for one thing: their names, so that a text
which mentions another customer is withheld. Nothing is decided about them here, so nothing of them is ever shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anzenkarte.formats.canonical import digest
from anzenkarte.karte.diff import Change, diff
from anzenkarte.karte.disclosure.audience import CUSTOMERS
from anzenkarte.karte.disclosure.file import read_disclosure
from anzenkarte.karte.disclosure.policy import Decision
from anzenkarte.karte.disclosure.view import Disclosure, disclose
from anzenkarte.karte.document import Document, Entity
from anzenkarte.workspace.disclosures.decisions import Decided, decided, joined
from anzenkarte.workspace.disclosures.models import MadeDisclosure
from anzenkarte.workspace.disclosures.queries import decided_about, last_to, made_about, policy_number, service_of
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument, Revision
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.documents_store.store import catalogue, load
from anzenkarte.workspace.organisations.acting import Actor, refuse

_MOST = 2000


@dataclass(frozen=True)
class Prepared:
    """A disclosure as it would be made now, the decisions it rests on, and one's own service it is about."""

    disclosure: Disclosure
    decided: tuple[Decided, ...]
    service: KarteDocument | None


@dataclass(frozen=True)
class Since:
    """What became of a document and of the decisions about it since the last disclosure that was made of it."""

    last: MadeDisclosure
    added: tuple[Entity, ...]
    removed: tuple[Entity, ...]
    decided: tuple[tuple[Entity, Decision | None, Decision | None], ...]

    @property
    def same(self) -> bool:
        """Whether nothing did."""
        return not (self.added or self.removed or self.decided)


@dataclass(frozen=True)
class Compared:
    """How a disclosure differs from the one before it to the same recipient; ``last`` None where there is none."""

    last: MadeDisclosure | None
    newly: tuple[Change, ...] = ()
    gone: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()


def recipient_of(row: KarteDocument) -> str:
    """Whom the disclosure of a document is for: the customer of an engagement, customers in general of a service.

    Raises InputError ``disclosure.unpublished`` and ``disclosure.no-customer``.
    """
    if row.head is None:
        raise refuse("disclosure.unpublished")
    if row.kind == "service":
        return CUSTOMERS
    urn = row.summary.customer_urn if row.kind == "engagement" else ""
    if not urn:
        raise refuse("disclosure.no-customer")
    return str(urn)


def prepare(actor: Actor, row: KarteDocument, level: str, on: date) -> Prepared:
    """What the recipient of a document is shown at a level on a day, as it stands decided.

    Raises InputError for an unpublished document, one without a customer, and where nothing is shown.
    """
    recipient = recipient_of(row)
    service = service_of(actor, row)
    rows = [row] if service is None or service.pk == row.pk else [service, row]
    parts = decided_about(rows)
    documents = [*(part.document for part in parts), *_others(actor, rows, recipient)]
    found = disclose(documents, catalogue().vocabulary, joined(parts), recipient, level, on.isoformat())
    return Prepared(found, tuple(parts), service)


def _others(actor: Actor, rows: Sequence[KarteDocument], recipient: str) -> list[Document]:
    """One's own engagements with others, and the others' institutions, for their names."""
    found = KarteDocument.objects.select_related("head").filter(
        Q(kind="engagement", keeper_urn=actor.urn) | Q(kind="institution"), head__isnull=False
    )
    found = found.exclude(pk__in=[row.pk for row in rows]).exclude(summary__customer_urn=recipient)
    return heads(list(found.exclude(keeper_urn=recipient).order_by("kind", "name", "keeper_urn")[:_MOST]))


def stamp(parts: Sequence[Decided]) -> str:
    """What a disclosure is made from: the revision of each document and what is decided about it."""
    return digest({part.name: [part.document.revision, part.hash] for part in parts})


def compare(row: KarteDocument, found: Disclosure) -> Compared:
    """What this recipient will newly see, no longer see, and see differently."""
    last = last_to(row, found.recipient.id)
    if last is None:
        return Compared(None)
    vocabulary = catalogue().vocabulary
    before = read_disclosure(get(last.sha256), vocabulary)
    newly, gone, changed = [], [], []
    for change in diff(before.documents, found.documents, vocabulary):
        one = newly if change.what.endswith("-added") else gone if change.what.endswith("-removed") else changed
        one.append(change)
    return Compared(last, tuple(newly), tuple(gone), tuple(changed))


def told_to_maker(found: Disclosure) -> dict[str, object]:
    """What its maker is told of a disclosure: shown and withheld by kind, what is undecided, what was masked."""
    shown: Mapping[str, int] = Counter(entity.kind for document in found.documents for entity in document)
    withheld: Mapping[str, int] = Counter(one.kind for one in found.withheld)
    return {
        "shown": dict(sorted(shown.items())),
        "withheld": dict(sorted(withheld.items())),
        "undecided": list(found.undecided),
        "masked": list(found.masked),
        "unprovable": sum(1 for one in found.withheld if not one.digest),
    }


def since_last(row: KarteDocument, now: Decided) -> Since | None:
    """What changed since the last disclosure made of a document or, for a service, to one of its customers."""
    last = made_about(row).first()
    before = None if last is None else _as_it_was(row, now, last)
    if last is None or before is None:
        return None
    old = {(entity.kind, entity.id): entity for entity in before.document}
    new = {(entity.kind, entity.id): entity for entity in now.document}
    both = [(entity, before.of(old[key]), now.of(entity)) for key, entity in new.items() if key in old]
    return Since(
        last,
        tuple(entity for key, entity in new.items() if key not in old),
        tuple(entity for key, entity in old.items() if key not in new),
        tuple(one for one in both if one[1] != one[2]),
    )


def _as_it_was(row: KarteDocument, now: Decided, last: MadeDisclosure) -> Decided | None:
    """The document with the decisions about it from which a disclosure was made; None where it was not in it."""
    revision = Revision.objects.filter(document=row, hash=dict(last.made_from).get(now.name, "")).first()
    used = last.policies.get(now.name)
    if revision is None or used is None:
        return None
    return decided(load(revision), policy_number(row, used["number"]) if used["number"] else None)
