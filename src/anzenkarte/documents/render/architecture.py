"""What an architecture drawing shows, and its look: zones by place and party, parts, lines by kind of connection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.documents.content.tree import Mark
from anzenkarte.documents.render.svg import Canvas, extent
from anzenkarte.kernel.text import Lang, Text

NodeKind = Literal["component", "store", "gateway", "terminal", "outside"]
EdgeStyle = Literal["flow", "vpn", "maintenance", "internet", "closed"]


@dataclass(frozen=True, slots=True)
class Zone:
    """A place or the hand of a party, drawn as a frame."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Node:
    """A part inside a zone (or outside all, with an empty ``zone``); a mark shows a finding about it."""

    id: str
    label: str
    zone: str = ""
    kind: NodeKind = "component"
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one part to another, in the way of its kind."""

    source: str
    target: str
    label: str = ""
    style: EdgeStyle = "flow"


@dataclass(frozen=True, slots=True)
class Architecture:
    """Zones, parts and lines. Raises ValueError when an id is used twice or a zone or end is not there."""

    title: str
    zones: tuple[Zone, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn truly."""
        zones, nodes = {zone.id for zone in self.zones}, {node.id for node in self.nodes}
        if len(zones) < len(self.zones) or len(nodes) < len(self.nodes):
            raise ValueError("an id of the drawing is used twice")
        missing = [node.zone for node in self.nodes if node.zone and node.zone not in zones]
        missing += [end for edge in self.edges for end in (edge.source, edge.target) if end not in nodes]
        if missing:
            raise ValueError(f"the drawing points at what is not in it: {', '.join(sorted(set(missing)))}")


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a kind of line is drawn: colour, width, dash lengths ("" for none) and its word."""

    colour: str
    width: float
    dash: str
    word: Text


@dataclass(frozen=True, slots=True)
class Fill:
    """How a kind of part is drawn."""

    ground: str
    line: str
    shape: str


STROKES: Final[Mapping[EdgeStyle, Stroke]] = {
    "flow": Stroke("#4d4d4f", 1.5, "", Text("情報の流れ", "flow of information")),
    "vpn": Stroke("#0946a5", 2.5, "8 4", Text("VPN接続", "VPN")),
    "maintenance": Stroke("#8a4b00", 2, "3 3", Text("保守の接続", "maintenance")),
    "internet": Stroke("#a8191b", 1.5, "10 3 2 3", Text("インターネット", "internet")),
    "closed": Stroke("#12653b", 3, "", Text("閉域網", "closed network")),
}
FILLS: Final[Mapping[NodeKind, Fill]] = {
    "component": Fill("#ffffff", "#6b6b70", "rectangle"),
    "store": Fill("#eef4fc", "#0946a5", "cylinder"),
    "gateway": Fill("#fdf5e8", "#8a4b00", "hexagon"),
    "terminal": Fill("#ffffff", "#6b6b70", "rectangle"),
    "outside": Fill("#f3f4f5", "#6b6b70", "rectangle"),
}
ZONE_GROUND: Final = "#f8f9fa"
ZONE_LINE: Final = "#8c8c91"
INK: Final = "#1a1a1c"
QUIET: Final = "#4d4d4f"
ALARM: Final = "#a8191b"
LEGEND_HEIGHT: Final = 34.0


def legend(canvas: Canvas, edges: Sequence[Edge], x: float, y: float, lang: Lang) -> float:
    """Draw the kinds of line in use from ``x`` on the base line ``y``; gives the right end."""
    used = {edge.style for edge in edges}
    for style, stroke in STROKES.items():
        if style not in used:
            continue
        dash = stroke.dash or "none"
        canvas.line(x, y - 4, x + 36, y - 4, stroke=stroke.colour, stroke_width=stroke.width, stroke_dasharray=dash)
        word = stroke.word.to(lang)
        canvas.text(x + 44, y, word, 12, fill=QUIET)
        x += 44 + extent(word, 12) + 26
    return x
