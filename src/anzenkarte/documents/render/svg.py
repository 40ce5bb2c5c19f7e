"""Small drawings as svg: a builder that can only draw, and a filter that lets only drawing through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from html import escape
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from anzenkarte.documents.render.fontface import FALLBACK_STACK
from anzenkarte.formats.xml_safe import clean

SPACE: Final = "http://www.w3.org/2000/svg"
_ROOT: Final = re.compile(r"<svg\b[^>]*>")
_VIEW: Final = re.compile(r'viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"')
_OPENERS: Final = frozenset("（「『【〔［｛([{")
_CLOSERS: Final = frozenset("、。，．・：；？！）」』】〕］｝ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}％%")
_TRIES: Final = 12
_WORD: Final = re.compile(r"[\x21-\x7e]+|.", re.DOTALL)

_ELEMENTS: Final = frozenset(
    {"svg", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", "text", "tspan", "title", "desc"}
    | {"defs", "marker", "mask", "clipPath"}
)
_ATTRIBUTES: Final = frozenset(
    {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "points", "d", "id"}
    | {"viewBox", "preserveAspectRatio", "transform", "fill", "fill-opacity", "fill-rule", "stroke", "stroke-width"}
    | {"stroke-dasharray", "stroke-opacity", "stroke-linecap", "stroke-linejoin", "opacity", "text-anchor", "font-size"}
    | {"font-weight", "font-family", "marker-start", "marker-end", "mask", "clip-path", "markerWidth", "markerHeight"}
    | {"refX", "refY", "orient", "markerUnits", "maskUnits", "role", "aria-label"}
)
_SAFE_VALUE: Final = re.compile(r"(?:url\(#[\w-]+\)|[^(&<:;\\]*(?:\((?:[-\d.,\s%]*)\)[^(&<:;\\]*)*)\Z")


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a drawing in pixels, from its view box. Raises ValueError when it has none."""
    root = _ROOT.search(svg)
    view = _VIEW.search(root[0]) if root else None
    if view is None:
        raise ValueError("a drawing without a view box")
    width, height = float(view[1]), float(view[2])
    if width <= 0 or height <= 0:
        raise ValueError("a drawing without an extent")
    return width, height


def extent(text: str, size: float) -> float:
    """About how wide a line of our face is, in the unit of ``size``; never too narrow by more than a few percent."""
    return size * sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.58 for char in text)


def wrap(text: str, room: float, size: float, most: int = 8, *, even: bool = False) -> list[str]:
    """Lines no wider than ``room``, closing signs never first and opening signs never last; at most ``most`` lines.

    A run of ASCII stays together where it fits on a line; what does not fit in ``most`` lines ends in an ellipsis.
    ``even`` makes the lines of a text about equally long.
    """
    lines: list[str] = []
    for part in clean(text).split("\n"):
        wrapped = _wrapped(part, room, size)
        lines.extend(_evened(part, wrapped, size) if even and 1 < len(wrapped) <= most else wrapped)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] = (lines[-1][:-1] or "") + "…"
    return lines or [""]


def _wrapped(text: str, room: float, size: float) -> list[str]:
    lines, line = [], ""
    pieces = [piece for word in _WORD.findall(text) for piece in _fitted(word, room, size)]
    for piece in pieces:
        if line and piece[0] not in _CLOSERS and extent(line + piece, size) > room:
            carried = line[-1] if len(line) > 1 and line[-1] in _OPENERS else ""
            lines.append((line[: len(line) - len(carried)]).rstrip())
            line = carried + piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _evened(text: str, lines: list[str], size: float) -> list[str]:
    """The same number of lines in the least room that holds them."""
    room = sum(extent(line, size) for line in lines) / len(lines)
    for _ in range(_TRIES):
        tried = _wrapped(text, room, size)
        if len(tried) <= len(lines):
            return tried
        room += size
    return lines


def _fitted(word: str, room: float, size: float) -> list[str]:
    if len(word) == 1 or extent(word, size) <= room:
        return [word]
    count = max(int(room / (0.58 * size)), 1)
    return [word[start : start + count] for start in range(0, len(word), count)]


class Canvas:
    """Collects shapes and texts; can only draw. Numbers are pixels, colours are ours, texts are escaped."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, **look: str | float) -> None:
        """A rectangle."""
        self.parts.append(f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"{_look(look)}/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, **look: str | float) -> None:
        """A straight line."""
        self.parts.append(f'<line x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"{_look(look)}/>')

    def path(self, d: str, **look: str | float) -> None:
        """A path; ``d`` holds commands and numbers made by this program."""
        self.parts.append(f'<path d="{escape(d)}"{_look(look)}/>')

    def text(self, x: float, y: float, text: str, size: float, **look: str | float) -> None:
        """One line of text on the base line ``y``."""
        shown = escape(" ".join(clean(text).split("\n")), quote=False)
        if shown:
            self.parts.append(f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{_look(look)}>{shown}</text>')

    def raw(self, checked: str) -> None:
        """A piece that went through ``drawing_only`` already."""
        self.parts.append(checked)

    def svg(self, width: float, height: float, title: str, print_size: tuple[float, float] | None = None) -> str:
        """The whole drawing on white; ``print_size`` in millimetres is the sheet it fills."""
        shown = escape(" ".join(clean(title).split()), quote=True)
        box = f'width="{_n(width)}" height="{_n(height)}"'
        if print_size:
            scale = min(print_size[0] / width, print_size[1] / height)
            box = f'width="{_n(width * scale)}mm" height="{_n(height * scale)}mm"'
        return (
            f'<svg xmlns="{SPACE}" {box} viewBox="0 0 {_n(width)} {_n(height)}" role="img" aria-label="{shown}" '
            f'font-family="{FALLBACK_STACK}" fill="#1a1a1c"><title>{shown}</title>'
            f'<rect x="0" y="0" width="{_n(width)}" height="{_n(height)}" fill="#ffffff"/>{"".join(self.parts)}</svg>\n'
        )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _look(look: Mapping[str, str | float]) -> str:
    pairs = (
        (name.replace("_", "-"), _n(value) if isinstance(value, int | float) else value) for name, value in look.items()
    )
    return "".join(f' {name}="{escape(value, quote=True)}"' for name, value in pairs)


def drawing_only(svg: str) -> etree._Element:
    """The drawing's elements that only draw: no script, style, link, picture, foreign markup or outside reference.

    Styles written as declarations become attributes where they are known ones. Raises ValueError for anything that is
    no well-formed svg.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(svg.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"not a drawing: {error}") from error
    if root.tag != f"{{{SPACE}}}svg":
        raise ValueError("not a drawing: the root is no svg")
    _keep(root)
    etree.cleanup_namespaces(root)
    return root


def _keep(element: etree._Element) -> None:
    for child in list(element):
        name = child.tag.removeprefix(f"{{{SPACE}}}") if isinstance(child.tag, str) else ""
        if name in _ELEMENTS:
            _keep(child)
        else:
            _drop(element, child)
    for name, value in list(element.attrib.items()):
        if name == "style":
            _unfold(element, value)
        if name not in _ATTRIBUTES or (name != "aria-label" and _SAFE_VALUE.match(value) is None):
            del element.attrib[name]


def _drop(parent: etree._Element, child: etree._Element) -> None:
    """Remove a child but keep the text after it."""
    tail, before = child.tail or "", child.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(child)


def _unfold(element: etree._Element, style: str) -> None:
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip(), value.strip()
        if name in _ATTRIBUTES - {"id", "d"} and _SAFE_VALUE.match(value):
            element.set(name, value)
