"""PostgreSQL holds the tenants apart by itself: a role that is neither owner nor superuser, past every manager."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.row_security import tenant_tables
from anzenkarte.workspace.scope import scope

only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="row-level security is PostgreSQL's; python -m tests.postgres runs this"
)


def _as_reader(sql: str, *params: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE reader")
        cursor.execute(sql, params)
        rows = cursor.fetchall() if cursor.description else []
        cursor.execute("RESET ROLE")
    return rows


@pytest.fixture
def reader(world: World) -> World:
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE IF EXISTS reader")
        cursor.execute("CREATE ROLE reader")
        cursor.execute("GRANT SELECT, UPDATE, INSERT, DELETE ON ALL TABLES IN SCHEMA public TO reader")
    return world


@only_postgresql
def test_a_plain_query_sees_one_organisation_only(reader: World) -> None:
    table = KarteDocument._meta.db_table
    own = reader.organisations["clinic"].id
    with scope(own):
        rows = _as_reader(f"SELECT DISTINCT organisation_id FROM {table}")  # noqa: S608 - our own table's name
    assert rows == [(own,)]
    assert _as_reader(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - our own table's name


@only_postgresql
def test_nothing_of_another_can_be_written(reader: World) -> None:
    table = KarteDocument._meta.db_table
    with scope(reader.organisations["clinic"].id):
        _as_reader(f"UPDATE {table} SET name = 'x' WHERE organisation_id = %s", reader.organisations["hospital"].id)  # noqa: S608 - our own table's name
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            _as_reader(
                f"UPDATE {table} SET organisation_id = %s",  # noqa: S608 - our own table's name
                reader.organisations["hospital"].id,
            )
    with scope(reader.organisations["hospital"].id):
        assert not KarteDocument.objects.filter(name="x").exists()


@only_postgresql
@pytest.mark.django_db
def test_every_table_of_a_tenant_is_secured() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        secured = {row[0] for row in cursor.fetchall()}
    assert {model._meta.db_table for model in tenant_tables()} <= secured
