"""Zone titles of a drawing laid out by another program, moved within their zone to where no line crosses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.documents.render.svg import extent

_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_RIM: Final = 8.0


class Box(NamedTuple):
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float


class _Line(NamedTuple):
    """A straight piece of a line of the drawing."""

    x1: float
    y1: float
    x2: float
    y2: float


def clear_titles(drawing: etree._Element, ground: str) -> None:
    """Move every bold title that a line crosses within its zone (rectangles filled with ``ground``).

    Along the top of the zone where there is room, else to the bottom; where there is none either, it stays.
    """
    zones = [_box_of(rect) for rect in drawing.iter("{*}rect") if rect.get("fill") == ground]
    lines = [line for path in drawing.iter("{*}path") if path.get("fill") == "none" for line in _pieces(path)]
    for text in drawing.iter("{*}text"):
        if text.get("font-weight") != "bold":
            continue
        box = _text_box(text)
        home = [zone for zone in zones if zone.left <= box.left and box.right <= zone.right + _RIM and _in(zone, box)]
        if not home or not any(_touches(line, box) for line in lines):
            continue
        zone = min(home, key=lambda one: (one.right - one.left) * (one.bottom - one.top))
        lower = zone.bottom - _RIM - box.bottom
        below = Box(box.left, box.top + lower, box.right, box.bottom + lower)
        parts = [*lines, *_parts(drawing, zone)]
        for place, blocking, down in ((box, lines, 0.0), (below, parts, lower)):
            free = _free(zone, place, blocking)
            if free is not None:
                _move(text, free - box.left, down)
                break


def _parts(drawing: etree._Element, zone: Box) -> Iterator[_Line]:
    """What is drawn inside a zone, each part by a line from corner to corner: nothing may be written over it."""
    for shape in drawing.iter("{*}rect", "{*}path", "{*}polygon", "{*}ellipse"):
        if shape.get("fill") == "none":
            continue
        if shape.tag.endswith("rect"):
            box = _box_of(shape)
        else:
            numbers = [float(number) for number in _NUMBER.findall(shape.get("d", "") or shape.get("points", ""))]
            if len(numbers) < 4:
                continue
            box = Box(min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))
        if zone.left < box.left and box.right < zone.right and zone.top < box.top and box.bottom < zone.bottom:
            yield _Line(box.left, box.top, box.right, box.bottom)


def _in(zone: Box, box: Box) -> bool:
    return zone.top <= box.top + _RIM and box.bottom <= zone.bottom


def _box_of(rect: etree._Element) -> Box:
    x, y, width, height = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


def _text_box(text: etree._Element) -> Box:
    """The room of a title set around its middle, with a rim."""
    size = float(text.get("font-size", "16").removesuffix("px"))
    lines = ["".join(line.itertext()) for line in text] or ["".join(text.itertext())]
    half = max(extent(line, size) for line in lines) / 2 + _RIM
    x, y = float(text.get("x", "0")), float(text.get("y", "0"))
    return Box(x - half, y - size, x + half, y + size * (1.2 * (len(lines) - 1) + 0.3))


def _pieces(path: etree._Element) -> Iterator[_Line]:
    """The straight pieces between the points of a path; a bend is taken by its corner points."""
    numbers = [float(number) for number in _NUMBER.findall(path.get("d", ""))]
    points = list(zip(numbers[::2], numbers[1::2], strict=False))
    for (x1, y1), (x2, y2) in pairwise(points):
        yield _Line(x1, y1, x2, y2)


def _touches(line: _Line, box: Box) -> bool:
    return (
        min(line.x1, line.x2) < box.right
        and max(line.x1, line.x2) > box.left
        and min(line.y1, line.y2) < box.bottom
        and max(line.y1, line.y2) > box.top
    )


def _free(zone: Box, box: Box, lines: list[_Line]) -> float | None:
    """The left end nearest to the present one at which a title as wide as this one is crossed by nothing."""
    width = box.right - box.left
    strip = Box(zone.left, box.top, zone.right, box.bottom)
    blocked = [(min(line.x1, line.x2), max(line.x1, line.x2)) for line in lines if _touches(line, strip)]
    places = [zone.left, zone.right - width, *(end for _, end in blocked), *(start - width for start, _ in blocked)]
    good = [
        left
        for left in places
        if zone.left <= left and left + width <= zone.right
        if not any(start < left + width and end > left for start, end in blocked)
    ]
    return min(good, key=lambda left: (abs(left - box.left), left), default=None)


def _move(text: etree._Element, right: float, down: float) -> None:
    for part in (text, *text):
        for name, by in (("x", right), ("y", down)):
            if by and part.get(name) is not None:
                part.set(name, f"{float(part.get(name)) + by:.2f}")
