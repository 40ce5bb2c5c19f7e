"""What is asked about tokens."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from anzenkarte.workspace.tokens.models import Token


def tokens(user: UUID | None = None) -> QuerySet:
    """Tokens of the organisation in scope that are not revoked; one person's, or everybody's."""
    rows = Token.objects.select_related("user").filter(revoked__isnull=True).order_by("-made")
    return rows if user is None else rows.filter(user_id=user)
