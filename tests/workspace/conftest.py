"""The demonstration's parties, loaded for a test."""

from __future__ import annotations

from tests.workspace_world import django_db_setup, world

__all__ = ["django_db_setup", "world"]
