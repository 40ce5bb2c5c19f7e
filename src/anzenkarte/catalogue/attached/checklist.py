"""Reads the ministry's checklist workbooks: number, question, target assets, and where the answers are to be written.

The forms differ by year; columns are found by the words of their heading rows, never by their letters. What a user has
already filled in (dates, yes and no) is not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anzenkarte.catalogue.attached.normal import CIRCLE_CLASS, circled, clean, join, narrow
from anzenkarte.catalogue.attached.official import Heading, Note, Official, Parsed, short
from anzenkarte.formats.workbook import Sheet

QUESTION, FIRST, SECOND, ANSWER, TARGET_DATE, ASSETS = "question", "first", "second", "answer", "target_date", "assets"
_HEADS: Final = (
    (FIRST, re.compile(r"(?:第?(?:1|一)回|初回)")),
    (SECOND, re.compile(r"(?:第?(?:2|二)回|再確認|最終)")),
    (TARGET_DATE, re.compile(r"目標")),
    (ANSWER, re.compile(r"はい|いいえ|確認結果|確認日|回答")),
    (ASSETS, re.compile(r"対象(?:機器|資産|端末)?\Z|対象となる|サーバ|端末|ネットワーク機器")),
    (QUESTION, re.compile(r"チェック項目|確認項目|質問|設問|項目|内容")),
)
_HEAD_ROWS: Final = 4  # rows a heading may stretch over
_HEAD_LENGTH: Final = 40  # a heading cell is short; an introduction is not
_ASSET_WORDS: Final = (("server", "サーバ"), ("terminal", "端末"), ("network_device", "ネットワーク機器"))
_CHAPTER: Final = re.compile(r"(\d{1,2}) ?[.．]? ?([^\d\s().].*)", re.DOTALL)
_JOINED: Final = re.compile(rf"(\d{{1,2}}) ?- ?(?:([{CIRCLE_CLASS}⑴-⒇])|\((\d{{1,2}})\)|(\d{{1,2}}))\Z")
_ALONE: Final = re.compile(rf"(?:([{CIRCLE_CLASS}⑴-⒇])|\((\d{{1,2}})\))\Z")
_LEADING: Final = re.compile(rf"(?:(\d{{1,2}}) ?- ?)?(?:([{CIRCLE_CLASS}⑴-⒇])|\((\d{{1,2}})\)) ?(\S.*)", re.DOTALL)
_TICKS: Final = ("○", "〇", "◯", "●", "✓", "✔", "レ", "1", "有", "対象")


@dataclass(frozen=True)
class Columns:
    """Where the columns of a checklist are, counted from 0; heading rows end before ``below``."""

    places: Mapping[str, tuple[int, ...]]
    assets: Mapping[int, str]  # column that stands for one kind of asset → its word
    below: int

    @property
    def question(self) -> int:
        """The column of the questions."""
        return self.places[QUESTION][-1]


def read_checklist(sheets: Sequence[Sheet]) -> Parsed:
    """Questions of all sheets that have the columns of a checklist; other sheets are noted."""
    officials: list[Official] = []
    chapters: dict[str, Heading] = {}
    notes: list[Note] = []
    for sheet in sheets:
        columns = find_columns(sheet)
        if columns is None:
            if any(any(row) for row in sheet.rows):
                notes.append(Note("attach.sheet-without-columns", 0, short(sheet.name)))
            continue
        reader = _Reader(sheet, columns)
        reader.read()
        officials.extend(reader.found)
        notes.extend(reader.notes)
        for heading in reader.chapters:
            chapters.setdefault(heading.number, heading)
    kept, twice = _each_once(officials)
    return Parsed(tuple(kept), tuple(sorted(chapters.values(), key=lambda h: int(h.number))), (*notes, *twice))


def find_columns(sheet: Sheet) -> Columns | None:
    """The columns by their heading words; None when no row has a question and an answer heading near each other."""
    for index in range(len(sheet.rows)):
        places: dict[str, list[int]] = {}
        assets: dict[int, str] = {}
        deepest = index
        for below in range(index, min(index + _HEAD_ROWS, len(sheet.rows))):
            if below > index and _has_number(sheet.rows[below]):
                break
            for column, cell in enumerate(sheet.rows[below]):
                kind = _head(cell)
                if kind and column not in places.get(kind, ()):
                    places.setdefault(kind, []).append(column)
                    deepest = below
                if kind == ASSETS and (word := _asset(cell)):
                    assets[column] = word
        answers = [kind for kind in (FIRST, SECOND, ANSWER, TARGET_DATE) if kind in places]
        first_row = {_head(cell) for cell in sheet.rows[index]}
        if QUESTION in first_row and answers:
            return Columns({kind: tuple(found) for kind, found in places.items()}, assets, deepest + 1)
    return None


def _head(cell: str) -> str:
    text = unicodedata.normalize("NFKC", clean(cell))
    if not text or len(text) > _HEAD_LENGTH or text.endswith("。"):
        return ""
    return next((kind for kind, words in _HEADS if words.search(text)), "")


def _asset(cell: str) -> str:
    text = clean(cell)
    named = [word for word, sign in _ASSET_WORDS if sign in text]
    return named[0] if len(named) == 1 else ""


def _has_number(row: Sequence[str]) -> bool:
    return any(_ALONE.match(narrow(clean(cell))) or _JOINED.match(narrow(clean(cell))) for cell in row)


class _Reader:
    """Reads the rows of one sheet below its headings."""

    def __init__(self, sheet: Sheet, columns: Columns) -> None:
        self.sheet = sheet
        self.columns = columns
        self.found: list[Official] = []
        self.chapters: list[Heading] = []
        self.notes: list[Note] = []

    def read(self) -> None:
        """All rows."""
        for place, row in enumerate(self.sheet.rows[self.columns.below :], start=self.columns.below + 1):
            self._row(place, row)

    def _row(self, place: int, row: Sequence[str]) -> None:
        question = clean(_cell(row, self.columns.question))
        number = 0
        for cell in self._left(row):
            number = self._left_cell(cell, place) or number
        leading = _LEADING.fullmatch(narrow(question))
        if leading is not None and not number:
            if leading[1]:
                self._enter(str(int(leading[1])), "", place)
            number = circled(leading[2]) if leading[2] else int(leading[3])
            question = question[leading.start(4) :]
        if number:
            self._start(number, question, place, row)
        elif question and not self._chapter(question, place):
            self._go_on(question, place)

    def _left(self, row: Sequence[str]) -> Iterator[str]:
        """The cells before the question that are no column of assets or answers."""
        taken = {column for kind, found in self.columns.places.items() if kind != QUESTION for column in found}
        for column, cell in enumerate(row[: self.columns.question]):
            if cell and column not in taken:
                yield clean(cell)

    def _left_cell(self, cell: str, place: int) -> int:
        """The number a cell holds, 0 for none; a chapter in it is entered."""
        plain = narrow(cell)
        joined, alone = _JOINED.match(plain), _ALONE.match(plain)
        if joined is not None:
            self._enter(str(int(joined[1])), "", place)
            return circled(joined[2]) if joined[2] else int(joined[3] or joined[4])
        if alone is not None:
            return circled(alone[1]) if alone[1] else int(alone[2])
        self._chapter(cell, place)
        return 0

    def _chapter(self, text: str, place: int) -> bool:
        if re.fullmatch(r"\d{1,2}", narrow(text)):
            self._enter(str(int(narrow(text))), "", place)
            return True
        found = _CHAPTER.fullmatch(narrow(text))
        if found is None or text.endswith("。") or len(text) > _HEAD_LENGTH:
            return False
        self._enter(str(int(found[1])), text[found.start(2) :], place)
        return True

    def _enter(self, number: str, title: str, place: int) -> None:
        if self.chapters and self.chapters[-1].number == number:
            if title and not self.chapters[-1].title:
                self.chapters[-1] = replace(self.chapters[-1], title=title)
            return
        self.chapters.append(Heading(number, title, place))

    def _start(self, number: int, question: str, place: int, row: Sequence[str]) -> None:
        chapter = self.chapters[-1].number if self.chapters else ""
        ticked = {word for column, word in self.columns.assets.items() if clean(_cell(row, column)) in _TICKS}
        cells = " ".join(_cell(row, column) for column in self.columns.places.get(ASSETS, ()))
        named = {word for word, sign in _ASSET_WORDS if sign in cells}
        assets = tuple(word for word, _ in _ASSET_WORDS if word in ticked | named)
        official = Official("item", chapter, "", number, question, place, assets=assets, sheet=self.sheet.name)
        if not chapter:
            self.notes.append(Note("attach.no-chapter", place, short(question), official.printed))
        self.found.append(official)

    def _go_on(self, question: str, place: int) -> None:
        if not self.found:
            self.notes.append(Note("attach.before-first-number", place, short(question)))
            return
        last = self.found[-1]
        if place - last.page > _HEAD_ROWS:
            self.notes.append(Note("attach.row-without-number", place, short(question)))
            return
        self.found[-1] = replace(last, text=join(last.text, question))


def _cell(row: Sequence[str], column: int) -> str:
    return row[column] if column < len(row) else ""


def _each_once(officials: Sequence[Official]) -> tuple[list[Official], list[Note]]:
    """Of a number in two sheets (a form and its filled example) the first is kept; other questions are noted."""
    kept: dict[tuple[str, int], Official] = {}
    notes: list[Note] = []
    for official in officials:
        known = kept.setdefault((official.chapter, official.number), official)
        if known is not official and known.text != official.text:
            notes.append(Note("attach.printed-twice", official.page, short(official.text), official.printed))
    return list(kept.values()), notes
