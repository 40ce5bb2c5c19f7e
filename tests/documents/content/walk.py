"""Every text of a paper, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from anzenkarte.documents.content.tree import Figure, Paper

_NO_TEXT = {"id", "anchor", "mark", "style", "kind", "align", "svg", "lang", "level"}


def texts(value: object) -> Iterator[str]:
    """All strings a reader sees; drawings are left out (they are made from the same words)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for entry in value:
            yield from texts(entry)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in _NO_TEXT:
                yield from texts(getattr(value, field.name))


def figures(paper: Paper) -> list[Figure]:
    """The drawings of a paper."""
    return [block for section in paper.sections for block in section.blocks if isinstance(block, Figure)]
