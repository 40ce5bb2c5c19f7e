"""Finds where one of our own lines copies an attached official sentence, whatever blanks and signs differ.

A line copies when it holds :data:`RUN` letters in a row that an official sentence holds too, or is such a sentence as a
whole. Titles of documents and chapters are names and may be repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from anzenkarte.catalogue.attached.normal import comparable
from anzenkarte.catalogue.attached.official import Official, short
from anzenkarte.catalogue.attached.store import Attached
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.gather import Gathered
from anzenkarte.kernel.errors import Problem

RUN: Final = 25  # letters and digits in a row
WHOLE: Final = 8  # a sentence shorter than this many letters and digits is too common to be a copy
_SENTENCE: Final = re.compile(r"[。\n]")
_NAME: Final = 12  # names shorter than this need no exception
_GAP: Final = "\0"


def check_copied(gathered: Gathered, attached: Sequence[Attached]) -> list[Problem]:
    """Every title and summary of an item that copies an attached sentence, with file, line and id."""
    if not attached:
        return []
    index = _Index(attached)
    names = _names(gathered)
    problems: list[Problem] = []
    for edition in gathered.editions:
        for file in gathered.items_files(edition):
            for entry in Entry(file.marked, (), []).entries("items"):
                for key in ("title", "summary"):
                    text = entry.mapping(key).get("ja")
                    found = index.find(text, names) if isinstance(text, str) else None
                    if found is not None:
                        entry.problems = problems
                        entry.wrong("attach.copied", (key,), number=found[0], official=found[1], words=found[2])
    return problems


class _Index:
    """Every run of RUN letters and every whole sentence of what is attached."""

    def __init__(self, attached: Sequence[Attached]) -> None:
        self.runs: dict[str, tuple[str, str]] = {}
        self.wholes: dict[str, tuple[str, str]] = {}
        for one in attached:
            for official in one.parsed.officials:
                self._add(official, one.file)

    def _add(self, official: Official, file: str) -> None:
        where = (official.printed, f"{file} p. {official.page}")
        for text in official.sentences:
            plain = comparable(text)
            for start in range(len(plain) - RUN + 1):
                self.runs.setdefault(plain[start : start + RUN], where)
            for sentence in (text, *_SENTENCE.split(text)):
                whole = comparable(sentence)
                if len(whole) >= WHOLE:
                    self.wholes.setdefault(whole, where)

    def find(self, text: str, names: Sequence[str]) -> tuple[str, str, str] | None:
        """Printed number, file and page, and the words copied; None when nothing is."""
        for sentence in (text, *_SENTENCE.split(text)):
            whole = comparable(sentence)
            if whole in self.wholes and whole not in names:
                return (*self.wholes[whole], short(sentence))
        plain = comparable(text)
        for name in names:
            plain = plain.replace(name, _GAP)
        for start in range(len(plain) - RUN + 1):
            run = plain[start : start + RUN]
            if run in self.runs:
                return (*self.runs[run], run)
        return None


def _names(gathered: Gathered) -> list[str]:
    """Titles of editions, parts, chapters and sources in the form compared, longest first."""
    return sorted({name for name in _all_names(gathered) if len(name) >= _NAME}, key=lambda name: (-len(name), name))


def _all_names(gathered: Gathered) -> Iterator[str]:
    for edition in gathered.editions.values():
        titles = [edition.title, *(title for _, title in edition.parts), *(one.title for one in edition.chapters)]
        titles += [source.title for source in edition.sources.values()]
        for title in titles:
            yield comparable(title.ja)
            yield comparable(re.sub(r"第[\d.]+版.*", "", title.ja))
