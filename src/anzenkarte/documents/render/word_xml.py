"""Pieces of WordprocessingML as text: paragraphs, runs, tables. Every text passes through one escape.

Written as strings and parsed once, because building cells one object at a time costs seconds on a long table.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from anzenkarte.formats.xml_safe import clean

BLUE: Final = "0946A5"
TONES: Final = {"good": "12653B", "bad": "A8191B", "warm": "8A4B00", "open": "55555A", "calm": "55555A"}
INKED: Final = frozenset({"bad", "warm"})
_GROUND: Final = "F3F4F5"
_ALIGN: Final = {"start": "left", "center": "center", "end": "right"}


def attribute(text: str) -> str:
    """Text fit for an attribute, on one line."""
    return escape(" ".join(clean(text).split()), quote=True)


def text_of(text: str) -> str:
    """The ``w:t`` pieces of a text, line ends and tabs as their own elements."""
    shown = escape(clean(text), quote=False)
    if "\n" not in shown and "\t" not in shown:
        return f'<w:t xml:space="preserve">{shown}</w:t>'
    lines = (
        "<w:tab/>".join(f'<w:t xml:space="preserve">{part}</w:t>' for part in line.split("\t"))
        for line in shown.split("\n")
    )
    return "<w:br/>".join(lines)


def run(text: str, *, bold: bool = False, colour: str = "", size: int = 0) -> str:
    """A run; ``size`` is in half points, ``colour`` six hexadecimal digits."""
    marks = "<w:b/>" if bold else ""
    marks += f'<w:color w:val="{colour}"/>' if colour else ""
    marks += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{text_of(text)}</w:r>"


def link(number: int, inner: str) -> str:
    """Runs that lead to a place of the same document; the bare runs for place 0."""
    return f'<w:hyperlink w:anchor="p{number}" w:history="1">{inner}</w:hyperlink>' if number else inner


def place(number: int) -> str:
    """A place links can lead to; nothing for place 0."""
    return f'<w:bookmarkStart w:id="{number}" w:name="p{number}"/><w:bookmarkEnd w:id="{number}"/>' if number else ""


def paragraph(inner: str, style: str = "", extra: str = "") -> str:
    """A paragraph; ``extra`` are further properties in schema order after the style."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += extra
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner}</w:p>"


def aligned(align: str) -> str:
    """The property for a paragraph's alignment, empty for the start."""
    return "" if align == "start" else f'<w:jc w:val="{_ALIGN[align]}"/>'


def box(colour: str, *, shaded: bool, last: bool, indent: int = 120) -> str:
    """Properties of a paragraph with a bar at its left, shaded or not."""
    bar = f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="8" w:color="{colour}"/></w:pBdr>'
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{_GROUND}"/>' if shaded else ""
    keep = "" if last else "<w:keepNext/>"
    space = f'<w:spacing w:before="0" w:after="{200 if last else 0}"/>'
    return f'{keep}<w:keepLines/>{bar}{shade}{space}<w:ind w:left="{indent}"/>'


def cell(width: int, inner: str, *, head: bool = False, span: int = 1) -> str:
    """A table cell holding whole paragraphs; ``width`` in twentieths of a point."""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{_GROUND}"/>' if head else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(cells: str, *, head: bool = False) -> str:
    """A row that stays on one page; a head row repeats on each."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{cells}</w:tr>"


def table(widths: Iterable[int], rows: str, *, top: bool = False) -> str:
    """A table with hairlines below each row."""
    columns = list(widths)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    line = 'w:val="single" w:sz="4" w:space="0" w:color="D0D0D4"'
    borders = f"{f'<w:top {line}/>' if top else ''}<w:bottom {line}/><w:insideH {line}/>"
    sides = (("top", 60), ("left", 90), ("bottom", 60), ("right", 90))
    margins = "".join(f'<w:{side} w:w="{room}" w:type="dxa"/>' for side, room in sides)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def field(instruction: str) -> str:
    """A computed field such as PAGE, shown in small grey."""
    properties = '<w:rPr><w:color w:val="6B6B70"/><w:sz w:val="14"/></w:rPr>'
    return (
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{properties}<w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{properties}<w:t>1</w:t></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="end"/></w:r>'
    )
