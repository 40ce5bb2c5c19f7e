"""The blank Word document papers are poured into: page, styles, face, file properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from anzenkarte.documents.content.tree import Level, Paper
from anzenkarte.documents.render.fontface import FAMILY
from anzenkarte.documents.render.plain import one_line

_ALTERNATIVE: Final = "Yu Gothic"
_FONT_TABLE: Final = "/word/fontTable.xml"
_SIZES: Final[dict[Level, float]] = {"engineer": 9.0, "manager": 10.0, "clinic": 12.0}
_MOST_PROPERTY: Final = 255
_THEMED: Final = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")
_FACES: Final = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")


@dataclass(frozen=True, slots=True)
class _Look:
    """A style: size against the text's, weight, colour, space before and after in points, line spacing."""

    name: str
    scale: float
    bold: bool = False
    colour: str = "1A1A1C"
    before: float = 0
    after: float = 0
    line: float = 1.35
    keep: bool = False


_LOOKS: Final = (
    _Look("Normal", 1, after=7, line=1.45),
    _Look("Title", 2.1, bold=True, after=4, line=1.2),
    _Look("Subtitle", 1.15, colour="4D4D4F", after=12),
    _Look("Heading 1", 1.6, bold=True, before=22, after=8, line=1.2, keep=True),
    _Look("Heading 2", 1.25, bold=True, before=16, after=6, line=1.25, keep=True),
    _Look("Heading 3", 1.08, bold=True, before=12, after=4, line=1.25, keep=True),
    _Look("List Bullet", 1, after=3, line=1.4),
    _Look("Caption", 1, bold=True, before=10, after=4, keep=True),
    _Look("Lead", 1.15, after=9, line=1.5),
    _Look("Note", 1, colour="4D4D4F", after=7, line=1.45),
    _Look("Small", 0.86, colour="4D4D4F", after=5, line=1.4),
    _Look("Cell", 0.92, line=1.25),
    _Look("Head", 0.88, bold=True, line=1.25),
    _Look("Sub", 0.8, colour="4D4D4F", line=1.2),
    _Look("Margin", 0.0, colour="6B6B70", line=1.2),
)


def blank(paper: Paper) -> Document:
    """An empty A4 document with our styles and the paper's properties; dates are the stamp's day."""
    document = docx.Document()
    _page(document)
    size = _SIZES[paper.level]
    known = frozenset(style.name for style in document.styles)
    for look in _LOOKS:
        _style(document, look, size, known)
    _languages(document, paper)
    _properties(document, paper)
    _font_table(document)
    return document


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(20), Mm(22)
    section.header_distance = section.footer_distance = Mm(10)


def _style(document: Document, look: _Look, size: float, known: frozenset[str | None]) -> None:
    styles: Any = document.styles
    if look.name in known:
        style = styles[look.name]
    else:
        style = styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
    style.font.size = Pt(round(2 * size * look.scale) / 2) if look.scale else Pt(7)
    style.font.bold, style.font.italic = look.bold, False
    style.font.color.rgb = RGBColor.from_string(look.colour)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(look.before), Pt(look.after), look.line
    form.keep_with_next = look.keep
    _faces(style.element.get_or_add_rPr())
    for border in list(style.element.iter(qn("w:pBdr"))):
        border.getparent().remove(border)


def _faces(properties: Any) -> None:
    fonts = properties.get_or_add_rFonts()
    for name in _THEMED:
        fonts.attrib.pop(qn(name), None)
    for name in _FACES:
        fonts.set(qn(name), FAMILY)


def _defaults(document: Document) -> Iterator[Any]:
    return iter(document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"))


def _languages(document: Document, paper: Paper) -> None:
    for properties in _defaults(document):
        _faces(properties)
        for lang in properties.xpath("w:lang"):
            lang.set(qn("w:val"), "ja-JP" if paper.lang == "ja" else "en-GB")
            lang.set(qn("w:eastAsia"), "ja-JP")


def _properties(document: Document, paper: Paper) -> None:
    core = document.core_properties
    day = paper.stamp.day
    core.created = core.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    core.title, core.subject = _short(paper.title), _short(paper.subtitle)
    core.author = core.last_modified_by = _short(paper.stamp.generator)
    core.comments, core.keywords, core.language, core.revision = "", "", paper.lang, 1


def _short(text: str) -> str:
    return one_line(text)[:_MOST_PROPERTY]


def _font_table(document: Document) -> None:
    """Name a second face for machines without ours."""
    entry = f'<w:font w:name="{FAMILY}"><w:altName w:val="{_ALTERNATIVE}"/><w:charset w:val="80"/></w:font>'
    for part in document.part.package.iter_parts():
        if part.partname == _FONT_TABLE:
            part._blob = part.blob.replace(b"</w:fonts>", entry.encode() + b"</w:fonts>")
