"""Appends to a chain and verifies it: alteration, reordering, a missing entry and truncation are all found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from anzenkarte.formats.canonical import canonical_bytes, digest
from anzenkarte.workspace.audit.heads import SignedHead, record
from anzenkarte.workspace.audit.models import START, Entry, Head


@dataclass(frozen=True)
class Act:
    """What is entered: the verb, who, about what, and the telling of it."""

    verb: str
    actor: UUID
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True)
class Fault:
    """A break in a chain: at which entry, and what is wrong (altered, moved, missing, cut, head)."""

    sequence: int
    kind: str


def append(organisation: UUID, act: Act) -> Entry:
    """Add an entry inside the running transaction; the head is signed outside the database once it is committed.

    The head's row is locked, so entries of one organisation are written one after another.
    """
    head, _ = Head.objects.select_for_update().get_or_create(organisation_id=organisation)
    entry = Entry(
        organisation_id=organisation,
        sequence=head.count + 1,
        previous=head.hash,
        at=datetime.now(UTC),
        verb=act.verb,
        actor=act.actor,
        subject=act.subject,
        digest=digest(act.detail),
        detail=dict(act.detail),
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    head.count, head.hash = entry.sequence, entry.hash
    head.save(update_fields=("count", "hash"))
    count, hash_ = head.count, head.hash
    transaction.on_commit(lambda: record(organisation, count, hash_))
    return entry


def entry_hash(entry: Entry) -> str:
    """SHA-256 over the canonical JSON of the chained fields."""
    chained = {
        "actor": str(entry.actor),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "digest": entry.digest,
        "organisation": str(entry.organisation_id),
        "previous": entry.previous,
        "sequence": entry.sequence,
        "subject": entry.subject,
        "verb": entry.verb,
    }
    return hashlib.sha256(canonical_bytes(chained)).hexdigest()


def verify(entries: Iterable[Entry], head: Head | None, signed: Iterable[SignedHead]) -> tuple[Fault, ...]:
    """Every fault of a chain, read in the order of its sequence.

    ``signed`` are the heads kept outside the database: each must be the hash of the entry at its count, so a chain that
    was cut or rewritten after it was signed is found even when the database agrees with itself, and also when it was
    cut and has grown past its old length again. A chain may be longer than the last signed head, because the program
    can be stopped between the two.
    """
    entries = tuple(entries)
    wanted: dict[int, set[str]] = {}
    for one in signed:
        wanted.setdefault(one.count, set()).add(one.hash)
    faults = list(_links(entries, wanted))
    length, last = (entries[-1].sequence, entries[-1].hash) if entries else (0, START)
    if head is None or (head.count, head.hash) != (length, last):
        faults.append(Fault(length, "head"))
    faults += [Fault(count, "cut") for count in sorted(wanted) if count > length]
    return tuple(sorted(set(faults), key=lambda fault: (fault.sequence, fault.kind)))


def _links(entries: Iterable[Entry], wanted: Mapping[int, Set[str]]) -> Iterator[Fault]:
    previous, place = START, 0
    for entry in entries:
        place += 1
        if entry.sequence != place:
            yield Fault(place, "missing" if entry.sequence > place else "moved")
            place = entry.sequence
        if entry.previous != previous:
            yield Fault(place, "moved")
        if entry.hash != entry_hash(entry) or (entry.detail is not None and digest(entry.detail) != entry.digest):
            yield Fault(place, "altered")
        if wanted.get(place, {entry.hash}) != {entry.hash}:
            yield Fault(place, "altered")
        previous = entry.hash
