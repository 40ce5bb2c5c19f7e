"""Reads the layout of the ministry's guideline documents: chapters, sections, blocks of 【遵守事項】, items, points.

A block begins at its mark and ends at the next heading, at another mark, or where a paragraph begins left of the items'
text. Items may run over pages. Whatever stands in a block and is no item is told, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from anzenkarte.catalogue.attached.furniture import Row, body_size, text_proper
from anzenkarte.catalogue.attached.normal import comparable, join
from anzenkarte.catalogue.attached.official import Bullet, Heading, Note, Official, Parsed, short
from anzenkarte.catalogue.attached.signs import (
    DUTY_MARK,
    application_of,
    chapter_of,
    group_of,
    item_of,
    mark_of,
    point_of,
    section_of,
)
from anzenkarte.catalogue.attached.unfinished import CLOSE, Unfinished
from anzenkarte.formats.pdf_text import PdfLine

_APART: Final = 1.35  # a step down of more than this many usual steps begins a new paragraph
_STEPS: Final = 200  # how many of the last steps are looked at
_LARGE: Final = 1.08  # a heading that runs on is set larger than the body by this factor
_SHORT: Final = 4.0  # a line that ends this many sizes before the right edge was not broken for want of room


def read_layout(lines: Sequence[PdfLine]) -> Parsed:
    """Chapters, items and sections of a document, with notes on everything that found no place."""
    rows = text_proper(lines)
    reader = _Reader(body_size(lines), max((_end(row) for row in rows), default=0.0))
    reader.marked = any((mark_of(row.text) or ("",))[0] == DUTY_MARK for row in rows)
    for row in rows:
        reader.take(row)
    return reader.finish()


class _Reader:
    """Walks over the lines and keeps where it is."""

    def __init__(self, body: float, edge: float) -> None:
        self.body = body
        self.edge = edge  # where the longest line ends
        self.hangs = False  # whether second lines of items are set in, as far as seen
        self.marked = True
        self.found: list[Official] = []
        self.notes: list[Note] = []
        self.chapters: list[Heading] = []
        self.titles: dict[str, set[str]] = {}  # number → headings seen, as compared
        self.numbered = False  # whether an item was found
        self.section = ""
        self.group, self.group_place = "", 0
        self.applies: tuple[str, ...] = ()
        self.in_block = False
        self.block_x = 0.0
        self.open: Unfinished | None = None
        self.heading: Row | None = None  # a heading that the next line may go on with
        self.last: Row | None = None
        self.steps: list[float] = []

    def take(self, row: Row) -> None:
        """One line of text proper."""
        before, self.heading = self.heading, None
        if self._structure(row):
            pass
        elif before is not None and self._runs_on(before, row):
            self._lengthen(row)
        elif self.in_block:
            self._block(row)
        elif self.open is not None:
            self._body(row)
        if self.last is not None and self.last.page == row.page:
            self.steps.append(self.last.y - row.y)
        self.last = row

    @property
    def chapter(self) -> str:
        return self.chapters[-1].number if self.chapters else ""

    def _structure(self, row: Row) -> bool:
        chapter = chapter_of(row.text)
        if chapter is not None and self._may_be_chapter(*chapter, row):
            self._enter_chapter(chapter[0], chapter[1], row)
            return True
        section = section_of(row.text)
        if section is not None and self._may_be_section(*section, row):
            self._enter_section(section[0], section[1], row)
            return True
        mark = mark_of(row.text)
        if mark is not None:
            self._close()
            self.in_block = mark[0] == DUTY_MARK
            self.block_x, self.group, self.group_place = 0.0, "", 0
            self._application(mark[1])
            return True
        return self._application(row.text) if row.plain.startswith("[") else False

    def _may_be_chapter(self, number: str, title: str, row: Row) -> bool:
        if title.endswith("、") and row.size <= _LARGE * self.body:
            return False  # a sentence that goes on, and no heading that runs on
        asked, now = int(number), int(self.chapter or 0)
        if self.in_block and self.open is not None and row.x > self.block_x + CLOSE * row.size:
            return False  # a numbered point inside an item
        same = self.titles.get(number, set())
        if _folded(title) in same:
            return True
        if not self.numbered and not self.in_block:
            return asked == 1 or now < asked <= now + 3 or (not now and row.size > _LARGE * self.body)
        return not same and now < asked <= now + 3

    def _enter_chapter(self, number: str, title: str, row: Row) -> None:
        named = application_of(title)
        bare = named[1] if named else title
        if self.chapter == number and comparable(self.chapters[-1].title) == comparable(bare):
            return  # the heading of this very chapter, repeated at the top of a page
        if int(number) > int(self.chapter or 0) + 1:
            self.notes.append(Note("attach.chapter-gap", row.page, short(row.text), number))
        self._leave()
        self.section, self.applies = "", named[0].marks if named else ()
        self.chapters.append(Heading(number, bare, row.page))
        self.titles.setdefault(number, set()).add(_folded(bare))
        self.heading = row

    def _may_be_section(self, number: str, title: str, row: Row) -> bool:
        if title.endswith("、") and row.size <= _LARGE * self.body:
            return False
        if self.in_block and self.open is not None:
            if row.x > self.block_x + CLOSE * row.size:
                return False
            if not self.open.ended and not self.open.marks and row.size <= _LARGE * self.body:
                return False  # a sentence that goes on with a number
        return number.partition(".")[0] == self.chapter and number != self.section

    def _enter_section(self, number: str, title: str, row: Row) -> None:
        self._leave()
        named = application_of(title)
        self.section = number
        self.applies = named[0].marks if named else self.applies
        bare = named[1] if named else title
        self.open = Unfinished(Official("section", self.chapter, number, 0, "", row.page, title=bare), row.x)
        self.heading = row

    def _runs_on(self, heading: Row, row: Row) -> bool:
        near = abs(row.size - heading.size) < 0.1 and heading.page == row.page
        return near and heading.size > _LARGE * self.body and item_of(row.text) is None

    def _lengthen(self, row: Row) -> None:
        named = application_of(row.text)
        if named is not None:
            self.applies = named[0].marks
        text = named[1] if named else row.text
        if self.open is not None:
            self.open.official = replace(self.open.official, title=join(self.open.official.title, text))
        elif self.chapters:
            last = self.chapters[-1]
            self.chapters[-1] = replace(last, title=join(last.title, text))
            self.titles[last.number].add(_folded(self.chapters[-1].title))

    def _application(self, text: str) -> bool:
        named = application_of(text)
        if named is None or named[1]:
            return False
        self.applies = named[0].marks
        return True

    def _block(self, row: Row) -> None:
        group = group_of(row.text)
        if group is not None and (self.open is None or row.x <= self.block_x + CLOSE * row.size):
            self._close()
            self.group, self.group_place, self.block_x = group, self.group_place + 1, 0.0
            return
        item = item_of(row.text)
        if item is not None and self._is_next(item[0], row):
            self._start_item(item[0], item[1], row)
            return
        if self.open is None or self.open.official.kind != "item":
            self.notes.append(
                Note("attach.before-first-number", row.page, short(row.text), self.section or self.chapter)
            )
            return
        point = point_of(row.text)
        if item is not None:
            self.open.point(row, row.text[:1], item[1])
        elif point is not None:
            self.open.point(row, *point)
        elif self._is_paragraph(row):
            self._leave_block(row)
        else:
            self.hangs = self.hangs or (not self.open.marks and row.x > self.block_x + CLOSE * row.size)
            self.open.add(row, row.text)

    def _is_next(self, number: int, row: Row) -> bool:
        """Whether a circled number begins an item of the block and not a point inside one."""
        if self.open is None or self.open.official.kind != "item":
            return True
        now, near = self.open.official.number, CLOSE * row.size
        if abs(row.x - self.block_x) <= near:
            return True
        return number == now + 1 and row.x < self.block_x + 4 * row.size and not self._inside(number)

    def _inside(self, number: int) -> bool:
        """Whether the points of the open item are circled numbers that this one goes on with."""
        marks = self.open.marks if self.open is not None else ()
        return any((item_of(mark) or (0,))[0] == number - 1 for mark in marks)

    def _start_item(self, number: int, text: str, row: Row) -> None:
        now = self.open.official.number if self.open is not None and self.open.official.kind == "item" else 0
        self._close()
        if number != now + 1:
            self.notes.append(Note("attach.number-gap", row.page, short(row.text), self._printed(number)))
        self.block_x = self.block_x or row.x
        named = application_of(text)
        kept = named[1] if named and (text.startswith(("[", "［")) or text.endswith(("]", "］"))) else text
        applies = named[0].marks if named and kept is not text else self.applies
        official = Official(
            "item", self.chapter, self.section, number, kept, row.page, self.group, self.group_place, applies=applies
        )
        self.open = Unfinished(official, row.x)
        self.numbered = True
        if not self.chapter:
            self.notes.append(Note("attach.no-chapter", row.page, short(row.text), self._printed(number)))

    def _printed(self, number: int) -> str:
        return Official("item", self.chapter, self.section, number, "", 0, self.group).printed

    def _is_paragraph(self, row: Row) -> bool:
        """Whether a line without sign begins a paragraph after the items and goes on with none of them."""
        if self.open is None or not self.open.ended or row.x > self.block_x + CLOSE * row.size:
            return False
        if self.hangs or self.last is None or _end(self.last) < self.edge - _SHORT * row.size:
            return True
        if self.last.page != row.page or not self.steps:
            return False
        recent = sorted(self.steps[-_STEPS:])
        usual = recent[len(recent) // 2]
        return self.last.y - row.y > _APART * usual

    def _leave_block(self, row: Row) -> None:
        self._close()
        self.in_block = False
        self.open = Unfinished(Official("section", self.chapter, self.section, 0, row.text, row.page), row.x)

    def _body(self, row: Row) -> None:
        if self.open is None:
            return
        if not self.marked and self.chapter and (item := item_of(row.text)) is not None:
            self.in_block = True
            self._start_item(item[0], item[1], row)
            return
        point = point_of(row.text)
        item = item_of(row.text)
        if item is not None:
            self.open.point(row, row.text[:1], item[1])
        elif point is not None:
            self.open.point(row, *point)
        else:
            self.open.add(row, row.text)

    def _close(self) -> None:
        if self.open is not None:
            self.found.append(self.open.done())
        self.open = None

    def _leave(self) -> None:
        self._close()
        self.in_block, self.block_x, self.group, self.group_place = False, 0.0, "", 0

    def finish(self) -> Parsed:
        """Everything read, each number once."""
        self._leave()
        officials, twice = _each_once(self.found)
        return Parsed(tuple(officials), tuple(_chapters(self.chapters)), (*self.notes, *twice))


def _end(row: Row) -> float:
    """About where a line ends, in points from the left: a Japanese sign is as wide as its size, a Latin one half."""
    return row.x + sum(0.5 if char < "\u0400" else 1.0 for char in row.text) * row.size


def _folded(title: str) -> str:
    """A heading as compared: without application, and without the page number a list of contents puts after it."""
    return comparable(_bare(title)).rstrip("0123456789")


def _bare(title: str) -> str:
    named = application_of(title)
    return named[1] if named else title


def _chapters(headings: Sequence[Heading]) -> list[Heading]:
    """Each chapter once: where it was last begun, which is the text and not a list of contents in front."""
    last = {heading.number: heading for heading in headings}
    return sorted(last.values(), key=lambda heading: int(heading.number))


def _each_once(found: Sequence[Official]) -> tuple[list[Official], list[Note]]:
    """Of what is printed twice the later is kept, since lists of all items stand in front; other text is noted."""
    kept: dict[tuple[object, ...], Official] = {}
    notes: list[Note] = []
    for official in found:
        if official.kind == "section" and not official.full and not official.title:
            continue
        key = (official.kind, official.chapter, official.section, official.group, official.number)
        earlier = kept.pop(key, None)
        if earlier is not None and official.kind == "section":
            official = _merged(earlier, official)
        elif earlier is not None and comparable(earlier.full) != comparable(official.full):
            notes.append(Note("attach.printed-twice", earlier.page, short(earlier.text), official.printed))
        kept[key] = official
    return list(kept.values()), notes


def _merged(earlier: Official, later: Official) -> Official:
    """A section read in two runs, before and after a block of items; a repeated list in front is not doubled."""
    if not earlier.full or comparable(earlier.full) == comparable(later.full):
        return replace(later, title=later.title or earlier.title)
    bullets = (*earlier.bullets, *((Bullet(0, "", later.text),) if later.text else ()), *later.bullets)
    return replace(earlier, title=earlier.title or later.title, bullets=bullets)
