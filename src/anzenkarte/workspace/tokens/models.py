"""Tokens as stored: the secret's hash only."""

from __future__ import annotations

import uuid

from django.db import models

from anzenkarte.workspace.organisations.models import User
from anzenkarte.workspace.scope import TenantModel


class Scope(models.TextChoices):
    """What a token may do; nothing binds a party but a person."""

    READ = "read", "読み取り"
    WRITE = "write", "下書き・根拠資料・点検の記入"
    PUBLISH = "publish", "公開と確定"
    EXCHANGE = "exchange", "受け渡しと回答"


class Token(TenantModel):
    """A program's key. Its holder can never do more than the person who made it, at that moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    scopes = models.JSONField()
    secret = models.CharField(max_length=64)
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
