"""The demarcation matrix on one sheet: duties down, parties across.

Agreement is quiet, a gap is a hole, a contradiction keeps both statements in its cell; sign and word say the same as
the colour. The sheet is A3, on its side or upright as the rows ask; more rows make everything smaller, never a second
sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.documents.content.tree import Cell, Mark
from anzenkarte.documents.render.svg import Canvas, extent, wrap
from anzenkarte.documents.render.words import SIGNS, cell_text, furniture
from anzenkarte.kernel.text import Lang

_WIDTH: Final = 1560.0
_EDGE: Final = 30.0
_SHEET: Final = (404.0, 281.0)
_TEXT, _SMALL, _STEP = 13.0, 11.0, 18.0
_PAD: Final = 9.0
_COLOURS: Final = {"good": "#12653b", "bad": "#a8191b", "warm": "#8a4b00", "open": "#55555a", "calm": "#6b6b70"}
_GROUNDS: Final[dict[Mark, str]] = {"contradiction": "#fdf5e8", "overlap": "#fdf5e8", "unknown": "#f5f5f6"}
_LINE: Final = "#d0d0d4"


@dataclass(frozen=True, slots=True)
class Duty:
    """A row: the duty, a smaller second line, and the group it is printed under (rows of one group stand together)."""

    title: str
    sub: str = ""
    group: str = ""


def matrix_svg(
    rows: Sequence[Duty],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    title: str,
    foot: str = "",
    lang: Lang = "ja",
) -> str:
    """The matrix as svg. Raises ValueError when the cells do not fit rows and columns."""
    if len(cells) != len(rows) or any(len(row) != len(columns) for row in cells):
        raise ValueError(f"a matrix of {len(rows)} duties and {len(columns)} parties needs one cell for each pair")
    sheet = _Sheet(len(columns), lang)
    sheet.head(title, columns)
    group = ""
    for duty, row in zip(rows, cells, strict=True):
        if duty.group and duty.group != group:
            sheet.group(duty.group)
        group = duty.group
        sheet.row(duty, row)
    used = {cell.mark for row in cells for cell in row if cell.mark}
    sheet.foot([mark for mark in SIGNS if mark in used], foot)
    height = sheet.y + _EDGE
    return sheet.canvas.svg(_WIDTH, height, title, _SHEET if height < _WIDTH else _SHEET[::-1])


class _Sheet:
    """Draws from top to bottom; ``y`` is where the next row begins."""

    def __init__(self, parties: int, lang: Lang) -> None:
        self.canvas = Canvas()
        self.lang = lang
        self.first = min(340.0, (_WIDTH - 2 * _EDGE) / 3)
        self.each = (_WIDTH - 2 * _EDGE - self.first) / max(parties, 1)
        self.y = _EDGE

    def left(self, column: int) -> float:
        """Left edge of a party's column."""
        return _EDGE + self.first + column * self.each

    def head(self, title: str, columns: Sequence[str]) -> None:
        """The title and the parties' names."""
        for line in wrap(title, _WIDTH - 2 * _EDGE, 22, 2):
            self.canvas.text(_EDGE, self.y + 22, line, 22, font_weight="bold")
            self.y += 32
        self.y += 8
        lines = [wrap(name, self.each - 2 * _PAD, _TEXT, 3) for name in columns]
        height = max((len(part) for part in lines), default=1) * _STEP + 2 * _PAD
        self.canvas.rect(_EDGE, self.y, _WIDTH - 2 * _EDGE, height, fill="#f3f4f5")
        for at, part in enumerate(lines):
            for number, line in enumerate(part):
                self.canvas.text(
                    self.left(at) + _PAD, self.y + _PAD + 13 + number * _STEP, line, _TEXT, font_weight="bold"
                )
        self.y += height
        self.canvas.line(_EDGE, self.y, _WIDTH - _EDGE, self.y, stroke="#8c8c91")

    def group(self, name: str) -> None:
        """A line that opens a group of duties."""
        line = wrap(name, _WIDTH - 2 * _EDGE, _SMALL, 1)[0]
        self.canvas.text(_EDGE + _PAD, self.y + 23, line, _SMALL, font_weight="bold", fill="#4d4d4f")
        self.y += 32
        self.canvas.line(_EDGE, self.y, _WIDTH - _EDGE, self.y, stroke=_LINE)

    def row(self, duty: Duty, row: Sequence[Cell]) -> None:
        """One duty and what holds for each party."""
        titles = wrap(duty.title, self.first - 2 * _PAD, _TEXT, 4)
        subs = wrap(duty.sub, self.first - 2 * _PAD, _SMALL, 3) if duty.sub else []
        shown = [self.lines(cell) for cell in row]
        most = max([len(titles) + len(subs), *(len(main) + len(small) for main, small in shown)])
        height = most * _STEP + 2 * _PAD
        for at, (cell, (main, small)) in enumerate(zip(row, shown, strict=True)):
            self.cell(at, cell, main, small, height)
        self.block(_EDGE + _PAD, titles, subs, "#1a1a1c")
        self.y += height
        self.canvas.line(_EDGE, self.y, _WIDTH - _EDGE, self.y, stroke=_LINE)

    def lines(self, cell: Cell) -> tuple[list[str], list[str]]:
        """The wrapped lines of a cell, large and small."""
        text = cell_text(cell.text, cell.mark, self.lang)
        room = self.each - 2 * _PAD - (18 if cell.mark else 0)
        return wrap(text, room, _TEXT, 6), wrap(cell.sub, room, _SMALL, 6) if cell.sub else []

    def cell(self, at: int, cell: Cell, main: list[str], small: list[str], height: float) -> None:
        """One cell: ground or hole, sign, words."""
        x = self.left(at)
        if cell.mark == "gap":
            box = (x + 4, self.y + 4, self.each - 8, height - 8)
            self.canvas.rect(*box, fill="none", stroke=_COLOURS["bad"], stroke_dasharray="5 4", rx=3)
        elif cell.mark in _GROUNDS:
            self.canvas.rect(x, self.y, self.each, height, fill=_GROUNDS[cell.mark])
        if cell.mark:
            sign = SIGNS[cell.mark]
            tone = _COLOURS[sign.tone]
            self.canvas.text(x + _PAD, self.y + _PAD + 13, sign.char, _TEXT, font_weight="bold", fill=tone)
            self.block(x + _PAD + 18, main, small, tone if sign.tone in {"bad", "warm", "calm"} else "#1a1a1c")
        else:
            self.block(x + _PAD, main, small, "#1a1a1c")

    def block(self, x: float, main: list[str], small: list[str], colour: str) -> None:
        """Large lines, then small ones."""
        y = self.y + _PAD + 13
        for line in main:
            self.canvas.text(x, y, line, _TEXT, fill=colour)
            y += _STEP
        for line in small:
            self.canvas.text(x, y - 1, line, _SMALL, fill="#4d4d4f")
            y += _STEP

    def foot(self, marks: Sequence[Mark], foot: str) -> None:
        """The signs used, and the stamp."""
        self.y += 28
        x = _EDGE
        if marks:
            self.canvas.text(x, self.y, furniture("legend", self.lang), _SMALL, font_weight="bold", fill="#4d4d4f")
            x += extent(furniture("legend", self.lang), _SMALL) + 20
        for mark in marks:
            sign = SIGNS[mark]
            word = sign.word.to(self.lang)
            self.canvas.text(x, self.y, sign.char, _SMALL, font_weight="bold", fill=_COLOURS[sign.tone])
            self.canvas.text(x + 17, self.y, word, _SMALL, fill="#4d4d4f")
            x += 17 + extent(word, _SMALL) + 22
        for line in wrap(foot, _WIDTH - 2 * _EDGE, _SMALL, 3) if foot else []:
            self.y += _STEP
            self.canvas.text(_EDGE, self.y, line, _SMALL, fill="#6b6b70")
