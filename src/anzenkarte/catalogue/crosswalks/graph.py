"""The items that crosswalks relate, with every line usable in both directions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from anzenkarte.catalogue.crosswalks.model import Crosswalk, Line, Step


def edition_of(item: str) -> str:
    """The edition an item belongs to: its id begins with it."""
    return item.partition("/")[0]


class Graph:
    """Steps from every related item, in the order of the sets and their lines.

    ``items_of`` gives the items of an edition: a line that says that nothing there corresponds stands for one line to
    each of them. ``own_id`` turns an id an item once had into the one it has.
    """

    def __init__(
        self,
        crosswalks: Iterable[Crosswalk],
        items_of: Callable[[str], Sequence[str]] = lambda edition: (),
        own_id: Callable[[str], str] = str,
    ) -> None:
        self._items_of = items_of
        self._own_id = own_id
        self._steps: dict[str, list[Step]] = {}
        self.edition: dict[str, str] = {}
        for crosswalk in crosswalks:
            for line in crosswalk.lines:
                self._take(crosswalk, line)

    def _take(self, crosswalk: Crosswalk, line: Line) -> None:
        start = self._own_id(line.origin)
        self.edition.setdefault(start, edition_of(start))
        targets = [self._own_id(line.target)] if line.target else self._items_of(crosswalk.target)
        for end in targets:
            self.edition.setdefault(end, edition_of(end))
            self._steps.setdefault(start, []).append(Step(line, start, end))
            self._steps.setdefault(end, []).append(Step(line, end, start, backwards=True))

    @property
    def items(self) -> list[str]:
        """Every item some line relates, by id."""
        return sorted(self._steps)

    @property
    def steps(self) -> Mapping[str, Sequence[Step]]:
        """Steps by the item they start from."""
        return self._steps

    def from_item(self, item: str) -> Sequence[Step]:
        """The steps that start from an item."""
        return self._steps.get(self._own_id(item), ())

    def own_id(self, item: str) -> str:
        """The id an item has now."""
        return self._own_id(item)
