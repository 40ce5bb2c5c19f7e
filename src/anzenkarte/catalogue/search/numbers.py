"""Numbers of items as people write them: ``14⑤``, ``14-5`` and ``14(5)`` are one number of two parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from anzenkarte.catalogue.search.fold import fold

_WRITTEN: Final = re.compile(r"[(第]?\d{1,4}(?:[-.() 章]{1,3}\d{1,4}){0,7}[). 章]{0,2}")
_PART: Final = re.compile(r"\d+")

Number = tuple[int, ...]


def parse_number(text: str) -> Number:
    """The parts of a number that is all a folded text says; empty when it says anything else."""
    if len(text) > 48 or not _WRITTEN.fullmatch(text):
        return ()
    return tuple(int(part) for part in _PART.findall(text))


def numbers_of(printed: str, name: str, part: str) -> Iterator[Number]:
    """The numbers of a passage: as printed, and as its id ``edition/part/chapter/number`` has it."""
    own = parse_number(fold(printed).strip())
    if own:
        yield own
    segments = name.split("/")[1:]
    if part and segments[:1] == [part]:
        segments = segments[1:]
    path: list[int] = []
    for segment in segments:
        parts = parse_number(segment)
        if not parts:
            break
        path += parts
    if path and tuple(path) != own:
        yield tuple(path)


def prefixes(number: Number) -> Iterator[str]:
    """A number and every number it lies in, written with dots: ``14``, ``14.5``."""
    for length in range(1, len(number) + 1):
        yield written(number[:length])


def written(number: Number) -> str:
    """With dots between the parts."""
    return ".".join(map(str, number))
