"""Operations on a document, one per entity and field, and the three-way merge of revisions made of them.

A draft is a base revision and operations; so what somebody changed is known field by field, and two people who changed
different fields never meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.values import faults
from anzenkarte.karte.words import FREE_KEYS, SLUG, passes
from anzenkarte.kernel.errors import InputError, Problem, Problems
from anzenkarte.kernel.vocabulary import Vocabulary

HEADER: Final = "document"
"""The kind under which fields of the document's header (``as_of``, ``complete``) are changed; its id is empty."""
WHOLE: Final = ""
"""The field that stands for the whole entity: removed, or put there with all its fields."""

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Operation:
    """One change: ``value`` of a field of an entity; ``None`` takes the field (or the whole entity) away."""

    kind: str
    id: str
    field: str
    value: Json

    @property
    def key(self) -> Key:
        """What it changes; a later operation on the same key takes its place."""
        return self.kind, self.id, self.field


@dataclass(frozen=True)
class Conflict:
    """Two values for one field, or a removal against a change; ``None`` is *not there*."""

    kind: str
    id: str
    field: str
    base: Json
    ours: Json
    theirs: Json

    @property
    def key(self) -> Key:
        """What both changed."""
        return self.kind, self.id, self.field


@dataclass(frozen=True)
class Merged:
    """The merged document, holding *theirs* where both differ, and every conflict with both values."""

    document: Document
    conflicts: tuple[Conflict, ...]


def check(operation: Operation, document: Document, vocabulary: Vocabulary) -> None:
    """Refuse an operation that could never stand in this document.

    Raises InputError: ``edit.unknown-kind``, ``edit.bad-id``, ``edit.unknown-field``, or the fault of the value.
    References are checked for their form only, because the entity they name may be drafted next.
    """
    problems = Problems()
    path = "/".join(part for part in operation.key if part)
    if operation.kind == HEADER:
        if operation.field not in ("as_of", "complete", "keeper"):
            problems.add("edit.unknown-field", {"field": operation.field}, path=path)
        problems.raise_if_any()
        return
    spec = vocabulary.kinds.get(operation.kind)
    if spec is None or not (operation.kind == document.kind or document.kind in spec.documents):
        raise InputError(Problem.at("edit.unknown-kind", {"kind": operation.kind}, path=path))
    if SLUG.match(operation.id) is None:
        raise InputError(Problem.at("edit.bad-id", {"id": operation.id}, path=path))
    if operation.field == WHOLE:
        given = operation.value
        if given is not None and not isinstance(given, dict):
            raise InputError(Problem.at("edit.bad-entity", {}, path=path))
        values: Mapping[str, Json] = given or {}
    else:
        values = {operation.field: operation.value}
    fields = {field.short: field for field in spec.fields.values() if not field.derived}
    for name, value in values.items():
        if value is None and operation.field != WHOLE:
            continue
        if name in fields:
            for fault in faults(fields[name], value):
                problems.add(fault.code, fault.params, path="/".join([operation.kind, operation.id, name]))
        elif name not in FREE_KEYS and not passes(name):
            problems.add("edit.unknown-field", {"field": name}, path=path)
    problems.raise_if_any()


def apply(document: Document, operations: Iterable[Operation]) -> Document:
    """The document after the operations, in their order; entities nobody touched are the same objects.

    A field set on an entity that is not there makes the entity.
    """
    header = dict(document.header)
    touched: dict[tuple[str, str], dict[str, Json] | None] = {}
    for operation in operations:
        if operation.kind == HEADER:
            if operation.value is None:
                header.pop(operation.field, None)
            else:
                header[operation.field] = operation.value
            continue
        place = operation.kind, operation.id
        if operation.field == WHOLE:
            touched[place] = dict(operation.value) if isinstance(operation.value, dict) else None
            continue
        fields = touched[place] if place in touched else _fields(document, place)
        fields = dict(fields or {})
        if operation.value is None:
            fields.pop(operation.field, None)
        else:
            fields[operation.field] = operation.value
        touched[place] = fields
    result = document if header == dict(document.header) else replace(document, header=header, sealed="")
    for (kind, id_), left in touched.items():
        if left is None:
            result = result.without(kind, id_)
        else:
            entity = Entity(kind, id_, left)
            before = document.entity(kind, id_)
            if before is None or before.digest != entity.digest:
                result = result.with_entity(entity)
    return result


