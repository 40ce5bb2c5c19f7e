"""Values of strangers taken by their type: what is not of the type asked for counts as not there."""

from __future__ import annotations

from collections.abc import Mapping

from anzenkarte.formats.values import Json


def mappings(value: Json) -> list[dict[str, Json]]:
    """The mappings of a list; nothing else."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def first(value: Json) -> Mapping[str, Json]:
    """The first mapping of a list; an empty one where there is none."""
    return next(iter(mappings(value)), {})


def mapping(value: Json) -> Mapping[str, Json]:
    """A mapping, or an empty one."""
    return value if isinstance(value, dict) else {}


def string(value: Json) -> str:
    """A text, or an empty one."""
    return value if isinstance(value, str) else ""


def strings(value: Json) -> list[str]:
    """The texts of a list; nothing else."""
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []
