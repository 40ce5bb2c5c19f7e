"""Takes from a PDF's lines what belongs to the page and not to the text: headers, page numbers, contents, notes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.attached.normal import clean, narrow
from anzenkarte.catalogue.attached.signs import is_structure
from anzenkarte.formats.pdf_text import PdfLine

_PAGE_NUMBER: Final = re.compile(r"(?:p\.?|P\.?)?[-~ ]*\d{1,4}[-~ ]*(?:/ *\d{1,4}|頁|ページ)?")
_LEADERS: Final = re.compile(r"(?:[.…‥・･·_]\s?){4,}\s*\d{0,4}\s*\Z")
_EDGE: Final = 2  # lines at the top and bottom of a page among which running headers and footers stand
_SHARE: Final = 0.6  # a line that returns at its height on more than this share of pages is a running one
_HEIGHT: Final = 4.0  # points by which its height may differ
_NOTE_SIZE: Final = 0.87  # notes below the text are set smaller than this, in units of the body
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
    """The lines without furniture, in printed order."""
    body = body_size(lines)
    pages: dict[int, list[Row]] = defaultdict(list)
    for line in lines:
        text = clean(_PRIVATE.sub("・", line.text))
        if text:
            pages[line.page].append(Row(line.page, line.x, line.y, line.size, text, narrow(text)))
    running = _running(pages)
    found: list[Row] = []
    for _, rows in sorted(pages.items()):
        kept = [row for row in rows if not _is_furniture(row, rows, running)]
        found.extend(_without_notes(kept, body))
    return [row for row in found if not _LEADERS.search(row.plain)]


def _edges(rows: Sequence[Row]) -> list[Row]:
    return [*rows[:_EDGE], *rows[_EDGE:][-_EDGE:]]


def _pattern(row: Row) -> str:
    return re.sub(r"\d+", "#", row.plain)


def _running(pages: dict[int, list[Row]]) -> dict[str, list[float]]:
    """Pattern → heights of lines that return at the edge of most pages and are no part of the text's structure."""
    heights: dict[str, list[float]] = defaultdict(list)
    for rows in pages.values():
        for row in _edges(rows):
            if not is_structure(row.text):
                heights[_pattern(row)].append(row.y)
    enough = max(2.0, _SHARE * len(pages))
    return {pattern: found for pattern, found in heights.items() if len(found) >= enough}


def _is_furniture(row: Row, rows: Sequence[Row], running: dict[str, list[float]]) -> bool:
    if row not in _edges(rows):
        return False
    if _PAGE_NUMBER.fullmatch(row.plain):
        return True
    heights = running.get(_pattern(row), [])
    return sum(abs(height - row.y) <= _HEIGHT for height in heights) > 1


def _without_notes(rows: list[Row], body: float) -> list[Row]:
    """The rows of a page without the run of small type at its end."""
    end = len(rows)
    while end and rows[end - 1].size < _NOTE_SIZE * body:
        end -= 1
    return rows[:end]
