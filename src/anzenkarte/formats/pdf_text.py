"""The text of a PDF of strangers, line by line with its place, read in a child process under limits.

A PDF is a program: reading it may take any time and memory. The child has limits on both and is ended when they are
reached; whatever goes wrong in it ends here as one clear refusal. Scripts, attached files, forms and links are ignored.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from anzenkarte.formats.guarded_zip import MIB
from anzenkarte.formats.plain_text import forbidden, nfc, read_bytes, too_large
from anzenkarte.kernel.errors import InputError, Problem

_CHILD: Final = "anzenkarte.formats.pdf_child"
_HEAD: Final = 1024  # bytes within which the mark of a PDF has to stand


@dataclass(frozen=True)
class PdfLimits:
    """Bounds of an untrusted PDF: ``size`` and ``memory`` in bytes, ``seconds`` of work, text in characters."""

    size: int = 64 * MIB
    pages: int = 2000
    characters: int = 4_000_000
    seconds: int = 120
    memory: int = 1536 * MIB


PDF_LIMITS: Final = PdfLimits()


@dataclass(frozen=True)
class PdfLine:
    """A line as printed: page from 1, ``x`` and ``y`` of its beginning and its type size in points, from lower left."""

    page: int
    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True)
class PdfText:
    """Number of pages, and the lines of all pages from top to bottom."""

    pages: int
    lines: tuple[PdfLine, ...]


def read_pdf(source: bytes | Path, file: str = "", limits: PdfLimits = PDF_LIMITS) -> PdfText:
    """The lines of a PDF.

    Raises InputError when it is no PDF, is encrypted or damaged, holds no text (a scan), or goes beyond the limits.
    """
    name = file or (str(source) if isinstance(source, Path) else "")
    data = source if isinstance(source, bytes) else read_bytes(source, name, limits.size)
    if len(data) > limits.size:
        raise too_large(len(data), limits.size, name)
    if b"%PDF-" not in data[:_HEAD]:
        raise _refusal("pdf.not-a-pdf", name)
    answer = _ask(data, name, limits)
    refused = answer.get("refused")
    if isinstance(refused, str):
        raise InputError(Problem.at(refused, answer["params"], file=name))
    lines = tuple(PdfLine(page, x, y, size, _plain(text)) for page, x, y, size, text in answer["lines"])
    kept = tuple(line for line in lines if line.text)
    if not kept:
        raise _refusal("pdf.no-text", name)
    return PdfText(int(answer["pages"]), kept)


def _ask(data: bytes, name: str, limits: PdfLimits) -> dict[str, Any]:
    bounds = [str(value) for value in (limits.pages, limits.characters, limits.seconds, limits.memory)]
    command = [sys.executable, "-P", "-m", _CHILD, *bounds]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, with numbers as arguments
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _refusal("pdf.too-slow", name, limit=limits.seconds) from error
    except OSError as error:
        raise _refusal("pdf.no-child", name) from error
    if done.returncode != 0:
        raise _refusal("pdf.broken", name)
    return cast(dict[str, Any], json.loads(done.stdout))


def _plain(text: str) -> str:
    """Text without control characters, in NFC; a lone surrogate or an unreadable sign is dropped."""
    kept = "".join(char for char in text.replace("\t", " ") if forbidden(char) is None and char != "\n")
    try:
        return nfc(kept).strip()
    except InputError:
        return ""


def _refusal(code: str, file: str, **params: object) -> InputError:
    return InputError(Problem.at(code, params, file=file))
