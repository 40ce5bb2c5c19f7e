"""The register of contracts, made from documents; and contract texts in which the deciding sentence is looked for."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.scope import TenantModel


class ContractRow(TenantModel):
    """Projection: one contract of a published document; ``second`` marks what another telling of it says too.

    ``servers`` names the servers and network devices of the document whose update owner stands on this supplier or on
    nobody: ``{"covered": [...], "open": [...]}``.
    """

    document = models.ForeignKey(KarteDocument, on_delete=models.CASCADE, related_name="+")
    slug = models.CharField(max_length=80)
    title_ja = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    form = models.CharField(max_length=20, blank=True)
    keeper_ja = models.CharField(max_length=200, blank=True)
    keeper_en = models.CharField(max_length=200, blank=True)
    supplier_ja = models.CharField(max_length=200, blank=True)
    supplier_en = models.CharField(max_length=200, blank=True)
    customer_ja = models.CharField(max_length=200, blank=True)
    customer_en = models.CharField(max_length=200, blank=True)
    signed = models.CharField(max_length=10, blank=True)
    ends = models.CharField(max_length=10, blank=True)
    ends_on = models.DateField(null=True)
    updates = models.CharField(max_length=20, blank=True)
    clause = models.CharField(max_length=400, blank=True)
    servers = models.JSONField(default=dict)
    second = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "slug"), name="contract_once"),)
        indexes = (models.Index(fields=("organisation", "second", "title_ja"), name="contract_list"),)


class ContractText(TenantModel):
    """The text of a contract, terms or an SLA: kept by hash, read in the background, its sentences offered to a person.

    ``state``: waiting, read, failed (``problem`` then names why). ``sentences`` are candidates, the best first; a
    person picks one of them (``chosen``, counted from 0), and nothing is decided before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(KarteDocument, on_delete=models.PROTECT, related_name="+")
    slug = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=140)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=8, default="waiting")
    problem = models.CharField(max_length=60, blank=True)
    pages = models.PositiveIntegerField(default=0)
    sentences = models.JSONField(default=list)
    chosen = models.PositiveIntegerField(null=True)
    value = models.CharField(max_length=20, blank=True)
    author = models.UUIDField()
    added = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=("organisation", "document", "slug"), name="contract_text_of"),)
