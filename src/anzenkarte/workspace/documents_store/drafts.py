"""A draft as a value: its base, the operations that count, the document they make, and how it meets a newer head."""

from __future__ import annotations

from collections.abc import Iterable

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document
from anzenkarte.karte.operations import Conflict, Key, Merged, Operation, apply, between, latest, merge
from anzenkarte.karte.shape import keys_of
from anzenkarte.karte.words import VERSION
from anzenkarte.workspace.documents_store.models import Draft, DraftOperation, KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue, load


def empty(holder: KarteDocument) -> Document:
    """What a document is before its first revision: a name and nothing else."""
    keys = keys_of(catalogue().vocabulary, holder.kind)
    schema = f"anzenkarte/{holder.kind}/{VERSION}"
    return Document(schema, holder.kind, holder.name, "", {"name": holder.name}, {}, keys=keys)


def operations_of(draft: Draft) -> tuple[Operation, ...]:
    """The operations of a draft that count, in order."""
    rows = draft.operations.filter(undone=False).order_by("sequence")
    return latest([Operation(row.kind, row.entity, row.field, row.value) for row in rows])


def base_of(draft: Draft) -> Document:
    """The revision a draft began from."""
    return empty(draft.document) if draft.base is None else load(draft.base)


def drafted(draft: Draft) -> Document:
    """The document as the draft has it; it may still have faults that publishing would refuse."""
    document = apply(base_of(draft), operations_of(draft))
    return _with_keeper(document)


def merged_with_head(draft: Draft) -> Merged:
    """The draft over the newest revision: what others published meanwhile, and every field both changed."""
    head = draft.document.head
    ours = drafted(draft)
    if head is None or draft.base_id == head.pk:
        return Merged(ours, ())
    found = merge(base_of(draft), ours, load(head))
    return Merged(_with_keeper(found.document), found.conflicts)


def settled(draft: Draft, mine: Iterable[Key]) -> Document:
    """The merged document in which the given conflicts are decided for the draft, all others for the head."""
    found = merged_with_head(draft)
    wanted = set(mine)
    return apply(found.document, [_ours(c) for c in found.conflicts if c.key in wanted])


def renew(draft: Draft, document: Document) -> None:
    """Put the draft on the newest revision so that it makes this document."""
    draft.operations.all().delete()
    draft.base = draft.document.head
    draft.save(update_fields=("base", "changed"))
    base = base_of(draft)
    add(draft, between(base, document))


def add(draft: Draft, operations: Iterable[Operation]) -> None:
    """Append operations; what was undone is dropped, as in any editor."""
    draft.operations.filter(undone=True).delete()
    last = draft.operations.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    DraftOperation.objects.bulk_create(
        DraftOperation(
            organisation_id=draft.organisation_id,
            draft=draft,
            sequence=last + number,
            kind=operation.kind,
            entity=operation.id,
            field=operation.field,
            value=operation.value,
        )
        for number, operation in enumerate(operations, 1)
    )


def _ours(conflict: Conflict) -> Operation:
    value: Json = conflict.ours
    return Operation(conflict.kind, conflict.id, conflict.field, value)


def _with_keeper(document: Document) -> Document:
    """Keeper and complete collections stand in the header; a document put together field by field has them from it."""
    keeper, listed = document.header.get("keeper", ""), document.header.get("complete")
    kinds = {key: kind for kind, key in document.keys.items()}
    complete = frozenset(kinds[key] for key in listed if key in kinds) if isinstance(listed, list) else frozenset()
    if not isinstance(keeper, str) or (document.keeper, document.complete) == (keeper, complete):
        return document
    return Document(
        document.schema, document.kind, document.name, keeper, document.header, document.entities,
        complete, document.file, document.lines, document.keys,
    )  # fmt: skip
