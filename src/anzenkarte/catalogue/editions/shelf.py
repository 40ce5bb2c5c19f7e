"""Deadlines and announced changes of an opened catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.editions.model import Change, Deadline
from anzenkarte.catalogue.editions.read import CHANGES, DEADLINES, Sources, read_changes, read_deadlines
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.errors import CatalogueError, Problem


def deadlines(catalogue: Catalogue, edition: str) -> tuple[Deadline, ...]:
    """The deadlines of an edition, in the order of its files; none for an edition without."""
    problems: list[Problem] = []
    found = [
        deadline
        for marked in _files(catalogue, DEADLINES, edition)
        for deadline in read_deadlines(marked, catalogue.vocabulary, _sources(catalogue), problems)
    ]
    _sound(problems)
    return tuple(found)


def changes(catalogue: Catalogue, old: str, new: str) -> tuple[Change, ...]:
    """What was announced as changed from the old to the new edition, in the order of the files."""
    problems: list[Problem] = []
    found = [
        change
        for marked in _files(catalogue, CHANGES, new)
        for change in read_changes(marked, _sources(catalogue), problems)
        if change.earlier == old
    ]
    _sound(problems)
    return tuple(found)


def _files(catalogue: Catalogue, schema: str, edition: str) -> Iterator[Marked]:
    for file, data in catalogue.extras.get(schema, {}).items():
        if isinstance(data, dict) and data.get("edition") == edition:
            yield Marked(data, {}, file)


def _sources(catalogue: Catalogue) -> Sources:
    return {name: edition.sources for name, edition in catalogue.editions.items()}


def _sound(problems: list[Problem]) -> None:
    """What was checked when the catalogue was laid out holds; else the program and its catalogue do not fit."""
    if problems:
        raise CatalogueError(problems)
