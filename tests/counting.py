"""Counts what is asked of the database, alike on every database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

NO_QUESTION = ("SAVEPOINT", "RELEASE SAVEPOINT", "set_config")
"""Marks of a transaction, and on PostgreSQL whose rows the session may see."""


@contextmanager
def questions() -> Iterator[list[str]]:
    """A list that holds every question asked in the block, once the block has ended."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as found:
        yield asked
    asked += [q["sql"] for q in found.captured_queries if not any(word in q["sql"] for word in NO_QUESTION)]
