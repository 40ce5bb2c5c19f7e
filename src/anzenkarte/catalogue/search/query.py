"""Reads what a user looks for: words, phrases in quotes, numbers of items, and filters.

All words have to be in a passage. Filters of one kind are alternatives, filters of different kinds all apply.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.search.fold import fold
from anzenkarte.catalogue.search.numbers import Number, parse_number
from anzenkarte.catalogue.search.variants import Variant, variants
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS

MOST_CHARACTERS: Final = 1000
MOST_WORDS: Final = 32
_TOKEN: Final = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')
_FILTER: Final = re.compile(r"(edition|confidence|lang):(\S+)")


@dataclass(frozen=True)
class Word:
    """A word or phrase in all its forms, folded; and the number it is, if it is one."""

    forms: tuple[Variant, ...]
    number: Number = ()
    phrase: bool = False

    @property
    def text(self) -> str:
        """As typed, folded."""
        return self.forms[0].text

    def is_in(self, text: str) -> bool:
        """Whether a folded text holds it in any form."""
        return any(form.is_in(text) for form in self.forms)


@dataclass(frozen=True)
class Query:
    """What is looked for: words, and the filters by their folded values."""

    words: tuple[Word, ...]
    editions: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()


def parse(text: str, editions: Sequence[str] = ()) -> Query:
    """A query from what was typed; ``editions`` are filters given apart from it.

    Raises InputError ``search.too-long`` beyond MOST_CHARACTERS or MOST_WORDS, ``search.empty`` when nothing is left to
    look for, ``search.filter`` for a confidence or language that does not exist.
    """
    if len(text) > MOST_CHARACTERS:
        raise _too_long()
    filters: dict[str, list[str]] = {"edition": [fold(name).strip() for name in editions], "confidence": [], "lang": []}
    words: list[Word] = []
    for match in _TOKEN.finditer(fold(text)):
        asked = _FILTER.fullmatch(match[2] or "")
        if asked is not None:
            filters[asked[1]].append(asked[2])
        elif match[2] or match[1].strip():
            words.append(_word(match))
    if len(words) > MOST_WORDS:
        raise _too_long()
    _known("confidence", filters["confidence"], CONFIDENCES)
    _known("lang", filters["lang"], LANGS)
    if not words and not any(filters.values()):
        raise InputError(Problem.at("search.empty"))
    found = {kind: tuple(dict.fromkeys(values)) for kind, values in filters.items()}
    return Query(tuple(dict.fromkeys(words)), found["edition"], found["confidence"], found["lang"])


def _word(match: re.Match[str]) -> Word:
    if match[2] is None:
        return Word(variants(match[1].strip()), phrase=True)
    return Word(variants(match[2]), parse_number(match[2]))


def _known(kind: str, values: Sequence[str], allowed: Sequence[str]) -> None:
    for value in values:
        if value not in allowed:
            raise InputError(Problem.at("search.filter", {"kind": kind, "value": value, "allowed": allowed}))


def _too_long() -> InputError:
    return InputError(Problem.at("search.too-long", {"characters": MOST_CHARACTERS, "words": MOST_WORDS}))
