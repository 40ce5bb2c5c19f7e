"""Any data of a catalogue as lines of Markdown: nested lists, with readings that contradict each other side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from anzenkarte.documents.render.markdown import both, bullet, code, plain, table
from anzenkarte.formats.values import Json
from anzenkarte.kernel.text import Text

_BILINGUAL: Final = {"ja", "en"}
_NAMES: Final = ("id", "no", "key", "n", "letter", "event", "role")
_SIDE_BY_SIDE: Final = ("readings", "contradictions", "matrix", "detail")
Special = Callable[[str, Json, int], list[str] | None]
"""Lines for a key that is not plain data, such as a condition; None for plain data."""


def data_lines(data: Mapping[str, Json], depth: int = 0, special: Special | None = None) -> list[str]:
    """The entries of a mapping as list entries, in the order written; nothing is left out."""
    lines: list[str] = []
    for key, value in data.items():
        found = special(key, value, depth) if special is not None else None
        lines += found if found is not None else _entry(f"{code(key)}: ", value, depth, special)
    return lines


def _entry(label: str, value: Json, depth: int, special: Special | None) -> list[str]:
    inline = _inline(value)
    if inline is not None:
        return [bullet(label + inline, depth)]
    if isinstance(value, list):
        return [bullet(label.rstrip(), depth), *(line for one in value for line in _entry("", one, depth + 1, special))]
    rest = dict(value) if isinstance(value, dict) else {}
    head = label + _head(rest)
    return [bullet(head.strip() or "·", depth), *data_lines(rest, depth + 1, special)]


def _head(rest: dict[str, Json]) -> str:
    """What an entry is called, taken out of the rest: its id or number, its text in both languages."""
    parts = [code(str(rest.pop(name))) for name in _NAMES if isinstance(rest.get(name), str | int)]
    if isinstance(rest.get("ja"), str) and isinstance(rest.get("en"), str):
        parts.append(both(Text(str(rest.pop("ja")), str(rest.pop("en")))))
    return " ".join(parts)


def _inline(value: Json) -> str | None:
    """A value that fits one line; None for one that does not."""
    if value is None or value in ([], {}):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, str | int):
        return plain(str(value))
    if isinstance(value, list):
        if all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
            return ", ".join(plain(str(one)) for one in value)
        return None
    if set(value) == _BILINGUAL:
        return both(Text.of(value))
    if set(value) == {"source", "place"}:
        return f"{plain(str(value['source']))} {both(Text.of(value['place']))}"
    return None


def side_by_side(data: Mapping[str, Json]) -> tuple[dict[str, Json], list[str]]:
    """What is left of a mapping, and tables of the readings it keeps beside each other."""
    rest = {key: value for key, value in data.items() if key not in _SIDE_BY_SIDE}
    tables: list[str] = []
    contradictions = data.get("contradictions")
    for one in contradictions if isinstance(contradictions, list) else []:
        if isinstance(one, dict):
            tables += ["", f"**≠** {both(Text.of(one))}", "", *_readings(one.get("readings"))]
    tables += _with_gap(_readings(data.get("readings")))
    matrix, detail = data.get("matrix"), data.get("detail")
    if isinstance(matrix, dict) and isinstance(detail, dict):
        tables += _with_gap(_columns({"matrix": matrix, "detail": detail}))
    else:
        rest.update({key: data[key] for key in ("matrix", "detail") if key in data})
    return rest, tables


def _with_gap(lines: list[str]) -> list[str]:
    return ["", *lines] if lines else []


def _readings(value: Json) -> list[str]:
    """Readings as columns beside each other."""
    if isinstance(value, list):
        named = {str(one.get("id", index)): one for index, one in enumerate(value, 1) if isinstance(one, dict)}
    else:
        named = {key: one for key, one in value.items() if isinstance(one, dict)} if isinstance(value, dict) else {}
    return _columns(named) if named else []


def _columns(named: Mapping[str, Mapping[str, Json]]) -> list[str]:
    """One column per reading, one row per key any of them has."""
    split = {name: _texts(reading) for name, reading in named.items()}
    keys = list(dict.fromkeys(key for reading in split.values() for key in reading))
    rows = [[code(key) if key else "", *(reading.get(key, "—") for reading in split.values())] for key in keys]
    return table(["", *(code(name) for name in named)], rows)


def _texts(reading: Mapping[str, Json]) -> dict[str, str]:
    rest = {key: value for key, value in reading.items() if key not in ("id", *_BILINGUAL)}
    texts = {"": both(Text.of(reading))} if set(reading) >= _BILINGUAL else {}
    for key, value in rest.items():
        inline = _inline(value)
        texts[key] = inline if inline is not None else plain(str(value))
    return texts
