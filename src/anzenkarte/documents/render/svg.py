"""Small drawings as svg: a builder that can only draw, and a filter that lets only drawing through."""

from __future__ import annotations

import re
from typing import Final

_ROOT: Final = re.compile(r"<svg\b[^>]*>")
_VIEW: Final = re.compile(r'viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*"')


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
