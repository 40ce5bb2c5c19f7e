"""Strict JSON: the same value space and limits as strict YAML, read by the standard library's fast scanner.

A cheap walk over the brackets bounds depth and size before anything is built. Only when the fast scanner meets
something that is valid JSON but not ours (a float, a duplicate key, …) is the text walked again to say on which lines.
"""

from __future__ import annotations

import json
import re
from pathlib import Path as FilePath
from typing import NoReturn

from anzenkarte.formats.json_places import refusals
from anzenkarte.formats.plain_text import forbidden, is_nfc, nfc, read_bytes, settle
from anzenkarte.formats.values import LIMITS, MAX_INT, Json, Limits, Marked
from anzenkarte.kernel.errors import InputError, Problem

_DIGITS = 16
_STRUCTURE = re.compile(r'"[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+"?|[\[\]{},]')
_EXPECTED = (
    ("Expecting property name", "json.key-expected"),
    ("Expecting ',' delimiter", "json.comma-expected"),
    ("Expecting ':' delimiter", "json.colon-expected"),
    ("Expecting value", "json.value-expected"),
    ("Illegal trailing comma", "json.trailing-comma"),
    ("Extra data", "json.after-value"),
    ("Unterminated string", "json.open-quote"),
    ("Invalid control character", "json.open-quote"),
    ("escape", "json.bad-escape"),
)


def load(source: str | bytes, file: str = "", limits: Limits = LIMITS) -> Marked:
    """The value of a JSON text; its ``lines`` are empty.

    Raises InputError for broken JSON (with the line), for duplicate keys, numbers that are no integers within
    ±(2^53 - 1), NaN and Infinity, forbidden characters behind escapes, and anything beyond the limits.
    """
    text = settle(source, file, limits)
    _bound(text, file, limits)
    reader = _Reader()
    try:
        data = json.loads(
            text,
            object_pairs_hook=reader.pairs,
            parse_float=reader.foreign,
            parse_constant=reader.foreign,
            parse_int=reader.integer,
        )
    except json.JSONDecodeError as error:
        raise InputError(_complaint(error, text, file)) from error
    if "\\u" in text:
        data = reader.plain(data)
    if reader.refused:
        raise InputError(refusals(text, file, limits))
    return Marked(data, {}, file)


def load_file(path: FilePath, file: str = "", limits: Limits = LIMITS) -> Marked:
    """The value of a JSON file, refused by its size before it is read; ``file`` is the name shown in messages."""
    shown = file or str(path)
    return load(read_bytes(path, shown, limits.size), shown, limits)


class _Reader:
    """Hooks of the scanner: build our values and note whether anything foreign was met."""

    def __init__(self) -> None:
        self.refused = False

    def pairs(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        """A mapping; duplicate keys are foreign."""
        built = dict(pairs)
        self.refused = self.refused or len(built) != len(pairs)
        return built

    def foreign(self, written: str) -> Json:
        """A float, NaN or Infinity."""
        self.refused = True
        return None

    def integer(self, written: str) -> Json:
        """An integer; one that other readers would round is foreign."""
        if len(written) > _DIGITS + 1 or abs(int(written)) > MAX_INT:
            self.refused = True
            return None
        return int(written)

    def plain(self, value: Json) -> Json:
        """The value with every text in NFC and free of forbidden characters; nesting is already bounded."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.plain(entry) for entry in value]
        if isinstance(value, dict):
            return self.pairs([(self.text(key), self.plain(entry)) for key, entry in value.items()])
        return value

    def text(self, text: str) -> str:
        """A text that may have been written with escapes."""
        if forbidden(text):
            self.refused = True
            return ""
        if is_nfc(text):
            return text
        try:
            return nfc(text)
        except InputError:
            self.refused = True
            return ""


def _bound(text: str, file: str, limits: Limits) -> None:
    depth = nodes = texts = 0
    for found in _STRUCTURE.finditer(text):
        first = text[found.start()]
        if first in "[{":
            depth += 1
            nodes += 1
            if depth > limits.depth:
                _beyond("json.too-deep", limits.depth, text, found.start(), file)
        elif first in "]}":
            depth -= 1
        elif first == ",":
            nodes += 1
        else:
            texts += 1
        if max(nodes, texts) > limits.nodes:
            _beyond("json.too-many-values", limits.nodes, text, found.start(), file)


def _beyond(code: str, limit: int, text: str, position: int, file: str) -> NoReturn:
    line = text.count("\n", 0, position) + 1
    raise InputError(Problem.at(code, {"limit": limit}, file=file, line=line))


def _complaint(error: json.JSONDecodeError, text: str, file: str) -> Problem:
    last = text.count("\n") + 1
    for words, code in _EXPECTED:
        if words in error.msg:
            return Problem.at(code, file=file, line=min(error.lineno, last))
    return Problem.at("json.syntax", {"detail": error.msg}, file=file, line=min(error.lineno, last))
