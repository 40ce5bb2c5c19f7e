"""The yearly pack for an on-site inspection: what was filled from documents, what people confirmed, and its files."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.scope import TenantModel


class InspectionPack(TenantModel):
    """One inspection to prepare: the checklist of the year it falls in, and what this party's documents answer.

    ``content`` is made from documents in the background and may be made again until the pack is closed; ``state`` of
    it: waiting, ready, failed. ``digests`` are set when the pack is closed and name everything it held.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(KarteDocument, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=60)
    vendor_form = models.CharField(max_length=60)
    day = models.DateField()
    begun = models.DateTimeField(auto_now_add=True)
    author = models.UUIDField()
    content = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="waiting")
    made = models.DateTimeField(null=True)
    closed = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    digests = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=("organisation", "-day"), name="pack_list"),)


class PackLine(TenantModel):
    """One revision of what a person says about a line: nothing is overwritten, the highest number counts.

    ``subject`` is empty for one's own checklist; for a vendor's confirmation it names the engagement and that vendor.
    """

    pack = models.ForeignKey(InspectionPack, on_delete=models.PROTECT, related_name="lines")
    subject = models.CharField(max_length=170, blank=True)
    line = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    answer = models.CharField(max_length=16)
    confirmed_on = models.DateField(null=True)
    target_on = models.DateField(null=True)
    note = models.CharField(max_length=400, blank=True)
    author = models.UUIDField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("pack", "subject", "line", "number"), name="pack_line_number_once"),
        )


class PackFile(TenantModel):
    """A file built from a pack in the background; the bytes lie in the store. ``state``: waiting, ready, failed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.ForeignKey(InspectionPack, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=8, default="waiting")
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    asked = models.DateTimeField(auto_now_add=True)
    author = models.UUIDField()
