"""Keeps the catalogue in a form that opens in milliseconds, and notices when its files have changed.

The compiled form is a folder of JSON files: ``index.json`` with the list of source files (size, time of change,
SHA-256) and what is always needed, and one file per shelf named by the SHA-256 of its bytes. Every file is written
whole or not at all, so several processes may compile and read at once; a file that is damaged or gone is made again
from source.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import orjson

from anzenkarte import __version__
from anzenkarte.catalogue.folders import BUILT_IN, FileState, Root, list_files
from anzenkarte.catalogue.gather import Gathered, Layout, gather, lay_out
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import CatalogueError, InputError, Problem

LAYOUT: Final = 5  # raised whenever the form of the compiled files or what is checked before they are written changes
VARIABLE: Final = "ANZENKARTE_CACHE"  # environment: another folder for the compiled form; ``off`` does without one
INDEX: Final = "index.json"
_TICK_NS: Final = 50_000_000  # coarsest time of change a file system keeps that we reckon with, in ns


@dataclass(frozen=True)
class Compiled:
    """An opened catalogue: its index, and a reader for its shelves."""

    index: Mapping[str, Json]
    shelf: Callable[[str], Json]
    fresh: bool  # whether it came from the compiled form


def cache_folder(roots: Sequence[Root]) -> Path | None:
    """Where the compiled form of these catalogues belongs; None when the environment says ``off``.

    The built-in catalogue alone lies in the folder itself, so that it can be shipped; any other set of catalogues lies
    in a folder named by where its files are.
    """
    setting = os.environ.get(VARIABLE, "")
    if setting == "off":
        return None
    base = Path(setting) if setting else Path(__file__).parent / "_compiled"
    if [root.name for root in roots] == [BUILT_IN]:
        return base
    places = "\n".join(f"{root.name}\t{root.folder}" for root in roots)
    return base / hashlib.sha256(places.encode("utf-8", errors="surrogateescape")).hexdigest()[:16]


def open_compiled(roots: Sequence[Root], folder: Path | None) -> Compiled:
    """Open from the compiled form; where that is absent, stale or damaged, read from source and compile.

    Without a folder, or when it cannot be written, everything works from source. Raises CatalogueError for faults.
    """
    if folder is not None:
        found = _load(roots, folder)
        if found is not None:
            return found
    gathered = gather(roots)
    layout = lay_out(gathered)
    if folder is not None:
        _store(folder, gathered, layout)
    return Compiled(layout.index, layout.shelves.__getitem__, fresh=False)


def compile_into(roots: Sequence[Root], folder: Path) -> None:
    """Write the compiled form, as the build of a package does; raises CatalogueError, or InputError if unwritable."""
    gathered = gather(roots)
    _write(folder, gathered, lay_out(gathered))


def _load(roots: Sequence[Root], folder: Path) -> Compiled | None:
    path = folder / INDEX
    try:
        written = path.stat().st_mtime_ns
        manifest = _unsealed(path.read_bytes())
    except (OSError, ValueError):
        return None
    if manifest.get("layout") != LAYOUT or manifest.get("program") != __version__:
        return None
    states = list_files(roots)
    known = {str(row[0]): row for row in cast(list[list[Json]], manifest["sources"])}
    if known.keys() != {state.name for state in states}:
        return None
    doubtful = [state for state in states if _doubtful(state, known[state.name], written)]
    if not all(_sha256_of(state.path) == known[state.name][3] for state in doubtful):
        return None
    if doubtful:
        manifest["sources"] = [[state.name, state.size, state.mtime_ns, known[state.name][3]] for state in states]
        _try_write(path, _sealed(manifest))
    index = cast(dict[str, Json], manifest["index"])
    names = cast(dict[str, str], manifest["shelves"])
    return Compiled(index, _ShelfReader(roots, folder, names, str(index["digest"])), fresh=True)


def _doubtful(state: FileState, row: list[Json], written: int) -> bool:
    """Whether a file may differ from what was compiled: its stat says so, or it changed too close to the compiling."""
    return [state.size, state.mtime_ns] != row[1:3] or state.mtime_ns + _TICK_NS > written


def _sha256_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


class _ShelfReader:
    """Reads shelves from the compiled form, or from source when a file is damaged or gone."""

    def __init__(self, roots: Sequence[Root], folder: Path, names: Mapping[str, str], digest: str) -> None:
        self.roots = roots
        self.folder = folder
        self.names = names
        self.digest = digest

    def __call__(self, shelf: str) -> Json:
        name = self.names[shelf]
        try:
            data = (self.folder / name).read_bytes()
        except OSError:
            data = b""
        if name == _shelf_file(data):
            return cast(Json, orjson.loads(data))
        return self._from_source(shelf)

    def _from_source(self, shelf: str) -> Json:
        gathered = gather(self.roots)
        layout = lay_out(gathered)
        if layout.index["digest"] != self.digest:
            raise CatalogueError(Problem.at("catalogue.changed", file=str(self.folder)))
        _store(self.folder, gathered, layout)
        return layout.shelves[shelf]


def _shelf_file(data: bytes) -> str:
    return f"shelf-{hashlib.sha256(data).hexdigest()[:32]}.json"


def _sealed(manifest: Mapping[str, Json]) -> bytes:
    """``["SHA-256 of the manifest", manifest]``, so that damage is noticed."""
    body = orjson.dumps(manifest)
    return b'["' + hashlib.sha256(body).hexdigest().encode("ascii") + b'",' + body + b"]"


def _unsealed(data: bytes) -> dict[str, Json]:
    """The manifest of sealed bytes; raises ValueError when they are damaged."""
    head, body = data[:68], data[68:-1]
    if head != b'["' + hashlib.sha256(body).hexdigest().encode("ascii") + b'",' or data[-1:] != b"]":
        raise ValueError(INDEX)
    return cast(dict[str, Json], orjson.loads(body))


def _store(folder: Path, gathered: Gathered, layout: Layout) -> None:
    """Write the compiled form if that is possible."""
    try:
        _write(folder, gathered, layout)
    except InputError:
        return


def _write(folder: Path, gathered: Gathered, layout: Layout) -> None:
    names: dict[str, Json] = {}
    for shelf, content in layout.shelves.items():
        data = orjson.dumps(content)
        name = _shelf_file(data)
        if not _holds(folder / name, data):
            write_file(folder / name, data)
        names[shelf] = name
    sources: list[Json] = [
        [state.name, state.size, state.mtime_ns, gathered.hashes[state.name]] for state in gathered.states
    ]
    manifest: dict[str, Json] = {
        "layout": LAYOUT,
        "program": __version__,
        "sources": sources,
        "index": dict(layout.index),
        "shelves": names,
    }
    write_file(folder / INDEX, _sealed(manifest))
    _sweep(folder, {str(name) for name in names.values()})


def _holds(path: Path, data: bytes) -> bool:
    try:
        return path.read_bytes() == data
    except OSError:
        return False


def _try_write(path: Path, data: bytes) -> None:
    try:
        write_file(path, data)
    except InputError:
        return


def _sweep(folder: Path, wanted: set[str]) -> None:
    """Remove shelves of earlier states; another process may be faster, which is fine."""
    for path in sorted(folder.glob("shelf-*.json")):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
