"""The sheets and columns in which authors edit an edition; writing and reading workbooks both go by this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BOTH: Final = ("ja", "en")
META: Final = "edition_meta"


@dataclass(frozen=True)
class Column:
    """A column: its name, whether it is a pair ``name[ja]``, ``name[en]``, whether it holds a list or JSON."""

    name: str
    pair: bool = False
    form: str = "text"  # text | lines | json
    width: int = 14

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands at the top of it."""
        return tuple(f"{self.name}[{lang}]" for lang in BOTH) if self.pair else (self.name,)


@dataclass(frozen=True)
class Table:
    """A sheet with one row an entry."""

    sheet: str
    columns: tuple[Column, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """The first row."""
        return tuple(heading for column in self.columns for heading in column.headings)


META_ROWS: Final = (
    Column("schema"),
    Column("id"),
    Column("guideline"),
    Column("edition"),
    Column("kind"),
    Column("binds"),
    Column("title", pair=True),
    Column("publisher", pair=True),
    Column("published"),
    Column("in_force"),
    Column("in_force_from"),
    Column("in_force_until"),
    Column("supersedes"),
    Column("confidence"),
    Column("read_in", pair=True),
    Column("source"),
    Column("place", pair=True),
    Column("always"),
    Column("scope_fact"),
    Column("scope_values", form="lines"),
)
SOURCES: Final = Table(
    "sources_content",
    (Column("key"), Column("title", pair=True, width=40), Column("address", width=40), Column("note", pair=True)),
)
PARTS: Final = Table(
    "parts_content", (Column("id"), Column("title", pair=True, width=40), Column("scope", form="json", width=30))
)
CHAPTERS: Final = Table(
    "chapters_content",
    (
        Column("part"),
        Column("number"),
        Column("title", pair=True, width=40),
        Column("title_confidence"),
        Column("coverage"),
        Column("coverage_note", pair=True, width=40),
    ),
)
ITEMS: Final = Table(
    "items_content",
    (
        Column("id", width=32),
        Column("number"),
        Column("part"),
        Column("chapter"),
        Column("title", pair=True, width=30),
        Column("summary", pair=True, width=60),
        Column("addressee"),
        Column("confidence"),
        Column("read_in", pair=True, width=30),
        Column("carried_from"),
        Column("source"),
        Column("place", pair=True, width=30),
        Column("applies", form="lines"),
        Column("aliases", form="lines"),
        Column("extra", form="json", width=30),
    ),
)
TABLES: Final = (SOURCES, PARTS, CHAPTERS, ITEMS)
CHOICES: Final = {  # closed lists offered in cells; the words themselves are checked by the catalogue's readers
    "addressee": ("vendor", "vendor_supplies", "institution"),
    "confidence": ("seen", "partial", "recalled"),
    "title_confidence": ("seen", "partial", "recalled", "missing"),
    "coverage": ("complete", "partial", "titles_only", "missing", "none"),
}


def letters(index: int) -> str:
    """The letters of a column, 0-based: A, B, …, Z, AA."""
    out = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        out = chr(ord("A") + rest) + out
    return out
