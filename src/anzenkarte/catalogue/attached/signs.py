"""Recognises what a line of the ministry's documents is: heading, mark, numbered item, point, application."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.attached.normal import CIRCLE_CLASS, circled, narrow

ROMANS: Final = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ")
NAMES: Final = {"Ⅰ": "I", "Ⅱ": "II", "Ⅲ": "III", "Ⅳ": "IV"}
DUTY_MARK: Final = "遵守事項"
_TITLE_MOST: Final = 80
_CHAPTER: Final = re.compile(r"(?:第 ?)?(\d{1,2})(?: ?\. ?|章 ?)(?![\d.])(\S.*)")
_SECTION: Final = re.compile(r"(\d{1,2}(?: ?\. ?\d{1,2}){1,3})\.? ?(?![\d.%])(\S.*)")
_MARK: Final = re.compile(r"【(.+?)】(.*)")
_GROUP: Final = re.compile(r"[<〈《＜](.+?)[>〉》＞]")
_ITEM: Final = re.compile(rf"([{CIRCLE_CLASS}]) ?(.*)", re.DOTALL)
_POINT: Final = re.compile(
    r"(-(?!\d)|[・•●○◦‣◆■□◇▪➢✓※⑴-⒇]|\(\d{1,2}\)|\([a-zA-Zア-ンイロハニホヘト]\)|\((?:ⅰ|ⅱ|ⅲ|ⅳ|ⅴ|i{1,3}|iv|v)\)"
    r"|\d{1,2}\)|[a-zア-ン][.)](?![a-z])) ?(.+)",
    re.DOTALL,
)
_BRACKETED: Final = re.compile(r"\[([^\[\]]*)\]")
_ASCII_ROMAN: Final = re.compile(r"(?<![A-Za-z])(IV|I{1,3})(?![A-Za-z])")
_TO_ROMAN: Final = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ"}
_SCRAMBLED: Final = re.compile(r"[\[\]ⅠⅡⅢⅣ~、,・ ]+")
_ASIDE: Final = re.compile(r"なお|ただし|但し|※")
_NO_TITLE: Final = re.compile(r"[ぁ-ん、。)」』】]")


@dataclass(frozen=True)
class Application:
    """To whom a chapter or item applies, as printed: marks I to IV, and what is added in words."""

    marks: tuple[str, ...]
    aside: str


def chapter_of(text: str) -> tuple[str, str] | None:
    """Number and title of a chapter heading ``N．title``."""
    return _heading(_CHAPTER, text)


def section_of(text: str) -> tuple[str, str] | None:
    """Number and title of a section heading ``N.N title``, up to four levels."""
    return _heading(_SECTION, text)


def _heading(pattern: re.Pattern[str], text: str) -> tuple[str, str] | None:
    found = pattern.fullmatch(narrow(text))
    if found is None:
        return None
    number, title = found[1], text[found.start(2) :]
    if len(title) > _TITLE_MOST or title.endswith("。") or _NO_TITLE.match(title):
        return None
    return ".".join(str(int(part)) for part in number.split(".")), title


def mark_of(text: str) -> tuple[str, str] | None:
    """What stands in 【…】 at the beginning of a line, without blanks, and what follows it."""
    found = _MARK.fullmatch(text)
    return (found[1].replace(" ", ""), found[2]) if found else None


def group_of(text: str) -> str | None:
    """A heading in angle brackets above a run of numbers."""
    found = _GROUP.fullmatch(text)
    return found[1] if found else None


def item_of(text: str) -> tuple[int, str] | None:
    """Number and beginning of an item ``⑤…``."""
    found = _ITEM.fullmatch(text)
    return (circled(found[1]), found[2]) if found else None


def point_of(text: str) -> tuple[str, str] | None:
    """Mark and beginning of a point below an item; a long vowel sign is no dash."""
    if text.startswith("ー"):
        return None
    found = _POINT.fullmatch(narrow(text))
    return (text[: found.end(1)], text[found.start(2) :]) if found else None


def kind_of_point(mark: str) -> str:
    """Points with marks of one kind stand on one level: dots, dashes, numbers in brackets, letters."""
    plain = narrow(mark)
    return re.sub(r"[a-zA-Zⅰ-ⅹ]+", "a", re.sub(r"[ア-ン]", "ア", re.sub(r"\d+", "1", plain)))


def application_of(text: str) -> tuple[Application, str] | None:
    """The application in ``[Ⅰ～Ⅳ]`` or ``[Ⅰ、Ⅲ なお…]``, and the rest of the line; None when there is none."""
    plain = narrow(text)
    for found in _BRACKETED.finditer(plain):
        inside = _ASCII_ROMAN.sub(lambda roman: _TO_ROMAN[roman[1]], found[1])
        aside = _ASIDE.search(inside)
        marks = _marks(inside[: aside.start()] if aside else inside)
        if marks:
            rest = text[: found.start()] + text[found.end() :]
            return Application(marks, inside[aside.start() :].strip() if aside else ""), rest.strip()
    if "[" in plain and _SCRAMBLED.fullmatch(plain) and (marks := _marks(plain)):
        return Application(marks, ""), ""
    return None


def _marks(text: str) -> tuple[str, ...]:
    named = [sign for sign in text if sign in ROMANS]
    if "~" in text and len(named) == 2:
        first, last = sorted(ROMANS.index(sign) for sign in named)
        named = list(ROMANS[first : last + 1])
    return tuple(NAMES[sign] for sign in ROMANS if sign in named)


def is_structure(text: str) -> bool:
    """Whether a line is a heading, mark, group, number or point and therefore never a running header."""
    finders = (chapter_of, section_of, mark_of, group_of, item_of, point_of, application_of)
    return any(find(text) is not None for find in finders)
