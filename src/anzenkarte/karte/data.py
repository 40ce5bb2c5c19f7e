"""The data this room needs from ``anzenkarte_catalogues``: its sentences and the questionnaire for beginners."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.text import Text

PACKAGE = "anzenkarte_catalogues"


def packaged(name: str) -> Marked:
    """A YAML file of the catalogue package; ``name`` is its path with ``/``."""
    return load_one(files(PACKAGE).joinpath(name).read_bytes(), name)


@cache
def sentences() -> dict[str, Text]:
    """The sentences of this room by code."""
    data = packaged("messages/karte.yaml").data
    return {code: Text.of(text) for code, text in data.items()} if isinstance(data, dict) else {}
