"""The printed paper: PDF/A-2b through typst, with the packaged face embedded.

The template is fixed and packaged; the paper reaches it as one JSON text and is placed as strings. Typst reads only its
template folder, which holds nothing but templates; no package, system font or clock takes part.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import typst

from anzenkarte.documents.content.tree import (
    Block,
    Bullets,
    Callout,
    Cell,
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
from anzenkarte.documents.render.fontface import font_folder, legible
from anzenkarte.documents.render.plain import breakable
from anzenkarte.documents.render.svg import size_of
from anzenkarte.documents.render.words import CALLOUT_SIGNS, FURNITURE, SIGNS, cell_text, furniture, stamp_parts
from anzenkarte.kernel.text import Lang

Data = dict[str, Any]
_SIZES: Final = {"engineer": 8.5, "manager": 9.5, "clinic": 11.5}
_POINTS_PER_PIXEL: Final = 0.75


def render_pdf(paper: Paper) -> bytes:
    """The paper as PDF/A-2b; equal papers give equal bytes. Raises ValueError when two places share an id."""
    data = json.dumps(_Printed(paper.lang, places(paper)).paper(paper), ensure_ascii=False, separators=(",", ":"))
    stamp = paper.stamp.day
    result = typst.Compiler(
        input=_template(),
        root=str(Path(_template()).parent),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"paper": data},
    ).compile(format="pdf", pdf_standards=["a-2b"], timestamp=datetime(stamp.year, stamp.month, stamp.day, tzinfo=UTC))
    if not isinstance(result, bytes):
        raise TypeError("typst gave no single file")
    return result


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The packaged faces alone: no system font, none of typst's own."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


@lru_cache(maxsize=1)
def _template() -> str:
    return str(files("anzenkarte.documents.render").joinpath("dossier.typ"))


class _Printed:
    """Turns a paper into the template's data; links become the numbers of places."""

    def __init__(self, lang: Lang, known: Mapping[str, int]) -> None:
        self.lang = lang
        self.known = known

    def paper(self, paper: Paper) -> Data:
        stamp, lang = paper.stamp, paper.lang
        shown = () if paper.level == "clinic" else stamp.hashes  # a clinic finds them in the footer only
        hashes = "　".join(f"{label} {value}" for label, value in shown)
        editions = furniture("list_separator", lang).join(stamp.editions)
        facts = [
            (furniture(key, lang), v) for key, v in (("on", stamp.on), ("editions", editions), ("hash", hashes)) if v
        ]
        listed = [section for section in paper.sections if section.level <= 2]
        groups = groupby(paper.sections, key=is_wide)
        return {
            "title": legible(paper.title),
            "subtitle": legible(paper.subtitle),
            "lang": lang,
            "size": _SIZES[paper.level],
            "day": [stamp.day.year, stamp.day.month, stamp.day.day],
            "words": {key: word.to(lang) for key, word in FURNITURE.items()},
            "contents": len(listed) >= 4 and paper.level != "clinic",
            "stamp": {
                "parts": [legible(part) for part in stamp_parts(stamp, lang)],
                "what_if": None if stamp.what_if is None else legible(stamp.what_if),
                "generator": legible(stamp.generator),
                "facts": [{"name": name, "value": legible(value)} for name, value in facts],
            },
            "groups": [
                {"wide": wide, "sections": [self.section(section) for section in sections]} for wide, sections in groups
            ],
        }

    def section(self, section: Section) -> Data:
        return {
            "id": self.known.get(section.id, 0),
            "title": legible(section.title),
            "level": min(max(section.level, 1), 3),
            "break_before": section.break_before and not is_wide(section),
            "blocks": [self.block(block) for block in section.blocks],
        }

    def block(self, block: Block) -> Data:
        match block:
            case Para():
                return {"kind": "para", "style": block.style, "runs": self.runs(block.text)}
            case Bullets():
                return {"kind": "bullets", "items": [self.runs(item) for item in block.items]}
            case KeyValues():
                rows = [{"name": legible(name), "cell": self.cell(cell)} for name, cell in block.rows]
                return {"kind": "pairs", "rows": rows}
            case Table():
                return self.table(block)
            case Callout():
                sign = CALLOUT_SIGNS[block.kind]
                data = {"kind": "callout", "sign": sign.char, "tone": sign.tone}
                return data | {"title": legible(block.title), "runs": self.runs(block.text)}
            case Figure():
                return self.figure(block)
            case Reasons():
                summary = self.cell(Cell(block.summary, block.mark, id=block.id))
                return {"kind": "reasons", "id": 0, "summary": summary, "path": [self.step(s) for s in block.path]}

    def figure(self, figure: Figure) -> Data:
        width, height = size_of(figure.svg)
        return {
            "kind": "figure",
            "id": self.known.get(figure.id, 0),
            "svg": legible(figure.svg),
            "width": width * _POINTS_PER_PIXEL,
            "height": height * _POINTS_PER_PIXEL,
            "caption": legible(figure.caption),
            "alt": legible(figure.alt),
            "wide": figure.wide,
        }

    def table(self, table: Table) -> Data:
        return {
            "kind": "table",
            "id": self.known.get(table.id, 0),
            "caption": legible(table.caption),
            "wide": table.wide,
            "columns": [{"weight": column.weight, "align": column.align} for column in table.columns],
            "head": [[self.cell(cell) for cell in row] for row in table.head],
            "body": [[self.cell(cell) for cell in row] for row in table.body],
        }

    def cell(self, cell: Cell) -> Data:
        data: Data = {"t": breakable(legible(cell_text(cell.text, cell.mark, self.lang)))}
        if cell.mark:
            data |= {"sign": SIGNS[cell.mark].char, "tone": SIGNS[cell.mark].tone}
        if cell.sub:
            data["sub"] = breakable(legible(cell.sub))
        if cell.id:
            data["id"] = self.known.get(cell.id, 0)
        return data | self.link(cell.anchor)

    def runs(self, text: Text) -> list[Data]:
        return [self.run(run) for run in runs(text)]

    def run(self, run: Inline) -> Data:
        data: Data = {"t": breakable(legible(run.text))} | self.link(run.anchor)
        if run.strong:
            data["s"] = True
        if run.muted:
            data["m"] = True
        return data

    def step(self, step: Reason) -> Data:
        data: Data = {
            "label": breakable(legible(step.label)),
            "children": [self.step(child) for child in step.children],
        }
        data["value"] = breakable(legible(cell_text(step.value, step.mark, self.lang)))
        if step.mark:
            data |= {"sign": SIGNS[step.mark].char, "tone": SIGNS[step.mark].tone}
        return data | self.link(step.anchor)

    def link(self, anchor: str | None) -> Data:
        number = self.known.get(anchor, 0) if anchor else 0
        return {"a": number} if number else {}
