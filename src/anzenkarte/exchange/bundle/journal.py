"""The user's own copies of bundles sent and received, and where a bundle stands among them.

In the folder of the user's data: ``bundles/<digest>.anzen`` and the ``bundles/index.json`` over them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from anzenkarte.exchange.bundle.manifest import Manifest
from anzenkarte.exchange.bundle.pack import LIMITS
from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.strict_json import load_file
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

SCHEMA: Final = "anzenkarte/bundle-index/1"
ENDING: Final = ".anzen"


@dataclass(frozen=True, order=True)
class Entry:
    """A bundle that was kept."""

    sequence: int
    id: str
    about: str
    pair: tuple[str, ...]
    previous: str
    sealed_on: str
    sender: str

    @classmethod
    def of(cls, manifest: Manifest) -> Entry:
        """The entry of a bundle."""
        m = manifest
        return cls(m.sequence, m.id, m.about, m.pair, m.previous, m.sealed_on.isoformat(), m.sender)


@dataclass(frozen=True)
class Standing:
    """Where a bundle stands among those kept of the same pair about the same thing.

    ``known``: it was kept before. ``newer``: bundles with a higher number are here, so that this is an old one.
    ``gap``: digest of its predecessor, when that is not here. ``beside``: others with its number.
    """

    known: bool
    newer: tuple[Entry, ...]
    gap: str
    beside: tuple[Entry, ...]


class Journal:
    """The folder of kept bundles."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "bundles"

    def entries(self) -> tuple[Entry, ...]:
        """Everything kept, by number and digest; InputError ``bundle.index`` for an index that is damaged."""
        path = self.folder / "index.json"
        if not path.is_file():
            return ()
        data = load_file(path, path.name).data
        listed = data.get("bundles") if isinstance(data, dict) else None
        if not isinstance(data, dict) or data.get("schema") != SCHEMA or not isinstance(listed, list):
            raise InputError(Problem.at("bundle.index", file=str(path)))
        return tuple(sorted(_entry(value, path) for value in listed))

    def chain(self, about: str, pair: Sequence[str]) -> tuple[Entry, ...]:
        """What is kept of one exchange."""
        return tuple(entry for entry in self.entries() if (entry.about, entry.pair) == (about, tuple(pair)))

    def last(self, about: str, pair: Sequence[str]) -> Entry | None:
        """The newest bundle of an exchange; None before the first."""
        chain = self.chain(about, pair)
        return chain[-1] if chain else None

    def standing(self, manifest: Manifest) -> Standing:
        """Where a bundle stands."""
        chain = self.chain(manifest.about, manifest.pair)
        ids = {entry.id for entry in chain}
        return Standing(
            known=manifest.id in ids,
            newer=tuple(entry for entry in chain if entry.sequence > manifest.sequence),
            gap=manifest.previous if manifest.previous and manifest.previous not in ids else "",
            beside=tuple(e for e in chain if e.sequence == manifest.sequence and e.id != manifest.id),
        )

    def keep(self, data: bytes, manifest: Manifest) -> None:
        """Keep a copy; keeping it again changes nothing."""
        entries = {entry.id: entry for entry in self.entries()}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        path = self._path(manifest.id)
        if not path.is_file():
            write_file(path, data)
        if manifest.id not in entries:
            entries[manifest.id] = Entry.of(manifest)
            listed: list[Json] = [_json(entry) for entry in sorted(entries.values())]
            write_file(self.folder / "index.json", canonical_bytes({"bundles": listed, "schema": SCHEMA}) + b"\n")

    def bytes_of(self, id_: str) -> bytes | None:
        """The copy of a bundle; None when it is not here."""
        path = self._path(id_)
        return read_bytes(path, path.name, LIMITS.archive) if path.is_file() else None

    def _path(self, id_: str) -> Path:
        return self.folder / f"{id_.removeprefix('sha256:')}{ENDING}"


def _json(entry: Entry) -> dict[str, Json]:
    return {**asdict(entry), "pair": list(entry.pair)}


def _entry(value: Json, path: Path) -> Entry:
    refused = InputError(Problem.at("bundle.index", file=str(path)))
    if not isinstance(value, dict) or not isinstance(value.get("sequence"), int):
        raise refused
    pair, sequence = value.get("pair"), value["sequence"]
    if not isinstance(pair, list) or not isinstance(sequence, int):
        raise refused
    texts = {key: str(value.get(key, "")) for key in ("id", "about", "previous", "sealed_on", "sender")}
    entry = Entry(sequence, pair=tuple(str(party) for party in pair), **texts)
    if _json(entry) != value:
        raise refused
    return entry
