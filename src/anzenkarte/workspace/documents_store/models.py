"""Documents, their immutable revisions, the blobs these are made of, drafts, and the projection behind lists."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.organisations.models import User
from anzenkarte.workspace.scope import TenantModel


class Blob(TenantModel):
    """An entity's fields, stored once per organisation and named by their digest; never changed."""

    digest = models.CharField(max_length=71)
    body = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "digest"), name="blob_once"),)


class KarteDocument(TenantModel):
    """One document an organisation holds: its own, or its copy of another party's (``keeper_urn`` is the other's).

    The same engagement may stand here twice: as this party tells it, and as the other does.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    keeper_urn = models.CharField(max_length=45)
    head = models.ForeignKey("Revision", null=True, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "keeper_urn", "kind", "name"), name="document_once"),
        )


class Revision(TenantModel):
    """A published state: a header and the digest of each entity by its path. ``hash`` names the content."""

    document = models.ForeignKey(KarteDocument, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=71)
    schema = models.CharField(max_length=60)
    header = models.JSONField()
    manifest = models.JSONField()
    published = models.DateTimeField()
    author = models.UUIDField()
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "number"), name="revision_number_once"),)


class Draft(TenantModel):
    """What one person is changing in a document, on which base; nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(KarteDocument, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    base = models.ForeignKey(Revision, null=True, on_delete=models.PROTECT, related_name="+")
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "user"), name="draft_one_per_person"),)


class DraftOperation(TenantModel):
    """One operation of a draft. Undoing marks the last; redoing takes the mark away; typing anew drops marked ones."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="operations")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    entity = models.CharField(max_length=80, blank=True)
    field = models.CharField(max_length=80, blank=True)
    value = models.JSONField(null=True)
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("draft", "sequence"), name="operation_place_once"),)


class DocumentSummary(TenantModel):
    """Projection for lists: made from the head revision alone, may be dropped and rebuilt at any time."""

    document = models.OneToOneField(KarteDocument, primary_key=True, on_delete=models.CASCADE, related_name="summary")
    kind = models.CharField(max_length=12)
    keeper_urn = models.CharField(max_length=45)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    vendor_urn = models.CharField(max_length=45, blank=True)
    customer_urn = models.CharField(max_length=45, blank=True)
    service = models.CharField(max_length=80, blank=True)
    entities = models.PositiveIntegerField()
    revision = models.CharField(max_length=71)
    published = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("organisation", "kind", "title_ja"), name="summary_list"),)
