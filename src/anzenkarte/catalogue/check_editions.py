"""What can be wrong between editions: time in force, succession, coverage that says more than is held, ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Final

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.gather import Gathered
from anzenkarte.catalogue.model import Edition, PartScope
from anzenkarte.formats.values import Path
from anzenkarte.kernel.errors import Problem

EDITION_ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\Z")
ITEM_ID: Final = re.compile(r"[A-Za-z0-9.-]+(?:/~?[A-Za-z0-9][A-Za-z0-9._-]*)+\Z")


def check_editions(gathered: Gathered, also: Gathered) -> list[Problem]:
    """Every fault between or inside editions that reading one file cannot see; a former edition may be in ``also``."""
    problems = [*_overlaps(gathered)]
    for edition in gathered.editions.values():
        problems.extend(_succession(gathered, also, edition))
        problems.extend(_coverage(gathered, edition))
        problems.extend(_scope(gathered, edition))
    for file in gathered.headers.values():
        entry = Entry(file.marked, (), problems)
        name = entry.data.get("id")
        if isinstance(name, str) and not EDITION_ID.match(name):
            entry.wrong("catalogue.id-form", ("id",))
    _item_ids(gathered, problems)
    return problems


def _at(gathered: Gathered, edition: Edition, key: str, code: str, **params: object) -> Problem:
    marked = gathered.headers[edition.id].marked
    path: Path = (key,)
    return Problem.at(code, {"id": edition.id, **params}, file=marked.file, line=marked.line_of(path), path=key)


def variant(edition: Edition) -> str:
    """What follows the first hyphen of an edition's label: ``hospital`` in ``r8-hospital``; editions for different
    readers are in force side by side.
    """
    return edition.edition.partition("-")[2]


def _overlaps(gathered: Gathered) -> Iterator[Problem]:
    dated = [edition for _, edition in sorted(gathered.editions.items()) if edition.in_force is not None]
    for one, other in combinations(dated, 2):
        same = (one.guideline, variant(one)) == (other.guideline, variant(other))
        if same and _first(one) < _last(other) and _first(other) < _last(one):
            yield _at(gathered, other, "in_force", "catalogue.in-force-overlap", other=one.id)


def _first(edition: Edition) -> date:
    start = edition.in_force[0] if edition.in_force else None
    return start.first if start is not None else date.min


def _last(edition: Edition) -> date:
    end = edition.in_force[1] if edition.in_force else None
    return end.first if end is not None else date.max


def _succession(gathered: Gathered, also: Gathered, edition: Edition) -> Iterator[Problem]:
    if not edition.supersedes:
        return
    known = {**also.editions, **gathered.editions}
    earlier = known.get(edition.supersedes)
    if earlier is None or earlier.guideline != edition.guideline:
        yield _at(gathered, edition, "supersedes", "catalogue.supersedes", other=edition.supersedes)
        return
    seen = [edition.id]
    while earlier is not None and earlier.id not in seen:
        seen.append(earlier.id)
        earlier = known.get(earlier.supersedes)
    if earlier is not None and earlier.id == edition.id:
        yield _at(gathered, edition, "supersedes", "catalogue.supersedes-circle", other=edition.supersedes)


def _scope(gathered: Gathered, edition: Edition) -> Iterator[Problem]:
    """The fact that says whether an edition, or a part of it, applies must be in the vocabulary, with its words."""
    whole = [PartScope(edition.scope_fact, edition.scope_values)] if edition.scope_fact or edition.scope_values else []
    for scope in (*whole, *edition.part_scopes.values()):
        spec = gathered.vocabulary.facts.get(scope.fact)
        words = [word for word in scope.values if spec is None or word not in spec.values]
        if spec is None or words or not scope.values:
            yield _at(gathered, edition, "scope", "catalogue.edition-scope", fact=scope.fact, words=words)


def _coverage(gathered: Gathered, edition: Edition) -> Iterator[Problem]:
    items = gathered.items.get(edition.id, [])
    parts = {part for part, _ in edition.parts}
    for file in gathered.items_files(edition.id):
        entry = Entry(file.marked, (), [])
        if parts and file.part and file.part not in parts:
            yield _line(entry, ("part",), "catalogue.unknown-part", {"part": file.part, "edition": edition.id})
        seen: set[str] = set()
        for chapter in entry.entries("chapters"):
            number, word = str(chapter.data.get("number", "")), chapter.data.get("coverage")
            held = sum((item.part, item.chapter) == (file.part, number) for item in items)
            params = {"chapter": number, "coverage": str(word), "held": held, "edition": edition.id}
            if number in seen:
                yield _line(chapter, ("number",), "catalogue.chapter-twice", params)
            seen.add(number)
            if (word == "complete" and held == 0) or (word in ("missing", "none") and held > 0):
                yield _line(chapter, ("coverage",), "catalogue.coverage-untrue", params)
            if word == "partial" and not chapter.data.get("coverage_note"):
                yield _line(chapter, ("coverage",), "catalogue.coverage-note", params)


def _line(entry: Entry, below: Path, code: str, params: dict[str, object]) -> Problem:
    path = (*entry.path, *below)
    shown = "/".join(str(part) for part in path)
    return Problem.at(code, params, file=entry.marked.file, line=entry.marked.line_of(path), path=shown)


def _item_ids(gathered: Gathered, problems: list[Problem]) -> None:
    owners: dict[str, str] = {item.id: item.id for items in gathered.items.values() for item in items}
    for name in gathered.editions:
        for file in gathered.items_files(name):
            for entry in Entry(file.marked, (), problems).entries("items"):
                identity = entry.data.get("id")
                if not isinstance(identity, str) or not identity:
                    continue
                if not ITEM_ID.match(identity):
                    entry.wrong("catalogue.id-form", ("id",))
                if "/~" in identity and entry.data.get("number") is not None:
                    entry.wrong("catalogue.provisional-numbered", ("id",), number=str(entry.data.get("number")))
                for index, alias in enumerate(entry.strings("aliases")):
                    owner = owners.setdefault(alias, identity)
                    if owner != identity or alias == identity:
                        entry.wrong("catalogue.alias-taken", ("aliases", index), alias=alias, owner=owner)
