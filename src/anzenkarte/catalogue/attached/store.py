"""Keeps what was read from official files on the user's own machine, outside every catalogue, one JSON file each.

The place is ``official/<edition>/<SHA-256 of the file>.json`` in the folder that ``ANZENKARTE_HOME`` names, by default
``.local/share/anzenkarte`` in the user's home. The file itself is not copied; only its name, not its folder, is kept.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from anzenkarte.catalogue.attached.official import Heading, Note, Official, Parsed
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.strict_json import load_file
from anzenkarte.formats.values import Json, Limits
from anzenkarte.kernel.errors import InputError, Problem

VARIABLE: Final = "ANZENKARTE_HOME"
SCHEMA: Final = "anzenkarte/official/1"
_LIMITS: Final = Limits(size=64 * 1024 * 1024, nodes=2_000_000)
_STORED: Final = re.compile(r"[0-9a-f]{64}\.json\Z")
_EDITION: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")


@dataclass(frozen=True)
class Attached:
    """One official file as read: its edition and part, where it came from, and everything it says.

    ``source`` is the key under which the catalogue knows a file of this very SHA-256; empty when it is another file.
    ``pages`` counts pages of a PDF or sheets of a workbook; ``attached_on`` is an ISO 8601 day.
    """

    edition: str
    part: str
    file: str
    sha256: str
    source: str
    attached_on: str
    format: str  # pdf | xlsx
    pages: int
    parsed: Parsed


def home() -> Path:
    """The folder of the user's own data."""
    setting = os.environ.get(VARIABLE, "")
    return Path(setting) if setting else Path.home() / ".local" / "share" / "anzenkarte"


def save(attached: Attached, catalogues: Iterable[Path], folder: Path | None = None) -> Path:
    """Store one file's text whole or not at all, in place of what was attached for the same part.

    Raises InputError ``attach.inside-catalogue`` where the place lies inside a catalogue, or when it cannot be written.
    """
    base = (folder if folder is not None else home()) / "official"
    for catalogue in catalogues:
        if base.resolve().is_relative_to(catalogue.resolve()):
            raise InputError(Problem.at("attach.inside-catalogue", {"variable": VARIABLE}, file=str(base)))
    path = base / attached.edition / f"{attached.sha256}.json"
    write_file(path, canonical_bytes(_json(attached)) + b"\n")
    for other in load(attached.edition, folder):
        if other.part == attached.part and other.sha256 != attached.sha256:
            (path.parent / f"{other.sha256}.json").unlink(missing_ok=True)
    return path


def load(edition: str = "", folder: Path | None = None) -> tuple[Attached, ...]:
    """What is attached to an edition, or to all, in order of edition, part and file.

    Raises InputError ``attach.damaged`` for a stored file that is not as it was written.
    """
    base = (folder if folder is not None else home()) / "official"
    if not base.is_dir() or (edition and not _EDITION.match(edition)):
        return ()
    editions = [base / edition] if edition else sorted(path for path in base.iterdir() if _EDITION.match(path.name))
    found = [_read(path) for place in editions for path in _files(place)]
    return tuple(sorted(found, key=lambda one: (one.edition, one.part, one.file, one.sha256)))


def remove(edition: str, part: str = "", folder: Path | None = None) -> int:
    """Remove what is attached to an edition, or to one part of it; damaged files go too. How many files went."""
    if not _EDITION.match(edition):
        return 0
    place = (folder if folder is not None else home()) / "official" / edition
    count = 0
    for path in _files(place):
        if not part or _part_of(path) in (part, None):
            path.unlink(missing_ok=True)
            count += 1
    if place.is_dir() and not any(place.iterdir()):
        place.rmdir()
    return count


def _part_of(path: Path) -> str | None:
    try:
        return _read(path).part
    except InputError:
        return None


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return []
    return sorted(path for path in place.iterdir() if _STORED.match(path.name) and path.is_file())


def _json(attached: Attached) -> dict[str, Json]:
    return {
        "schema": SCHEMA,
        "edition": attached.edition,
        "part": attached.part,
        "file": attached.file,
        "sha256": attached.sha256,
        "source": attached.source,
        "attached_on": attached.attached_on,
        "format": attached.format,
        "pages": attached.pages,
        "officials": [official.json() for official in attached.parsed.officials],
        "chapters": [heading.json() for heading in attached.parsed.chapters],
        "notes": [note.json() for note in attached.parsed.notes],
    }


def _read(path: Path) -> Attached:
    data = load_file(path, limits=_LIMITS).data
    damaged = InputError(Problem.at("attach.damaged", {"edition": path.parent.name}, file=str(path)))
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise damaged
    try:
        attached = _attached(data)
    except (KeyError, TypeError, ValueError) as error:
        raise damaged from error
    if (attached.edition, f"{attached.sha256}.json") != (path.parent.name, path.name):
        raise damaged
    return attached


def _attached(data: Mapping[str, Json]) -> Attached:
    chapters = cast(list[dict[str, Json]], data["chapters"])
    notes = cast(list[dict[str, Json]], data["notes"])
    parsed = Parsed(
        officials=tuple(Official.of(entry) for entry in cast(list[dict[str, Json]], data["officials"])),
        chapters=tuple(Heading(str(one["number"]), str(one["title"]), cast(int, one["page"])) for one in chapters),
        notes=tuple(
            Note(str(one["code"]), cast(int, one["page"]), str(one["text"]), str(one["number"])) for one in notes
        ),
    )
    return Attached(
        edition=str(data["edition"]),
        part=str(data["part"]),
        file=str(data["file"]),
        sha256=str(data["sha256"]),
        source=str(data["source"]),
        attached_on=str(data["attached_on"]),
        format=str(data["format"]),
        pages=int(cast(int, data["pages"])),
        parsed=parsed,
    )
