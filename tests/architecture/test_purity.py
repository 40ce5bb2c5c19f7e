"""The kernel uses the standard library only; kernel, engines, accord touch no clock, file, network or chance."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.conftest import Module

OUTSIDE_WORLD = {
    "asyncio", "ctypes", "http", "io", "locale", "logging", "multiprocessing", "os", "pathlib", "platform", "random",
    "secrets", "shutil", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib",
    "uuid",
}  # fmt: skip
CLOCK_OR_FILE = {"now", "today", "utcnow", "open", "print", "input", "getenv"}
PURE_ROOMS = ["src/anzenkarte/kernel", "src/anzenkarte/assess", "src/anzenkarte/accord"]


def _top(name: str) -> str:
    return name.partition(".")[0]


def _touching(module: Module) -> Iterator[str]:
    for line, name in module.imported():
        if _top(name) in OUTSIDE_WORLD:
            yield f"{module.path}:{line} imports {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            if name in CLOCK_OR_FILE:
                yield f"{module.path}:{node.lineno} calls {name}"


def test_kernel_imports_the_standard_library_only(modules: Callable[[str], list[Module]]) -> None:
    allowed = set(sys.stdlib_module_names)
    found = [
        f"{module.path}:{line} {name}"
        for module in modules("src/anzenkarte/kernel")
        for line, name in module.imported()
        if _top(name) not in allowed and not name.startswith("anzenkarte.kernel")
    ]
    assert found == []


@pytest.mark.parametrize("room", PURE_ROOMS)
def test_pure_rooms_touch_nothing_outside(room: str, root: Path, modules: Callable[[str], list[Module]]) -> None:
    assert (root / room).is_dir()
    assert [place for module in modules(room) for place in _touching(module)] == []


def test_the_check_sees_a_clock_and_a_file() -> None:
    text = "import time\nfrom datetime import date\nday = date.today()\nopen('x')\n"
    module = Module("made.py", text, ast.parse(text))
    assert list(_touching(module)) == ["made.py:1 imports time", "made.py:3 calls today", "made.py:4 calls open"]
