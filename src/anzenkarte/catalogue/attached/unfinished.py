"""An item or section while it is being read: its words line by line, and the points below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from anzenkarte.catalogue.attached.furniture import Row
from anzenkarte.catalogue.attached.normal import join
from anzenkarte.catalogue.attached.official import Bullet, Official
from anzenkarte.catalogue.attached.signs import kind_of_point

CLOSE: Final = 0.6  # places that differ by less, in units of the type size, are the same
_DEEPEST: Final = 8
_LAST_MARKS: Final = 50
_ENDS: Final = ("。", "）", ")", "」", "．")


class _Words:
    """Text gathered line by line; only its end is looked at while it grows."""

    def __init__(self, text: str) -> None:
        self._parts = [text]

    def add(self, text: str) -> None:
        """A further line."""
        last = self._parts[-1]
        self._parts[-1] = last[:-2]
        self._parts.append(join(last[-2:], text))

    @property
    def ended(self) -> bool:
        """Whether it ends like a sentence."""
        return self._parts[-1].endswith(_ENDS)

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self._parts)


@dataclass
class Unfinished:
    """What is being read: ``official`` with its first line, ``x`` where that begins."""

    official: Official
    x: float
    _levels: list[tuple[float, str]] = field(default_factory=list)  # of the points open now: place and kind of mark

    def __post_init__(self) -> None:
        self._words = _Words(self.official.text)
        self._points: list[tuple[int, str, _Words]] = []

    def add(self, row: Row, text: str) -> None:
        """A line that goes on with what was last read; left of the first point it is a paragraph of its own."""
        if self._points and self._levels and row.x < self._levels[0][0] - CLOSE * row.size:
            self._points.append((0, "", _Words(text)))
            self._levels.clear()
        elif self._points:
            self._points[-1][2].add(text)
        else:
            self._words.add(text)

    def point(self, row: Row, mark: str, text: str) -> None:
        """A new point; how deep it is follows from its place, or from its kind of mark where places are equal."""
        near, kind = CLOSE * row.size, kind_of_point(mark)
        while self._levels and self._levels[-1][0] > row.x + near:
            self._levels.pop()
        kinds = [known for _, known in self._levels]
        if self._levels and self._levels[-1][0] >= row.x - near and kind in kinds:
            del self._levels[kinds.index(kind) + 1 :]
        elif len(self._levels) < _DEEPEST:
            self._levels.append((row.x, kind))
        self._points.append((len(self._levels), mark, _Words(text)))

    @property
    def marks(self) -> Sequence[str]:
        """The marks of the last points, in order."""
        return [mark for _, mark, _ in self._points[-_LAST_MARKS:]]

    @property
    def ended(self) -> bool:
        """Whether what was read so far ends like a sentence."""
        return (self._points[-1][2] if self._points else self._words).ended

    def done(self) -> Official:
        """What was read."""
        bullets = tuple(Bullet(depth, mark, words.text) for depth, mark, words in self._points)
        return replace(self.official, text=self._words.text, bullets=bullets)
