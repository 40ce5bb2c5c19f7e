"""Addresses of the pages of handing over and agreeing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.queries import find_document
from anzenkarte.workspace.scope import scope

NAME = "hoshizora-kiku"


@pytest.fixture
def place(world: World) -> Callable[..., str]:
    """``place("clinic", "keys/")``: an address of the pages of a party."""

    def make(key: str, rest: str = "") -> str:
        return f"/o/{world.organisations[key].id}/exchange/{rest}"

    return make


@pytest.fixture
def telling(world: World) -> Callable[[str], str]:
    """The id of a party's own telling of the engagement of clinic and vendor."""

    def make(key: str) -> str:
        own = world.organisations[key]
        with scope(own.id):
            row = find_document("engagement", NAME, own.urn)
        assert row is not None
        return str(row.id)

    return make
