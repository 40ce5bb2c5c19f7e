"""Where a line of a catalogue comes from, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.kernel.text import Text

Confidence = Literal["seen", "partial", "recalled", "missing"]
CONFIDENCES: Final[tuple[Confidence, ...]] = ("seen", "partial", "recalled", "missing")


def weakest(*values: str) -> str:
    """The least sure of several confidences."""
    order: dict[str, int] = {name: rank for rank, name in enumerate(CONFIDENCES)}
    return max(values, key=lambda value: order.get(value, len(CONFIDENCES)), default="missing")


@dataclass(frozen=True)
class Citation:
    """A place in a source, as the catalogue line gives it."""

    source: str
    title: Text
    place: Text
    address: str = ""

    def display(self, lang: str) -> str:
        """Title and place in one line."""
        title = self.title.ja if lang == "ja" else self.title.en
        place = self.place.ja if lang == "ja" else self.place.en
        return f"{title} {place}".strip()

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {"place": self.place.json(), "source": self.source, "title": self.title.json()}
        if self.address:
            out["address"] = self.address
        return out
