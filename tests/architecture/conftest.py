"""Reading the checkout's own sources as text and as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

#: Folders that commands make; never part of the sources.
MADE = {
    ".git", ".venv", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis",
    ".import_linter_cache", "build", "dist", "out", "var", "_compiled", "node_modules", "migrations",
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """One Python file: its path from the root, its text, its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones too."""
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))

    def imported(self) -> Iterator[tuple[int, str]]:
        """Line and full name of every module imported, wherever the import stands."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.lineno, "." * node.level + (node.module or "")


def walk(folder: Path) -> Iterator[Path]:
    """Files under a folder in sorted order, without those that commands make."""
    for path in sorted(folder.iterdir()):
        if path.name in MADE or path.name.endswith(".egg-info"):
            continue
        if path.is_dir():
            yield from walk(path)
        else:
            yield path


@pytest.fixture(scope="session")
def files(root: Path) -> list[Path]:
    """Every file of the checkout that is a source."""
    return list(walk(root))


@pytest.fixture(scope="session")
def modules(root: Path, files: list[Path]) -> Callable[[str], list[Module]]:
    """``modules("src/anzenkarte/kernel")``: the Python files whose path starts so; none at all is an error."""
    every = []
    for path in files:
        if path.suffix == ".py":
            text = path.read_text(encoding="utf-8")
            every.append(Module(path.relative_to(root).as_posix(), text, ast.parse(text)))

    def under(prefix: str) -> list[Module]:
        found = [module for module in every if module.path.startswith(prefix)]
        assert found, f"no Python file under {prefix}"
        return found

    return under
