"""The demonstration's parties, tokens for them, and background work done at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import MakeToken
from anzenkarte.workspace.tokens.models import Scope
from tests.workspace_world import django_db_setup, world

ALL = tuple(Scope.values)


@pytest.fixture(autouse=True)
def _at_once(settings: object) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def client_of(world: World) -> Callable[..., Client]:
    """``client_of("clinic", "read")``: a client that shows a token of the party's editor."""

    def make(key: str, *scopes: str, who: str = "editors") -> Client:
        token = act(world.actor(key, who), MakeToken("test", scopes or ALL, 1))
        return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    return make


@pytest.fixture
def own(world: World) -> Callable[..., KarteDocument]:
    """``own("clinic", "institution")``: a published document the party keeps itself."""

    def find(key: str, kind: str) -> KarteDocument:
        actor = world.actor(key)
        with scope(actor.organisation):
            rows = KarteDocument.objects.select_related("head")
            return rows.filter(kind=kind, keeper_urn=actor.urn, head__isnull=False).order_by("name")[0]

    return find


__all__ = ["django_db_setup", "world"]
