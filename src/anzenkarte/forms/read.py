"""Reads a filled form back: our own workbook, or a stranger's by the headings of its columns, cell by cell.

Nothing is guessed: a row that no line of the form can be found for, a value that is none of the known words, a heading
that is missing or there twice, and cells merged over several rows all become problems with their cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from anzenkarte.catalogue.forms.model import Form, Line, plain
from anzenkarte.formats.values import shown
from anzenkarte.formats.workbook import Sheet
from anzenkarte.forms.cells import Workbook, letters, open_form
from anzenkarte.forms.fill import Answer, FilledForm
from anzenkarte.forms.grid import ABOUT, FORM_ID, answer_text
from anzenkarte.forms.grounds import NO, YES
from anzenkarte.forms.wording import EMPTY, read_choice, read_day, read_word
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id",),
    "number": ("番号", "項番", "no", "no.", "#", "number"),
    "question": ("質問", "項目", "内容", "確認項目", "チェック項目", "設問", "question", "item"),
    "answer": ("回答", "確認結果", "はい・いいえ", "初回確認", "実施状況", "適否", "answer", "response"),
    "explanation": ("説明", "備考", "理由", "補足", "explanation", "remarks", "notes", "comment"),
    "planned_on": ("予定日", "目標日", "完了予定日", "planned on", "target date"),
    "checked_on": ("確認日", "実施日", "完了日", "checked on", "settled on", "date of check", "completed on"),
}
_WORD: Final = {plain(name): key for key, names in _NAMES.items() for name in names}
_HEADING_ROWS: Final = 30
_NUMBER: Final = re.compile(r"[\s()．.\-‐－‑–〔〕\[\]]+")
_CIRCLED: Final = {chr(0x2460 + n): str(n + 1) for n in range(20)}
_FAILED: Final = ("=", "#REF!", "#VALUE!", "#N/A", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!")
_UNREAD: Final = {"yes_no_na": "form.value", "choice": "form.choice"}
_PLANNED: Final = ("予定", "planned")


@dataclass(frozen=True)
class Said:
    """What one row says: the answer (yes, no, not_applicable, an ISO day, the word of a choice, or a text), the words
    and days beside it, and the answer's cell.
    """

    line: Line
    value: str
    explanation: str
    planned_on: str
    cell: str
    checked_on: str = ""

    @property
    def told(self) -> tuple[str, str, str, str, str]:
        """Line, value, explanation, plan and day of check, to be compared with :func:`said_in`."""
        return self.line.id, self.value, self.explanation, self.planned_on, self.checked_on


@dataclass(frozen=True)
class ReadForm:
    """A form as read back; ``problems`` are rows that could not be taken over."""

    form: Form
    said: tuple[Said, ...]
    problems: tuple[Problem, ...] = ()


def form_of(data: bytes, file: str, forms: Mapping[str, Form]) -> Form | None:
    """The form that one of our own workbooks names; None for a stranger's."""
    names = {plain(FORM_ID.ja), plain(FORM_ID.en)}
    for sheet in open_form(data, file).sheets:
        if plain(sheet.name) in (plain(ABOUT.ja), plain(ABOUT.en)):
            return next((forms.get(row[1]) for row in sheet.rows if len(row) > 1 and plain(row[0]) in names), None)
    return None


def read_form(data: bytes, file: str, form: Form) -> ReadForm:
    """What a workbook answers to a form.

    Raises InputError for a workbook that cannot be taken at all: none, encrypted, with macros or formulas, too large,
    or without a sheet that has a column of answers and one that tells the lines apart.
    """
    book = open_form(data, file)
    reader = _Reader(file, form, book)
    for sheet in book.sheets:
        reader.sheet(sheet)
    if not reader.tables:
        problems = reader.headings or [Problem.at("form.no-answers", {"form": form.id}, file=file)]
        raise InputError(problems)
    order = {line.id: index for index, line in enumerate(form.lines)}
    said = sorted(reader.said.values(), key=lambda one: order[one.line.id])
    return ReadForm(form, tuple(said), tuple(sorted(set(reader.problems))))


@dataclass(frozen=True)
class Place:
    """Where a line's answer belongs: sheet, row, and the column of each kind of text, rows and columns from 1."""

    sheet: str
    row: int
    columns: Mapping[str, int]


