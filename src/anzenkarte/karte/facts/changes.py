"""What differs between two cases of the same shape, as the keys under which readers recorded what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anzenkarte.karte.case import _INDEXED, NOT_KNOWN, Case, Part
from anzenkarte.karte.document import Entity

Key = tuple[str, ...]


def case_changes(now: Case, then: Case) -> Iterator[Key]:
    """Every key whose answer may differ: written facts of changed entities, collections, relations, indexes.

    A written fact is named when its entity, or a statement about it, differs; whether its value does is for the caller.
    """
    for kind in now.vocabulary.kinds:
        now_parts, then_parts = now._by_kind[kind], then._by_kind[kind]
        extent, old_extent = now.collection(kind), then.collection(kind)
        if extent != old_extent:
            yield ("@", "", kind)
        if extent.complete != old_extent.complete:
            yield from _all_related(now, then, kind)
        if now_parts is then_parts:
            continue
        names = [spec.name for spec in now.vocabulary.kinds[kind].fields.values() if not spec.derived]
        for subject in {**now_parts, **then_parts}:
            if not _same(now_parts.get(subject, ()), then_parts.get(subject, ())):
                yield from ((subject, name) for name in names)
        yield from _relations(now, then, kind)
    for name, index in then._indexes.items():
        kind = _INDEXED[name]
        if now._by_kind[kind] is not then._by_kind[kind]:
            now.index(name, ())
            yield from _index(name, now._indexes[name], index)


def _same(now: tuple[Part, ...], then: tuple[Part, ...]) -> bool:
    return now is then or [part.entity for part in now] == [part.entity for part in then]


def _all_related(now: Case, then: Case, kind: str) -> Iterator[Key]:
    """Relations into a collection whose completeness changed."""
    for name, relation in now.vocabulary.relations.items():
        if relation.target == kind and relation.by:
            for subject in {*now.subjects(relation.kind), *then.subjects(relation.kind)}:
                yield ("@", subject, name)


def _relations(now: Case, then: Case, kind: str) -> Iterator[Key]:
    for name, old in then._inverse.items():
        if now.vocabulary.relations[name].target == kind:
            now.related("", name)
            new = now._inverse[name]
            ends = {subject for subject in {**new, **old} if new.get(subject) != old.get(subject)}
            if NOT_KNOWN in ends:
                ends.update(now.subjects(now.vocabulary.relations[name].kind))
            yield from (("@", subject, name) for subject in sorted(ends))


def _index(name: str, now: Mapping[Key, tuple[Entity, ...]], then: Mapping[Key, tuple[Entity, ...]]) -> Iterator[Key]:
    for key in {**now, **then}:
        here, there = now.get(key, ()), then.get(key, ())
        if here is not there and [(e.id, e.fields) for e in here] != [(e.id, e.fields) for e in there]:
            yield ("#", name, *key)
            if name == "statements-by-fact":
                yield key
