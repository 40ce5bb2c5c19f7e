"""The demonstration's parties, and browsers signed in as their people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from tests.workspace_world import django_db_setup, world


@pytest.fixture
def signed_in(world: World) -> Callable[..., Client]:
    """``signed_in("clinic")``: a client signed in as the party's editor (or ``who``)."""

    def make(key: str, who: str = "editors", factor: bool = True) -> Client:
        client, user = Client(), getattr(world, who)[key]
        if who == "administrators" and factor:
            Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {}})
        client.force_login(user)
        return client

    return make


__all__ = ["django_db_setup", "world"]
