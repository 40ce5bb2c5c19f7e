"""Invitations: a link that offers one person a place; signed, ending, and dead once it was taken up.

Nobody becomes a member by his address alone: the place belongs to whoever holds the link and signs in under the
address it was made for. An account that exists already is never given a password through a link; otherwise any
administrator on the server could take over the account of anybody whose address he knows.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from anzenkarte.workspace.audit.chain import Act, append
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse
from anzenkarte.workspace.organisations.models import Invitation, Letter, Membership, Organisation, Role, User
from anzenkarte.workspace.scope import scope

SALT: Final = "anzenkarte.invitation"
FIRST: Final = "anzenkarte.first-administrator"
DAYS: Final = 7
LETTERS_A_DAY: Final = 100
"""Invitations an organisation may have mailed within a day: the server is nobody's way to write to strangers."""


@dataclass(frozen=True)
class Invite(Action[tuple[Invitation, str]]):
    """Offer a place to an e-mail address; the result holds the path of the link to hand over.

    ``by_mail`` marks it as waiting for its letter; whoever acts has it sent, once this is done.
    """

    email: str
    role: str
    binds: bool = False
    title: str = ""
    by_mail: bool = False
    verb: ClassVar[str] = "member.invite"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[tuple[Invitation, str]]:
        email = self.email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise refuse("member.email") from error
        if self.role not in Role.values:
            raise refuse("member.role", roles=list(Role.values))
        if Membership.objects.filter(user__email__iexact=email, ended__isnull=True).exists():
            raise refuse("member.already")
        now = datetime.now(UTC)
        if self.by_mail and _letters_since(now - timedelta(days=1)) >= LETTERS_A_DAY:
            raise refuse("invitation.too-many-letters", most=LETTERS_A_DAY)
        Invitation.objects.filter(email=email, closed__isnull=True).update(closed=now)
        made = Invitation.objects.create(
            organisation_id=actor.organisation,
            email=email,
            role=self.role,
            binds=self.binds,
            title=self.title.strip()[:60],
            expires=now + timedelta(days=DAYS),
            letter=Letter.WAITING if self.by_mail else "",
        )
        detail = {"role": self.role, "binds": self.binds}
        return Done(f"invitation:{made.id}", detail, (made, path_of(made)))


@dataclass(frozen=True)
class WithdrawInvitation(Action[None]):
    """Make a link that was handed over useless."""

    invitation: UUID
    verb: ClassVar[str] = "member.uninvite"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[None]:
        if not open_invitations().filter(id=self.invitation).update(closed=datetime.now(UTC)):
            raise refuse("invitation.unknown")
        return Done(f"invitation:{self.invitation}", {}, None)


def path_of(invitation: Invitation) -> str:
    """The path of an invitation's link; the same place whenever it is asked for."""
    token = signing.dumps({"o": str(invitation.organisation_id), "i": str(invitation.id)}, salt=SALT)
    return f"/invitation/{token}/"


def _letters_since(moment: datetime) -> int:
    """How many letters the organisation in scope has sent since a moment."""
    return Invitation.objects.filter(expires__gt=moment + timedelta(days=DAYS)).exclude(letter="").count()


def open_invitations() -> QuerySet:
    """Invitations of the organisation in scope that may still be taken up."""
    return Invitation.objects.filter(closed__isnull=True, expires__gt=datetime.now(UTC)).order_by("email")


def opened(token: str) -> Invitation | None:
    """The invitation of a link; None for one that is forged, too old, withdrawn or used."""
    try:
        said = signing.loads(token, salt=SALT)
        organisation, invitation = UUID(said["o"]), UUID(said["i"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    with scope(organisation):
        return open_invitations().select_related("organisation", "made").filter(id=invitation).first()


def account_of(invitation: Invitation) -> User | None:
    """The account under the address of an invitation, if there is one."""
    return User.objects.filter(email__iexact=invitation.email).first()


def may_choose(invitation: Invitation, account: User | None) -> bool:
    """Whether the holder of the link may choose how to sign in: only for an account the invitation makes itself."""
    return account is None or (account.pk == invitation.made_id and not can_sign_in(account))


def account_made(invitation: Invitation) -> User:
    """The account the invitation makes, made now if need be; raises InputError where another account is there."""
    with scope(invitation.organisation_id), transaction.atomic():
        row = Invitation.objects.select_for_update().get(id=invitation.id)
        account = account_of(row)
        if not may_choose(row, account):
            raise refuse("invitation.other-account")
        if account is None:
            try:
                with transaction.atomic():
                    account = row.made = person(row.email)
            except IntegrityError as error:  # somebody else made one for this address just now
                raise refuse("invitation.other-account") from error
            row.save(update_fields=("made",))
    return account


def accept(invitation: Invitation, user: User) -> Membership:
    """Take the place offered; raises InputError if it was taken or withdrawn meanwhile, or is for somebody else."""
    organisation = invitation.organisation_id
    with scope(organisation), transaction.atomic():
        row = open_invitations().select_for_update().filter(id=invitation.id).first()
        if row is None:
            raise refuse("invitation.unknown")
        if user.email.lower() != row.email:
            raise refuse("invitation.other-person")
        member, _ = Membership.objects.update_or_create(
            organisation_id=organisation,
            user_id=user.pk,
            defaults={"role": row.role, "binds": row.binds, "title": row.title, "ended": None},
        )
        row.closed = datetime.now(UTC)
        row.save(update_fields=("closed",))
        detail = {"role": row.role, "binds": row.binds, "invitation": str(row.id)}
        append(organisation, Act("member.accept", user.pk, f"member:{member.id}", detail))
    return member


def can_sign_in(user: User) -> bool:
    """Whether an account has a password, a passkey or an identity elsewhere."""
    return user.has_usable_password() or user.authenticator_set.exists() or user.socialaccount_set.exists()


def person(email: str) -> User:
    """A new account that nobody can sign in to until it was given a way."""
    user = User(username=str(uuid.uuid4()), email=email)
    user.set_unusable_password()
    user.save()
    return user


def invitation_path(user: User, organisation: Organisation) -> str:
    """The path of the first administrator's link, printed for the server's operator alone; DAYS days, works once."""
    token = signing.dumps({"o": str(organisation.id), "u": str(user.pk), "w": _way(user)}, salt=FIRST)
    return f"/invitation/{token}/"


def invited(token: str) -> User | None:
    """The first administrator a link is for; None for one that is forged, too old, or was used."""
    try:
        said = signing.loads(token, salt=FIRST, max_age=DAYS * 24 * 60 * 60)
        user = User.objects.filter(pk=said["u"], is_active=True).first()
    except (signing.BadSignature, KeyError, TypeError, ValidationError, ValueError):
        return None
    return user if user is not None and said["w"] == _way(user) and not can_sign_in(user) else None


def _way(user: User) -> str:
    """Changes with the password, so that a link works once."""
    return signing.Signer(salt=FIRST).signature(f"{user.pk}:{user.password}")[:16]
