"""The demonstration's parties, loaded for a test."""

from __future__ import annotations

import pytest

from anzenkarte.workspace.demonstration.load import World, load


@pytest.fixture
def world(db: None) -> World:
    """Hospital, contractor, EMR maker, SaaS vendor, clinic, supervising body, with their documents."""
    return load()
