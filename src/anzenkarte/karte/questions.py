"""The questionnaire for beginners: its questions, when each is asked, and answers read and checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.formats.values import Json, Marked, shown
from anzenkarte.karte.data import packaged
from anzenkarte.karte.values import Fault, faults
from anzenkarte.karte.words import nearest
from anzenkarte.karte.written import Complaints, Written
from anzenkarte.kernel.text import LANGS, Text
from anzenkarte.kernel.vocabulary import FieldSpec, Vocabulary

UNKNOWN = "unknown"
"""The answer of somebody who does not know; it is written down as that."""
_TRUE = frozenset({"true", "yes", "y", "はい", "有", "あり", "ある"})
_FALSE = frozenset({"false", "no", "n", "いいえ", "無", "なし", "ない"})
_NOT_KNOWN = frozenset({UNKNOWN, "?", "？", "不明", "分からない", "わからない"})
_NO_WORD = frozenset({"karte.not-a-word", "karte.not-a-word-near"})
_NONE = frozenset({"none", "-", "なし", "無し"})


@dataclass(frozen=True)
class Question:
    """One question: how it reads, what it accepts (``spec``) and after which answers to others it is asked."""

    id: str
    text: Text
    spec: FieldSpec
    required: bool = False
    when: Mapping[str, tuple[Json, ...]] = field(default_factory=dict)

    def asked(self, answers: Mapping[str, Json]) -> bool:
        """Whether this question makes sense after these answers."""
        return all(answers.get(other) in accepted for other, accepted in self.when.items())


def questions(vocabulary: Vocabulary) -> tuple[Question, ...]:
    """All questions in the order they are asked."""
    data = packaged("questionnaires/new.yaml").data
    entries = data.get("questions") if isinstance(data, dict) else None
    return tuple(_question(entry, vocabulary) for entry in _list(entries) if isinstance(entry, dict))


def _question(entry: Mapping[str, Json], vocabulary: Vocabulary) -> Question:
    id, text = str(entry["id"]), Text.of(entry)
    when = entry.get("when")
    conditions = {key: tuple(_list(value)) for key, value in when.items()} if isinstance(when, dict) else {}
    return Question(id, text, _spec(id, text, entry, vocabulary), entry.get("required") is True, conditions)


def _spec(id: str, text: Text, entry: Mapping[str, Json], vocabulary: Vocabulary) -> FieldSpec:
    many = entry.get("many") is True
    if "field" in entry:
        known = vocabulary.facts[str(entry["field"])]
        return FieldSpec(known.name, known.kind, known.type, known.label, text, many or known.many, known.values)
    values = entry.get("values")
    if isinstance(values, dict):
        words = {word: Text.of(label) for word, label in values.items()}
        return FieldSpec(f"question.{id}", "question", "enum", text, text, many, words)
    if entry["type"] == "country":
        return FieldSpec("party.country", "party", "text", text, text)
    kind: Callable[[str], FieldSpec] = {"bool": _bool, "text": _text}[str(entry["type"])]
    return kind(f"question.{id}")


def _bool(name: str) -> FieldSpec:
    return FieldSpec(name, "question", "bool", Text(name, name), Text(name, name))


def _text(name: str) -> FieldSpec:
    return FieldSpec(name, "question", "text", Text(name, name), Text(name, name))


def read_answer(question: Question, text: str) -> Json:
    """What somebody typed, as a value: はい/いいえ/yes/no, numbers, words by name, label or place in the list.

    Lists are separated by commas or 、; an empty text is no answer (None); ``?`` or 不明 is ``unknown``. What cannot be
    read is returned as typed, so that :func:`answer_faults` can say what is wrong.
    """
    plain = text.strip()
    if not plain:
        return None
    if plain.lower() in _NOT_KNOWN:
        return UNKNOWN
    spec = question.spec
    if spec.many:
        parts = [part for part in re.split(r"[,、，]\s*", plain) if part.strip()]
        return [] if plain.lower() in _NONE else [_single(spec, part.strip()) for part in parts]
    return _single(spec, plain)


def _single(spec: FieldSpec, text: str) -> Json:
    lower = text.lower()
    if spec.type == "bool" and lower in _TRUE | _FALSE:
        return lower in _TRUE
    if spec.type == "int" and re.fullmatch(r"[0-9０-９]{1,15}", text):
        return int(text)
    if spec.type == "enum" and text not in spec.values:
        words = list(spec.values)
        if re.fullmatch(r"[0-9]{1,3}", text) and 1 <= int(text) <= len(words):
            return words[int(text) - 1]
        labels = {label.lower(): word for word, both in spec.values.items() for label in (both.ja, both.en)}
        return labels.get(lower, text)
    if spec.name == "party.country":
        return text.upper()
    return text


def answer_faults(question: Question, value: Json) -> Iterator[Fault]:
    """Everything wrong with a value as the answer to a question; ``unknown`` fits every question not required."""
    if value == UNKNOWN and question.required:
        yield Fault((), "answers.needed", {"question": question.id, **_text_of(question)})
    elif value != UNKNOWN:
        for fault in faults(question.spec, value):
            yield _in_words(question, value, fault) if fault.code in _NO_WORD else fault


def _text_of(question: Question) -> dict[str, object]:
    """The question itself, for a message that has to name it."""
    return {f"text_{lang}": question.text.to(lang) for lang in LANGS}


def _in_words(question: Question, value: Json, fault: Fault) -> Fault:
    """A word that is none of the question's, with the question and the words it takes, those alike first."""
    place = next(iter(fault.path), None)
    wrong = value[place] if isinstance(value, list) and isinstance(place, int) else value
    given = str(wrong).casefold()
    values = question.spec.values
    alike = [word for word in values if given in word or word in given]
    alike = alike or [word for word in (nearest(given, values),) if word]
    ordered = [*alike, *(word for word in values if word not in alike)]
    params: dict[str, object] = {"question": question.id, "value": shown(str(wrong)), **_text_of(question)}
    for lang in LANGS:
        params[f"words_{lang}"] = ("、" if lang == "ja" else ", ").join(
            f"{word}（{values[word].ja}）" if lang == "ja" else f"{word} ({values[word].en})" for word in ordered
        )
    return Fault(fault.path, "answers.word", params)


