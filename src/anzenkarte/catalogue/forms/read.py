"""Reads forms; conditions and facts are checked against the vocabulary as they are read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, cast

from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.conditions.parse import parse
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.forms.model import ANSWER_TYPES, AUDIENCES, AnswerSource, AnswerType, Form, Line, plain
from anzenkarte.catalogue.model import EMPTY, Item, Source
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import Vocabulary

FORM: Final = "anzenkarte/form/1"
_KEYS: Final = (
    *("schema", "id", "title", "issuer", "edition", "audience", "confidence", "read_in", "citation", "coverage"),
    *("asks", "in_force", "lines_from", "lines", "answers", "sources", "dated"),
)
_LINE_KEYS: Final = ("id", "number", "section", "question", "answer", "choices", "from", "confidence", "citation")
_KINDS: Final = ("verdict", "fact", "condition", "text", "statement")
_SOURCE_KEYS: Final = (*_KINDS, "for", "take", "choose", "words")
_DROP_DOWN: Final = 255  # characters Excel takes for the words of a drop-down, commas between them
_ANSWERS: Final = {
    "verdict": ("yes_no_na",),
    "fact": ANSWER_TYPES,
    "condition": ("yes_no_na", "choice"),
    "text": ("text",),
    "statement": ANSWER_TYPES,
}
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
        dated=entry.text("dated", required=False),
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
    choices = _choices(entry, kind)
    return Line(
        id=f"{form}/{entry.string('id')}",
        number=entry.string("number", required=False),
        section=entry.text("section"),
        question=entry.text("question"),
        answer=kind,
        sources=_sources(entry, "from", kind, vocabulary, tuple(choices)),
        confidence=entry.confidence(),
        citation=entry.citation(sources),
        choices=choices,
    )


def _choices(entry: Entry, kind: str) -> dict[str, Text]:
    """The words of a choice, at least two, with labels that tell them apart and fit a drop-down."""
    choices = entry.texts("choices")
    if bool(choices) != (kind == "choice") or len(choices) == 1:
        entry.wrong("form.choices", ("choices",), answer=kind)
    for labels in ([text.ja for text in choices.values()], [text.en for text in choices.values()]):
        twice = len({plain(label) for label in labels}) != len(labels)
        if twice or any("," in label for label in labels) or len(",".join(labels)) > _DROP_DOWN:
            entry.wrong("form.choice-labels", ("choices",), limit=_DROP_DOWN)
    return choices


def _answers(entry: Entry, vocabulary: Vocabulary) -> dict[str, tuple[AnswerSource, ...]]:
    held = entry.mapping("answers")
    holder = Entry(entry.marked, ("answers",), entry.problems, dict(held))
    return {item: _sources(holder, item, "yes_no_na", vocabulary) for item in held}


def _sources(
    entry: Entry, key: str, answer: str, vocabulary: Vocabulary, choices: tuple[str, ...] = ()
) -> tuple[AnswerSource, ...]:
    found = [_source(source, answer, vocabulary, choices) for source in entry.entries(key)]
    return tuple(source for source in found if source is not None)


def _source(entry: Entry, answer: str, vocabulary: Vocabulary, choices: tuple[str, ...]) -> AnswerSource | None:
    entry.only(_SOURCE_KEYS)
    words = [key for key in _KINDS if key in entry.data]
    if len(words) != 1:
        entry.wrong("form.source-one", (), found=words or ["-"])
        return None
    word = words[0]
    if answer not in _ANSWERS[word] or bool(choices and word == "condition") != ("choose" in entry.data):
        entry.wrong("form.source-of-answer", (word,), source=word, answer=answer)
        return None
    if word == "verdict":
        return AnswerSource("verdict", item=entry.string("verdict"))
    if word == "statement":
        return _statement(entry, answer)
    if word == "condition" or (word == "fact" and answer == "yes_no_na"):
        return _condition(entry, word, vocabulary, choices)
    return _value(entry, answer, vocabulary, choices) if answer in ("date", "choice") else _text(entry, vocabulary)


def _statement(entry: Entry, answer: str) -> AnswerSource | None:
    """What parties said about one item or, for a text, one duty."""
    about = Entry(entry.marked, (*entry.path, "statement"), entry.problems, entry.data["statement"])
    about.only(("item", "duty"))
    item, duty = about.string("item", required=False), about.string("duty", required=False)
    if bool(item) == bool(duty) or (duty and answer != "text"):
        about.wrong("form.statement-about", ())
        return None
    return AnswerSource("statement", item=item, duty=duty)


def _value(entry: Entry, answer: str, vocabulary: Vocabulary, choices: tuple[str, ...]) -> AnswerSource | None:
    """A fact that is a day, or whose every word is a word of the choice."""
    name = entry.string("fact")
    spec = vocabulary.facts.get(name)
    given = entry.data.get("words", {})
    words = {str(key): str(value) for key, value in given.items()} if isinstance(given, dict) else {}
    if spec is None:
        entry.wrong("form.unknown-fact", ("fact",), fact=name)
        return None
    said = ("yes", "no") if spec.type == "bool" else tuple(spec.values)
    meant = {words.get(word, word) for word in said}
    fits = spec.type == "date" if answer == "date" else bool(said) and meant <= set(choices) and set(words) <= set(said)
    if spec.many or not fits:
        entry.wrong("form.fact-of-answer", ("fact",), fact=name, answer=answer)
        return None
    take = entry.word("take", ("earliest", "latest"), required=False)
    return AnswerSource("value", subject=spec.kind, facts=(name,), take=take, words=words)


def _condition(entry: Entry, word: str, vocabulary: Vocabulary, choices: tuple[str, ...]) -> AnswerSource | None:
    fact = entry.string("fact") if word == "fact" else ""
    kind = fact.partition(".")[0] if fact else entry.word("for", tuple(vocabulary.kinds))
    data: Json = {"fact": fact, "eq": True} if fact else entry.data.get("condition")

    def complain(code: str, params: dict[str, object], below: tuple[str | int, ...]) -> None:
        entry.wrong(code, (word, *below), **params)

    if kind not in vocabulary.kinds:
        entry.wrong("form.unknown-fact", (word,), fact=fact or kind)
        return None
    condition = parse(data, kind, vocabulary, complain)
    choose = entry.word("choose", choices, required=False) if choices else ""
    return None if condition == ALWAYS else AnswerSource("condition", subject=kind, condition=condition, choose=choose)


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
