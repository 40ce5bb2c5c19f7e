"""Files another party handed over under its seal, kept for what its own documents name by their hash.

Whatever a bundle brings is held to the same checks as a file somebody adds; a file that no document names is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from anzenkarte.formats.buffers import Data
from anzenkarte.formats.canonical import digest_bytes
from anzenkarte.formats.values import shown
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import AnzenError, InputError, Problem
from anzenkarte.workspace.documents_store.files import put
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.evidence.media import Media, file_name, media_of, one_line
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.evidence.projection import project_file, title_of
from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class Origin:
    """Who handed something over (URN), and in which bundle (digest)."""

    sender: str
    bundle: str


@dataclass(frozen=True)
class Piece:
    """A file of a bundle, found fit to be kept."""

    name: str
    media: Media
    data: Data
    sha256: str


def pieces_of(files: Mapping[str, Data]) -> tuple[Piece, ...]:
    """Every file of a bundle, by the checks every added file goes through.

    Raises InputError with ``bundle.evidence`` and what is wrong, for every file that could run or hurt.
    """
    found, problems = [], []
    for name, data in sorted(files.items()):
        try:
            media = media_of(bytes(data))
        except InputError as error:
            place = f"evidence/{shown(name)[:140]}"  # what is wrong is told beside the file's name
            problems.append(Problem.at("bundle.evidence", {"name": shown(name)[:140]}, path=place))
            problems += [replace(problem, path=place) for problem in error.problems]
            continue
        found.append(Piece(name, media, data, digest_bytes(data).removeprefix("sha256:")))
    if problems:
        raise InputError(problems)
    return tuple(found)


def hash_in(entity: Entity) -> str:
    """The SHA-256 a piece of evidence names, in hexadecimal; empty without one."""
    found = entity.fields.get("sha256")
    return found if isinstance(found, str) else ""


def named_by(document: Document) -> dict[str, list[Entity]]:
    """SHA-256 → the pieces of evidence of a document that name it."""
    found: dict[str, list[Entity]] = {}
    for entity in document.entities.get("evidence", {}).values():
        if hash_in(entity):
            found.setdefault(hash_in(entity), []).append(entity)
    return found


def keep_received(
    actor: Actor, origin: Origin, told: Iterable[tuple[KarteDocument, Document]], pieces: Sequence[Piece]
) -> list[EvidenceFile]:
    """Keep the files that the sender's documents name: a row for each place that names one; inside ``act``.

    A file that is held already for that place is not kept twice; an older one from the same sender for it is ended.
    """
    by_hash = {piece.sha256: piece for piece in pieces}
    rows = []
    for holder, document in told:
        for sha256, entities in named_by(document).items():
            if sha256 in by_hash:
                rows += [_kept(actor, origin, holder, document, entity, by_hash[sha256]) for entity in entities]
    return rows


def _kept(
    actor: Actor, origin: Origin, holder: KarteDocument, document: Document, entity: Entity, piece: Piece
) -> EvidenceFile:
    path = document.path_of(entity)
    before = EvidenceFile.objects.filter(
        document=holder, entity=path, sender=origin.sender, ended__isnull=True, replaced_by__isnull=True
    ).first()
    row = before if before is not None and before.sha256 == piece.sha256 else _new(actor, origin, piece)
    if before is not None and row is not before:
        before.ended = datetime.now(UTC)
        before.save(update_fields=("ended",))
        project_file(before)
        row.replaces = before
    row.document, row.entity, row.published = holder, path, True
    row.title = one_line(title_of(document, entity)[0])[:200] or row.name
    row.scope = one_line(said)[:400] if isinstance(said := entity.fields.get("scope"), str) else ""
    row.expires_on = _last_day(entity.fields.get("expires_on"))
    row.save()
    project_file(row)
    return row


def _new(actor: Actor, origin: Origin, piece: Piece) -> EvidenceFile:
    return EvidenceFile(
        organisation_id=actor.organisation,
        author=actor.user,
        sha256=put(piece.data),
        name=file_name(piece.name, piece.media),
        size=len(piece.data),
        media=piece.media.type,
        sender=origin.sender,
        bundle=origin.bundle,
    )


def _last_day(written: object) -> date | None:
    try:
        return When.parse(written).last if isinstance(written, str) else None
    except AnzenError:
        return None
