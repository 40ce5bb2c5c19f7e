"""The attached official text beside our items: by id, with whether the numbering agrees, and how much is attached."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from anzenkarte.catalogue.attached.normal import comparable
from anzenkarte.catalogue.attached.official import Official
from anzenkarte.catalogue.attached.place import Placed, Placement, key_of, place
from anzenkarte.catalogue.attached.store import Attached
from anzenkarte.catalogue.model import Edition, Item


@dataclass(frozen=True)
class Beside:
    """The official text of one id: where it stands, whether our number agrees, and from which file it came.

    ``placed.item`` is None for an item that is printed and that our catalogue does not hold.
    """

    id: str
    placed: Placed
    attached: Attached

    @property
    def official(self) -> Official | None:
        """The official text at our number, or the one that is likely meant; None when it is not printed there."""
        return self.placed.official or self.placed.likely


class OfficialText:
    """Everything that is attached, compared with the items held. Works on plain values; reads no file."""

    def __init__(
        self,
        editions: Mapping[str, Edition],
        items: Callable[[str], Sequence[Item]],
        attached: Sequence[Attached],
    ) -> None:
        self._editions = editions
        self._items = items
        self.attached = tuple(attached)
        self._placements: dict[str, Placement] = {}
        self._beside: dict[str, Mapping[str, Beside]] = {}

    def of(self, edition: str) -> tuple[Attached, ...]:
        """The files attached to an edition."""
        return tuple(attached for attached in self.attached if attached.edition == edition)

    def placement(self, edition: str) -> Placement:
        """The comparison of all files of an edition with our items of the parts they hold."""
        if edition not in self._placements:
            lines: list[Placed] = []
            notes = []
            for attached in self.of(edition):
                lines += self.compare(attached)
                notes += [(attached.file, note) for note in attached.parsed.notes]
            self._placements[edition] = Placement(tuple(lines), tuple(notes))
        return self._placements[edition]

    def compare(self, attached: Attached) -> list[Placed]:
        """The comparison of one file."""
        own = [item for item in self._items(attached.edition) if item.part == attached.part]
        return place(own, attached.parsed.officials, attached.part, attached.file)

    def beside(self, identity: str) -> Beside | None:
        """The official text of one id: of an item of ours, or of a printed one we lack; None where none is attached."""
        edition = identity.partition("/")[0]
        if edition not in self._beside:
            self._beside[edition] = self._lines(edition)
        return self._beside[edition].get(identity)

    def _lines(self, edition: str) -> dict[str, Beside]:
        files = {(attached.part, attached.file): attached for attached in self.of(edition)}
        found: dict[str, Beside] = {}
        for line in self.placement(edition).lines:
            identity = line.item.id if line.item is not None else self.identity(edition, line)
            found.setdefault(identity, Beside(identity, line, files[line.part, line.file]))
        return found

    def identity(self, edition: str, line: Placed) -> str:
        """The id a printed item has, or would have in our catalogue: edition, part, chapter or section, number."""
        if line.item is not None:
            return line.item.id
        official = line.official
        if official is None:
            return ""
        heads = [edition, line.part] if line.part else [edition]
        return "/".join([*heads, self._segment(edition, line.part, official), str(official.number)])

    def _segment(self, edition: str, part: str, official: Official) -> str:
        place_of = official.section or official.chapter
        if not official.group:
            return place_of
        return self._groups(edition).get(
            (part, place_of, comparable(official.group)), f"{place_of}-group-{official.group_place}"
        )

    def _groups(self, edition: str) -> dict[tuple[str, str, str], str]:
        """Part, section and group → the segment our ids already use for it."""
        found = {}
        for item in self._items(edition):
            key = key_of(item)
            if key is not None and key[2]:
                found[item.part, key[1] or key[0], key[2]] = item.id.rsplit("/", 2)[1]
        return found

    def missing(self, edition: str) -> tuple[Beside, ...]:
        """Printed items that our catalogue does not hold, in printed order."""
        files = {(attached.part, attached.file): attached for attached in self.of(edition)}
        return tuple(
            Beside(self.identity(edition, line), line, files[line.part, line.file])
            for line in self.placement(edition).of("not_held")
        )

    def counts(self, edition: str) -> dict[tuple[str, str], tuple[int, int]]:
        """Part and chapter → numbered items of the attached file that stand beside an item of ours, and all of them."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        beside = self._held(edition)
        for attached in self.of(edition):
            for official in attached.parsed.items:
                held, printed = found.get((attached.part, official.chapter), (0, 0))
                held += (attached.part, official) in beside
                found[attached.part, official.chapter] = (held, printed + 1)
        return found

    def _held(self, edition: str) -> set[tuple[str, Official]]:
        lines = self.placement(edition).lines
        return {(line.part, line.official) for line in lines if line.item is not None and line.official is not None}

    @cached_property
    def editions(self) -> tuple[str, ...]:
        """Editions something is attached to."""
        return tuple(sorted({attached.edition for attached in self.attached if attached.edition in self._editions}))
