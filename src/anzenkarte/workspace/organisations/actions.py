"""Verbs on organisations, members and grants."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar
from uuid import UUID

from django.db import transaction

from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.workspace.audit.chain import Act, append
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse
from anzenkarte.workspace.organisations.models import Grant, Kind, Membership, Organisation, Role, User
from anzenkarte.workspace.scope import scope

PROGRAM = UUID(int=0)
LONGEST_NAME = 120


def found_organisation(kind: str, name_ja: str, name_en: str = "", urn: str = "") -> Organisation:
    """Begin an organisation and its audit chain; done by the server's operator, who belongs to none."""
    if kind not in Kind.values:
        raise refuse("organisation.kind", kinds=list(Kind.values))
    if not name_ja.strip():
        raise refuse("organisation.name")
    with transaction.atomic():
        made = Organisation.objects.create(
            kind=kind, name_ja=name_ja.strip(), name_en=name_en.strip(), urn=urn or f"urn:uuid:{uuid.uuid4()}"
        )
        with scope(made.id):
            append(made.id, Act("organisation.found", PROGRAM, f"organisation:{made.id}", {"kind": kind}))
    return made


@dataclass(frozen=True)
class NameOrganisation(Action[None]):
    """Say what one's organisation is called in each language; documents and key cards keep what they say."""

    name_ja: str
    name_en: str = ""
    verb: ClassVar[str] = "organisation.rename"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[None]:
        ja, en = (" ".join(name.split())[:LONGEST_NAME] for name in (self.name_ja, self.name_en))
        if not ja:
            raise InputError(Problem.at("organisation.name", path="name_ja"))
        Organisation.objects.filter(id=actor.organisation).update(name_ja=ja, name_en=en)
        return Done(f"organisation:{actor.organisation}", {}, None)


def first_administrator(organisation: Organisation, user: User) -> Membership:
    """The member an organisation begins with; refused once it has an administrator."""
    with scope(organisation.id), transaction.atomic():
        if Membership.objects.filter(role=Role.ADMINISTRATOR, ended__isnull=True).exists():
            raise refuse("member.administrator-exists")
        member = Membership.objects.create(organisation=organisation, user=user, role=Role.ADMINISTRATOR)
        append(organisation.id, Act("member.first", PROGRAM, f"member:{member.id}", {"user": str(user.pk)}))
    return member


@dataclass(frozen=True)
class SetMember(Action[Membership]):
    """Give a person a place, or change it."""

    user: UUID
    role: str
    binds: bool = False
    title: str = ""
    verb: ClassVar[str] = "member.set"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[Membership]:
        if self.role not in Role.values:
            raise refuse("member.role", roles=list(Role.values))
        if not User.objects.filter(pk=self.user).exists():
            raise refuse("member.unknown")
        if self.role != Role.ADMINISTRATOR:
            _keep_one_administrator(self.user)
        member, _ = Membership.objects.update_or_create(
            organisation_id=actor.organisation,
            user_id=self.user,
            defaults={"role": self.role, "binds": self.binds, "title": self.title[:60], "ended": None},
        )
        return Done(f"member:{member.id}", {"role": self.role, "binds": self.binds}, member)


@dataclass(frozen=True)
class EndMember(Action[None]):
    """Take a person's place away; the row stays, because the chain speaks of it."""

    member: UUID
    verb: ClassVar[str] = "member.end"
    least: ClassVar[str] = Role.ADMINISTRATOR

    def perform(self, actor: Actor) -> Done[None]:
        member = Membership.objects.filter(id=self.member, ended__isnull=True).first()
        if member is None:
            raise refuse("member.unknown")
        _keep_one_administrator(member.user_id)
        member.ended = datetime.now(UTC)
        member.save(update_fields=("ended",))
        return Done(f"member:{member.id}", {}, None)


@dataclass(frozen=True)
class GrantSight(Action[Grant]):
    """Let a supervising body see counts of this institution, or details as well."""

    supervisor: UUID
    details: bool
    since: date
    until: date | None = None
    verb: ClassVar[str] = "grant.give"
    least: ClassVar[str] = Role.ADMINISTRATOR
    kinds: ClassVar[tuple[str, ...]] = (Kind.INSTITUTION,)

    def perform(self, actor: Actor) -> Done[Grant]:
        if not Organisation.objects.filter(id=self.supervisor, kind=Kind.SUPERVISOR).exists():
            raise refuse("grant.unknown-supervisor")
        if self.until is not None and self.until <= self.since:
            raise refuse("grant.ends-before-it-begins")
        grant, _ = Grant.objects.update_or_create(
            organisation_id=actor.organisation,
            supervisor_id=self.supervisor,
            defaults={"details": self.details, "since": self.since, "until": self.until},
        )
        return Done(f"grant:{grant.id}", {"details": self.details}, grant)


@dataclass(frozen=True)
class WithdrawSight(Action[None]):
    """End what a supervising body may see, at once."""

    grant: UUID
    verb: ClassVar[str] = "grant.withdraw"
    least: ClassVar[str] = Role.ADMINISTRATOR
    kinds: ClassVar[tuple[str, ...]] = (Kind.INSTITUTION,)

    def perform(self, actor: Actor) -> Done[None]:
        grant = Grant.objects.filter(id=self.grant).first()
        if grant is None:
            raise refuse("grant.unknown")
        grant.delete()
        return Done(f"grant:{self.grant}", {}, None)


def _keep_one_administrator(leaving: UUID) -> None:
    administrators = Membership.objects.filter(role=Role.ADMINISTRATOR, ended__isnull=True)
    if administrators.filter(user_id=leaving).exists() and administrators.count() == 1:
        raise refuse("member.last-administrator")
