"""Files as evidence: what a file is, what it stands for, how long it holds; and the dates that come up."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.scope import TenantModel


class EvidenceFile(TenantModel):
    """One file an organisation keeps for something in a document it holds; the bytes lie in the store by their hash.

    ``entity`` is the path within the document (``evidence/soc2-report``). ``published`` tells whether the newest
    revision of the document holds that entity; until then only ``author`` reaches the file. ``sender`` (URN) and
    ``bundle`` (digest) tell of a file another party handed over: then ``author`` is who took it in, ``added`` when, and
    nobody reaches it but through the entity.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(KarteDocument, on_delete=models.PROTECT, related_name="+")
    entity = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=140)
    size = models.PositiveBigIntegerField()
    media = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    scope = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    published = models.BooleanField(default=False)
    author = models.UUIDField()
    added = models.DateTimeField(auto_now_add=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    ended = models.DateTimeField(null=True, blank=True)
    sender = models.CharField(max_length=45, blank=True)
    bundle = models.CharField(max_length=71, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("organisation", "ended", "expires_on"), name="evidence_due"),
            models.Index(fields=("organisation", "document", "entity"), name="evidence_of"),
        )


class Reminder(TenantModel):
    """Projection: a day on which something ends or was promised; made from documents, files and standings alone.

    ``second`` marks what another telling of the same document says too. ``written`` is the day as it was written, which
    may be a month or a year; ``on`` is then its last day.
    """

    document = models.ForeignKey(KarteDocument, null=True, on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey(EvidenceFile, null=True, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    entity = models.CharField(max_length=120, blank=True)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    on = models.DateField()
    written = models.CharField(max_length=10)
    second = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=("organisation", "second", "on"), name="reminder_due"),)
