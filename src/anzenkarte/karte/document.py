"""Documents as values: entities in maps by id, each with its digest, and revisions named by their hash.

A revision never changes. ``with_entity`` and ``without`` give new documents that share every other entity object with
the old one, so that comparing two revisions costs only what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json
from anzenkarte.karte.yaml_text import yaml_text

HEADER_ORDER = ("name", "keeper", "as_of", "complete")
KIND_ORDER = (
    "party", "contract", "assignment", "place", "information", "component", "connection", "flow", "store", "copy",
    "account", "arrangement", "advisory", "certificate", "evidence", "risk_override", "statement",
)  # fmt: skip
"""In which order people read a written document; it takes no part in any hash."""


@dataclass(frozen=True, eq=False)
class Entity:
    """One thing a document speaks of, with its fields exactly as written (notes and ``x-`` keys too).

    Two entities are the same object or compared by ``digest``; ``==`` is identity, so that nothing deep is compared by
    accident. The id of a one-of-a-kind entity (service, engagement, institution) is the name of its document.
    """

    kind: str
    id: str
    fields: Mapping[str, Json]

    @cached_property
    def digest(self) -> str:
        """``sha256:…`` of the canonical JSON of the fields; kind and id are not part of it."""
        return digest(self.fields)

    @property
    def subject(self) -> str:
        """``kind/id``, as verdicts and statements name it."""
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, eq=False)
class Document:
    """One revision of one document.

    ``header`` is everything at the top level but ``schema`` and the entities (its ``complete`` is kept sorted, because
    it is a set); ``entities`` maps kind → id → entity; ``complete`` holds the *kinds* whose collection is declared
    complete; ``keys`` maps every kind that may stand in this document to its top-level key; ``lines`` maps
    ``components/vpn/patched`` to the line it was written on (empty for JSON and for documents made by program).
    ``unread`` lists the paths that a newer minor version brought and this program does not know: they are kept, hashed,
    and must be shown. ``sealed`` is the revision of what was written when an older version was read; empty otherwise.
    """

    schema: str
    kind: str
    name: str
    keeper: str
    header: Mapping[str, Json]
    entities: Mapping[str, Mapping[str, Entity]]
    complete: frozenset[str] = frozenset()
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    sealed: str = ""

    @cached_property
    def revision(self) -> str:
        """The hash that names this revision: SHA-256 of ``{schema, header, entities: {collection/id: digest}}``.

        A document read from an older version and not changed since keeps the hash of what was written.
        """
        if self.sealed:
            return self.sealed
        manifest = {f"{self.key_of(entity.kind)}/{entity.id}": entity.digest for entity in self}
        return digest({"entities": manifest, "header": self.header, "schema": self.schema})

    def __iter__(self) -> Iterator[Entity]:
        """Every entity, by kind, in the order written."""
        for group in self.entities.values():
            yield from group.values()

    def key_of(self, kind: str) -> str:
        """The top-level key under which entities of a kind stand."""
        return self.keys.get(kind, kind)

    def path_of(self, entity: Entity) -> str:
        """Where an entity stands: ``components/vpn``, or ``engagement`` for the one of a kind."""
        key = self.key_of(entity.kind)
        return key if entity.kind == self.kind else f"{key}/{entity.id}"

    def line_of(self, path: str) -> int:
        """The line of a path, or of the nearest part around it; 0 when nothing is known."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path.rpartition("/")[0]
        return self.lines.get("", 0)

    def entity(self, kind: str, id: str) -> Entity | None:
        """The entity, or None."""
        return self.entities.get(kind, {}).get(id)

    @property
    def own(self) -> Entity | None:
        """The one-of-a-kind entity this document is about."""
        return self.entity(self.kind, self.name)

    def with_entity(self, entity: Entity) -> Document:
        """A revision in which this entity stands in the place of any other with its kind and id."""
        group = {**self.entities.get(entity.kind, {}), entity.id: entity}
        return replace(self, entities={**self.entities, entity.kind: group}, sealed="")

    def without(self, kind: str, id: str) -> Document:
        """A revision that lacks this entity; the same document when it was not there."""
        if self.entity(kind, id) is None:
            return self
        group = {key: entity for key, entity in self.entities[kind].items() if key != id}
        rest = {key: entities for key, entities in self.entities.items() if key != kind}
        return replace(self, entities={**rest, kind: group} if group else rest, sealed="")

    def to_json(self) -> dict[str, Json]:
        """The full content as one JSON object; its canonical bytes are what is stored and sealed."""
        ordered = [key for key in HEADER_ORDER if key in self.header]
        rest = [key for key in self.header if key not in HEADER_ORDER]
        out: dict[str, Json] = {"schema": self.schema}
        out.update({key: self.header[key] for key in [*ordered, *rest]})
        for kind in dict.fromkeys([self.kind, *KIND_ORDER, *self.entities]):
            if kind not in self.entities:
                continue
            group = self.entities[kind]
            if kind == self.kind:
                out.update({self.key_of(kind): dict(entity.fields) for entity in group.values()})
            elif group:
                out[self.key_of(kind)] = {id: dict(entity.fields) for id, entity in group.items()}
        return out

    def to_yaml(self) -> str:
        """One YAML document that reads back with the same revision (comments are no part of a revision)."""
        return yaml_text(self.to_json())


def file_text(documents: list[Document]) -> str:
    """A karte file holding these documents, as a YAML stream."""
    return "---\n".join(document.to_yaml() for document in documents)
