"""The child process of ``pdf_text``: reads one PDF from standard input under limits of the system, prints its lines.

It takes text and where it stands, nothing else: no script, attached file, link or form of the PDF is looked at. It may
fail in any way, since the parent takes every failure for a damaged file.
"""

from __future__ import annotations

import io
import json
import logging
import math
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

if sys.platform != "win32":
    import resource

_SAME_LINE: Final = 0.45  # pieces whose base lines differ by less, in units of the size, stand on one line
_GAP: Final = 0.8  # an empty place wider than this, in units of the size, is kept as a blank
_EPSILON: Final = 0.01
_RAISED: Final = 0.8  # references to notes are set smaller than this, in units of the line's size
_REFERENCE: Final = re.compile(r"[*※†]?[0-9０-９]{1,3}[)）]?|[*※†]+")

Matrix = tuple[float, float, float, float, float, float]
Line = tuple[int, float, float, float, str]


class Refused(Exception):  # noqa: N818 - it is no error of the program but the answer
    """What the parent has to tell the user: a code and its parameters."""

    def __init__(self, code: str, **params: int) -> None:
        super().__init__(code)
        self.answer = {"refused": code, "params": params}


@dataclass(frozen=True)
class Piece:
    """A run of text as the page draws it: where it begins, how large it is, both in points from the lower left."""

    x: float
    y: float
    size: float
    text: str


def main(arguments: list[str]) -> int:
    """Arguments: limits of pages, characters, seconds, and bytes of memory."""
    pages, characters, seconds, memory = (int(argument) for argument in arguments)
    logging.disable(logging.CRITICAL)
    _bind(seconds + 1, memory)  # the parent ends it first, by the clock on the wall
    try:
        answer = read(sys.stdin.buffer.read(), pages, characters)
    except Refused as refused:
        answer = refused.answer
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, separators=(",", ":")))
    return 0


def _bind(seconds: int, memory: int) -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def read(data: bytes, pages: int, characters: int) -> dict[str, Any]:
    """Number of pages and all lines; raises Refused for encryption and beyond the limits."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError, NotImplementedError) as error:
        raise Refused("pdf.encrypted") from error
    if reader.is_encrypted:
        raise Refused("pdf.encrypted")
    count = count_pages(reader, pages)
    lines: list[Line] = []
    room = characters
    for number, page in enumerate(reader.pages, start=1):
        for line in _lines_of(number, _pieces(page)):
            room -= len(line[-1])
            if room < 0:
                raise Refused("pdf.too-much-text", limit=characters)
            lines.append(line)
    return {"pages": count, "lines": lines}


def count_pages(reader: PdfReader, limit: int) -> int:
    """Pages of the tree, walked within the limit; what the tree says of itself only makes it refused earlier."""
    root = reader.trailer["/Root"].get_object()
    top = root["/Pages"].get_object() if isinstance(root, DictionaryObject) else None
    declared = top.get("/Count", 0) if isinstance(top, DictionaryObject) else 0
    if isinstance(declared, int) and declared > limit:
        raise Refused("pdf.too-many-pages", limit=limit)
    waiting: list[Any] = [top]
    seen: set[int] = set()
    count = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                raise ValueError("a page of the tree stands in two places")
            seen.add(node.idnum)
            node = node.get_object()
        kids = node.get("/Kids") if isinstance(node, DictionaryObject) else None
        if isinstance(kids, IndirectObject):
            kids = kids.get_object()
        if isinstance(kids, ArrayObject):
            waiting.extend(kids)
        else:
            count += 1
        if count + len(waiting) > limit:
            raise Refused("pdf.too-many-pages", limit=limit)
    return count


def _pieces(page: PageObject) -> list[Piece]:
    turned = (int(page.get("/Rotate", 0) or 0) // 90) % 4
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    found: list[Piece] = []

    def visit(text: str, outer: list[float], inner: list[float], _font: object, size: float | None) -> None:
        if not text or text.isspace():
            return
        a, b, c, d, x, y = _product(inner, outer)
        scale = math.sqrt(abs(a * d - b * c)) or 1.0
        height_of = max((size or 1.0) * scale, 1.0)
        for row, part in enumerate(part for part in text.split("\n") if part.strip()):
            found.append(Piece(*_upright(x, y - row * height_of, width, height, turned), height_of, part))

    page.extract_text(visitor_text=visit)
    return found


def _product(inner: list[float], outer: list[float]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in inner)
    p, q, r, s, t, u = (float(value) for value in outer)
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _upright(x: float, y: float, width: float, height: float, turned: int) -> tuple[float, float]:
    """Where a point stands on the page as it is read, which may be turned by quarters clockwise."""
    return ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[turned]


def _lines_of(page: int, pieces: Iterable[Piece]) -> Iterator[Line]:
    rows: list[list[Piece]] = []
    base: Piece | None = None  # the largest piece of the row being gathered
    for piece in sorted(pieces, key=lambda piece: -piece.y):
        if base is not None and abs(base.y - piece.y) < _SAME_LINE * max(base.size, piece.size) + _EPSILON:
            rows[-1].append(piece)
            base = piece if piece.size > base.size else base
        else:
            rows.append([piece])
            base = piece
    for row in rows:
        main = max(row, key=lambda piece: len(piece.text) * piece.size)
        ordered = sorted((piece for piece in row if not _is_reference(piece, main)), key=lambda piece: piece.x)
        text = _joined(ordered)
        if text:
            yield page, round(ordered[0].x, 2), round(main.y, 2), round(main.size, 2), text


def _is_reference(piece: Piece, main: Piece) -> bool:
    """Whether a piece is the small raised number that refers to a note."""
    small = piece.size < _RAISED * main.size and piece.y > main.y
    return small and _REFERENCE.fullmatch(piece.text.strip()) is not None


def _joined(row: list[Piece]) -> str:
    parts: list[str] = []
    end = row[0].x
    for piece in row:
        if parts and piece.x - end > _GAP * piece.size and not parts[-1].endswith((" ", "\u3000")):
            parts.append(" ")
        parts.append(piece.text)
        end = piece.x + sum(_wide(char) for char in piece.text) * piece.size
    return "".join(parts).strip()


def _wide(char: str) -> float:
    return 0.5 if char < "\u0400" else 1.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
