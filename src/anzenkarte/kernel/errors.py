"""The one error root. An error carries problems as code and parameters; sentences live in the message catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place.

    ``code`` names the sentence in the message catalogue, ``params`` fill it; ``file``, ``line`` (1-based, 0 unknown)
    and ``path`` (such as ``components/vpn/end_of_support``) say where.
    """

    file: str
    line: int
    path: str
    code: str
    params: tuple[tuple[str, str], ...] = ()

    @classmethod
    def at(
        cls,
        code: str,
        params: Mapping[str, object] | None = None,
        *,
        file: str = "",
        line: int = 0,
        path: str = "",
    ) -> Problem:
        """Build a problem; parameter values are kept as text so that problems compare and sort."""
        items = tuple(sorted((key, _text(value)) for key, value in (params or {}).items()))
        return cls(file=file, line=line, path=path, code=code, params=items)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return ", ".join(str(part) for part in value)
    return str(value)


class AnzenError(Exception):
    """Root of all errors raised by this program; holds at least one problem."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = tuple(sorted(set(found)))
        super().__init__("; ".join(f"{p.file}:{p.line} {p.path} {p.code} {dict(p.params)}" for p in self.problems))


class InputError(AnzenError):
    """What a user handed in cannot be taken: exit code 2."""


class CatalogueError(AnzenError):
    """A catalogue does not hold together: exit code 2, and a failed check."""


@dataclass
class Problems:
    """Collector: gather every problem of a document, then raise them together."""

    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, params: Mapping[str, object] | None = None, **place: str | int) -> None:
        """Add one problem; ``place`` may hold file, line and path."""
        self.found.append(
            Problem.at(
                code,
                params,
                file=str(place.get("file", "")),
                line=int(place.get("line", 0)),
                path=str(place.get("path", "")),
            )
        )

    def raise_if_any(self) -> None:
        """Raise InputError with everything gathered; do nothing when there is nothing."""
        if self.found:
            raise InputError(self.found)
