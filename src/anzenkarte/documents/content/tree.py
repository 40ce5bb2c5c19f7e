"""What a paper says, as a small typed tree without any markup.

Parts that build papers produce these values; renderers turn one tree into html, pdf and docx. Every text is
plain ``str``: a renderer shows it literally, so nothing a user typed can become active. Ids name places inside
the paper (sections, reasons, tables, figures, cells) and ``anchor`` fields point at them; a pointer to an id that
the paper does not hold is shown as plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from anzenkarte.kernel.text import Lang

Level = Literal["engineer", "manager", "clinic"]
Style = Literal["normal", "lead", "note", "small"]
Align = Literal["start", "center", "end"]
Mark = Literal[
    "",
    "met",
    "not_met",
    "unknown",
    "not_applicable",
    "urgent",
    "action",
    "check",
    "note",
    "gap",
    "overlap",
    "contradiction",
    "agreed",
]
CalloutKind = Literal["what_if", "warning", "info", "missing"]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page carries: the day, the editions, the hashes and whether the question was a what-if.

    ``on`` is the day as people read it; ``day`` is the same day for file properties (renderers never ask a clock).
    ``editions`` are display names; ``hashes`` are pairs of label and shortened hash; ``what_if`` is the sentence that
    says why this is a what-if, or None; ``generator`` names program and version.
    """

    on: str
    day: date
    editions: tuple[str, ...]
    hashes: tuple[tuple[str, str], ...]
    what_if: str | None
    generator: str


@dataclass(frozen=True, slots=True)
class Inline:
    """A run of text inside a paragraph; ``anchor`` makes it a link to a place of the same paper."""

    text: str
    strong: bool = False
    muted: bool = False
    anchor: str | None = None


Text = str | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. ``lead`` opens a paper or section, ``note`` is quieter, ``small`` is for sources and remarks."""

    text: Text
    style: Style = "normal"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: text, a mark (sign and colour), a link, a smaller second line.

    With a mark and no text, the mark's own word is printed. ``id`` makes the cell a place others can point at.
    """

    text: str = ""
    mark: Mark = ""
    anchor: str | None = None
    sub: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Pairs of a name and its value."""

    rows: tuple[tuple[str, Cell], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width against the other columns, where its text stands."""

    title: str
    weight: float = 1.0
    align: Align = "start"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first header row is the columns' titles.

    ``header_rows`` counts header rows in all: 0 prints none, 2 takes the first of ``rows`` as a second header row.
    ``wide`` asks for a landscape page in print and sideways scrolling on a phone instead of stacking. Every row has
    exactly one cell per column (ValueError otherwise).
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    header_rows: int = 1
    wide: bool = False
    id: str = ""

    def __post_init__(self) -> None:
        """Refuse a table whose rows do not fit its columns."""
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.caption!r}, row {number}: {len(row)} cells for {len(self.columns)} columns"
                )

    @property
    def head(self) -> tuple[tuple[Cell, ...], ...]:
        """The header rows, titles first."""
        if self.header_rows == 0:
            return ()
        return (tuple(Cell(column.title) for column in self.columns), *self.rows[: self.header_rows - 1])

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows below the header."""
        return self.rows[max(self.header_rows - 1, 0) :]


@dataclass(frozen=True, slots=True)
class Callout:
    """A box that must not be overlooked: what-if, warning, information, or what is missing."""

    kind: CalloutKind
    title: str
    text: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing made by our own svg parts; ``alt`` says in words what it shows."""

    svg: str
    caption: str
    alt: str
    wide: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of a reason path: what was looked at, what was found, and the steps below it."""

    label: str
    value: str = ""
    mark: Mark = ""
    anchor: str | None = None
    children: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Reasons:
    """A "why?" that opens to its path; in print the path is always open."""

    id: str
    summary: str
    path: tuple[Reason, ...]
    mark: Mark = ""


Block = Para | Bullets | KeyValues | Table | Callout | Figure | Reasons


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a paper; ``level`` 1 to 3 gives its depth, ``break_before`` starts a new page in print."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 1
    break_before: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper at one reading level and in one language."""

    id: str
    title: str
    subtitle: str
    lang: Lang
    level: Level
    stamp: Stamp
    sections: tuple[Section, ...]


def runs(text: Text) -> tuple[Inline, ...]:
    """The text as runs, whichever way it was given."""
    return (Inline(text),) if isinstance(text, str) else text


def _block_places(block: Block) -> Iterator[str]:
    match block:
        case Reasons() | Figure():
            yield block.id
        case Table():
            yield block.id
            yield from (cell.id for row in block.rows for cell in row if cell.id)
        case KeyValues():
            yield from (cell.id for _, cell in block.rows)
        case _:
            return


def places(paper: Paper) -> dict[str, int]:
    """The ids a link of this paper may point at, each with a running number from 1 in order of appearance.

    Raises ValueError where two places share an id, because a link could then mean either.
    """
    found: dict[str, int] = {}
    for section in paper.sections:
        for name in (section.id, *(name for block in section.blocks for name in _block_places(block))):
            if not name:
                continue
            if name in found:
                raise ValueError(f"paper {paper.id!r}: two places are called {name!r}")
            found[name] = len(found) + 1
    return found


def is_wide(section: Section) -> bool:
    """True when something in the section asks for a landscape page."""
    return any(isinstance(block, Table | Figure) and block.wide for block in section.blocks)