@dataclass(frozen=True)
class Layout:
    """Where the lines of a form stand in a workbook, and the numbered rows it has beyond them (number, question)."""

    cells: Mapping[str, Place]
    more: tuple[tuple[str, str], ...]


def layout_of(data: bytes, file: str, form: Form) -> Layout:
    """Where an unfilled workbook wants the answers to a form; raises InputError as :func:`read_form`."""
    book = open_form(data, file)
    reader = _Reader(file, form, book)
    cells: dict[str, Place] = {}
    more: dict[str, str] = {}
    for sheet in book.sheets:
        found = reader.columns(sheet)
        if found is None:
            continue
        start, columns = found
        for number, row in enumerate(sheet.rows[start:], start=start + 1):
            texts = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
            if not (texts.get("number") or texts.get("id")):
                continue
            line = reader.line(texts, "")
            if line is not None and line.id not in cells:
                cells[line.id] = Place(sheet.name, number, {key: at + 1 for key, at in columns.items()})
            elif line is None and texts.get("number") and texts.get("question"):
                more.setdefault(number_key(texts["number"]), texts["question"])
    if not cells and reader.headings:
        raise InputError(reader.headings)
    return Layout(cells, tuple(more.items()))


def said_in(filled: FilledForm, lang: Lang) -> tuple[tuple[str, str, str, str, str], ...]:
    """What a filled form says as reading it back must find it; see :attr:`Said.told`. Lines left open say nothing."""
    dated = filled.form.dated != EMPTY
    return tuple(
        (
            answer.line.id,
            _value(answer, lang),
            answer.explanation.to(lang),
            answer.planned_on,
            answer.checked_on if dated else "",
        )
        for answer in filled.answers
        if not answer.open
    )


def _value(answer: Answer, lang: Lang) -> str:
    return answer_text(answer, lang) if answer.line.answer == "text" else answer.value.en


def number_key(text: str) -> str:
    """A printed number whatever its brackets, dashes and width: ``2-①``, ``2-(1)`` and ``２－１`` are one."""
    parts = "".join(f"-{_CIRCLED[char]}" if char in _CIRCLED else char for char in text)
    return _NUMBER.sub("-", plain(parts)).strip("-")


