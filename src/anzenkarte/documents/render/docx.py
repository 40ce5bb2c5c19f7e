"""The paper as a Word document: our styles, internal links, repeated table heads, the stamp on every page."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import groupby
from typing import Any, Final

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Emu
from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.documents.content.tree import (
    Block,
    Bullets,
    Callout,
    Cell,
    Column,
    Figure,
    Inline,
    KeyValues,
    Paper,
    Para,
    Reason,
    Reasons,
    Section,
    Table,
    Text,
    is_wide,
    places,
    runs,
)
from anzenkarte.documents.render import word_xml as w
from anzenkarte.documents.render.raster import png_of
from anzenkarte.documents.render.svg import size_of
from anzenkarte.documents.render.word_styles import blank
from anzenkarte.documents.render.words import CALLOUT_SIGNS, SIGNS, cell_text, furniture, stamp_line
from anzenkarte.formats.guarded_zip import normalise_zip
from anzenkarte.kernel.text import Lang

_PORTRAIT: Final = 9866
_LANDSCAPE: Final = 14798
_EMU_PER_TWIP: Final = 635
_EMU_PER_PIXEL: Final = 9525
_DOTS: Final = 1.5  # dots a pixel: 200 dpi and more on the widest page
_TALLEST: Final = {False: 12000, True: 7600}
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_FIRST: Final = ("[Content_Types].xml", "_rels/.rels")


def draw(paper: Paper) -> dict[str, bytes]:
    """The paper's drawings as pictures, by their svg: all that typst does for a Word document."""
    blocks = (block for section in paper.sections for block in section.blocks)
    return {block.svg: png_of(block.svg, _DOTS) for block in blocks if isinstance(block, Figure)}


def render_docx(paper: Paper, drawn: Mapping[str, bytes] | None = None) -> bytes:
    """The paper as docx; equal papers give equal bytes. ``drawn`` is what ``draw`` gave, if somebody asked already.

    Raises ValueError when two places share an id.
    """
    document = blank(paper)
    _margins(document, paper)
    writer = _Writer(document, paper.lang, places(paper), draw(paper) if drawn is None else drawn)
    parts = [writer.opening(paper)]
    groups = [(wide, list(sections)) for wide, sections in groupby(paper.sections, key=is_wide)]
    for number, (wide, sections) in enumerate(groups):
        writer.turn(wide)
        if number or wide:
            parts.append(writer.page_end(groups[number - 1][0] if number else False))
        parts.extend(writer.section(section, first=not index) for index, section in enumerate(sections))
    if groups and groups[-1][0]:
        body: Any = document.element.body
        _turn(body.sectPr)
    _pour(document, "".join(parts))
    target = io.BytesIO()
    document.save(target)
    return normalise_zip(target.getvalue(), _FIRST)


def _pour(document: Document, inner: str) -> None:
    """Put the written body before the document's page properties: spliced as text, read once by the plain parser."""
    frame = etree.tostring(document.element, encoding="unicode")
    head, mark, tail = frame.rpartition("<w:sectPr")
    part: Any = document.part
    part._element = etree.fromstring(f"{head}{inner}{mark}{tail}", _PARSER)


def _margins(document: Document, paper: Paper) -> None:
    section = document.sections[0]
    what_if = furniture("what_if", paper.lang) if paper.stamp.what_if else ""
    clear = "".join(f'<w:tab w:val="clear" w:pos="{old}"/>' for old in (4320, 8640))
    tab = f'<w:tabs>{clear}<w:tab w:val="right" w:pos="{_PORTRAIT}"/></w:tabs>'
    top = w.run(paper.title) + "<w:r><w:tab/></w:r>" + w.run(what_if, bold=True, colour="1A1A1C")
    made = f"{furniture('generator', paper.lang)} {paper.stamp.generator}"
    page = "<w:r><w:tab/></w:r>" + w.field("PAGE") + w.run(" / ") + w.field("NUMPAGES")
    bottom = w.run(stamp_line(paper.stamp, paper.lang))
    for part, content in ((section.header, (top,)), (section.footer, (bottom, w.run(made) + page))):
        part.is_linked_to_previous = False
        element: Any = part._element
        for old in list(element):
            element.remove(old)
        for inner in content:
            xml = w.paragraph(inner, "Margin", tab).replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)
            element.append(parse_xml(xml))


