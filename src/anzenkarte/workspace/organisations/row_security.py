"""Row-level security on PostgreSQL, the second line behind the scopes: put on every tenant's table after migrating.

A row is seen and written only while the session's ``anzenkarte.organisation`` names its organisation (``*`` in
``unscoped``). The owner of the tables is held to it too; only a superuser is not, so the server must not be one.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections, models

from anzenkarte.workspace.scope import TenantModel

_MAY = "current_setting('anzenkarte.organisation', true) IN ('*', {column}::text)"


def tenant_tables() -> list[type[models.Model]]:
    """Every table whose rows belong to one organisation."""
    return [model for model in apps.get_models() if issubclass(model, TenantModel)]


def secure(sender: AppConfig, using: str = "default", **_: Any) -> None:
    """Put the policy on every table of an app that is there; does nothing on other databases."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    there = set(connection.introspection.table_names())
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in tenant_tables():
            if model._meta.app_label != sender.label or model._meta.db_table not in there:
                continue
            table = quote(model._meta.db_table)
            may = _MAY.format(column=quote(model._meta.get_field("organisation").column))
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS tenant ON {table}")
            cursor.execute(f"CREATE POLICY tenant ON {table} USING ({may}) WITH CHECK ({may})")
