"""Official-looking files for tests: guideline parts set as the ministry sets them, checklists; every sentence invented.

The world of these papers is an aquarium, so that no sentence can be taken for a real one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook

from anzenkarte.catalogue.attached.normal import circle
from tests.formats.typeset import typeset

LONG = (
    "水槽の係は、毎朝の開館前に全ての水槽の水温と水位を見回り、前日の帳面の値と比べて、差が決めた幅を超えるときは"
    "理由を書き添えたうえで飼育長に伝え、魚が驚かないように静かに水を足すこと。"
)


@dataclass
class Item:
    """An item: its sentence, points as (depth, mark, text), and the application printed after it, if any."""

    text: str
    points: list[tuple[int, str, str]] = field(default_factory=list)


@dataclass
class Section:
    """A numbered section with its explanation."""

    number: str
    title: str
    text: str = ""
    items: list[Item] = field(default_factory=list)
    groups: list[tuple[str, list[Item]]] = field(default_factory=list)


@dataclass
class Chapter:
    """A chapter: heading, application as printed, a block of items, an explanation, sections."""

    number: int
    title: str
    applies: str = ""
    items: list[Item] = field(default_factory=list)
    text: str = ""
    sections: list[Section] = field(default_factory=list)


def wide(number: int) -> str:
    """A number in full-width digits."""
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


def typst_text(text: str) -> str:
    """Text as typst takes it literally."""
    return "#" + '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def guideline(
    part: str, edition: str, chapters: Sequence[Chapter], *, contents: bool = True, box: bool = True
) -> bytes:
    """A part of a guideline as PDF: cover, contents with leaders, chapters; header and page number on every page."""
    out = [
        '#set page(paper: "a4", margin: 28mm, header: align(right)['
        + typst_text(f"{part} {edition}")
        + '], footer: align(center, context counter(page).display("－ 1 －")))',
        "#align(center, text(size: 22pt)[" + typst_text("水族館の安全管理に関する手引き " + edition) + "])",
        "#align(center, text(size: 26pt)[" + typst_text(part) + "])",
        "#pagebreak()",
    ]
    if contents:
        out += ["目次", ""]
        for chapter in chapters:
            heading = typst_text(f"{wide(chapter.number)}．{chapter.title}")
            out += [f"{heading} #box(width: 1fr, repeat[.]) {chapter.number + 2}", ""]
        out.append("#pagebreak()")
    for chapter in chapters:
        out += _chapter(chapter, box)
    return typeset("\n".join(out))


def _chapter(chapter: Chapter, box: bool) -> list[str]:
    out = [f"#text(size: 15pt)[{typst_text(f'{wide(chapter.number)}．{chapter.title}')}]", ""]
    if chapter.applies:
        out += [typst_text(chapter.applies), ""]
    if chapter.items:
        out += _block(chapter.items, box)
    if chapter.text:
        out += [typst_text(chapter.text), ""]
    for section in chapter.sections:
        out += [f"#text(size: 12pt)[{typst_text(f'{section.number}　{section.title}')}]", ""]
        if section.items:
            out += _block(section.items, box)
        if section.groups:
            out += [typst_text("【遵守事項】"), ""]
            for name, items in section.groups:
                out += [typst_text(f"＜{name}＞"), ""]
                out += [line for number, item in enumerate(items, 1) for line in _item(number, item)]
        if section.text:
            out += [typst_text(section.text), ""]
    return out


def _block(items: Sequence[Item], box: bool) -> list[str]:
    lines = [typst_text("【遵守事項】"), ""]
    lines += [line for number, item in enumerate(items, 1) for line in _item(number, item)]
    if box:
        return ["#block(stroke: 0.5pt, inset: 6pt, breakable: true, width: 100%)[", *lines, "]", ""]
    return lines


def _item(number: int, item: Item) -> list[str]:
    lines = [f"#par(hanging-indent: 1.2em)[{typst_text(circle(number) + '　' + item.text)}]", ""]
    for depth, mark, text in item.points:
        lines += [f"#pad(left: {1.5 * depth}em)[#par(hanging-indent: 1em)[{typst_text(mark + text)}]]", ""]
    return lines


def checklist(
    rows: Sequence[Sequence[object]], *, title: str = "令和8年度版 水族館の確認表", extra: bool = False
) -> bytes:
    """A checklist workbook: title, a heading over two rows, then the given rows; perhaps a sheet of explanation."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "確認表"
    sheet.append([title])
    sheet.append([])
    sheet.append(["", "", "チェック項目", "対象", "", "", "確認結果（日付）", "", ""])
    sheet.append(["", "", "", "サーバ", "端末PC", "ネットワーク機器", "1回目", "目標日", "2回目"])
    for row in rows:
        sheet.append(list(row))
    if extra:
        more = book.create_sheet("記入例の説明")
        more.append(["この表の書き方を述べる。"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
