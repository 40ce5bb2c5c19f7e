"""Assessments as stored: of what, on which day, under which editions, from which revisions, with the whole report."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.scope import TenantModel


class StoredAssessment(TenantModel):
    """An assessment somebody decided to keep. ``report`` is the compressed ``report.json``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(KarteDocument, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    editions = models.JSONField()
    revisions = models.JSONField()
    catalogue = models.CharField(max_length=71)
    program = models.CharField(max_length=40)
    counts = models.JSONField()
    digest = models.CharField(max_length=71)
    report = models.BinaryField()
    made = models.DateTimeField(auto_now_add=True)
    author = models.UUIDField()
    reason = models.CharField(max_length=400, blank=True)


class Standing(TenantModel):
    """Projection for lists: how a case stands under the editions in force on a day; may be dropped and made again.

    ``key`` names everything it was made from. ``cells`` counts duties of the demarcation by state, ``severities`` the
    findings; ``outcomes`` holds per edition its counts and how complete it is (of an institution also the items that
    are not met or cannot be told); ``dates`` are ``[ISO day, subject, fact]``; ``readiness`` counts engagements by how
    far two-factor authentication is; ``parties`` holds, per vendor's URN, its name and what contradicts.
    """

    document = models.OneToOneField(KarteDocument, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    key = models.CharField(max_length=71)
    on = models.DateField()
    severities = models.JSONField()
    cells = models.JSONField()
    outcomes = models.JSONField()
    dates = models.JSONField(default=list)
    readiness = models.JSONField(default=dict)
    parties = models.JSONField(default=dict)
    agreed = models.PositiveIntegerField(default=0)
    unsettled = models.PositiveIntegerField(default=0)
    contradictory = models.PositiveIntegerField(default=0)
    first_date = models.DateField(null=True)
    need = models.PositiveIntegerField(default=0)
    next_change = models.DateField(null=True)

    class Meta:
        indexes = (models.Index(fields=("organisation", "-need"), name="standing_need"),)
