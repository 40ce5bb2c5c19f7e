"""A plain architecture drawing on a grid: zones beside each other, parts in columns, straight lines.

For very large systems, and where the layout program cannot run. Same look, no search for the best arrangement; work
grows linearly with parts and lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, hypot, sqrt
from typing import Final

from anzenkarte.documents.render.architecture import (
    ALARM,
    FILLS,
    INK,
    LEGEND_HEIGHT,
    QUIET,
    STROKES,
    ZONE_GROUND,
    ZONE_LINE,
    Architecture,
    Edge,
    Node,
    legend,
)
from anzenkarte.documents.render.svg import Canvas, wrap
from anzenkarte.documents.render.words import SIGNS
from anzenkarte.kernel.text import Lang

_WIDE, _HIGH, _GAP_X, _GAP_Y, _PAD, _HEAD = 170.0, 62.0, 46.0, 34.0, 24.0, 46.0
_EDGE: Final = 24.0
_SIZE: Final = 13.0
_ROW_WIDTH: Final = 2600.0
_MOST_LABELS: Final = 80

Point = tuple[float, float]


def grid_svg(architecture: Architecture, lang: Lang = "ja") -> str:
    """The drawing as svg."""
    canvas = Canvas()
    spots: dict[str, Point] = {}
    groups = [(zone.label, [n for n in architecture.nodes if n.zone == zone.id]) for zone in architecture.zones]
    groups.append(("", [node for node in architecture.nodes if not node.zone]))
    x = y = _EDGE
    row_height, width = 0.0, 0.0
    for label, nodes in groups:
        if not nodes and not label:
            continue
        columns = max(1, ceil(sqrt(len(nodes) * 0.6)))
        rows = ceil(len(nodes) / columns)
        box = (
            2 * _PAD + columns * (_WIDE + _GAP_X) - _GAP_X,
            _HEAD + _PAD + max(rows * (_HIGH + _GAP_Y) - _GAP_Y, 20.0),
        )
        if x > _EDGE and x + box[0] > _ROW_WIDTH:
            x, y, row_height = _EDGE, y + row_height + 2 * _PAD, 0.0
        _zone(canvas, label, (x, y), box)
        for number, node in enumerate(nodes):
            left = x + _PAD + (number % columns) * (_WIDE + _GAP_X)
            spots[node.id] = (left, y + _HEAD + (number // columns) * (_HIGH + _GAP_Y))
        width, row_height = max(width, x + box[0]), max(row_height, box[1])
        x += box[0] + 2 * _PAD
    _lines(canvas, architecture.edges, spots)
    for node in architecture.nodes:
        _node(canvas, node, spots[node.id])
    bottom = y + row_height + LEGEND_HEIGHT
    right = legend(canvas, architecture.edges, _EDGE, bottom, lang)
    return canvas.svg(max(width, right) + _EDGE, bottom + _EDGE, architecture.title)


def _zone(canvas: Canvas, label: str, at: Point, box: Point) -> None:
    if not label:
        return
    canvas.rect(*at, *box, fill=ZONE_GROUND, stroke=ZONE_LINE, rx=4)
    lines = wrap(label, box[0] - 2 * _PAD, 14, 2)
    for number, line in enumerate(lines):
        y = at[1] + (28 if len(lines) == 1 else 20) + 17 * number
        canvas.text(at[0] + _PAD, y, line, 14, font_weight="bold", fill=INK)


def _node(canvas: Canvas, node: Node, at: Point) -> None:
    fill = FILLS[node.kind]
    alarm = node.mark in {"urgent", "not_met", "gap"}
    line = ALARM if alarm else fill.line
    rounded = {"cylinder": 14, "hexagon": 8}.get(fill.shape, 2)
    canvas.rect(*at, _WIDE, _HIGH, fill=fill.ground, rx=rounded, stroke=line, stroke_width=2 if alarm else 1.2)
    sign = f"{SIGNS[node.mark].char} " if node.mark else ""
    lines = wrap(sign + node.label, _WIDE - 16, _SIZE, 3, even=True)
    first = at[1] + _HIGH / 2 + 5 - (len(lines) - 1) * 8.5
    for number, line in enumerate(lines):
        canvas.text(at[0] + _WIDE / 2, first + 17 * number, line, _SIZE, text_anchor="middle", fill=INK)


def _lines(canvas: Canvas, edges: Sequence[Edge], spots: dict[str, Point]) -> None:
    for edge in edges:
        stroke = STROKES[edge.style]
        start, end = _centre(spots[edge.source]), _centre(spots[edge.target])
        tip, tail = _border(end, start), _border(start, end)
        dash = stroke.dash or "none"
        canvas.line(*tail, *tip, stroke=stroke.colour, stroke_width=stroke.width, stroke_dasharray=dash)
        canvas.path(_arrow(tail, tip), fill=stroke.colour)
        if edge.label and len(edges) <= _MOST_LABELS:
            middle = ((tail[0] + tip[0]) / 2, (tail[1] + tip[1]) / 2 - 4)
            canvas.text(*middle, wrap(edge.label, 160, 11, 1)[0], 11, text_anchor="middle", fill=QUIET)


def _centre(at: Point) -> Point:
    return at[0] + _WIDE / 2, at[1] + _HIGH / 2


def _border(centre: Point, towards: Point) -> Point:
    """Where the line from ``centre`` towards a point leaves the part's box."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    if dx == dy == 0:
        return centre[0] + _WIDE / 2, centre[1]
    scale = min(_WIDE / 2 / abs(dx) if dx else 1e9, _HIGH / 2 / abs(dy) if dy else 1e9)
    return centre[0] + dx * scale, centre[1] + dy * scale


def _arrow(tail: Point, tip: Point) -> str:
    length = hypot(tip[0] - tail[0], tip[1] - tail[1]) or 1.0
    ux, uy = (tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length
    left = (tip[0] - 9 * ux + 4.5 * uy, tip[1] - 9 * uy - 4.5 * ux)
    right = (tip[0] - 9 * ux - 4.5 * uy, tip[1] - 9 * uy + 4.5 * ux)
    return (
        " ".join(f"{command}{x:.2f} {y:.2f}" for command, (x, y) in zip("MLL", (tip, left, right), strict=True)) + "Z"
    )
