"""The demonstration's parties, and tokens for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.tokens.actions import MakeToken
from tests.workspace_world import django_db_setup, world

ALL = ("read", "write", "publish")


@pytest.fixture
def client_of(world: World) -> Callable[..., Client]:
    """``client_of("clinic", "read")``: a client that shows a token of the party's editor."""

    def make(key: str, *scopes: str, who: str = "editors") -> Client:
        token = act(world.actor(key, who), MakeToken("test", scopes or ALL, 1))
        return Client(headers={"authorization": f"Bearer {token}"})

    return make


__all__ = ["django_db_setup", "world"]
