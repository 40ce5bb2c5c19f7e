"""Other ways to write a word: the year of an era and of our own, dates, and the long vowel mark that is often left out.

All on folded text. The texts that are searched are left as they are; only what is looked for has several forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from anzenkarte.kernel.dates import ERAS

_KANA: Final = "\u3041-\u3096"
_ERA_NAMES: Final = "|".join(name for name, _, _ in ERAS)
_LETTERS: Final = "".join(letter.lower() for _, letter, _ in ERAS)
_YEAR: Final = re.compile(
    rf"(?:(?P<era>{_ERA_NAMES})(?P<of_era>元|\d{{1,2}})(?!\d)"
    rf"|(?<![0-9a-z])(?P<letter>[{_LETTERS}])(?P<of_letter>\d{{1,2}})(?![0-9a-z])"
    r"|(?<!\d)(?P<common>(?:18|19|20)\d\d)(?!\d))(?P<mark>年?)"
)
_MONTH: Final = re.compile(r"[-./]?(\d{1,2})(?:月|(?=[-./])|$)(?:[-./]?(\d{1,2})日?)?")
_LONG_AFTER: Final = re.compile(rf"(?<=[{_KANA}\-][{_KANA}\-][{_KANA}])-")
_LONG_MISSING: Final = re.compile(rf"(?<=[{_KANA}\-][{_KANA}\-][{_KANA}])(?=[^{_KANA}\-])")
_FEW: Final = 3
#: Name, letter, first year and last year of each era; the year an era ends in belongs to both.
_SPANS: Final = tuple(
    (name, letter.lower(), start.year, last)
    for (name, letter, start), last in zip(
        reversed(ERAS), [*(after[2].year for _, after in pairwise(reversed(ERAS))), 2099], strict=True
    )
)


class Variant(NamedTuple):
    """One form of a word. A form that was not typed itself is ``whole``: no letter or digit goes on at its ends."""

    text: str
    whole: bool = False

    def places(self, text: str) -> Iterator[int]:
        """Where the form begins in a folded text, left to right."""
        place = text.find(self.text)
        while place >= 0:
            if not self.whole or self._stands_alone(text, place):
                yield place
            place = text.find(self.text, place + 1)

    def is_in(self, text: str) -> bool:
        """Whether the form is in a folded text."""
        return next(self.places(text), -1) >= 0 if self.whole else self.text in text

    def _stands_alone(self, text: str, place: int) -> bool:
        end = place + len(self.text)
        before = place > 0 and _runs_on(text[place - 1], self.text[0])
        return not before and not (end < len(text) and _runs_on(self.text[-1], text[end]))


def _runs_on(one: str, other: str) -> bool:
    return one.isascii() and one.isalnum() and other.isascii() and other.isalnum()


def variants(word: str) -> tuple[Variant, ...]:
    """A folded word and its other forms, each once, the word itself first; a few at most."""
    others = [*_dated(word), *_long_vowels(word)]
    return (Variant(word), *(Variant(form, True) for form in dict.fromkeys(others) if form != word))


def _dated(word: str) -> Iterator[str]:
    """Forms of the first year in a word, or of the date that the word is."""
    match = _YEAR.search(word)
    year = _year(match) if match else 0
    if match is None or not year:
        return
    head, rest = word[: match.start()], word[match.end() :]
    month = _MONTH.fullmatch(rest) if rest and not head else None
    if month is not None:
        yield from _dates(year, int(month[1]), int(month[2] or 0))
        return
    alone, marked = not head and not rest, bool(match["mark"])
    for form in (str(year), *(f"{letter}{number}" for _, letter, number in _of_eras(year))):
        if alone or not marked:
            yield f"{head}{form}{rest}"
        if marked:
            yield f"{head}{form}年{rest}"
    for era, _, number in _of_eras(year):
        yield f"{head}{era}{number}年{rest}"
        if number == 1:
            yield f"{head}{era}元年{rest}"


def _year(match: re.Match[str]) -> int:
    """The year a match names; 0 where the era had no such year."""
    if match["common"]:
        return int(match["common"])
    number = 1 if match["of_era"] == "元" else int(match["of_era"] or match["of_letter"])
    for name, letter, first, last in _SPANS:
        if (match["era"] == name or match["letter"] == letter) and 1 <= number <= last - first + 1:
            return first + number - 1
    return 0


def _of_eras(year: int) -> list[tuple[str, str, int]]:
    """Name, letter and number of the year in each era it belongs to."""
    return [(name, letter, year - first + 1) for name, letter, first, last in _SPANS if first <= year <= last]


def _dates(year: int, month: int, day: int) -> Iterator[str]:
    days = (f"-{day:02}", f"/{day:02}", f"/{day}", f".{day}", f"{day}日") if day else ("",) * 5
    months = (f"-{month:02}", f"/{month:02}", f"/{month}", f".{month}")
    yield from (f"{year}{middle}{last}" for middle, last in zip(months, days, strict=False))
    yield f"{year}年{month}月{days[4]}"
    for era, letter, number in _of_eras(year):
        yield f"{letter}{number}.{month}{days[3]}"
        yield f"{era}{number}年{month}月{days[4]}"
        if number == 1:
            yield f"{era}元年{month}月{days[4]}"


def _long_vowels(word: str) -> Iterator[str]:
    """Without the long vowel mark after three kana or more, and with it where such a run of kana ends."""
    marks = [match.start() for match in _LONG_AFTER.finditer(word)]
    for place in marks[:_FEW]:
        yield word[:place] + word[place + 1 :]
    if 1 < len(marks) <= _FEW:
        yield "".join(sign for place, sign in enumerate(word) if place not in marks)
    for match in list(_LONG_MISSING.finditer(word))[:_FEW]:
        yield f"{word[: match.start()]}-{word[match.start() :]}"
