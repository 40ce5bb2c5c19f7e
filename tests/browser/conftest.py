"""The served demonstration the browser tests walk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.browser.desks import Desks, served


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str], root: Path) -> Iterator[Desks]:
    """A demonstration for each file of tests. Pictures of the user guide are written with ANZENKARTE_GUIDE=write."""
    shots = root / "docs" / "guide" / "img" if os.environ.get("ANZENKARTE_GUIDE") == "write" else None
    if shots is not None:
        shots.mkdir(parents=True, exist_ok=True)
    with served(tmp_path_factory.mktemp("demonstration"), need("chromium"), shots) as found:
        yield found
        assert found.hosts() <= {"127.0.0.1"}, "a page asked another machine for something"
