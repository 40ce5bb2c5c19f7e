"""Invitations: a link that lets one person set a password once; signed, ending, and dead once it was used."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse
from anzenkarte.workspace.organisations.actions import SetMember
from anzenkarte.workspace.organisations.models import Membership, Organisation, Role, User

SALT: Final = "anzenkarte.invitation"
DAYS: Final = 7


@dataclass(frozen=True)
class Invite(Action[tuple[Membership, str]]):
    """Give a person a place by e-mail address; the result holds the path of the link to hand over."""

    email: str
    role: str
    binds: bool = False
    title: str = ""
    verb: ClassVar[str] = "member.invite"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[tuple[Membership, str]]:
        email = self.email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise refuse("member.email") from error
        user = User.objects.filter(email__iexact=email).first() or person(email)
        done = SetMember(user.pk, self.role, self.binds, self.title).perform(actor)
        organisation = Organisation.objects.get(id=actor.organisation)
        path = invitation_path(user, organisation)
        return Done(done.subject, dict(done.detail), (done.result, path))


def person(email: str) -> User:
    """A new account that nobody can sign in to until an invitation was taken up."""
    user = User(username=str(uuid.uuid4()), email=email)
    user.set_unusable_password()
    user.save()
    return user


def invitation_path(user: User, organisation: Organisation) -> str:
    """The path of a link that works until the account has a way to sign in, for DAYS days."""
    token = signing.dumps({"o": str(organisation.id), "u": str(user.pk), "w": _way(user)}, salt=SALT)
    return f"/invitation/{token}/"


def invited(token: str) -> User | None:
    """The person a link is for; None for one that is forged, too old, or was used."""
    try:
        said = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 60 * 60)
        user = User.objects.filter(pk=said["u"], is_active=True).first()
    except (signing.BadSignature, KeyError, ValidationError, ValueError):
        return None
    return user if user is not None and said["w"] == _way(user) else None


def _way(user: User) -> str:
    """Changes with the first password or sign-in, so that a link works once."""
    return signing.Signer(salt=SALT).signature(f"{user.pk}:{user.password}:{user.last_login}")[:16]
