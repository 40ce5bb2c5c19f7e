"""The value space of all documents and the places inside it: JSON types without floats, and marked lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"
Path: TypeAlias = "tuple[str | int, ...]"

MAX_INT = 2**53 - 1
"""Largest integer every JSON reader keeps exactly (RFC 8785, I-JSON); the smallest is ``-MAX_INT``."""

SHOWN = 80
"""Longest piece of the user's text that a message repeats."""


@dataclass(frozen=True)
class Limits:
    """How much of a document is read at all.

    ``size`` in bytes, ``depth`` in nested lists and mappings, ``nodes`` in values and keys of one file, ``problems`` is
    the number after which the search for further problems stops.
    """

    size: int = 16 * 1024 * 1024
    depth: int = 64
    nodes: int = 250_000
    problems: int = 50


LIMITS = Limits()


@dataclass(frozen=True)
class Marked:
    """A document and where its parts were written.

    ``lines`` maps a path such as ``("components", 0, "name")`` to its 1-based line (of the key, or of the list entry);
    it is empty for JSON. ``file`` is the name shown in messages.
    """

    data: Json
    lines: dict[Path, int] = field(default_factory=dict)
    file: str = ""

    def line_of(self, path: Path) -> int:
        """The line of ``path``, or of the nearest part around it that is marked; 0 when nothing is known."""
        for end in range(len(path), -1, -1):
            line = self.lines.get(path[:end])
            if line is not None:
                return line
        return 0


def shown(text: str) -> str:
    """A key or number as a message shows it: at most SHOWN characters."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def path_text(path: Path) -> str:
    """A path as people read it: ``components/0/name``; very long keys are cut."""
    return "/".join(shown(str(part)) for part in path)
