"""A vendor's editor at his desk: addresses of his documents, and a small bill of materials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.scope import scope


@dataclass
class Desk:
    """A signed-in person of an organisation; ``get`` and ``post`` take addresses below the organisation's."""

    client: Client
    world: World
    key: str

    @property
    def base(self) -> str:
        """Where the organisation's pages begin."""
        return f"/o/{self.world.organisations[self.key].id}/"

    def row(self, kind: str, name: str) -> KarteDocument:
        """One of the organisation's own documents."""
        own = self.world.organisations[self.key]
        with scope(own.id):
            return KarteDocument.objects.select_related("head").get(kind=kind, name=name, keeper_urn=own.urn)

    def karte(self, kind: str, name: str) -> str:
        """Where the pages of a document begin."""
        return f"{self.base}karte/{self.row(kind, name).pk}/"

    def vendor(self, kind: str, name: str) -> str:
        """Where the vendor's pages of a document begin."""
        return f"{self.base}vendor/{self.row(kind, name).pk}/"

    def get(self, address: str, **more: Any) -> Any:
        """The answer to a page."""
        return self.client.get(address, **more)

    def typed(self, address: str, data: dict[str, Any]) -> Any:
        """The answer to something typed, sent as the page's own script sends it."""
        return self.client.post(address, data, headers={"hx-request": "true"})


@pytest.fixture
def desk(world: World, signed_in: Callable[..., Client]) -> Desk:
    """The editor of the SaaS vendor."""
    return Desk(signed_in("saas-vendor"), world, "saas-vendor")
