"""Bytes to plain text: UTF-8, one leading byte order mark dropped, LF line ends, NFC, no control characters.

Also the guard around NFC: normalising a character that carries thousands of combining marks takes quadratic time, so
runs longer than :data:`MAX_MARKS` are refused first (the bound of the Stream-Safe Text Format, UAX #15, section 13).
"""

from __future__ import annotations

import re
import stat
import unicodedata
from pathlib import Path

from anzenkarte.formats.values import LIMITS, Limits
from anzenkarte.kernel.errors import InputError, Problem, Problems

MAX_MARKS = 30
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def forbidden(text: str) -> str | None:
    """The first character no document may hold, as ``U+0007``; None when the text is clean.

    Refused: control characters other than tab, LF and CR; U+2028 and U+2029; U+FEFF, U+FFFE, U+FFFF; lone surrogates.
    """
    found = _FORBIDDEN.search(text)
    return _name(found.group()) if found else None


def marks_overrun(text: str) -> bool:
    """True when one character carries more than MAX_MARKS combining marks."""
    if text.isascii():
        return False
    marks = "".join(char for char in sorted(set(text)) if unicodedata.combining(char))
    return bool(marks) and re.search(f"[{re.escape(marks)}]{{{MAX_MARKS + 1}}}", text) is not None


def is_nfc(text: str) -> bool:
    """True when the text is in Unicode form NFC and within the bound on combining marks."""
    if text.isascii():
        return True
    return not marks_overrun(text) and unicodedata.is_normalized("NFC", text)


def nfc(text: str, file: str = "") -> str:
    """The text in Unicode form NFC. Raises InputError when too many combining marks follow each other."""
    if text.isascii():
        return text
    if not marks_overrun(text):
        settled = unicodedata.normalize("NFC", text)
        if settled == text or not marks_overrun(settled):
            return settled
    raise InputError(Problem.at("text.too-many-marks", {"limit": MAX_MARKS}, file=file))


def read_bytes(path: Path, file: str = "", size: int = LIMITS.size) -> bytes:
    """The bytes of a regular file of at most ``size`` bytes; the size is checked before anything is read.

    Raises InputError when the file is missing, is no regular file, is too large or cannot be read.
    """
    shown = file or str(path)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(Problem.at("file.not-a-file", file=shown))
        if status.st_size > size:
            raise too_large(status.st_size, size, shown)
        with path.open("rb") as stream:
            data = stream.read(size + 1)
    except FileNotFoundError as error:
        raise InputError(Problem.at("file.missing", file=shown)) from error
    except (OSError, ValueError) as error:
        raise InputError(Problem.at("file.unreadable", file=shown)) from error
    if len(data) > size:
        raise too_large(len(data), size, shown)
    return data


def settle(source: str | bytes, file: str = "", limits: Limits = LIMITS) -> str:
    """Text or bytes as plain NFC text with LF line ends; InputError with every forbidden character and its line."""
    if len(source) > limits.size:
        raise too_large(len(source), limits.size, file)
    text = source if isinstance(source, str) else _decoded(source, file)
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_forbidden(text, file, limits)
    return nfc(text, file)


def too_large(size: int, limit: int, file: str) -> InputError:
    """The refusal of a file of ``size`` bytes where ``limit`` bytes are allowed."""
    return InputError(Problem.at("file.too-large", {"size": _mebibytes(size), "limit": _mebibytes(limit)}, file=file))


def _mebibytes(size: int) -> str:
    return f"{size / (1024 * 1024):.1f}"


def _decoded(source: bytes, file: str) -> str:
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise InputError(Problem.at("text.not-utf8", file=file, line=line)) from error


def _refuse_forbidden(text: str, file: str, limits: Limits) -> None:
    problems = Problems()
    line, seen = 1, 0
    for found in _FORBIDDEN.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        problems.add("text.forbidden-character", {"character": _name(found.group())}, file=file, line=line)
        if len(problems.found) >= limits.problems:
            break
    problems.raise_if_any()


def _name(char: str) -> str:
    return f"U+{ord(char):04X}"
