"""What can be wrong with crosswalks that reading one file cannot see."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Final

from anzenkarte.catalogue.crosswalks.relations import STRENGTHS
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.folders import CROSSWALK
from anzenkarte.catalogue.gather import Gathered
from anzenkarte.catalogue.model import Item
from anzenkarte.kernel.citations import weakest
from anzenkarte.kernel.errors import Problem

OWN_READING: Final = 3  # strongest an inference of our own can be


def check_crosswalks(gathered: Gathered, also: Gathered) -> list[Problem]:
    """Unknown editions, dangling items, lines outside the set's editions, lines twice, about themselves, too sure.

    What is related may be in ``also``.
    """
    problems: list[Problem] = []
    items = {item.id: item for listed in (*also.items.values(), *gathered.items.values()) for item in listed}
    known = {alias: item for item in items.values() for alias in item.aliases} | items
    editions = {**also.editions, **gathered.editions}
    for file in gathered.of_schema(CROSSWALK):
        entry = Entry(file.marked, (), problems)
        for key in ("from", "to"):
            edition = entry.data.get(key)
            if isinstance(edition, str) and edition and edition not in editions:
                entry.wrong("catalogue.unknown-edition", (key,), edition=edition)
        seen: dict[tuple[str, str], int] = {}
        for line in entry.entries("lines"):
            _line(line, entry, known, editions, seen)
    return problems


def _line(
    line: Entry, header: Entry, items: Mapping[str, Item], editions: Container[str], seen: dict[tuple[str, str], int]
) -> None:
    ends: list[Item] = []
    for key in ("from", "to"):
        name = line.data.get(key)
        if not isinstance(name, str) or not name:
            continue
        item = items.get(name)
        if item is None:
            line.wrong("catalogue.dangling-item", (key,), item=name)
            continue
        edition = str(header.data.get(key))
        if item.edition == edition:
            ends.append(item)
        elif edition in editions:
            line.wrong("catalogue.crosswalk-edition", (key,), item=name, edition=edition)
    if len(ends) == 2 and ends[0].id == ends[1].id:
        line.wrong("catalogue.crosswalk-self", ("to",), item=ends[0].id)
    _sureness(line, header, ends)
    pair = (str(line.data.get("from")), str(line.data.get("to")))
    first = seen.setdefault(pair, line.line)
    if first != line.line:
        line.wrong("catalogue.crosswalk-twice", (), first=first, **{"from": pair[0], "to": pair[1]})


def _sureness(line: Entry, header: Entry, ends: list[Item]) -> None:
    """A line cannot be surer than what it relates, nor an inference of ours stronger than a reading of both texts."""
    stated = line.data.get("confidence")
    least = weakest(*(item.confidence for item in ends)) if ends else "seen"
    if isinstance(stated, str) and weakest(stated, least) != stated:
        line.wrong("catalogue.crosswalk-sure", ("confidence",), confidence=stated, least=least)
    strength = line.data.get("strength")
    if header.data.get("kind") == "ours" and strength in STRENGTHS[OWN_READING:]:
        line.wrong("catalogue.crosswalk-own", ("strength",), strength=strength, most=OWN_READING)
