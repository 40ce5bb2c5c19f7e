"""What a receiver writes to answer a bundle line by line, read into words on the lines' digests.

``answers:`` is a list of ``{line, word, note}``. ``line`` is an id, or a pattern with ``*``; an id counts before any
pattern, and of several patterns the last. ``ask``, ``object`` and ``condition`` need a note that says what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Final

from anzenkarte.accord.lines import Line
from anzenkarte.accord.state import WORDS, Word
from anzenkarte.exchange.bundle.content import Said
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import Problems

_KEYS: Final = ("line", "note", "word")


@dataclass(frozen=True)
class _Entry:
    """One answer as written."""

    pattern: str
    word: Word
    note: str


def read_answers(marked: Marked, lines: Sequence[Line]) -> tuple[Said, ...]:
    """The words of an answers file on the lines of a bundle, by line.

    Raises InputError with every problem: a foreign key or word, a note that is missing, a line that is not there.
    """
    problems = Problems()
    data = marked.data
    listed = data.get("answers") if isinstance(data, dict) else None
    if not isinstance(data, dict) or set(data) != {"answers"} or not isinstance(listed, list) or not listed:
        problems.add("bundle.answers", file=marked.file, line=marked.line_of(()))
        problems.raise_if_any()
        return ()
    exact: dict[str, _Entry] = {}
    patterns: list[_Entry] = []
    ids = [line.id for line in lines]
    for number, value in enumerate(listed):
        entry = _entry(value, number, marked, problems)
        if entry is None:
            continue
        matching = [id_ for id_ in ids if _fits(entry.pattern, id_)]
        if not matching:
            near = get_close_matches(entry.pattern, ids, n=3, cutoff=0.4) or ids[:3]
            _wrong(problems, marked, number, "bundle.answer-line", line=entry.pattern, near=near)
        elif "*" in entry.pattern:
            patterns.append(entry)
        elif entry.pattern in exact:
            _wrong(problems, marked, number, "bundle.answer-twice", line=entry.pattern)
        else:
            exact[entry.pattern] = entry
    problems.raise_if_any()
    found: list[Said] = []
    for line in sorted(lines, key=lambda line: line.id):
        wide = next((entry for entry in reversed(patterns) if _fits(entry.pattern, line.id)), None)
        chosen = exact.get(line.id, wide)
        if chosen is not None:
            found.append(Said(line.id, line.digest, chosen.word, chosen.note))
    return tuple(found)


def _fits(pattern: str, id_: str) -> bool:
    """Only ``*`` is special: a bracket or question mark in an id means itself."""
    plain = "".join(f"[{char}]" if char in "[?" else char for char in pattern)
    return fnmatchcase(id_, plain)


def _wrong(problems: Problems, marked: Marked, number: int, code: str, **params: object) -> None:
    place = ("answers", number)
    problems.add(code, params, file=marked.file, line=marked.line_of(place), path=f"answers/{number}")


def _entry(value: Json, number: int, marked: Marked, problems: Problems) -> _Entry | None:
    if not isinstance(value, dict) or not isinstance(value.get("line"), str):
        _wrong(problems, marked, number, "bundle.answer")
        return None
    foreign = sorted(set(value) - set(_KEYS))
    word = next((word for word in WORDS if word == value.get("word")), None)
    note = value.get("note", "")
    if foreign:
        _wrong(problems, marked, number, "bundle.answer-key", key=foreign[0], allowed=_KEYS)
    if word is None:
        _wrong(problems, marked, number, "bundle.answer-word", word=str(value.get("word"))[:40], allowed=WORDS)
        return None
    if not isinstance(note, str) or (word != "accept" and not note.strip()):
        _wrong(problems, marked, number, "bundle.answer-note", word=word)
        return None
    return _Entry(str(value["line"]), word, note.strip())
