"""The demonstration for tests: loaded once into a worker's database, put back as it was after each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from anzenkarte.workspace.demonstration.load import World, load, loaded
from anzenkarte.workspace.organisations.models import Organisation


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: object) -> None:
    """Load every party with its documents; each test then works in a transaction that is rolled back."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined] # pytest-django names no type
        if not Organisation.objects.exists():
            load()


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Hospital, contractor, EMR maker, SaaS vendor, clinic, supervising body.

    A test that needs real commits empties the database when it ends; the next one loads anew.
    """
    parties, copy = (Path(settings.ANZENKARTE_DATA) / name for name in ("parties", "parties-before"))
    found = loaded() if Organisation.objects.exists() else load()
    if copy.exists():
        shutil.rmtree(copy)
    shutil.copytree(parties, copy)
    yield found
    shutil.rmtree(parties)
    copy.rename(parties)
