"""What is asked about organisations and members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from anzenkarte.workspace.organisations.models import Grant, Membership, Organisation
from anzenkarte.workspace.scope import unscoped


def organisations_of(user: UUID) -> list[Organisation]:
    """Where a person works, by name."""
    with unscoped():
        members = Membership.objects.select_related("organisation").filter(user_id=user, ended__isnull=True)
        return sorted((member.organisation for member in members), key=lambda o: (o.name_ja, str(o.id)))


def names_here(urns: Iterable[str], language: str = "ja") -> dict[str, str]:
    """URN → name of organisations of this server in a language (``ja`` or ``en``)."""
    return {one.urn: one.called(language) for one in Organisation.objects.filter(urn__in=set(urns))}


def organisations_here(urns: Iterable[str]) -> list[Organisation]:
    """The organisations of this server among those asked for, by name."""
    return list(Organisation.objects.filter(urn__in=set(urns)).order_by("name_ja", "id"))


def members() -> QuerySet:
    """Members of the organisation in scope, with their people."""
    return Membership.objects.select_related("user").filter(ended__isnull=True).order_by("user__email")


def grants() -> QuerySet:
    """What the organisation in scope lets supervising bodies see."""
    return Grant.objects.select_related("supervisor").order_by("supervisor__name_ja")


def granted_to(supervisor: UUID, on: date) -> list[Grant]:
    """The institutions a supervising body may look at on a day, with how much of them."""
    with unscoped():
        rows = Grant.objects.select_related("organisation").filter(
            Q(until__isnull=True) | Q(until__gt=on), supervisor_id=supervisor, since__lte=on
        )
        return list(rows.order_by("organisation__name_ja", "organisation_id"))
