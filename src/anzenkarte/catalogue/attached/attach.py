"""Reads an official file the user has downloaded and finds out which part of which edition it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from anzenkarte.catalogue.attached.checklist import read_checklist
from anzenkarte.catalogue.attached.layout import read_layout
from anzenkarte.catalogue.attached.normal import comparable, narrow
from anzenkarte.catalogue.attached.store import Attached
from anzenkarte.catalogue.model import Edition
from anzenkarte.formats.guarded_zip import MIB
from anzenkarte.formats.pdf_text import PdfLine, read_pdf
from anzenkarte.formats.plain_text import forbidden, nfc, read_bytes
from anzenkarte.formats.workbook import Sheet, read_workbook
from anzenkarte.kernel.errors import InputError, Problem

_SIZE: Final = 64 * MIB
_WORKBOOKS: Final = (b"PK", b"\xd0\xcf\x11\xe0")  # a zip archive; what is encrypted or older, to be refused as such
_SHA256: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
_FRONT: Final = 2  # pages at the front that may name edition and part
_FRONT_ROWS: Final = 12  # rows of a sheet that may name the year
_EDITION: Final = re.compile(r"第(\d{1,2}\.\d{1,2})版")
_YEAR: Final = re.compile(r"令和(\d{1,2})年度")


@dataclass(frozen=True)
class Reading:
    """A file as read, and what its front says of its edition where that is another one (empty: nothing against it)."""

    attached: Attached
    other_edition: str


def read_official(path: Path, edition: Edition, part: str, on: str) -> Reading:
    """Read a PDF or workbook as the official text of an edition; ``part`` may be empty, ``on`` is today's day.

    Raises InputError when the file cannot be taken, names no part or an unknown one, or holds no numbered item.
    """
    name = str(path)
    data = read_bytes(path, name, _SIZE)
    sha256 = hashlib.sha256(data).hexdigest()
    source = known_source(edition, sha256)
    if b"%PDF-" in data[:1024]:
        if edition.kind == "checklist":
            raise InputError(Problem.at("attach.checklist-as-pdf", {"edition": edition.id}, file=name))
        text = read_pdf(data, name)
        parsed, front, form, pages = read_layout(text.lines), _front(text.lines), "pdf", text.pages
    elif data.startswith(_WORKBOOKS):
        sheets = read_workbook(data, name)
        parsed, front, form, pages = read_checklist(sheets), _front_of_sheets(sheets), "xlsx", len(sheets)
    else:
        raise InputError(Problem.at("attach.not-a-format", file=name))
    if not parsed.items:
        raise InputError(Problem.at("attach.no-items", {"edition": edition.id}, file=name))
    chosen = _part(edition, part, source, front, name)
    shown = "".join(char for char in path.name if forbidden(char) is None)
    attached = Attached(edition.id, chosen, nfc(shown), sha256, source, on, form, pages, parsed)
    return Reading(attached, _other_edition(edition, front))


def known_source(edition: Edition, sha256: str) -> str:
    """The key of the source whose note names this SHA-256; empty when none does."""
    for key, source in edition.sources.items():
        if sha256 in _SHA256.findall(f"{source.note.ja} {source.note.en}"):
            return key
    return ""


def _front(lines: Sequence[PdfLine]) -> tuple[tuple[float, str], ...]:
    return tuple((line.size, line.text) for line in lines if line.page <= _FRONT)


def _front_of_sheets(sheets: Sequence[Sheet]) -> tuple[tuple[float, str], ...]:
    return tuple((1.0, " ".join(row)) for sheet in sheets for row in sheet.rows[:_FRONT_ROWS])


def _part(edition: Edition, part: str, source: str, front: Sequence[tuple[float, str]], file: str) -> str:
    """The part given, else the one the known source or the largest type at the front names."""
    parts = dict(edition.parts)
    if part:
        if part not in parts:
            raise InputError(Problem.at("attach.unknown-part", {"part": part, "parts": sorted(parts)}, file=file))
        return part
    if not parts:
        return ""
    titles = {identity: _short_title(title.ja) for identity, title in edition.parts}
    known = comparable(edition.sources[source].title.ja) if source else ""
    named = [identity for identity, title in titles.items() if title in known]
    if len(named) == 1:
        return named[0]
    for size in sorted({size for size, _ in front}, reverse=True):
        text = comparable("".join(line for line_size, line in front if line_size == size))
        named = [identity for identity, title in titles.items() if title in text]
        if len(named) == 1:
            return named[0]
        if named:
            break
    raise InputError(Problem.at("attach.which-part", {"parts": list(parts)}, file=file))


def _short_title(title: str) -> str:
    """A part's name as its cover prints it, without what stands in brackets after it."""
    return comparable(re.split(r"[(（［\[]", title)[0])


def _other_edition(edition: Edition, front: Sequence[tuple[float, str]]) -> str:
    text = "".join(narrow(line).replace(" ", "") for _, line in front)
    editions = _EDITION.findall(text)
    if editions and re.fullmatch(r"\d+\.\d+", edition.edition):
        return "" if edition.edition in editions else f"第{editions[0]}版"
    years = _YEAR.findall(text)
    year = re.match(r"r(\d+)", edition.edition)
    if years and year is not None:
        return "" if year[1] in years else f"令和{years[0]}年度"
    return ""