def _turn(properties: Any) -> None:
    size = properties.find(qn("w:pgSz"))
    width, height = size.get(qn("w:w")), size.get(qn("w:h"))
    size.set(qn("w:w"), height)
    size.set(qn("w:h"), width)
    size.set(qn("w:orient"), WD_ORIENT.LANDSCAPE.name.lower())


class _Writer:
    """Turns a paper's parts into WordprocessingML; keeps the width of the page being written."""

    def __init__(self, document: Document, lang: Lang, known: Mapping[str, int], drawn: Mapping[str, bytes]) -> None:
        self.document = document
        self.lang = lang
        self.known = known
        self.drawn = drawn
        self.wide = False
        self.pictures = 0

    @property
    def room(self) -> int:
        """Width between the margins, in twentieths of a point."""
        return _LANDSCAPE if self.wide else _PORTRAIT

    def turn(self, wide: bool) -> None:
        self.wide = wide

    def page_end(self, wide: bool) -> str:
        """The end of a stretch of pages of one orientation."""
        body: Any = self.document.element.body
        properties = deepcopy(body.sectPr)
        if wide:
            _turn(properties)
        return w.paragraph("", "Margin", etree.tostring(properties, encoding="unicode"))

    def opening(self, paper: Paper) -> str:
        """Title, subtitle, the stamp's facts, the what-if."""
        stamp = paper.stamp
        parts = [w.paragraph(w.run(paper.title), "Title")]
        if paper.subtitle:
            parts.append(w.paragraph(w.run(paper.subtitle), "Subtitle"))
        facts = [(furniture("on", self.lang), stamp.on)]
        facts.append((furniture("editions", self.lang), furniture("list_separator", self.lang).join(stamp.editions)))
        facts.extend(() if paper.level == "clinic" else stamp.hashes)
        shown = (w.run(f"{name}　", colour="6B6B70") + w.run(value) for name, value in facts if value)
        parts.extend(w.paragraph(inner, "Small", '<w:spacing w:before="0" w:after="0"/>') for inner in shown)
        if stamp.what_if:
            parts.append(w.paragraph("", "Small"))
            parts.append(self.box(furniture("what_if", self.lang), w.run(stamp.what_if), "1A1A1C", shaded=True))
        return "".join(parts)

    def section(self, section: Section, *, first: bool) -> str:
        level = min(max(section.level, 1), 3)
        fresh = "<w:pageBreakBefore/>" if section.break_before and not first else ""
        heading = w.place(self.known.get(section.id, 0)) + w.run(section.title)
        return w.paragraph(heading, f"Heading{level}", fresh) + "".join(self.block(block) for block in section.blocks)

    def block(self, block: Block) -> str:
        match block:
            case Para():
                styles = {"normal": "", "lead": "Lead", "note": "Note", "small": "Small"}
                return w.paragraph(self.runs(block.text), styles[block.style])
            case Bullets():
                return "".join(w.paragraph(self.runs(item), "ListBullet") for item in block.items)
            case KeyValues():
                return self.key_values(block)
            case Table():
                return self.table(block)
            case Callout():
                sign = CALLOUT_SIGNS[block.kind]
                colour = w.BLUE if sign.tone == "calm" else w.TONES[sign.tone]
                return self.box(f"{sign.char} {block.title}", self.runs(block.text), colour, shaded=sign.tone != "calm")
            case Figure():
                return self.figure(block)
            case Reasons():
                mark = SIGNS[block.mark].char + " " if block.mark else ""
                inner = w.place(self.known.get(block.id, 0)) + w.run(mark + block.summary, bold=True)
                return w.paragraph(inner, "Caption") + self.path(block.path, 0)

    def runs(self, text: Text) -> str:
        return "".join(self.run(run) for run in runs(text))

    def run(self, run: Inline) -> str:
        number = self.number(run.anchor)
        colour = w.BLUE if number else "4D4D4F" if run.muted else ""
        return w.link(number, w.run(run.text, bold=run.strong, colour=colour))

    def number(self, anchor: str | None) -> int:
        return self.known.get(anchor, 0) if anchor else 0

    def box(self, title: str, inner: str, colour: str, *, shaded: bool) -> str:
        head = w.paragraph(w.run(title, bold=True), "", w.box(colour, shaded=shaded, last=False))
        return head + w.paragraph(inner, "", w.box(colour, shaded=shaded, last=True))

    def content(self, cell: Cell, align: str = "start", style: str = "Cell") -> str:
        """The paragraphs of a cell."""
        number = self.number(cell.anchor)
        inner = w.place(self.known.get(cell.id, 0)) if cell.id else ""
        tone = SIGNS[cell.mark].tone if cell.mark else ""
        if cell.mark:
            inner += w.run(SIGNS[cell.mark].char + " ", bold=True, colour=w.TONES[tone])
        colour = w.TONES[tone] if tone in w.INKED else w.BLUE if number else ""
        shown = w.run(cell_text(cell.text, cell.mark, self.lang), bold=tone == "bad", colour=colour)
        parts = w.paragraph(inner + w.link(number, shown), style, w.aligned(align))
        return parts + (w.paragraph(w.run(cell.sub), "Sub", w.aligned(align)) if cell.sub else "")

    def key_values(self, block: KeyValues) -> str:
        widths = (self.room * 28 // 100, self.room - self.room * 28 // 100)
        rows = "".join(
            w.row(w.cell(widths[0], self.content(Cell(name))) + w.cell(widths[1], self.content(cell)))
            for name, cell in block.rows
        )
        return w.table(widths, rows, top=True) + _after()

    def table(self, table: Table) -> str:
        total = sum(column.weight for column in table.columns) or 1.0
        widths = [round(self.room * column.weight / total) for column in table.columns]
        rows = [self.row(row, table.columns, widths, head=True) for row in table.head]
        rows.extend(self.row(row, table.columns, widths, head=False) for row in table.body)
        if not table.body:
            empty = self.content(Cell(furniture("empty", self.lang)))
            rows.append(w.row(w.cell(sum(widths), empty, span=len(widths))))
        inner = w.place(self.known.get(table.id, 0)) + w.run(table.caption)
        caption = w.paragraph(inner, "Caption") if table.caption or table.id else ""
        return caption + w.table(widths, "".join(rows)) + _after()

    def row(self, row: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int], *, head: bool) -> str:
        style = "Head" if head else "Cell"
        cells = "".join(
            w.cell(width, self.content(cell, column.align, style), head=head)
            for cell, column, width in zip(row, columns, widths, strict=True)
        )
        return w.row(cells, head=head)

    def figure(self, figure: Figure) -> str:
        """The drawing as a picture with its words beside it for those who cannot see it."""
        width, height = (value * _EMU_PER_PIXEL for value in size_of(figure.svg))
        scale = min(1.0, self.room * _EMU_PER_TWIP / width, _TALLEST[self.wide] * _EMU_PER_TWIP / height)
        part: Any = self.document.part
        picture = io.BytesIO(self.drawn[figure.svg])
        inline = part.new_pic_inline(picture, Emu(int(width * scale)), Emu(int(height * scale)))
        self.pictures += 1
        inline.docPr.set("id", str(self.pictures))
        inline.docPr.set("name", f"picture {self.pictures}")
        inline.docPr.set("descr", w.attribute(figure.alt))
        drawing = f"<w:r><w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing></w:r>"
        shown = w.paragraph(w.place(self.known.get(figure.id, 0)) + drawing, "", '<w:keepNext/><w:jc w:val="center"/>')
        return shown + w.paragraph(w.run(figure.caption), "Small")

    def path(self, steps: Sequence[Reason], depth: int) -> str:
        """Reasons as an indented list with a bar for each step."""
        indent = f'<w:ind w:left="{240 + 340 * depth}"/>'
        bar = '<w:pBdr><w:left w:val="single" w:sz="6" w:space="8" w:color="B3B3B8"/></w:pBdr>'
        shown = bar + '<w:spacing w:before="0" w:after="40"/>' + indent
        return "".join(
            w.paragraph(self.step(step), "Small", shown) + self.path(step.children, depth + 1) for step in steps
        )

    def step(self, step: Reason) -> str:
        number = self.number(step.anchor)
        label = w.link(number, w.run(step.label, colour=w.BLUE if number else ""))
        value = cell_text(step.value, step.mark, self.lang)
        if not value:
            return label
        sign = w.run(SIGNS[step.mark].char + " ", bold=True, colour=w.TONES[SIGNS[step.mark].tone]) if step.mark else ""
        return label + w.run("　") + sign + w.run(value, colour="1A1A1C")


def _after() -> str:
    """The paragraph Word wants between tables, made small."""
    return w.paragraph("", "Small")
