"""Evidence that goes along with what is handed over: which files may, their names in the bundle, what one held gave.

A party hands over files its own documents name by their hash, and nothing else: neither files about another party's
document, nor files that somebody else handed to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from anzenkarte.formats.buffers import Data
from anzenkarte.formats.file_names import is_safe
from anzenkarte.workspace.documents_store.files import look
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.evidence.queries import reachable
from anzenkarte.workspace.evidence.received import named_by
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import own_documents
from anzenkarte.workspace.handovers.sending import WORKSPACE
from anzenkarte.workspace.organisations.acting import Actor, refuse

MOST: Final = 48 * 1024 * 1024
"""Bytes of all files of one bundle, so that the bundle stays within what a receiver takes."""
_LONGEST: Final = 200
_RECENT: Final = 500


def candidates(actor: Actor, row: KarteDocument, to: str) -> list[EvidenceFile]:
    """The files that may go along with a document to a party: published, not ended, each content once; by title."""
    documents = own_documents(actor, row, to)
    named = {(d.kind, d.name, sha256) for d in documents for sha256 in named_by(d)}
    rows = reachable(actor).filter(
        published=True, ended__isnull=True, sender="", sha256__in={sha256 for _, _, sha256 in named}
    )
    found: dict[str, EvidenceFile] = {}
    for file in rows.filter(document__keeper_urn=actor.urn).order_by("title", "id"):
        if (file.document.kind, file.document.name, file.sha256) in named:
            found.setdefault(file.sha256, file)
    return list(found.values())


def enclosed(actor: Actor, row: KarteDocument, to: str, chosen: Iterable[UUID]) -> dict[str, Data]:
    """The chosen files by their names in the bundle.

    Raises InputError ``handover.evidence-gone`` for one that may not go along (any more) or whose bytes are gone, and
    ``handover.evidence-large``.
    """
    wanted = set(chosen)
    if not wanted:
        return {}
    files = [file for file in candidates(actor, row, to) if file.pk in wanted]
    if len(files) != len(wanted):
        raise refuse("handover.evidence-gone")
    if sum(file.size for file in files) > MOST:
        raise refuse("handover.evidence-large", most=MOST // (1024 * 1024))
    try:
        return {name: look(file.sha256) for name, file in zip(_names(files), files, strict=True)}
    except OSError as error:
        raise refuse("handover.evidence-gone") from error


def _names(files: Sequence[EvidenceFile]) -> list[str]:
    """A name for each, unlike the others on every system, and short enough for a folder of the receiver's."""
    taken, names = {WORKSPACE}, []
    for file in files:
        stem, dot, ending = file.name.rpartition(".")
        stem = (stem or ending).encode()[:_LONGEST].decode(errors="ignore").rstrip(" .")
        plain = f"{stem}{dot}{ending}" if is_safe(f"{stem}{dot}{ending}") else f"{file.sha256[:16]}{dot}{ending}"
        name, number = plain, 2
        while name.casefold() in taken:
            name, number = f"{number}-{plain}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def handed_before(to: str) -> Mapping[str, date]:
    """SHA-256 → the day on which one's organisation last handed a file to a party, in its newest handovers."""
    parcels = Parcel.objects.filter(outgoing=True, counterpart=to).exclude(evidence=[]).order_by("-at", "-sequence")
    found: dict[str, date] = {}
    for evidence, day in parcels.values_list("evidence", "sealed_on")[:_RECENT]:
        for file in evidence:
            found.setdefault(str(file["sha256"]), day)
    return found
