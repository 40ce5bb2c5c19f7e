"""The demonstration's parties, and browsers signed in as their people."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from tests.web.hostile import LOGS, Attacked
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


@pytest.fixture
def attacked(
    world: World, signed_in: Callable[..., Client], caplog: pytest.LogCaptureFixture
) -> Callable[..., Attacked]:
    """``attacked("clinic")``: somebody of a party, and what is watched while he tries something."""

    def make(key: str, who: str = "editors") -> Attacked:
        for name in LOGS:
            caplog.set_level(logging.INFO, name)
        return Attacked(world, signed_in(key, who), getattr(world, who)[key], key, caplog)

    return make


__all__ = ["django_db_setup", "world"]