def read_answers(path: Path, vocabulary: Vocabulary, file: str = "") -> dict[str, Json]:
    """The answers of a YAML file (question id → answer), checked; raises InputError with all problems."""
    return check_answers(load_one_file(path, file or str(path)), questions(vocabulary))


def check_answers(marked: Marked, asked: Sequence[Question]) -> dict[str, Json]:
    """Answers with texts read as :func:`read_answer` does; raises InputError with all problems."""
    answers: dict[str, Json] = {}
    with Complaints() as complaints:
        given = marked.data if isinstance(marked.data, dict) else {}
        written = Written(given, marked, complaints)
        if not isinstance(marked.data, dict):
            written.wrong((), "answers.not-a-map")
        known = {question.id: question for question in asked}
        for id, value in given.items():
            question = known.get(id)
            if question is None:
                near = nearest(id, known) or ", ".join(known)
                written.wrong((id,), "answers.unknown-question", question=shown(id), known=near)
            elif value is not None:
                answers[id] = read_answer(question, value) if isinstance(value, str) else value
        for question in asked:
            value = answers.get(question.id)
            if value is None:
                if question.required and question.id not in answers:
                    written.wrong((), "answers.needed", question=question.id, **_text_of(question))
                continue
            if not question.asked(answers):
                written.wrong((question.id,), "answers.not-asked", question=question.id, after=list(question.when))
            for fault in answer_faults(question, value):
                written.wrong((question.id, *fault.path), fault.code, **fault.params)
    return answers


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
