"""A drawing as png, for formats that show no svg; drawn by typst with the packaged face."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Final

import typst

from anzenkarte.documents.render.fontface import legible
from anzenkarte.documents.render.pdf import fonts
from anzenkarte.documents.render.svg import size_of

_SHEET: Final = b"""#let drawing = json(bytes(sys.inputs.drawing))
#set page(width: drawing.width * 1pt, height: drawing.height * 1pt, margin: 0pt)
#set text(font: "BIZ UDPGothic", fallback: false)
#image(bytes(drawing.svg), format: "svg", width: 100%, height: 100%)
"""
_MOST_PIXELS: Final = 3200
_BLANK: Final = b"#set page(width: 1pt, height: 1pt, margin: 0pt)"
_CALLS_KEPT: Final = 10  # for as many calls typst keeps what none of them used


@lru_cache(maxsize=8)  # a drawing changes less often than the paper around it
def png_of(svg: str, scale: float = 2.0) -> bytes:
    """The drawing as png with ``scale`` dots a pixel, at most 3200 dots wide or high; equal drawings, equal bytes."""
    width, height = size_of(svg)
    scale = min(scale, _MOST_PIXELS / max(width, height))
    data = json.dumps({"svg": legible(svg), "width": width, "height": height}, ensure_ascii=False)
    compiler = typst.Compiler(input=_SHEET, font_paths=fonts(), ignore_system_fonts=True, sys_inputs={"drawing": data})
    result = compiler.compile(format="png", ppi=72 * scale)
    if not isinstance(result, bytes):
        raise TypeError("typst gave no single picture")
    _forget()
    return result


def _forget() -> None:
    """Have typst let go of the dots of a drawing, tens of MiB that would lie beside the printed paper; takes 2 ms."""
    compiler = typst.Compiler(input=_BLANK, font_paths=fonts(), ignore_system_fonts=True)
    for _ in range(_CALLS_KEPT):
        compiler.compile(input=_BLANK, format="svg")
