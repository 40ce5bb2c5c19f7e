"""The architecture as a drawing whose parts can be opened; drawn once for equal content and kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from django.core.cache import cache
from lxml import etree

from anzenkarte.documents.content.architecture import architecture
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.architecture import STROKES, Architecture, Stroke
from anzenkarte.documents.render.diagram import architecture_diagram, d2_source
from anzenkarte.documents.render.words import SIGNS

_KEPT: Final = 30 * 24 * 60 * 60
_SPACE: Final = re.compile(r"\s+")
_SVG: Final = "{http://www.w3.org/2000/svg}"
_SHAPES: Final = frozenset(f"{_SVG}{name}" for name in ("g", "rect", "path", "polygon", "ellipse"))
_LEAST: Final = 0.95
"""Times the drawing's own size, in which the smallest text has 12 pixels."""
_SIGN: Final = re.compile(r"^[^\w（(「]+\s", re.UNICODE)


def drawing(words: Words, href: Callable[[list[str]], str]) -> str:
    """The drawing of a case as inline svg; ``href`` gives the address at which parts (several of one name) open."""
    shown = architecture(words)
    if not shown.nodes:
        return ""
    return _linked(_drawn(shown, words), _names(shown, words), href)


def parts_of(words: Words) -> list[tuple[str, str]]:
    """Every part of the drawing and every connection, (subject, name): the drawing as a list."""
    shown = architecture(words)
    nodes = [(node.id, node.label) for node in shown.nodes if not node.id.startswith("outside/")]
    lines = [(subject, words.name(subject)) for subject in words.case.subjects("connection")]
    return [*nodes, *lines]


def signs_of(words: Words) -> list[tuple[str, str]]:
    """The signs beside the names of parts, (sign, word), those in use, the gravest first."""
    used = {node.mark for node in architecture(words).nodes if node.mark}
    return [(sign.char, sign.word.to(words.lang)) for mark, sign in SIGNS.items() if mark in used]


def strokes_of(words: Words) -> list[tuple[Stroke, str]]:
    """The kinds of line in use, each with its word."""
    used = {edge.style for edge in architecture(words).edges}
    return [(stroke, stroke.word.to(words.lang)) for style, stroke in STROKES.items() if style in used]


def _sized(root: etree._Element) -> None:
    """As large as its smallest text stays readable; what does not fit is scrolled to."""
    _, _, width, height = (float(part) for part in str(root.get("viewBox", "0 0 0 0")).split())
    if width and height:
        root.set("width", f"{width * _LEAST:.0f}")
        root.set("height", f"{height * _LEAST:.0f}")


def _drawn(shown: Architecture, words: Words) -> str:
    """The drawing; its place in the cache is named by everything that is drawn, so equal content is drawn once."""
    key = f"drawing-3-{sha256(f'{words.lang} {shown.title} {d2_source(shown)}'.encode()).hexdigest()}"
    found = cache.get(key)
    if not isinstance(found, str):
        found = architecture_diagram(shown, words.lang).svg
        cache.set(key, found, _KEPT)
    return found


def _names(shown: Architecture, words: Words) -> Mapping[str, list[str]]:
    """What stands in the drawing → the subjects it may mean."""
    found: dict[str, list[str]] = {}
    for node in shown.nodes:
        found.setdefault(_plain(node.label), []).append(node.id.removeprefix("outside/"))
    for subject in words.case.subjects("connection"):
        label = words.name(subject) + words.note(words.shown(subject, "connection.kind"))
        found.setdefault(_plain(label), []).append(subject)
    return {label: [one for one in listed if words.case.exists(one)] for label, listed in found.items()}


def _plain(text: str) -> str:
    return _SPACE.sub("", text)


def _linked(svg: str, names: Mapping[str, list[str]], href: Callable[[list[str]], str]) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(svg.encode(), parser)
    root.set("role", "group")
    _sized(root)
    for text in list(root.iter(f"{_SVG}text")):
        said = " ".join("".join(line.itertext()) for line in text) or "".join(text.itertext())
        subjects = names.get(_plain(said)) or names.get(_plain(_SIGN.sub("", said)))
        if subjects and text.getparent() is not None:
            _wrap(text, href(subjects))
    return str(etree.tostring(root, encoding="unicode"))


def _wrap(text: etree._Element, address: str) -> None:
    """A link around a text; around the whole group where it is the text of one part."""
    parent = text.getparent()
    part = parent.tag == f"{_SVG}g" and len(parent) <= 3 and any(one.tag in _SHAPES for one in parent)
    inner = list(parent) if part else [text]
    place = 0 if part else parent.index(text)
    link = etree.Element(f"{_SVG}a", {"href": address, "class": "part", "data-part": ""})
    for one in inner:
        link.append(one)
    parent.insert(place, link)
