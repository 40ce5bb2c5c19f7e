"""Tests of forms see no workbook that somebody attached on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def _nothing_attached(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ANZENKARTE_HOME", str(tmp_path_factory.mktemp("home")))
        yield
