"""The decisions about a document as a value of the core: as stored, or the cautious default where nothing is stored.

No rule is made here: levels, recipients and what they reach are those of ``karte.disclosure``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json
from anzenkarte.karte.disclosure.policy import EVERY, SCHEMA, Decision, Policy
from anzenkarte.karte.disclosure.start import default
from anzenkarte.karte.document import Document, Entity
from anzenkarte.workspace.disclosures.models import DisclosurePolicy
from anzenkarte.workspace.documents_store.models import KarteDocument

Key = tuple[str, str]
"""Kind and id of an entity; ``*`` in place of the id for what has no decision of its own."""


@dataclass(frozen=True)
class Decided:
    """What was decided about one document: the number of the revision, 0 while the cautious default stands."""

    document: Document
    number: int
    by: Mapping[Key, Decision]

    @property
    def name(self) -> str:
        """``kind/name`` of the document."""
        return f"{self.document.kind}/{self.document.name}"

    @cached_property
    def policy(self) -> Policy:
        """The decisions as the core's policy."""
        return Policy({(self.name, *key): decision for key, decision in self.by.items()})

    @cached_property
    def hash(self) -> str:
        """What names these decisions."""
        return digest(policy_json(self.name, self.by))

    def of(self, entity: Entity) -> Decision | None:
        """The decision about an entity; None where nobody decided, and it is shown to nobody."""
        return self.policy.of(self.document, entity)[0]

    @cached_property
    def undecided(self) -> tuple[Entity, ...]:
        """What came to the document after it was decided about."""
        return tuple(entity for entity in self.document if self.of(entity) is None)


def cautious(document: Document) -> Decided:
    """The cautious default about everything that is in a document now."""
    return Decided(document, 0, {(entity.kind, entity.id): default(document, entity.kind) for entity in document})


def decided(document: Document, stored: DisclosurePolicy | None) -> Decided:
    """The stored decisions that are about something still there; the cautious default without any."""
    if stored is None:
        return cautious(document)
    found: dict[Key, Decision] = {}
    for kind, group in stored.decisions.items():
        for id_, value in group.items():
            if id_ == EVERY or document.entity(kind, id_) is not None:
                found[kind, id_] = Decision(value["level"], tuple(value["to"]))
    return Decided(document, stored.number, found)


def policy_json(name: str, by: Mapping[Key, Decision]) -> dict[str, Json]:
    """The decisions as a policy is written in a file."""
    return {"schema": SCHEMA, "documents": {name: written(by)}}


def written(by: Mapping[Key, Decision]) -> dict[str, Json]:
    """Decisions by kind and id."""
    found: dict[str, dict[str, Json]] = {}
    for (kind, id_), decision in sorted(by.items()):
        found.setdefault(kind, {})[id_] = {"level": decision.level, "to": list(decision.to)}
    return {kind: dict(group) for kind, group in found.items()}


def newest(rows: Iterable[KarteDocument]) -> dict[UUID, DisclosurePolicy]:
    """The newest stored decisions of each of some documents, in one question."""
    stored = DisclosurePolicy.objects.filter(document__in=[row.pk for row in rows]).order_by("number")
    return {one.document_id: one for one in stored}


def joined(parts: Sequence[Decided]) -> Policy:
    """One policy over several documents."""
    return Policy({key: decision for part in parts for key, decision in part.policy.decisions.items()})
