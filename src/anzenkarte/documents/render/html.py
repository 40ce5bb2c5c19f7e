"""One self-contained page: no script, no outside reference, readable on a phone and in print.

The page's own policy forbids everything but its inline style and embedded pictures; drawings are embedded as pictures,
where a browser runs nothing. Every text is escaped; links point only at places of the same page.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from importlib.resources import files
from urllib.parse import quote

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
    places,
    runs,
)
from anzenkarte.documents.render.words import CALLOUT_SIGNS, SIGNS, furniture, stamp_line
from anzenkarte.formats.xml_safe import clean
from anzenkarte.kernel.text import Lang

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_PARA_CLASS = {"normal": "", "lead": ' class="lead"', "note": ' class="note"', "small": ' class="small"'}


def render_html(paper: Paper) -> str:
    """The paper as one html file; equal papers give equal text. Raises ValueError when two places share an id."""
    page = _Page(paper.lang, places(paper))
    body = "".join(page.section(section) for section in paper.sections)
    return "".join(
        (
            f'<!doctype html>\n<html lang="{paper.lang}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n<meta name="format-detection" content="telephone=no">\n',
            f"<title>{_text(paper.title)}</title>\n<style>\n{_style()}{_page_style(paper)}</style>\n</head>\n",
            f'<body class="level-{paper.level}">\n',
            f'<a class="skip" href="#text">{furniture("skip", paper.lang)}</a>\n',
            _banner(paper),
            f'<main id="text">\n{_head(paper)}{_contents(paper)}{body}</main>\n{_foot(paper)}</body>\n</html>\n',
        )
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return files("anzenkarte.documents.render").joinpath("paper.css").read_text("utf-8")


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _lines(text: str) -> str:
    shown = _text(text)
    return shown.replace("\n", "<br>") if "\n" in shown else shown


def _css_string(text: str) -> str:
    kept = "".join(
        char if char.isalnum() or char in " .:/-_()（）・、。〜～年月日" else f"\\{ord(char):06x}"
        for char in clean(text)
    )
    return f'"{kept}"'


def _page_style(paper: Paper) -> str:
    """The stamp in the margin of every printed page, for browsers that print page margins."""
    left = _css_string(f"{paper.title}　{stamp_line(paper.stamp, paper.lang)}")
    return (
        "@page { @bottom-left { content: "
        + left
        + '; } @bottom-right { content: counter(page) " / " counter(pages); } }\n'
    )


def _banner(paper: Paper) -> str:
    if not paper.stamp.what_if:
        return ""
    word = furniture("what_if", paper.lang)
    return f'<p class="what-if-banner" role="note"><strong>{word}</strong> {_text(paper.stamp.what_if)}</p>\n'


def _head(paper: Paper) -> str:
    stamp, lang = paper.stamp, paper.lang
    pairs = [(furniture("on", lang), stamp.on)]
    pairs.append((furniture("editions", lang), furniture("list_separator", lang).join(stamp.editions)))
    rows = "".join(f"<div><dt>{word}</dt><dd>{_text(value)}</dd></div>" for word, value in pairs if value)
    hashes = () if paper.level == "clinic" else stamp.hashes  # a clinic finds them at the foot only
    rows += "".join(
        f"<div><dt>{_text(label)}</dt><dd><code>{_text(value)}</code></dd></div>" for label, value in hashes
    )
    subtitle = f'<p class="subtitle">{_lines(paper.subtitle)}</p>' if paper.subtitle else ""
    return f'<header class="head"><h1>{_lines(paper.title)}</h1>{subtitle}<dl class="stamp">{rows}</dl></header>\n'


def _contents(paper: Paper) -> str:
    listed = [section for section in paper.sections if section.level <= 2 and section.title]
    if len(listed) < 4:
        return ""
    items = "".join(
        f'<li class="toc-{section.level}"><a href="#{_fragment(section.id)}">{_text(section.title)}</a></li>'
        for section in listed
    )
    word = furniture("contents", paper.lang)
    return f'<nav class="toc" aria-label="{word}"><h2>{word}</h2><ol>{items}</ol></nav>\n'


def _foot(paper: Paper) -> str:
    line = stamp_line(paper.stamp, paper.lang)
    made = f"{furniture('generator', paper.lang)} {paper.stamp.generator}"
    return f'<footer class="foot"><p>{_text(line)}</p><p>{_text(made)}</p></footer>\n'


def _place(name: str) -> str:
    return "p-" + "_".join(clean(name).split())


def _fragment(name: str) -> str:
    return escape(quote(_place(name), safe="/@:._-"), quote=True)


def _id(name: str) -> str:
    return f' id="{escape(_place(name), quote=True)}"' if name else ""


class _Page:
    """What the parts of one page share: its language and its places."""

    def __init__(self, lang: Lang, known: Mapping[str, int]) -> None:
        self.lang = lang
        self.known = known

    def section(self, section: Section) -> str:
        """A section with its heading one step below the title's."""
        level = min(max(section.level, 1), 3)
        style = ' class="break"' if section.break_before else ""
        blocks = "".join(self.block(block) for block in section.blocks)
        heading = f"<h{level + 1}>{_lines(section.title)}</h{level + 1}>" if section.title else ""
        return f"<section{_id(section.id)}{style}>{heading}\n{blocks}</section>\n"

    def block(self, block: Block) -> str:
        """Any block."""
        match block:
            case Para():
                return f"<p{_PARA_CLASS[block.style]}>{self.runs(block.text)}</p>\n"
            case Bullets():
                return "<ul>" + "".join(f"<li>{self.runs(item)}</li>" for item in block.items) + "</ul>\n"
            case KeyValues():
                return self.key_values(block)
            case Table():
                return self.table(block)
            case Callout():
                return self.callout(block)
            case Figure():
                return self.figure(block)
            case Reasons():
                return self.reasons(block)

    def runs(self, text: Text) -> str:
        """A paragraph's runs."""
        return "".join(self.run(run) for run in runs(text))

    def run(self, run: Inline) -> str:
        """One run: strong, quiet or a link."""
        shown = self.link(_lines(run.text), run.anchor)
        if run.strong:
            shown = f"<strong>{shown}</strong>"
        return f'<span class="muted">{shown}</span>' if run.muted else shown

    def link(self, shown: str, anchor: str | None) -> str:
        """A link to a known place; the bare text otherwise."""
        if anchor is None or anchor not in self.known:
            return shown
        return f'<a href="#{_fragment(anchor)}">{shown}</a>'

    def content(self, cell: Cell) -> str:
        """Sign, text and smaller second line of a cell."""
        shown = _lines(cell.text)
        if cell.mark:
            sign = SIGNS[cell.mark]
            word = sign.word.to(self.lang)
            hidden = f'<span class="hidden">{word} </span>' if shown and not cell.text.startswith(word) else ""
            shown = (
                f'<span class="mark tone-{sign.tone}"><span class="sign" aria-hidden="true">{sign.char}</span>'
                f'{hidden}<span class="word">{shown or word}</span></span>'
            )
        shown = self.link(shown, cell.anchor)
        return f'{shown}<span class="sub">{_lines(cell.sub)}</span>' if cell.sub else shown

    def key_values(self, block: KeyValues) -> str:
        """Names and values side by side."""
        rows = "".join(
            f"<div{_id(cell.id)}><dt>{_lines(name)}</dt><dd>{self.content(cell)}</dd></div>"
            for name, cell in block.rows
        )
        return f'<dl class="pairs">{rows}</dl>\n'

    def table(self, table: Table) -> str:
        """A table: stacked on a phone, or scrolled sideways where it is wide."""
        kind = "wide" if table.wide else "stack"
        room = f' style="--room:{max(7 * len(table.columns), 20)}rem"' if table.wide else ""
        total = sum(column.weight for column in table.columns) or 1.0
        columns = "".join(f'<col style="width:{100 * column.weight / total:.2f}%">' for column in table.columns)
        caption = f"<caption>{_lines(table.caption)}</caption>" if table.caption else ""
        first, *more = table.head or ((),)
        head = "".join(
            f'<th scope="col"{_align(c)}>{_lines(t.text)}</th>' for c, t in zip(table.columns, first, strict=False)
        )
        head = f"<tr>{head}</tr>" + "".join(self.row(table.columns, row, "th") for row in more)
        body = "".join(self.row(table.columns, row, "td") for row in table.body)
        if not body:
            body = f'<tr><td colspan="{len(table.columns)}" class="empty">{furniture("empty", self.lang)}</td></tr>'
        head = f"<thead>{head}</thead>" if table.head else ""
        return (
            f'<div class="table {kind}"{_id(table.id)} role="region" tabindex="0" aria-label="{_text(table.caption)}">'
            f"<table{room}>{caption}<colgroup>{columns}</colgroup>{head}<tbody>{body}</tbody></table></div>\n"
        )

    def row(self, columns: Iterable[Column], row: Iterable[Cell], tag: str) -> str:
        """One row; each cell also carries its column's title for stacked reading."""
        cells = "".join(
            f'<{tag}{_id(cell.id)}{_align(column)} data-label="{_text(column.title)}">'
            f"<div>{self.content(cell)}</div></{tag}>"
            for column, cell in zip(columns, row, strict=True)
        )
        return f"<tr>{cells}</tr>\n"

    def callout(self, box: Callout) -> str:
        """A box with a sign, a title and a text."""
        sign = CALLOUT_SIGNS[box.kind]
        return (
            f'<div class="callout tone-{sign.tone} kind-{box.kind}" role="note"><p class="callout-title">'
            f'<span class="sign" aria-hidden="true">{sign.char}</span>{_lines(box.title)}</p>'
            f"<p>{self.runs(box.text)}</p></div>\n"
        )

    def figure(self, figure: Figure) -> str:
        """A drawing as a picture: nothing inside it can run or load."""
        data = base64.b64encode(figure.svg.encode()).decode("ascii")
        kind = ' class="wide"' if figure.wide else ""
        return (
            f"<figure{_id(figure.id)}{kind}>"
            f'<div class="picture" role="region" tabindex="0" aria-label="{_text(figure.caption)}">'
            f'<img src="data:image/svg+xml;base64,{data}" alt="{_text(figure.alt)}"></div>'
            f"<figcaption>{_lines(figure.caption)}</figcaption></figure>\n"
        )

    def reasons(self, reasons: Reasons) -> str:
        """A summary that opens to the path of reasons."""
        summary = self.content(Cell(reasons.summary, reasons.mark))
        return f"<details{_id(reasons.id)}><summary>{summary}</summary>{self.path(reasons.path)}</details>\n"

    def path(self, steps: tuple[Reason, ...]) -> str:
        """The steps of a path and those below them."""
        items = "".join(
            f'<li><span class="step">{self.link(_lines(step.label), step.anchor)}</span>'
            + (
                f'<span class="found">{self.content(Cell(step.value, step.mark))}</span>'
                if step.value or step.mark
                else ""
            )
            + (self.path(step.children) if step.children else "")
            + "</li>"
            for step in steps
        )
        return f'<ul class="path">{items}</ul>'


def _align(column: Column) -> str:
    return "" if column.align == "start" else f' class="{column.align}"'
