"""Revisions of what was decided about a document, the disclosures made of it, and those others handed in."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.scope import TenantModel


class DisclosurePolicy(TenantModel):
    """A revision of the decisions about one document; the highest number counts, none is ever changed.

    ``decisions`` are those of the core's policy below the document's name: kind, then id or ``*``, then level and
    recipients. ``hash`` is the digest of the whole policy they make.
    """

    document = models.ForeignKey(KarteDocument, on_delete=models.PROTECT, related_name="policies")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=71)
    decisions = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)
    author = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="policy_number_once"),)


class MadeDisclosure(TenantModel):
    """A disclosure that was made: for whom, at which level, from which revisions and decisions.

    ``document`` is what it is about, ``service`` one's own service it is about as well. ``recipient`` is a URN or
    ``customers``. ``policies`` maps each document's name to number and hash of the decisions used (number 0: nothing
    was decided yet). ``sha256`` names the disclosure itself, ``files`` the papers made from it; ``state`` of these:
    waiting, working, ready, failed. ``told`` is for the maker alone: how much is shown and withheld, what is undecided
    and what was masked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(KarteDocument, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(KarteDocument, null=True, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=45)
    name = models.JSONField()
    level = models.CharField(max_length=8)
    day = models.DateField()
    revision = models.CharField(max_length=71)
    number = models.PositiveIntegerField()
    made_from = models.JSONField()
    policies = models.JSONField()
    sha256 = models.CharField(max_length=64)
    told = models.JSONField()
    files = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default="waiting")
    at = models.DateTimeField(auto_now_add=True)
    author = models.UUIDField()

    class Meta:
        indexes = (
            models.Index(fields=("organisation", "document", "-at"), name="made_of_document"),
            models.Index(fields=("organisation", "service", "-at"), name="made_of_service"),
        )
        ordering = ("-at",)


class HeldDisclosure(TenantModel):
    """A disclosure another party handed in, kept as it came. ``sealed_by`` is the URN of who sealed the bundle it came
    in; empty for a file, for which nobody vouches.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    maker = models.CharField(max_length=45)
    name = models.JSONField()
    recipient = models.CharField(max_length=45)
    level = models.CharField(max_length=8)
    day = models.CharField(max_length=10)
    about = models.JSONField()
    sealed_by = models.CharField(max_length=45, blank=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    author = models.UUIDField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "sha256"), name="disclosure_held_once"),)
        ordering = ("-at",)
