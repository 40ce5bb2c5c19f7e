"""Finds the files of catalogues: by their ``schema:`` key, whatever folder they lie in.

A catalogue is a folder of YAML files. Packages bring one in by an entry point of the group ``anzenkarte.catalogues``
whose value is the package; the built-in catalogue is declared the same way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

from anzenkarte.kernel.errors import CatalogueError, Problem

GROUP: Final = "anzenkarte.catalogues"
BUILT_IN: Final = "anzenkarte_catalogues"
EDITION: Final = "anzenkarte/edition/1"
ITEMS: Final = "anzenkarte/items/1"
RULES: Final = "anzenkarte/rules/1"
DUTIES: Final = "anzenkarte/duties/1"
SCOPE: Final = "anzenkarte/scope/1"
LAW: Final = "anzenkarte/law/1"
SCHEME: Final = "anzenkarte/scheme/1"
CROSSWALK: Final = "anzenkarte/crosswalk/1"
VOCABULARY: Final = "anzenkarte/vocabulary/1"
MESSAGES: Final = "anzenkarte/messages/1"
DOCUMENTS: Final = ("anzenkarte/service/", "anzenkarte/engagement/", "anzenkarte/institution/")
_SCHEMA = re.compile(rb"""^(?:\xef\xbb\xbf)?schema:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE)


@dataclass(frozen=True)
class Root:
    """A folder that holds a catalogue; ``prefix`` stands before the names of its files in messages."""

    name: str
    folder: Path
    prefix: str = ""


@dataclass(frozen=True)
class FileState:
    """A file as the disk tells it, without reading it: its name for messages, size in bytes, time of change in ns."""

    name: str
    path: Path
    size: int
    mtime_ns: int


def installed_roots() -> tuple[Root, ...]:
    """The catalogues of all installed packages, the built-in one first, then by name.

    Raises CatalogueError ``catalogue.no-package`` when a declared package is not there.
    """
    declared = {entry.value for entry in entry_points(group=GROUP)} | {BUILT_IN}
    others = sorted(declared - {BUILT_IN})
    return (Root(BUILT_IN, _package_folder(BUILT_IN)), *(Root(name, _package_folder(name), name) for name in others))


def roots_of(folders: Iterable[Path]) -> tuple[Root, ...]:
    """Roots for given folders; with more than one, names of files begin with the folder's name."""
    listed = [Path(folder) for folder in folders]
    first = [Root(folder.name, folder) for folder in listed[:1]]
    return (*first, *(Root(folder.name, folder, folder.name) for folder in listed[1:]))


def _package_folder(name: str) -> Path:
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    if not places:
        raise CatalogueError(Problem.at("catalogue.no-package", {"package": name, "group": GROUP}))
    return Path(places[0])


def list_files(roots: Iterable[Root]) -> list[FileState]:
    """Every YAML file below the roots in order of name; hidden folders and links to folders are left out.

    Reads no file. Raises CatalogueError ``catalogue.no-folder`` for a root that is no folder, and
    ``catalogue.same-name`` when files of two roots would have one name.
    """
    found: list[FileState] = []
    for root in roots:
        if not root.folder.is_dir():
            raise CatalogueError(Problem.at("catalogue.no-folder", file=str(root.folder)))
        found.extend(_walk(root.folder, root.prefix))
    found.sort(key=lambda state: state.name)
    same = [one for one, other in pairwise(found) if one.name == other.name]
    if same:
        raise CatalogueError([Problem.at("catalogue.same-name", file=state.name) for state in same])
    return found


def _walk(folder: Path, prefix: str) -> Iterator[FileState]:
    waiting = [(str(folder), prefix)]
    while waiting:
        place, named = waiting.pop()
        for entry in _listing(place):
            if entry.name.startswith((".", "_")):
                continue
            name = f"{named}/{entry.name}" if named else entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append((entry.path, name))
            elif entry.name.endswith((".yaml", ".yml")):
                yield _state(entry, name)


def _listing(place: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as listing:
            return list(listing)
    except OSError as error:
        raise CatalogueError(Problem.at("catalogue.no-folder", file=place)) from error


def _state(entry: os.DirEntry[str], name: str) -> FileState:
    """What the disk says of a file; one that cannot be asked is told of when it is read."""
    try:
        status = entry.stat()
    except OSError:
        return FileState(name, Path(entry.path), 0, 0)
    return FileState(name, Path(entry.path), status.st_size, status.st_mtime_ns)


def schema_of(name: str, data: bytes) -> str:
    """The schema a file declares in a line of its own; files in a folder ``messages`` need none. Empty: undeclared."""
    match = _SCHEMA.search(data)
    if match:
        return match[1].decode("utf-8", errors="replace")
    folders = name.split("/")[:-1]
    return MESSAGES if "messages" in folders else ""


def is_document(schema: str) -> bool:
    """Whether a schema is one of the karte documents, which lie among the catalogues as example cases."""
    return schema.startswith(DOCUMENTS)
