"""Imports stand at the top of a module; what is loaded late is listed in one table, cli/late.py."""

from __future__ import annotations

import ast
from collections.abc import Callable

from anzenkarte.cli.late import WORK
from tests.architecture.conftest import Module

LATE_TABLE = "src/anzenkarte/cli/late.py"
BY_NAME = {"import_module", "__import__"}


def _inside(module: Module) -> list[str]:
    found = []
    for function in module.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.append(f"{module.path}:{node.lineno} in {function.name}")
    return found


def _by_name(module: Module) -> list[str]:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in BY_NAME:
                found.append(f"{module.path}:{node.lineno} {name}")
    return found


def test_no_import_inside_a_function(modules: Callable[[str], list[Module]]) -> None:
    assert [place for m in modules("src/") if m.path != LATE_TABLE for place in _inside(m)] == []


def test_no_import_by_name(modules: Callable[[str], list[Module]]) -> None:
    assert [place for m in modules("src/") if m.path != LATE_TABLE for place in _by_name(m)] == []


def test_the_late_table_names_work_of_the_terminal_only(modules: Callable[[str], list[Module]]) -> None:
    work = modules("src/anzenkarte/cli/work/")
    built = {m.path.removeprefix("src/").removesuffix(".py").replace("/", ".") for m in work}
    assert set(WORK.values()) <= built
    assert len(set(WORK.values())) == len(WORK)


def test_no_relative_import_and_no_star(modules: Callable[[str], list[Module]]) -> None:
    found = []
    for module in modules("src/"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and (node.level or any(alias.name == "*" for alias in node.names)):
                found.append(f"{module.path}:{node.lineno}")
    assert found == []


def test_the_check_sees_a_hidden_import() -> None:
    text = "def f():\n    import os\n    return __import__('sys')\n"
    module = Module("made.py", text, ast.parse(text))
    assert _inside(module) == ["made.py:2 in f"]
    assert _by_name(module) == ["made.py:3 __import__"]
