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


def own_numbers(printed: str, name: str, part: str) -> tuple[Number, ...]:
    """The numbers of a passage itself: as printed, and as its id ``edition/part/chapter/number`` has it."""
    path, whole = _path(name, part)
    return tuple(number for number in (parse_number(fold(printed).strip()), path if whole else ()) if number)


def numbers_of(printed: str, name: str, part: str) -> tuple[Number, ...]:
    """Its own numbers, and that of the chapter it is in where its own is not known; each once."""
    path, _ = _path(name, part)
    return tuple(dict.fromkeys([*own_numbers(printed, name, part), *([path] if path else [])]))


def _path(name: str, part: str) -> tuple[Number, bool]:
    """The numbers an id begins with after edition and part, and whether it holds nothing else."""
    segments = name.split("/")[1:]
    if part and segments[:1] == [part]:
        segments = segments[1:]
    path: list[int] = []
    for segment in segments:
        parts = parse_number(segment)
        if not parts:
            return tuple(path), False
        path += parts
    return tuple(path), True


def prefixes(number: Number) -> Iterator[str]:
    """A number and every number it lies in, written with dots: ``14``, ``14.5``."""
    for length in range(1, len(number) + 1):
        yield written(number[:length])


def written(number: Number) -> str:
    """With dots between the parts."""
    return ".".join(map(str, number))
