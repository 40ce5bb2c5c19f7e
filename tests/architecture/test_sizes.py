"""Files of at most 500 lines, functions of at most 80; an exemption carries its reason and dies when not needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.architecture.conftest import Module

FILE_LINES = 500
FUNCTION_LINES = 80
WRITTEN_BY_HAND = {".py", ".css", ".js", ".typ", ".html"}

#: path, or path:function, to the reason why it may be longer.
EXEMPT: dict[str, str] = {}


def _too_long(root: Path, files: list[Path], modules: Callable[[str], list[Module]]) -> dict[str, int]:
    found = {}
    for path in files:
        if path.suffix in WRITTEN_BY_HAND:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > FILE_LINES:
                found[path.relative_to(root).as_posix()] = lines
    for module in modules(""):
        for function in module.functions():
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > FUNCTION_LINES:
                found[f"{module.path}:{function.name}"] = lines
    return found


def test_nothing_is_too_long(root: Path, files: list[Path], modules: Callable[[str], list[Module]]) -> None:
    found = _too_long(root, files, modules)
    assert {place: lines for place, lines in found.items() if place not in EXEMPT} == {}


def test_every_exemption_is_needed_and_says_why(
    root: Path, files: list[Path], modules: Callable[[str], list[Module]]
) -> None:
    assert set(EXEMPT) <= set(_too_long(root, files, modules))
    assert all(len(reason.split()) > 3 for reason in EXEMPT.values())
