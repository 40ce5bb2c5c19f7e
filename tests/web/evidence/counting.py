"""Counts what a page asks the database for itself: everything but who one is and where."""

from __future__ import annotations

from django.test import Client

from tests.counting import questions

_OTHERS = ("django_session", "organisations_", "usersessions_")


def asked_of(client: Client, address: str) -> list[str]:
    """The questions of a page that is shown for the second time."""
    assert client.get(address).status_code == 200
    with questions() as asked:
        client.get(address)
    return [sql for sql in asked if not any(other in _first(sql) for other in _OTHERS)]


def _first(sql: str) -> str:
    """The table that is asked, without those joined to it."""
    return sql.partition(" FROM ")[2].partition(" INNER JOIN ")[0].partition(" WHERE ")[0] or sql[:200]
