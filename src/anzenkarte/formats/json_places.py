"""The slow walk over a valid JSON text that finds the line of everything outside our value space."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from anzenkarte.formats.plain_text import MAX_MARKS, forbidden, nfc
from anzenkarte.formats.values import MAX_INT, Limits, path_text, shown
from anzenkarte.kernel.errors import InputError, Problem, Problems

_TOKEN = re.compile(r'\n|"[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+"|[\[\]{}:,]|[^\s\[\]{}:,"]+')
_LITERALS = ("true", "false", "null")
_INTEGER = re.compile(r"-?[0-9]+\Z")


class _Open:
    """An open list or mapping of the walk; ``keys`` maps each key to its line, None in a list."""

    def __init__(self, keys: dict[str, int] | None) -> None:
        self.keys = keys
        self.step: str | int = 0 if keys is None else ""
        self.key_next = keys is not None


def refusals(text: str, file: str, limits: Limits) -> list[Problem]:
    """Every problem of a syntactically valid JSON text, with line and path, up to the limit on problems."""
    problems = Problems()
    walk = _Walk()
    for token in walk.tokens(text):
        found = walk.judge(token)
        if found is not None:
            code, params = found
            path = path_text(tuple(part.step for part in walk.stack))
            problems.add(code, params, file=file, line=walk.line, path=path)
            if len(problems.found) >= limits.problems:
                break
    return problems.found


class _Walk:
    """Follows the tokens and knows the current line and path."""

    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.line = 1

    def tokens(self, text: str) -> Iterator[str]:
        """Words that carry a value or key; structure is followed on the way."""
        for found in _TOKEN.finditer(text):
            word = found.group()
            if word == "\n":
                self.line += 1
            elif word in "[{":
                self.stack.append(_Open({} if word == "{" else None))
            elif word in "]}":
                self.stack.pop()
            elif word == ",":
                self.comma()
            elif word == ":":
                self.stack[-1].key_next = False
            else:
                yield word

    def comma(self) -> None:
        """The next entry of the open list or mapping."""
        top = self.stack[-1]
        if isinstance(top.step, int):
            top.step += 1
        top.key_next = top.keys is not None

    def judge(self, token: str) -> tuple[str, dict[str, object]] | None:
        """What is wrong with a key, text, number or word; None when it is ours."""
        if token[0] == '"':
            return self.text(json.loads(token))
        if token in _LITERALS:
            return None
        if not _INTEGER.match(token):
            return "json.not-an-integer", {"number": shown(token)}
        if len(token) > len(str(MAX_INT)) + 1 or abs(int(token)) > MAX_INT:
            return "json.integer-too-large", {"limit": MAX_INT}
        return None

    def text(self, text: str) -> tuple[str, dict[str, object]] | None:
        """What is wrong with a text, and with a key that was there before."""
        character = forbidden(text)
        if character:
            return "text.forbidden-character", {"character": character}
        try:
            key = nfc(text)
        except InputError:
            return "text.too-many-marks", {"limit": MAX_MARKS}
        top = self.stack[-1] if self.stack else None
        if top is None or top.keys is None or not top.key_next:
            return None
        top.step = key
        if key in top.keys:
            return "json.duplicate-key", {"key": shown(key), "first": top.keys[key]}
        top.keys[key] = self.line
        return None
