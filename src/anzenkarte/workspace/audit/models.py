"""Entries of the chains, and the head of each: how many entries, and the last one's hash."""

from __future__ import annotations

from django.db import models

from anzenkarte.workspace.scope import TenantModel

START = "0" * 64


class Head(TenantModel):
    """How long an organisation's chain is and what its last entry's hash is; the row that a writer locks."""

    organisation = models.OneToOneField("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    count = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=START)


class Entry(TenantModel):
    """One act. The chained fields hold no personal text: identifiers, a verb, a digest, a time.

    ``actor`` is the random id of a member (or the nil id for the program itself); ``subject`` is ``kind:id`` of the row
    the act was about; ``digest`` is the SHA-256 of what was done, told in ``detail``. ``detail`` is outside the chain
    and may be erased when the law asks for it; the chain then still proves that the act took place.
    """

    sequence = models.PositiveBigIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor = models.UUIDField()
    subject = models.CharField(max_length=120)
    digest = models.CharField(max_length=71)
    detail = models.JSONField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "sequence"), name="audit_one_per_place"),)
        ordering = ("organisation", "sequence")
