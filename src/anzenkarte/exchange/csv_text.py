"""Items and crosswalk lines as CSV for spreadsheets: UTF-8 with BOM, CRLF, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Final

from anzenkarte.catalogue.crosswalks.model import Crosswalk
from anzenkarte.catalogue.model import Item
from anzenkarte.kernel.citations import Citation

_BOM: Final = "\ufeff"
_RUN: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ITEM_COLUMNS: Final = (
    "id",
    "number",
    "part",
    "chapter",
    "title[ja]",
    "title[en]",
    "summary[ja]",
    "summary[en]",
    "addressee",
    "confidence",
    "read_in[ja]",
    "read_in[en]",
    "carried_from",
    "citation[ja]",
    "citation[en]",
    "applies",
    "aliases",
    "extra",
)
_LINE_COLUMNS: Final = (
    "crosswalk",
    "from",
    "relation",
    "to",
    "strength",
    "confidence",
    "rationale[ja]",
    "rationale[en]",
    "citation[ja]",
    "citation[en]",
    "author[ja]",
    "author[en]",
)


def safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: a quote stands before a sign that would begin one."""
    return f"'{cell}" if cell.startswith(_RUN) else cell


def items_csv(items: Iterable[Item]) -> bytes:
    """One row an item, both languages, in printed order."""
    return _table(
        _ITEM_COLUMNS,
        (
            (
                item.id,
                item.number,
                item.part,
                item.chapter,
                item.title.ja,
                item.title.en,
                item.summary.ja,
                item.summary.en,
                item.addressee,
                item.confidence,
                item.read_in.ja,
                item.read_in.en,
                item.carried_from,
                *_cited(item.citation),
                "\n".join(item.applies),
                "\n".join(item.aliases),
                json.dumps(item.extra, ensure_ascii=False, sort_keys=True) if item.extra else "",
            )
            for item in items
        ),
    )


def crosswalk_csv(crosswalk: Crosswalk) -> bytes:
    """One row a line; an empty ``to`` says that nothing in the other edition corresponds."""
    author = (crosswalk.author.ja, crosswalk.author.en)
    return _table(
        _LINE_COLUMNS,
        (
            (
                crosswalk.id,
                line.origin,
                line.relation,
                line.target,
                str(line.strength),
                line.confidence,
                line.rationale.ja,
                line.rationale.en,
                *_cited(line.citation),
                *author,
            )
            for line in crosswalk.lines
        ),
    )


def _cited(citation: Citation) -> tuple[str, str]:
    return citation.display("ja"), citation.display("en")


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return (_BOM + out.getvalue()).encode("utf-8")
