"""Reads forms; conditions and facts are checked against the vocabulary as they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, cast

from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.conditions.parse import parse
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.forms.model import ANSWER_TYPES, AUDIENCES, AnswerSource, AnswerType, Form, Line
from anzenkarte.catalogue.model import EMPTY, Item, Source
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import Vocabulary

FORM: Final = "anzenkarte/form/1"
_KEYS: Final = (
    *("schema", "id", "title", "issuer", "edition", "audience", "confidence", "read_in", "citation", "coverage"),
    *("asks", "in_force", "lines_from", "lines", "answers", "sources"),
)
_LINE_KEYS: Final = ("id", "number", "section", "question", "answer", "from", "confidence", "citation")
_SOURCE_KEYS: Final = ("verdict", "for", "fact", "condition", "text")
_PLACE: Final = re.compile(r"\{([a-z_]+\.[a-z0-9_]+)\}")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9.-]*\Z")


def read_form(marked: Marked, vocabulary: Vocabulary, problems: list[Problem]) -> Form:
    """The form of one file; lines that come from an edition are added by :func:`with_items`."""
    entry = Entry(marked, (), problems)
    entry.only(_KEYS)
    sources = entry.sources()
    identity = entry.string("id")
    if not _ID.match(identity):
        entry.wrong("form.id", ("id",), value=identity)
    lines = tuple(_line(line, identity, vocabulary, sources) for line in entry.entries("lines"))
    lines_from = entry.string("lines_from", required=False)
    if bool(lines) == bool(lines_from):
        entry.wrong("form.lines-or-edition", ())
    names = [line.id for line in lines]
    for name in sorted({name for name in names if names.count(name) > 1}):
        entry.wrong("form.line-twice", ("lines",), line=name)
    asks = entry.data.get("asks", 0)
    if isinstance(asks, bool) or not isinstance(asks, int):
        entry.wrong("form.asks", ("asks",))
        asks = 0
    force = entry.data.get("in_force")
    inner = Entry(marked, ("in_force",), problems, force) if force is not None else None
    return Form(
        id=identity,
        title=entry.text("title"),
        issuer=entry.text("issuer"),
        edition=entry.string("edition"),
        audience=entry.word("audience", AUDIENCES),
        confidence=entry.confidence(),
        read_in=entry.text("read_in"),
        citation=entry.citation(sources),
        coverage=entry.text("coverage"),
        asks=asks,
        in_force=(inner.day("from"), inner.day("until")) if inner is not None else None,
        lines_from=lines_from,
        lines=lines,
        answers=_answers(entry, vocabulary),
        sources=sources,
    )


def with_items(form: Form, items: Iterable[Item], chapters: dict[str, Text]) -> Form:
    """The form with the items of its edition as lines, each answered by its verdict first, then as the form says."""
    lines = [
        Line(
            id=item.id,
            number=item.number,
            section=chapters.get(item.chapter, Text(item.chapter, item.chapter)),
            question=item.summary if item.summary != EMPTY else item.title,
            answer="yes_no_na",
            sources=(AnswerSource("verdict", item=item.id), *form.answers.get(item.id, ())),
            confidence=item.confidence,
            citation=item.citation,
            aliases=item.aliases,
        )
        for item in items
    ]
    return replace(form, lines=tuple(lines))


def _line(entry: Entry, form: str, vocabulary: Vocabulary, sources: dict[str, Source]) -> Line:
    entry.only(_LINE_KEYS)
    kind = cast(AnswerType, entry.word("answer", ANSWER_TYPES, required=False, default="yes_no_na"))
    return Line(
        id=f"{form}/{entry.string('id')}",
        number=entry.string("number", required=False),
        section=entry.text("section"),
        question=entry.text("question"),
        answer=kind,
        sources=_sources(entry, "from", kind, vocabulary),
        confidence=entry.confidence(),
        citation=entry.citation(sources),
    )


def _answers(entry: Entry, vocabulary: Vocabulary) -> dict[str, tuple[AnswerSource, ...]]:
    held = entry.mapping("answers")
    holder = Entry(entry.marked, ("answers",), entry.problems, dict(held))
    return {item: _sources(holder, item, "yes_no_na", vocabulary) for item in held}


def _sources(entry: Entry, key: str, answer: str, vocabulary: Vocabulary) -> tuple[AnswerSource, ...]:
    found = [_source(source, answer, vocabulary) for source in entry.entries(key)]
    return tuple(source for source in found if source is not None)


def _source(entry: Entry, answer: str, vocabulary: Vocabulary) -> AnswerSource | None:
    entry.only(_SOURCE_KEYS)
    words = [key for key in ("verdict", "fact", "condition", "text") if key in entry.data]
    if len(words) != 1:
        entry.wrong("form.source-one", (), found=words or ["-"])
        return None
    if words == ["verdict"]:
        return AnswerSource("verdict", item=entry.string("verdict"))
    if words == ["condition"] or (words == ["fact"] and answer == "yes_no_na"):
        return _condition(entry, words[0], vocabulary)
    return _text(entry, vocabulary)


def _condition(entry: Entry, word: str, vocabulary: Vocabulary) -> AnswerSource | None:
    fact = entry.string("fact") if word == "fact" else ""
    kind = fact.partition(".")[0] if fact else entry.word("for", tuple(vocabulary.kinds))
    data: Json = {"fact": fact, "eq": True} if fact else entry.data.get("condition")

    def complain(code: str, params: dict[str, object], below: tuple[str | int, ...]) -> None:
        entry.wrong(code, (word, *below), **params)

    if kind not in vocabulary.kinds:
        entry.wrong("form.unknown-fact", (word,), fact=fact or kind)
        return None
    condition = parse(data, kind, vocabulary, complain)
    return None if condition == ALWAYS else AnswerSource("condition", subject=kind, condition=condition)


def _text(entry: Entry, vocabulary: Vocabulary) -> AnswerSource | None:
    if "fact" in entry.data:
        fact = entry.string("fact")
        text = Text(f"{{{fact}}}", f"{{{fact}}}")
    else:
        text = entry.text("text")
    names = tuple(dict.fromkeys(_PLACE.findall(text.ja) + _PLACE.findall(text.en)))
    kinds = {name.partition(".")[0] for name in names}
    wrong = [name for name in names if name not in vocabulary.facts]
    if wrong or len(kinds) != 1:
        entry.wrong("form.unknown-fact", (), fact=wrong or sorted(names))
        return None
    return AnswerSource("text", subject=kinds.pop(), text=text, facts=names)
