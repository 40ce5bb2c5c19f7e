"""A document as somebody wrote it: its data, where each part stands, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from anzenkarte.formats.values import Json, Marked, Path, path_text, shown
from anzenkarte.kernel.errors import InputError, Problem

MOST = 200
"""Problems of one reading after which the search stops."""


class _Enough(Exception):  # noqa: N818 - a signal of this room, never an error outside
    """So much is wrong that searching on helps nobody."""


@dataclass
class Complaints:
    """Everything wrong with the documents of one file; use as a context manager, which raises it all at the end."""

    found: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Note a problem; ends the reading when there are MOST of them."""
        self.found.append(problem)
        if len(self.found) >= MOST:
            self.found.append(Problem.at("karte.too-many-problems", {"limit": MOST}, file=problem.file))
            raise _Enough

    def __enter__(self) -> Complaints:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        if error is None or isinstance(error, _Enough):
            if self.found:
                raise InputError(self.found) from None
            return True
        return False


@dataclass(frozen=True)
class Written:
    """One document as written; ``number`` is its place among the documents of its file when there are several."""

    data: dict[str, Json]
    marked: Marked
    complaints: Complaints
    number: int = 0

    def line(self, path: Path = ()) -> int:
        """The line of a part of this document; 0 when unknown."""
        return self.marked.line_of(path)

    def wrong(self, path: Path, code: str, **params: object) -> None:
        """Note that the part at ``path`` is wrong; where there are no lines, the path names the document too."""
        place = path_text(path)
        if self.number and not self.marked.lines:
            place = f"{shown(str(self.data.get('name', self.number)))}#{place}"
        self.complaints.add(Problem.at(code, params, file=self.marked.file, line=self.line(path), path=place))

    def lines(self) -> dict[str, int]:
        """Line by path for the whole document."""
        return {"/".join(map(str, path)): line for path, line in self.marked.lines.items()}
