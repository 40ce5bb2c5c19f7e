"""The sentences behind every code the program emits, in both languages, read from ``messages/*.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.folders import MESSAGES, installed_roots, list_files, roots_of, schema_of
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.formats.values import Marked
from anzenkarte.formats.xml_safe import clean
from anzenkarte.kernel.errors import AnzenError, Problem
from anzenkarte.kernel.text import Lang, Text

_NO_CODES: Final = ("schema", "note")


def read_messages(files: Iterable[Marked], problems: list[Problem]) -> dict[str, Text]:
    """Code → sentence of all files; a code written twice and a missing language are faults."""
    found: dict[str, Text] = {}
    first: dict[str, tuple[str, int]] = {}
    for marked in files:
        entry = Entry(marked, (), problems)
        for code, value in entry.data.items():
            if code in _NO_CODES:
                continue
            if code in first:
                file, line = first[code]
                entry.wrong("catalogue.duplicate-id", (code,), id=code, file=file, first=line)
                continue
            first[code] = (marked.file, marked.line_of((code,)))
            found[code] = entry.bilingual(value, (code,))
    return found


class Messages(Mapping[str, Text]):
    """Sentences by code. Filling is literal: a value is never read as a template."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self._texts = texts

    def __getitem__(self, code: str) -> Text:
        return self._texts[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def text(self, code: str, params: Mapping[str, str] | Iterable[tuple[str, str]], lang: Lang) -> str:
        """The sentence of a code; an unknown code shows itself and its parameters.

        A parameter given in both languages, as ``name_ja`` and ``name_en``, fills ``{name}`` in the one asked for.
        """
        filling = dict(params)
        filling |= {key[:-3]: value for key, value in filling.items() if key.endswith(f"_{lang}")}
        template = self._texts.get(code)
        if template is not None:
            return template.filled(filling, lang)
        shown = ", ".join(f"{key}={value}" for key, value in sorted(filling.items()))
        return f"{code} ({shown})" if shown else code

    def problem(self, problem: Problem, lang: Lang) -> str:
        """A problem in one line: file, line, path and id where known, then the sentence.

        What comes from a file cannot begin a line of its own, steer the terminal, or turn the direction of writing.
        """
        place = problem.file + (f":{problem.line}" if problem.line else "")
        name = dict(problem.params).get("id", "")
        parts = [part for part in (place, problem.path, f"[{name}]" if name else "") if part]
        sentence = self.text(problem.code, problem.params, lang)
        line = f"{' '.join(parts)}: {sentence}" if parts else sentence
        return clean(line).replace("\n", " ").replace("\t", " ")


def messages_alone(folders: Iterable[Path] | None = None) -> Messages:
    """The sentences without the rest of the catalogue, to say what is wrong with the rest.

    Whatever cannot be read is left out; a code without sentence then shows itself.
    """
    marked: list[Marked] = []
    try:
        states = list_files(installed_roots() if folders is None else roots_of(folders))
    except AnzenError:
        return Messages({})
    for state in states:
        try:
            data = read_bytes(state.path, state.name)
            if schema_of(state.name, data) == MESSAGES:
                marked.append(load_one(data, state.name))
        except AnzenError:
            continue
    return Messages(read_messages(marked, []))
