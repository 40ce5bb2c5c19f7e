"""People, organisations, memberships, and what an organisation lets a supervising body see."""

from __future__ import annotations

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.db.models.signals import post_migrate

from anzenkarte.workspace.organisations.row_security import secure
from anzenkarte.workspace.scope import TenantModel

_FIRST_KANA = "\u3040"


class User(AbstractUser):
    """A person who signs in. Roles are held per organisation, never here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=2, default="ja", choices=(("ja", "日本語"), ("en", "English")))

    class Meta:
        constraints = (
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="one_account_per_address"),
        )

    @property
    def shown(self) -> str:
        """How the person is called on pages; a Japanese name begins with the family's."""
        parts = [self.first_name, self.last_name]
        if any(sign >= _FIRST_KANA for sign in "".join(parts)):
            parts.reverse()
        return " ".join(part for part in parts if part) or self.email or self.username


class Kind(models.TextChoices):
    """What an organisation is in the exchange."""

    VENDOR = "vendor", "事業者"
    INSTITUTION = "institution", "医療機関等"
    SUPERVISOR = "supervisor", "監督する団体"


class Organisation(models.Model):
    """A party that works here. ``urn`` is its random name for life; everything else may change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    urn = models.CharField(max_length=45, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name_ja = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name_ja

    def called(self, language: str) -> str:
        """The name in a language (``ja`` or ``en``); the other where that one is not given."""
        return (self.name_en if language == "en" else self.name_ja) or self.name_ja or self.name_en


class Role(models.TextChoices):
    """What a member may do; each includes the ones before it."""

    READER = "reader", "閲覧"
    EDITOR = "editor", "編集"
    ADMINISTRATOR = "administrator", "管理"


class Membership(TenantModel):
    """A person's place in an organisation. ``binds``: may bind the party (院長, 開設者, a vendor's officer)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=14, choices=Role)
    binds = models.BooleanField(default=False)
    title = models.CharField(max_length=60, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "user"), name="member_once"),)


class Grant(TenantModel):
    """What an institution lets a supervising body see: counts, or details as well; until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervisor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    details = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "supervisor"), name="grant_once"),)


class Letter(models.TextChoices):
    """What became of the letter of an invitation that is mailed as well."""

    WAITING = "waiting", "送信待ち"
    SENT = "sent", "送信済み"
    FAILED = "failed", "送信できず"


class Invitation(TenantModel):
    """A place offered to whoever holds a link; nobody is a member by it before accepting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=14, choices=Role)
    binds = models.BooleanField(default=False)
    title = models.CharField(max_length=60, blank=True)
    expires = models.DateTimeField()
    made = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """The account this invitation made, until it has a way to sign in."""
    closed = models.DateTimeField(null=True, blank=True)
    letter = models.CharField(max_length=7, blank=True, choices=Letter)
    """Empty for a link that is only handed over."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "email"), condition=models.Q(closed__isnull=True), name="one_open_invitation"
            ),
        )


post_migrate.connect(secure, dispatch_uid="row-security")
