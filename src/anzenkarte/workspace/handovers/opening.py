"""Opening a bundle with one's own keys, and the documents of one kept here as they would stand now."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from uuid import UUID

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.verify import Sound, read, verify
from anzenkarte.exchange.keys.store import Ring
from anzenkarte.karte.document import Document
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.documents_store.files import look
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.documents_store.store import catalogue, urn_in
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import refuse


def opened(organisation: UUID, sound: Sound) -> Content:
    """What is in it, with whichever own key it was encrypted to, replaced ones as well.

    Raises InputError ``handover.other-key`` when none of them opens it, and what reading raises.
    """
    vocabulary = catalogue().vocabulary
    if not sound.manifest.encrypted:
        return read(sound, vocabulary)
    for known in keys.store_of(organisation).ring().known.values():
        if not known.own:
            continue
        secret = keys.unlock(organisation, known)
        try:
            return read(sound, vocabulary, secret)
        except InputError as error:
            if {problem.code for problem in error.problems} != {"key.cannot-decrypt"}:
                raise
    raise refuse("handover.other-key")


def documents_now(parcel: Parcel, own_urn: str) -> tuple[Document, ...]:
    """The documents of a kept bundle, each as newly as it is held here from its keeper; none without the bundle.

    A key that was revoked since does not matter here: the bundle was verified when it came in.
    """
    documents = _documents_in(parcel)
    names = [document.name for document in documents]
    rows = KarteDocument.objects.select_related("head").filter(
        keeper_urn__in=(own_urn, parcel.sender), name__in=names, head__isnull=False
    )
    held = list(rows)
    now = {(row.kind, row.name, row.keeper_urn): head for row, head in zip(held, heads(held), strict=True)}
    found: list[Document] = []
    for document in documents:
        keeper = urn_in(document, document.keeper)
        newest = now.get((document.kind, document.name, keeper))
        as_kept = parcel.kept.get(f"{document.kind}/{document.name}")
        same = newest is None or newest.revision in (document.revision, as_kept)
        found.append(document if same or newest is None else newest)
    return tuple(found)


@lru_cache(maxsize=128)
def _read(organisation: UUID, sha256: str, sealed_on: date) -> tuple[Document, ...]:
    ring = keys.store_of(organisation).ring()
    content = opened(organisation, verify(look(sha256), Ring(ring.known, {}), sealed_on))
    return tuple(content.documents)


def _documents_in(parcel: Parcel) -> tuple[Document, ...]:
    """The documents of a kept bundle, which never change and are read once: it may hold many megabytes of evidence."""
    try:
        return _read(parcel.organisation_id, parcel.sha256, parcel.sealed_on)
    except (OSError, InputError):
        return ()