def between(old: Document, new: Document) -> tuple[Operation, ...]:
    """The operations that lead from one revision to another, by kind, id and field."""
    return tuple(_operations(old, new))


def merge(base: Document, ours: Document, theirs: Document) -> Merged:
    """Three-way merge per entity and field.

    What only one side changed is taken; what both changed alike is taken once; what both changed differently is a
    conflict, with theirs in the document and ours beside it, so that nobody loses a word.
    """
    mine, other = dict(_changes(base, ours)), dict(_changes(base, theirs))
    conflicts: dict[Key, Conflict] = {}
    for key in mine.keys() | other.keys():
        kind, id_, field = key
        if field == WHOLE and _meets_a_removal(key, mine, other):
            conflicts[key] = Conflict(kind, id_, WHOLE, _whole(base, key), _whole(ours, key), _whole(theirs, key))
        elif key in mine and key in other and not _alike(mine[key], other[key]):
            conflicts[key] = Conflict(kind, id_, field, _value(base, key), mine[key], other[key])
    removed = {key[:2] for key in conflicts if key[2] == WHOLE}
    taken = [
        Operation(*key, value)
        for key, value in sorted(mine.items(), key=lambda item: item[0])
        if key not in conflicts and key[:2] not in removed and not (key in other and _alike(value, other[key]))
    ]
    return Merged(apply(theirs, taken), tuple(conflicts[key] for key in sorted(conflicts)))


def latest(operations: Sequence[Operation]) -> tuple[Operation, ...]:
    """The operations that still count: those a later one on the same key, or on the whole entity, has not replaced."""
    kept: dict[Key, Operation] = {}
    for operation in operations:
        if operation.field == WHOLE:
            for key in [key for key in kept if key[:2] == operation.key[:2]]:
                del kept[key]
        kept.pop(operation.key, None)
        kept[operation.key] = operation
    return tuple(kept.values())


def _fields(document: Document, place: tuple[str, str]) -> Mapping[str, Json] | None:
    entity = document.entity(*place)
    return None if entity is None else entity.fields


def _changes(old: Document, new: Document) -> Iterator[tuple[Key, Json]]:
    for operation in _operations(old, new):
        yield operation.key, operation.value


def _operations(old: Document, new: Document) -> Iterator[Operation]:
    for name in sorted({*old.header, *new.header}):
        if not _alike(old.header.get(name), new.header.get(name)):
            yield Operation(HEADER, "", name, new.header.get(name))
    for kind in sorted({*old.entities, *new.entities}):
        was, now = old.entities.get(kind, {}), new.entities.get(kind, {})
        if was is now:
            continue
        for id_ in sorted({*was, *now}):
            before, after = was.get(id_), now.get(id_)
            if before is after or (before and after and before.digest == after.digest):
                continue
            if after is None:
                yield Operation(kind, id_, WHOLE, None)
            elif before is None:
                yield Operation(kind, id_, WHOLE, dict(after.fields))
            else:
                for name in sorted({*before.fields, *after.fields}):
                    if not _alike(before.fields.get(name), after.fields.get(name)):
                        yield Operation(kind, id_, name, after.fields.get(name))


def _meets_a_removal(key: Key, mine: Mapping[Key, Json], other: Mapping[Key, Json]) -> bool:
    """One side took the entity away or put it there whole, while the other changed it in another way."""
    sides = ((mine, other), (other, mine))
    for one, two in sides:
        if key in one:
            touched = [k for k in two if k[:2] == key[:2]]
            if touched and not (touched == [key] and _alike(one[key], two[key])):
                return True
    return False


def _whole(document: Document, key: Key) -> Json:
    fields = _fields(document, key[:2])
    return None if fields is None else dict(fields)


def _value(document: Document, key: Key) -> Json:
    kind, id_, field = key
    if kind == HEADER:
        return document.header.get(field)
    fields = _fields(document, (kind, id_))
    return None if fields is None else fields.get(field)


def _alike(one: Json, two: Json) -> bool:
    return one is two or (one is not None and two is not None and digest(one) == digest(two))
