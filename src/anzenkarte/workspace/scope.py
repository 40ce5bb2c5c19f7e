"""Whose rows may be seen: every table of a tenant is read through the organisation in scope, or not at all.

Outside ``scope`` every query of such a table raises; ``unscoped`` is for what belongs to nobody in particular (backup,
``audit verify``, rebuilding projections) and is named so that a reader finds each use. On PostgreSQL the organisation
is also told to the database, whose row-level security is the second line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, models

EVERYBODY = UUID(int=0)
_current: ContextVar[UUID | None] = ContextVar("organisation", default=None)


class NoScope(Exception):  # noqa: N818 - a state, told as one
    """A tenant's table was asked outside any scope: a fault of the program, never shown as somebody's rows."""


def current() -> UUID:
    """The organisation in scope; raises NoScope without one."""
    found = _current.get()
    if found is None:
        raise NoScope
    return found


@contextmanager
def scope(organisation: UUID) -> Iterator[None]:
    """See this organisation's rows only."""
    token = _current.set(organisation)
    _tell_database(organisation)
    try:
        yield
    finally:
        _current.reset(token)
        _tell_database(_current.get())


@contextmanager
def unscoped() -> Iterator[None]:
    """See the rows of all organisations."""
    with scope(EVERYBODY):
        yield


def _tell_database(organisation: UUID | None) -> None:
    if connection.vendor != "postgresql":
        return
    if connection.needs_rollback:
        return  # the transaction is lost already, and with it every setting made inside
    value = "" if organisation is None else ("*" if organisation == EVERYBODY else str(organisation))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('anzenkarte.organisation', %s, false)", [value])


class TenantManager(models.Manager):
    """Rows of the organisation in scope."""

    use_in_migrations = False

    def get_queryset(self) -> models.QuerySet:
        """Filtered by the scope; raises NoScope outside one."""
        organisation = current()
        rows = super().get_queryset()
        return rows if organisation == EVERYBODY else rows.filter(organisation_id=organisation)


class TenantModel(models.Model):
    """A row that belongs to one organisation; written only for the organisation in scope."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"

    def save(self, *args: object, **kwargs: object) -> None:
        """Save within the scope; raises NoScope for a row of another organisation."""
        organisation = current()
        if organisation not in (EVERYBODY, self.organisation_id):
            raise NoScope
        super().save(*args, **kwargs)
