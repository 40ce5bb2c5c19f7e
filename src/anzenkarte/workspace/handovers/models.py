"""Bundles sent and received, what they say line by line, the post and the ties between organisations of this server."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.scope import TenantModel


class Parcel(TenantModel):
    """A bundle this organisation sealed or received; its bytes are kept by their hash.

    ``revisions`` are those of the bundle's documents, ``kept`` those of what was kept of them here. ``alone``: its
    lines follow from these documents alone, not from both parties' tellings. ``chain_count`` and ``chain_hash`` are the
    head of the sender's audit chain when it was sealed. ``evidence`` are the files in it: name, SHA-256, bytes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outgoing = models.BooleanField()
    about = models.CharField(max_length=100)
    sender = models.CharField(max_length=45)
    counterpart = models.CharField(max_length=45)
    bundle = models.CharField(max_length=71)
    sequence = models.PositiveIntegerField()
    previous = models.CharField(max_length=71, blank=True)
    replies_to = models.CharField(max_length=71, blank=True)
    key = models.CharField(max_length=71)
    binds = models.BooleanField()
    sealed_on = models.DateField()
    on = models.CharField(max_length=10, blank=True)
    editions = models.JSONField()
    revisions = models.JSONField()
    kept = models.JSONField(default=dict)
    alone = models.BooleanField(default=False)
    lines = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    encrypted = models.BooleanField(default=False)
    evidence = models.JSONField(default=list)
    chain_count = models.PositiveBigIntegerField(null=True)
    chain_hash = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
    author = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "bundle"), name="parcel_once"),
            # Two seals at one moment cannot both be the next one of an exchange.
            models.UniqueConstraint(
                fields=("organisation", "about", "counterpart", "sequence"),
                condition=models.Q(outgoing=True),
                name="parcel_place_once",
            ),
        )
        indexes = (models.Index(fields=("organisation", "about", "counterpart"), name="parcel_exchange"),)
        ordering = ("-sequence", "-at")


class LineVersion(TenantModel):
    """A version of an agreement line, as a bundle offered it."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="offered")
    line = models.CharField(max_length=300)
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=71)
    content = models.JSONField()
    basis = models.JSONField()


class Word(TenantModel):
    """A word on one digest of a line, as a bundle said it; never changed."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="said")
    line = models.CharField(max_length=300)
    digest = models.CharField(max_length=71)
    word = models.CharField(max_length=9)
    note = models.TextField(blank=True)


class Post(models.Model):
    """A bundle on its way between two organisations of this server: names and hashes, nothing of its content."""

    sender = models.CharField(max_length=45)
    receiver = models.CharField(max_length=45, db_index=True)
    bundle = models.CharField(max_length=71, unique=True)
    exchange = models.CharField(max_length=71)
    sequence = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)


class PublishedCard(models.Model):
    """The public key cards of organisations of this server, for the others to look at and to trust by hand."""

    urn = models.CharField(max_length=45, db_index=True)
    fingerprint = models.CharField(max_length=71, unique=True)
    card = models.TextField()
    role = models.CharField(max_length=8)
    revoked = models.BooleanField(default=False)


class Tie(models.Model):
    """One organisation of this server has asked another to be connected; ``accepted`` None while it waits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asking = models.CharField(max_length=45)
    asked = models.CharField(max_length=45, db_index=True)
    accepted = models.BooleanField(null=True)
    at = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("asking", "asked"), condition=models.Q(accepted__isnull=True), name="tie_asked_once"
            ),
        )
