"""The exceedance curve: with which probability a year loses at least so much, over amounts on a logarithmic scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from anzenkarte.documents.render.svg import Canvas

_WIDTH, _HEIGHT = 760.0, 360.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 70.0, 56.0, 24.0, 60.0
_LINE: Final = "#1F4E8C"
_GRID: Final = "#D5D5DA"
_MARK: Final = "#A8191B"


def exceedance_svg(
    points: Sequence[tuple[float, float]],
    marked: float,
    amount: Callable[[float], str],
    words: tuple[str, str, str, str],
) -> str:
    """The drawing. ``points`` are (amount, share of years), ``marked`` the amount of the 5 % line.

    ``words``: title, label of the amounts, label of the shares, label of the mark. Empty points draw the axes only.
    """
    title, below, beside, mark = words
    canvas = Canvas()
    first = math.floor(math.log10(points[0][0])) if points else 3
    last = max(math.ceil(math.log10(points[-1][0])) if points else 4, first + 1)
    top = max((share for _, share in points), default=1.0)
    ceiling = min(1.0, math.ceil(top * 10) / 10)
    wide, high = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(value: float) -> float:
        return _LEFT + wide * (math.log10(max(value, 10.0**first)) - first) / (last - first)

    def y(share: float) -> float:
        return _TOP + high * (1 - share / ceiling)

    for power in range(first, last + 1):
        place = x(10.0**power)
        canvas.line(place, _TOP, place, _TOP + high, stroke=_GRID, stroke_width=1)
        canvas.text(place, _TOP + high + 20, amount(10.0**power), 12, text_anchor="middle")
    for part in range(5):
        share = ceiling * part / 4
        canvas.line(_LEFT, y(share), _LEFT + wide, y(share), stroke=_GRID, stroke_width=1)
        canvas.text(_LEFT - 8, y(share) + 4, f"{share * 100:g}%", 12, text_anchor="end")
    if points:
        path = " ".join(f"{'M' if at == 0 else 'L'}{x(a):.2f} {y(s):.2f}" for at, (a, s) in enumerate(points))
        canvas.path(path, fill="none", stroke=_LINE, stroke_width=2.5)
        for a, s in points:
            canvas.rect(x(a) - 2, y(s) - 2, 4, 4, fill=_LINE)
    if marked > 0:
        canvas.line(x(marked), _TOP, x(marked), _TOP + high, stroke=_MARK, stroke_width=1.5, stroke_dasharray="5 4")
        left = x(marked) > _LEFT + wide / 2
        canvas.text(
            x(marked) + (-6 if left else 6), _TOP + 14, mark, 12, fill=_MARK, text_anchor="end" if left else "start"
        )
    canvas.text(_LEFT + wide / 2, _HEIGHT - 14, below, 12, text_anchor="middle")
    canvas.text(8, 14, beside, 12)
    return canvas.svg(_WIDTH, _HEIGHT, title)
