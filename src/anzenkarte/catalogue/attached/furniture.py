"""Takes from a PDF's lines what belongs to the page and not to the text: headers, page numbers, contents, notes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from anzenkarte.catalogue.attached.normal import clean, narrow
from anzenkarte.catalogue.attached.signs import is_structure
from anzenkarte.formats.pdf_text import PdfLine

_PAGE_NUMBER: Final = re.compile(r"(?:p\.?|P\.?)?[-~ ]*\d{1,4}[-~ ]*(?:/ *\d{1,4}|頁|ページ)?")
_LEADERS: Final = ".…‥・･·_ "
_NUMBER: Final = re.compile(r"[0-9]{1,6}")
_DOTS: Final = 4
_EDGE: Final = 2  # lines at the top and bottom of a page among which running headers and footers stand
_SHARE: Final = 0.6  # a line that returns at its height on more than this share of pages is a running one
_NEARLY_ALL: Final = 0.85
_GAP: Final = 1.5  # such lines are parted from the text by more than this many usual steps
_HEIGHT: Final = 4.0  # points by which its height may differ
_NOTE_SIZE: Final = 0.87  # notes below the text are set smaller than this, in units of the body
_RUBY: Final = 0.6  # readings above kanji are set smaller than this, in units of the body
_LONGEST: Final = 1000  # signs; no page holds a longer line of text
_PRIVATE: Final = re.compile("\\A[\ue000-\uf8ff]\\s*")


@dataclass(frozen=True)
class Row:
    """A line of text proper: cleaned text, the same with ASCII structure signs, place and type size in points."""

    page: int
    x: float
    y: float
    size: float
    text: str
    plain: str


def body_size(lines: Iterable[PdfLine]) -> float:
    """The type size in points that most characters are set in; 10 when there are none."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size * 2) / 2] += len(line.text)
    return max(sorted(weights), key=lambda size: weights[size]) if weights else 10.0


def text_proper(lines: Sequence[PdfLine]) -> list[Row]:
    """The lines without furniture and without readings above kanji, in printed order.

    What claims to be a line of more than a thousand signs is none and is left out.
    """
    body = body_size(lines)
    pages: dict[int, list[Row]] = defaultdict(list)
    for line in lines:
        text = clean(_PRIVATE.sub("・", line.text))
        if text and len(text) <= _LONGEST and line.size >= _RUBY * body:
            pages[line.page].append(Row(line.page, line.x, line.y, line.size, text, narrow(text)))
    step = _usual_step(pages.values())
    running = _running(pages, step)
    everywhere = _everywhere(pages)
    found: list[Row] = []
    for _, rows in sorted(pages.items()):
        apart = [*_apart(rows, step), *(row for row in (rows[0], rows[-1]) if row.plain in everywhere)]
        kept = [row for row in rows if not _is_furniture(row, rows, apart, running)]
        found.extend(_without_notes(kept, body))
    return [row for row in found if not _has_leaders(row.plain)]


def _has_leaders(plain: str) -> bool:
    """Whether a line ends in dots and perhaps a page number, as lists of contents do."""
    head = plain.rstrip().rstrip("0123456789")
    dots = head[len(head.rstrip(_LEADERS)) :].replace(" ", "")
    return len(dots) >= _DOTS


def _usual_step(pages: Iterable[Sequence[Row]]) -> float:
    """The distance in points that lines of one paragraph stand below each other: the lower quartile of all steps."""
    steps = sorted(upper.y - lower.y for rows in pages for upper, lower in pairwise(rows) if upper.y > lower.y)
    return steps[len(steps) // 4] if steps else 0.0


def _apart(rows: Sequence[Row], step: float) -> list[Row]:
    """Lines at the top and bottom that a wide gap parts from the text: only these can be running ones."""
    gaps = [index for index, (upper, lower) in enumerate(pairwise(rows), 1) if upper.y - lower.y > _GAP * step]
    above = [index for index in gaps if index <= _EDGE]
    below = [index for index in gaps if index >= len(rows) - _EDGE]
    return [*rows[: max(above, default=0)], *rows[min(below, default=len(rows)) :]]


def _everywhere(pages: Mapping[int, Sequence[Row]]) -> frozenset[str]:
    """Lines that begin or end nearly every page of four or more: running ones even without a gap."""
    counts = Counter(plain for rows in pages.values() for plain in {rows[0].plain, rows[-1].plain})
    enough = max(4.0, _NEARLY_ALL * len(pages))
    return frozenset(plain for plain, count in counts.items() if count >= enough)


def _patterns(row: Row) -> tuple[str, ...]:
    """The line as it is, and with a number that goes up with the pages taken for what it is."""
    numbers = list(_NUMBER.finditer(row.plain))
    if not numbers:
        return (row.plain,)
    last = numbers[-1]
    return row.plain, f"{row.plain[: last.start()]}#{int(last[0]) - row.page}#{row.plain[last.end() :]}"


def _running(pages: dict[int, list[Row]], step: float) -> dict[str, list[float]]:
    """Pattern → heights of lines that return at the edge of most pages and are no part of the text's structure."""
    heights: dict[str, list[float]] = defaultdict(list)
    for rows in pages.values():
        for row in {*_apart(rows, step), rows[0], rows[-1]}:
            if not is_structure(row.text):
                for pattern in _patterns(row):
                    heights[pattern].append(row.y)
    enough = max(2.0, _SHARE * len(pages))
    return {pattern: found for pattern, found in heights.items() if len(found) >= enough}


def _is_furniture(row: Row, rows: Sequence[Row], apart: Sequence[Row], running: dict[str, list[float]]) -> bool:
    if row in (rows[0], rows[-1]) and _PAGE_NUMBER.fullmatch(row.plain):
        return True
    if row not in apart:
        return False
    found = (running.get(pattern, []) for pattern in _patterns(row))
    return any(sum(abs(height - row.y) <= _HEIGHT for height in heights) > 1 for heights in found)


def _without_notes(rows: list[Row], body: float) -> list[Row]:
    """The rows of a page without the run of small type at its end."""
    end = len(rows)
    while end and rows[end - 1].size < _NOTE_SIZE * body:
        end -= 1
    return rows[:end]
