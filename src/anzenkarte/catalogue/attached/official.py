"""What an official file says, as values: numbered sentences, sections, headings, and what found no place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast

from anzenkarte.catalogue.attached.normal import circle
from anzenkarte.formats.values import Json

Kind = Literal["item", "section"]
SHOWN: Final = 60  # characters of an official line that a note repeats


@dataclass(frozen=True)
class Bullet:
    """A point below an item: how deep (from 1; 0 for a paragraph without mark), its printed mark, its text."""

    depth: int
    mark: str
    text: str


@dataclass(frozen=True)
class Official:
    """A numbered sentence, or the text of a section, as printed.

    ``page`` is the page of a PDF or the row of a workbook; ``sheet`` names the sheet, empty for a PDF. ``group`` is the
    heading in angle brackets above a run of numbers, ``group_place`` counts them in their section from 1.
    """

    kind: Kind
    chapter: str
    section: str
    number: int  # 0 for a section
    text: str
    page: int
    group: str = ""
    group_place: int = 0
    title: str = ""  # printed heading, for a section
    bullets: tuple[Bullet, ...] = ()
    applies: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def printed(self) -> str:
        """The number as the ministry prints it: ``14⑤``, ``3.4.1①``, ``2-①`` in a checklist, ``12.2`` for a section."""
        if self.kind == "section":
            return self.section or self.chapter
        group = f"<{self.group}>" if self.group else ""
        return (self.section or self.chapter) + ("-" if self.sheet else "") + group + circle(self.number)

    @property
    def full(self) -> str:
        """Sentence and points, a line each, points indented by depth."""
        lines = [self.text] if self.text else []
        lines += ["　" * bullet.depth + bullet.mark + bullet.text for bullet in self.bullets]
        return "\n".join(lines)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentence and every point, each for itself."""
        return tuple(text for text in (self.text, *(bullet.text for bullet in self.bullets)) if text)

    def json(self) -> dict[str, Json]:
        """As stored."""
        return {
            "kind": self.kind,
            "chapter": self.chapter,
            "section": self.section,
            "number": self.number,
            "text": self.text,
            "page": self.page,
            "group": self.group,
            "group_place": self.group_place,
            "title": self.title,
            "bullets": [[bullet.depth, bullet.mark, bullet.text] for bullet in self.bullets],
            "applies": list(self.applies),
            "assets": list(self.assets),
            "sheet": self.sheet,
        }

    @classmethod
    def of(cls, data: Mapping[str, Json]) -> Official:
        """From what was stored; raises KeyError, TypeError or ValueError when it is not."""
        bullets = cast("list[list[str]]", data["bullets"])
        return cls(
            kind="section" if data["kind"] == "section" else "item",
            chapter=str(data["chapter"]),
            section=str(data["section"]),
            number=int(cast(int, data["number"])),
            text=str(data["text"]),
            page=int(cast(int, data["page"])),
            group=str(data["group"]),
            group_place=int(cast(int, data["group_place"])),
            title=str(data["title"]),
            bullets=tuple(Bullet(int(depth), str(mark), str(text)) for depth, mark, text in bullets),
            applies=tuple(str(mark) for mark in cast(list[Json], data["applies"])),
            assets=tuple(str(word) for word in cast(list[Json], data["assets"])),
            sheet=str(data["sheet"]),
        )


@dataclass(frozen=True)
class Heading:
    """A printed chapter heading."""

    number: str
    title: str
    page: int

    def json(self) -> dict[str, Json]:
        """As stored."""
        return {"number": self.number, "title": self.title, "page": self.page}


@dataclass(frozen=True)
class Note:
    """Something in the file that could not be placed or is odd: a code, its page, and the beginning of the text."""

    code: str
    page: int
    text: str
    number: str = ""

    def json(self) -> dict[str, Json]:
        """As stored."""
        return {"code": self.code, "page": self.page, "text": self.text, "number": self.number}


@dataclass(frozen=True)
class Parsed:
    """Everything read from one file, in printed order."""

    officials: tuple[Official, ...] = ()
    chapters: tuple[Heading, ...] = ()
    notes: tuple[Note, ...] = field(default=())

    @property
    def items(self) -> tuple[Official, ...]:
        """The numbered sentences."""
        return tuple(official for official in self.officials if official.kind == "item")


def short(text: str) -> str:
    """The beginning of an official line, for a note."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
