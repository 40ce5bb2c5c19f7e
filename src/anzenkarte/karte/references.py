"""Whether everything a file refers to is there: refs, keepers, party ids, and no circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from anzenkarte.formats.values import Json, Path, shown
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.words import SLUG, nearest
from anzenkarte.karte.written import Written
from anzenkarte.kernel.vocabulary import FieldSpec, Vocabulary

Pair = tuple[Written, Document]

SEES: Mapping[str, frozenset[str]] = {
    "service": frozenset(),
    "engagement": frozenset({"service", "institution"}),
    "institution": frozenset({"service", "engagement", "institution"}),
}
"""Kinds of the *other* documents of a file to which a document may refer. A service is the same for every customer, and
one engagement knows nothing of another."""


class Sight:
    """What can be referred to from each kind of document: entities by kind and id, joined over the file."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.there: dict[str, dict[str, dict[str, Entity]]] = {}
        for document in documents:
            joined = self.there.setdefault(document.kind, {})
            for kind, group in document.entities.items():
                joined.setdefault(kind, {}).update(group)

    def visible(self, document: Document, kind: str) -> list[Mapping[str, Entity]]:
        """Entities of a kind that a document may refer to."""
        others = [self.there[other].get(kind, {}) for other in sorted(SEES[document.kind]) if other in self.there]
        return [document.entities.get(kind, {}), *others]

    def anywhere(self, kind: str, id: str) -> bool:
        """Whether any document of the file has this entity."""
        return any(id in joined.get(kind, {}) for joined in self.there.values())


def check_references(pairs: Sequence[Pair], vocabulary: Vocabulary) -> None:
    """Note every reference that leads nowhere, every document twice, every party under two names, every circle."""
    _same_documents(pairs)
    _same_parties(pairs)
    refs = {
        kind: [field for field in spec.fields.values() if field.type == "ref" and not field.derived]
        for kind, spec in vocabulary.kinds.items()
    }
    sight = Sight([document for _, document in pairs])
    for written, document in pairs:
        _keeper(written, document)
        for entity in document:
            for field in refs[entity.kind]:
                for path, value in _values(field, entity):
                    _resolve(written, (*_place(document, entity), *path), field, value, document, sight)
    _circles(pairs, refs)


def _place(document: Document, entity: Entity) -> Path:
    return tuple(document.path_of(entity).split("/"))


def _values(field: FieldSpec, entity: Entity) -> Iterator[tuple[Path, str]]:
    value: Json = entity.fields.get(field.short)
    if isinstance(value, str):
        yield (field.short,), value
    elif isinstance(value, list) and field.many:
        yield from (((field.short, index), part) for index, part in enumerate(value) if isinstance(part, str))


def _resolve(written: Written, path: Path, field: FieldSpec, value: str, document: Document, sight: Sight) -> None:
    kind, id = field.target, value
    if kind == "any":
        kind, _, id = value.partition("/")
    visible = sight.visible(document, kind)
    if not SLUG.match(id) or any(id in group for group in visible):
        return
    if sight.anywhere(kind, id):
        written.wrong(path, "karte.out-of-sight", value=shown(value), kind=kind)
    elif near := nearest(id, dict.fromkeys(chain.from_iterable(visible))):
        written.wrong(path, "karte.dangling-near", value=shown(value), kind=kind, near=near)
    else:
        written.wrong(path, "karte.dangling", value=shown(value), kind=kind)


def _keeper(written: Written, document: Document) -> None:
    parties = document.entities.get("party", {})
    if SLUG.match(document.keeper) and document.keeper not in parties and "keeper" in document.header:
        if not parties:
            written.wrong(("keeper",), "karte.keeper-no-parties", value=document.keeper)
            return
        known = nearest(document.keeper, parties) or ", ".join(list(parties)[:10])
        written.wrong(("keeper",), "karte.keeper-unknown", value=document.keeper, known=known)


def _same_documents(pairs: Sequence[Pair]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for written, document in pairs:
        if (document.kind, document.name) in seen:
            first = seen[document.kind, document.name]
            written.wrong(("name",), "karte.same-document", kind=document.kind, name=shown(document.name), first=first)
        seen.setdefault((document.kind, document.name), written.line(("name",)))


def _same_parties(pairs: Sequence[Pair]) -> None:
    urns: dict[str, str] = {}
    slugs: dict[str, str] = {}
    for written, document in pairs:
        for party in document.entities.get("party", {}).values():
            urn = party.fields.get("urn")
            if not isinstance(urn, str):
                continue
            path = (*_place(document, party), "urn")
            if urns.setdefault(party.id, urn) != urn:
                written.wrong(path, "karte.urn-differs", slug=party.id, urn=shown(urns[party.id]))
            elif slugs.setdefault(urn, party.id) != party.id:
                written.wrong(path, "karte.slug-differs", slug=party.id, other=slugs[urn])


def _circles(pairs: Sequence[Pair], refs: Mapping[str, Sequence[FieldSpec]]) -> None:
    """A single ref to the own kind (parent, part_of, supersedes) may not come back to where it began."""
    for kind, fields in refs.items():
        for field in fields:
            if field.target == kind and not field.many:
                for written, document in pairs:
                    _circle(written, document, field)


def _circle(written: Written, document: Document, field: FieldSpec) -> None:
    group = document.entities.get(field.kind, {})
    settled: set[str] = set()
    for start in group:
        trail: dict[str, None] = {}
        at: Json = start
        while isinstance(at, str) and at in group and at not in settled and at not in trail:
            trail[at] = None
            at = group[at].fields.get(field.short)
        if isinstance(at, str) and at in trail:
            names = list(trail)[list(trail).index(at) :]
            path = (*_place(document, group[at]), field.short)
            written.wrong(path, "karte.circle", key=field.short, ids=" → ".join([*names[:5], at]))
        settled.update(trail)
