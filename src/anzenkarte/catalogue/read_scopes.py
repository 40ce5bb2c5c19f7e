"""Reads decision trees of scope and makes sure that every path ends in an answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.model import Question, Scope
from anzenkarte.catalogue.read_rules import read_condition
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.vocabulary import Vocabulary

ANSWERS: Final = ("in", "out", "depends")
_KEYS: Final = (
    "schema",
    "id",
    "regime",
    "title",
    "for",
    "editions",
    "where",
    "first",
    "questions",
    "answers",
    "readings",
    "fact",
    "values",
    "confidence",
    "read_in",
    "citation",
    "sources",
)
_QUESTION_KEYS: Final = ("id", "ask", "condition", "yes", "no", "cites", "reading")


def read_scope(marked: Marked, vocabulary: Vocabulary, problems: list[Problem]) -> Scope:
    """One decision tree; a dead end, a circle or a question nobody reaches is a fault."""
    entry = Entry(marked, (), problems)
    entry.only(_KEYS)
    entry.text("read_in")
    kind = entry.word("for", tuple(vocabulary.kinds))
    known = kind in vocabulary.kinds
    questions: dict[str, Question] = {}
    places: dict[str, Entry] = {}
    for part in entry.entries("questions"):
        question = _question(part, kind, vocabulary)
        if question.id in questions:
            part.wrong("catalogue.duplicate-id", ("id",), first=places[question.id].line, file=marked.file)
        questions[question.id], places[question.id] = question, part
    first = entry.string("first", required=False) or next(iter(questions), "")
    _check_paths(entry, first, questions, places)
    answers = entry.texts("answers")
    values = entry.mapping("values")
    for word in ANSWERS:
        if any(f"={word}" in (question.yes, question.no) for question in questions.values()) and word not in answers:
            entry.wrong("catalogue.no-answer-text", ("answers",), answer=word)
    return Scope(
        id=entry.string("id"),
        regime=entry.string("regime"),
        title=entry.text("title"),
        kind=kind,
        editions=entry.strings("editions"),
        first=first,
        questions=questions,
        answers=answers,
        readings=entry.mappings("readings"),
        confidence=entry.confidence(),
        where=read_condition(entry, "where", kind, vocabulary) if known else ALWAYS,
        fact=_fact(entry, vocabulary),
        values={answer: str(value) for answer, value in values.items()},
    )


def _fact(entry: Entry, vocabulary: Vocabulary) -> str:
    name = entry.string("fact", required=False)
    if name and name not in vocabulary.facts:
        entry.wrong("condition.unknown-fact", ("fact",), fact=name, kind=str(entry.data.get("for", "")))
    return name


def _question(entry: Entry, kind: str, vocabulary: Vocabulary) -> Question:
    entry.only(_QUESTION_KEYS)
    if "condition" not in entry.data:
        entry.wrong("catalogue.missing-key", (), key="condition")
    return Question(
        id=entry.string("id"),
        ask=entry.text("ask"),
        condition=read_condition(entry, "condition", kind, vocabulary) if kind in vocabulary.kinds else ALWAYS,
        yes=entry.string("yes"),
        no=entry.string("no"),
        cites=entry.strings("cites"),
        reading=entry.text("reading", required=False),
    )


def _check_paths(entry: Entry, first: str, questions: Mapping[str, Question], places: Mapping[str, Entry]) -> None:
    if first not in questions:
        entry.wrong("catalogue.scope-first", ("first",), question=first)
        return
    for name, question in questions.items():
        for key, target in (("yes", question.yes), ("no", question.no)):
            if target and target not in questions and target not in tuple(f"={word}" for word in ANSWERS):
                places[name].wrong("catalogue.scope-target", (key,), target=target)
    done: set[str] = set()
    open_path: list[str] = []
    _descend(first, questions, places, done, open_path)
    for name in questions:
        if name not in done:
            places[name].wrong("catalogue.scope-unreached", ())


def _descend(
    name: str,
    questions: Mapping[str, Question],
    places: Mapping[str, Entry],
    done: set[str],
    open_path: list[str],
) -> None:
    open_path.append(name)
    for key, target in (("yes", questions[name].yes), ("no", questions[name].no)):
        if target in open_path:
            places[name].wrong("catalogue.scope-circle", (key,), target=target)
        elif target in questions and target not in done:
            _descend(target, questions, places, done, open_path)
    open_path.pop()
    done.add(name)
