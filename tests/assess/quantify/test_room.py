"""numpy stays in the modules that draw: nothing else of the program needs it."""

from __future__ import annotations

import re
from pathlib import Path

import anzenkarte

DRAWING = {"assess/quantify/engine.py", "assess/quantify/pert.py", "assess/quantify/simulate.py"}


def test_only_the_modules_that_draw_import_numpy() -> None:
    house = Path(anzenkarte.__file__).parent
    found = {
        path.relative_to(house).as_posix()
        for path in sorted(house.rglob("*.py"))
        if re.search(r"^\s*(?:import|from) numpy\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert found == DRAWING
