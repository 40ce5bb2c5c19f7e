"""Verbs on tokens: make (the secret is shown once), revoke; and who a presented token is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from anzenkarte.workspace.organisations.acting import Action, Actor, Done, Refused, actor_of, refuse
from anzenkarte.workspace.organisations.models import Role, User
from anzenkarte.workspace.scope import unscoped
from anzenkarte.workspace.tokens.models import Scope, Token

PREFIX = "anz"
LONGEST = 366
VIA = "api"
_CHANGING = frozenset({Scope.WRITE, Scope.PUBLISH, Scope.EXCHANGE})


@dataclass(frozen=True)
class MakeToken(Action[str]):
    """Make a token; the result is the only time its secret is seen. A token makes no other."""

    name: str
    scopes: Sequence[str]
    days: int
    verb: ClassVar[str] = "token.make"
    least: ClassVar[str] = Role.READER

    def perform(self, actor: Actor) -> Done[str]:
        if actor.via == VIA:
            raise Refused("refused.by-token")
        if not self.name.strip():
            raise refuse("token.name")
        if not self.scopes or not set(self.scopes) <= set(Scope.values):
            raise refuse("token.scopes", scopes=list(Scope.values))
        if not 1 <= self.days <= LONGEST:
            raise refuse("token.days", most=LONGEST)
        secret = secrets.token_urlsafe(32)
        token = Token.objects.create(
            organisation_id=actor.organisation,
            user_id=actor.user,
            name=self.name.strip()[:80],
            scopes=sorted(set(self.scopes)),
            secret=_hash(secret),
            expires=datetime.now(UTC) + timedelta(days=self.days),
        )
        detail = {"days": self.days, "scopes": token.scopes}
        return Done(f"token:{token.id}", detail, f"{PREFIX}_{token.id.hex}_{secret}")


@dataclass(frozen=True)
class RevokeToken(Action[None]):
    """End a token: one's own, or anybody's for an administrator."""

    token: UUID
    verb: ClassVar[str] = "token.revoke"
    least: ClassVar[str] = Role.READER

    def perform(self, actor: Actor) -> Done[None]:
        token = Token.objects.filter(id=self.token, revoked__isnull=True).first()
        if token is None or (token.user_id != actor.user and not actor.may(Role.ADMINISTRATOR)):
            raise refuse("token.unknown")
        token.revoked = datetime.now(UTC)
        token.save(update_fields=("revoked",))
        return Done(f"token:{token.id}", {}, None)


def bearer(text: str) -> tuple[Actor, frozenset[str]] | None:
    """The actor behind a presented token and what it may do; None for anything that is no sound token now.

    A token never binds a party and administers nothing, and its role is lowered to reading unless it may change things.
    """
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != PREFIX:
        return None
    try:
        id_ = UUID(hex=parts[1])
    except ValueError:
        return None
    with unscoped():
        token = Token.objects.select_related("user").filter(id=id_).first()
    if token is None or not hmac.compare_digest(token.secret, _hash(parts[2])):
        return None
    if token.revoked is not None or token.expires <= datetime.now(UTC):
        return None
    user: User = token.user
    try:
        actor = actor_of(user, token.organisation_id, VIA)
    except Refused:
        return None
    scopes = frozenset(token.scopes)
    role = actor.role if scopes & _CHANGING else Role.READER
    return replace(actor, binds=False, role=Role.EDITOR if role == Role.ADMINISTRATOR else role), scopes


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
