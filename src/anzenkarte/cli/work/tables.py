"""Plain output of rows: a table that minds wide characters, Markdown, or JSON."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence

from anzenkarte.kernel.errors import InputError, Problem

FORMATS = ("table", "json", "md")


def checked(form: str) -> str:
    """The format, or InputError ``cli.choice``."""
    return choice("--format", form, FORMATS)


def choice(option: str, value: str, allowed: Sequence[str]) -> str:
    """The value of an option with a closed list, or InputError ``cli.choice``."""
    if value not in allowed:
        raise InputError(Problem.at("cli.choice", {"option": option, "value": value, "allowed": tuple(allowed)}))
    return value


def width(text: str) -> int:
    """Columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(char) in "FW" else 1 for char in text)


def render(columns: Sequence[str], rows: Sequence[Sequence[str]], form: str) -> str:
    """Rows as a table or Markdown."""
    if form == "md":
        lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
        lines += ["| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows]
        return "\n".join(lines)
    widths = [max([width(column), *(width(row[i]) for row in rows)]) for i, column in enumerate(columns)]
    lines = [_line(columns, widths), "  ".join("-" * size for size in widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in rows)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [cell + " " * (size - width(cell)) for cell, size in zip(cells, widths, strict=True)]
    return "  ".join(padded).rstrip()


def as_json(value: Mapping[str, object] | Sequence[object]) -> str:
    """JSON for programs: UTF-8, indented, keys as given."""
    return json.dumps(value, ensure_ascii=False, indent=2)
