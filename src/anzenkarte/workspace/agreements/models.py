"""Requests for approval: what a clerk would accept, for somebody who may bind the party to read and to sign.

And the projection behind lists: how many lines of an exchange are in which state.
"""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.scope import TenantModel


class ApprovalRequest(TenantModel):
    """Lines of a received bundle that a member proposes to accept; ended once approved or declined.

    ``signed`` are the lines the approver signed, which may be fewer; ``answer`` is the parcel they went out with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField()
    signed = models.JSONField(default=list)
    answer = models.ForeignKey(Parcel, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=400, blank=True)
    author = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)

    class Meta:
        indexes = (models.Index(fields=("organisation", "ended"), name="approval_waiting"),)


class ExchangeSummary(TenantModel):
    """Projection: the counts of one exchange. ``key`` names what they were made from; may be dropped at any time."""

    about = models.CharField(max_length=100)
    counterpart = models.CharField(max_length=45)
    key = models.CharField(max_length=71)
    counts = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "about", "counterpart"), name="exchange_summary_once"),
        )