@dataclass
class _Reader:
    """Collects rows of all sheets that look like a table of answers."""

    file: str
    form: Form
    book: Workbook
    tables: int = 0
    said: dict[str, Said] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    headings: list[Problem] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay the lines out by id, number and question."""
        self.by_number: dict[str, list[Line]] = {}
        self.by_question: dict[str, list[Line]] = {}
        for line in self.form.lines:
            if line.number:
                self.by_number.setdefault(number_key(line.number), []).append(line)
            for text in {plain(line.question.ja), plain(line.question.en)}:
                self.by_question.setdefault(text, []).append(line)

    def wrong(self, code: str, cell: str, **params: object) -> None:
        """Note a row that cannot be taken over."""
        self.problems.append(Problem.at(code, params, file=self.file, path=cell))

    def sheet(self, sheet: Sheet) -> None:
        """A sheet; one without a column of answers is passed over."""
        found = self.columns(sheet)
        if found is None:
            return
        start, columns = found
        self.tables += 1
        merged = self.book.spanning(sheet.name, columns["answer"] + 1)
        for number, row in enumerate(sheet.rows[start:], start=start + 1):
            self._row(sheet.name, number, row, columns, number in merged)

    def columns(self, sheet: Sheet) -> tuple[int, dict[str, int]] | None:
        """The number of rows down to the headings and the column of each; None for a sheet without answers."""
        for index, row in enumerate(sheet.rows[:_HEADING_ROWS]):
            named = [(at, _WORD[plain(cell)]) for at, cell in enumerate(row) if plain(cell) in _WORD]
            keys = [key for _, key in named]
            if "answer" not in keys or not {"id", "number", "question"} & set(keys):
                continue
            twice = [at for at, key in named if keys.count(key) > 1 and key in ("answer", "id")]
            if twice:
                cell = f"{sheet.name}!{letters(twice[-1] + 1)}{index + 1}"
                self.headings.append(
                    Problem.at("form.heading-twice", {"heading": row[twice[-1]]}, file=self.file, path=cell)
                )
                return None
            columns: dict[str, int] = {}
            for at, key in named:
                columns.setdefault(key, at)
            return index + 1, columns
        return None

    def _row(self, sheet: str, number: int, row: tuple[str, ...], columns: Mapping[str, int], merged: bool) -> None:
        texts = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
        cell = f"{sheet}!{letters(columns['answer'] + 1)}{number}"
        if not any(texts.values()):
            return
        if merged:
            self.wrong("form.merged", cell)
            return
        if not (texts["answer"] or texts.get("explanation") or texts.get("planned_on")):
            return
        line = self.line(texts, cell)
        if line is None:
            return
        if line.id in self.cells:
            self.said.pop(line.id, None)
            self.wrong("form.row-twice", cell, line=line.id, first=self.cells[line.id])
            return
        self.cells[line.id] = cell
        self._take(line, texts, cell)

    def line(self, texts: Mapping[str, str], cell: str) -> Line | None:
        """The line that id, number and question agree on; they may not point to different ones."""
        pointed: list[list[Line]] = []
        if texts.get("id"):
            line = self.form.by_id.get(texts["id"].strip())
            if line is None:
                self.wrong("form.row-unknown", cell, row=shown(texts["id"]))
                return None
            pointed.append([line])
        if texts.get("number"):
            pointed.append(self.by_number.get(number_key(texts["number"]), []))
        asked = self.by_question.get(plain(texts.get("question", "")))
        if asked is not None:
            pointed.append(asked)
        elif texts.get("id") and texts.get("question"):
            pointed.append([])  # our own workbook: the question must be ours as well
        common = [line for line in self.form.lines if pointed and all(line in lines for lines in pointed)]
        if len(common) != 1:
            row = texts.get("id") or texts.get("number") or texts.get("question") or "—"
            self.wrong("form.row-unclear" if any(pointed) else "form.row-unknown", cell, row=shown(row))
            return None
        return common[0]

    def _take(self, line: Line, texts: Mapping[str, str], cell: str) -> None:
        value = self._value(line, texts["answer"].strip(), cell)
        if value is None:
            return
        days: dict[str, str] = {}
        for key, whole in (("planned_on", False), ("checked_on", True)):
            day = self._day(line, texts[key], cell, whole=whole) if texts.get(key) else ""
            if day is None:
                return
            days[key] = day
        if days["planned_on"] and value == YES and line.answer == "yes_no_na":
            self.wrong("form.yes-and-planned", cell, line=line.id)
            return
        explanation = texts.get("explanation", "").strip()
        self.said[line.id] = Said(line, value, explanation, days["planned_on"], cell, days["checked_on"])

    def _value(self, line: Line, text: str, cell: str) -> str | None:
        """The answer as the kind the line wants; None, and a question with the cell, for anything else."""
        if line.answer == "date" and text:
            return self._day(line, text, cell, whole=True)
        if line.answer == "yes_no_na":
            word = NO if plain(text) in _PLANNED else read_word(text)
        elif line.answer == "choice":
            word = read_choice(line, text)
        else:
            word = text if text and not text.startswith(_FAILED) and line.answer == "text" else None
        if word is None:
            params: dict[str, object] = {"value": shown(text), "line": line.id}
            if line.choices:
                params |= {f"choices_{lang}": [label.to(lang) for label in line.choices.values()] for lang in LANGS}
            self.wrong(_UNREAD.get(line.answer, "form.no-text"), cell, **params)
        return word

    def _day(self, line: Line, text: str, cell: str, *, whole: bool) -> str | None:
        """A day in ISO 8601; a month or a year only where it need not be ``whole``."""
        try:
            when = read_day(text)
        except InputError:
            self.wrong("form.date", cell, value=shown(text), line=line.id)
            return None
        if whole and not when.exact:
            self.wrong("form.date-partial", cell, value=shown(text), line=line.id)
            return None
        return when.iso


def differences(read: ReadForm, filled: FilledForm) -> Iterator[tuple[Said, Answer]]:
    """Rows that say yes, no or not applicable where the documents say something else."""
    computed = {answer.line.id: answer for answer in filled.answers}
    for said in read.said:
        answer = computed.get(said.line.id)
        if answer is None or answer.open or said.line.answer == "text":
            continue
        if answer.value.en != said.value:
            yield said, answer
