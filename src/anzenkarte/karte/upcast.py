"""Documents of older versions, read as ours: pure steps from version n to n+1, kept for ever.

What was written is never rewritten: a document that came through a step keeps the hash of its own bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json


@dataclass(frozen=True)
class Step:
    """From one version of a kind of document to the next.

    ``collections`` names the top-level keys that held maps of entities in the older version (and with them its hash);
    ``apply`` gets the data without ``schema`` and returns new data, never changing what it got.
    """

    collections: frozenset[str]
    apply: Callable[[Mapping[str, Json]], dict[str, Json]]


Upcasts = Mapping[tuple[str, int], Step]
"""Step by kind of document and the version it starts from."""

UPCASTS: Final[Upcasts] = {}
"""Version 1 is the first, so nothing has to be carried yet."""


def oldest(upcasts: Upcasts, kind: str, version: int) -> int:
    """The oldest version of a kind from which steps lead to ``version`` without a gap."""
    while (kind, version - 1) in upcasts:
        version -= 1
    return version


def upcast(upcasts: Upcasts, kind: str, data: Mapping[str, Json], version: int, target: int) -> dict[str, Json]:
    """The data as of version ``target``; lines of keys that a step renames are no longer known."""
    while version < target:
        data = upcasts[kind, version].apply({key: value for key, value in data.items() if key != "schema"})
        version += 1
    return {"schema": f"anzenkarte/{kind}/{target}", **{key: value for key, value in data.items() if key != "schema"}}


def sealed_revision(step: Step, kind: str, data: Mapping[str, Json]) -> str:
    """The revision hash of a document in the version it was written in."""
    manifest: dict[str, str] = {}
    header: dict[str, Json] = {}
    for key, value in data.items():
        if key == kind:
            manifest[f"{key}/{data.get('name')}"] = digest(value)
        elif key in step.collections and isinstance(value, dict):
            manifest.update({f"{key}/{id}": digest(fields) for id, fields in value.items()})
        elif key != "schema":
            complete = key == "complete" and isinstance(value, list)
            header[key] = sorted(value, key=str) if complete and isinstance(value, list) else value
    return digest({"entities": manifest, "header": header, "schema": data.get("schema")})
