"""One verb, one action object, one place: permission, rule, audit entry and stored change in one transaction.

Pages, API, jobs and terminal make an action and call ``act``; nothing else writes. An action that is refused raises
``Refused`` (who may not) or InputError (what is wrong with the input) and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar
from uuid import UUID

from django.db import transaction

from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.workspace.audit.chain import Act, append
from anzenkarte.workspace.organisations.models import Kind, Membership, Organisation, Role, User
from anzenkarte.workspace.scope import scope

T = TypeVar("T")
_RANK = {Role.READER: 0, Role.EDITOR: 1, Role.ADMINISTRATOR: 2}


class Refused(Exception):  # noqa: N818 - an answer, told as one
    """The actor may not do this; ``code`` names the sentence in the message catalogue."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Actor:
    """Somebody acting for an organisation: role and whether he binds the party, as they stand at this moment."""

    user: UUID
    organisation: UUID
    urn: str
    kind: str
    role: str
    binds: bool
    via: str = "web"  # web | api | job | terminal

    def may(self, role: str) -> bool:
        """Whether the role is at least the given one."""
        return _RANK[Role(self.role)] >= _RANK[Role(role)]


def actor_of(user: User, organisation: UUID, via: str = "web") -> Actor:
    """The actor a person is in an organisation; raises Refused ``refused.not-a-member`` for anybody else."""
    with scope(organisation):
        member = (
            Membership.objects.select_related("organisation").filter(user_id=user.pk, ended__isnull=True).first()
            if user.is_active
            else None
        )
    if member is None:
        raise Refused("refused.not-a-member")
    own: Organisation = member.organisation
    return Actor(user.pk, own.id, own.urn, own.kind, member.role, member.binds, via)


@dataclass(frozen=True)
class Done(Generic[T]):
    """What an action brings back: the subject for the audit entry (``kind:id``), its telling, and the result."""

    subject: str
    detail: Mapping[str, object]
    result: T


@dataclass(frozen=True)
class Action(Generic[T]):
    """A verb. ``least`` is the role it asks for, ``binding`` whether only somebody who may bind the party may do it.

    ``audited`` is False only for drafts, which nobody else sees and which are saved as typed.
    """

    verb: ClassVar[str]
    least: ClassVar[str] = Role.EDITOR
    binding: ClassVar[bool] = False
    kinds: ClassVar[tuple[str, ...]] = tuple(Kind.values)
    audited: ClassVar[bool] = True

    def perform(self, actor: Actor) -> Done[T]:
        """Do it, inside the transaction and the actor's scope."""
        raise NotImplementedError


def permit(actor: Actor, action: type[Action[T]]) -> None:
    """Raise Refused unless the actor may do this."""
    if actor.kind not in action.kinds:
        raise Refused("refused.other-desk")
    if not actor.may(action.least):
        raise Refused(f"refused.needs-{action.least}")
    if action.binding and not actor.binds:
        raise Refused("refused.needs-binding")


def act(actor: Actor, action: Action[T]) -> T:
    """Permission, the change and its audit entry, whole or not at all."""
    permit(actor, type(action))
    with scope(actor.organisation), transaction.atomic():
        done = action.perform(actor)
        if action.audited:
            append(
                actor.organisation,
                Act(action.verb, actor.user, done.subject, {"via": actor.via, **done.detail}),
            )
    return done.result


def refuse(code: str, **params: object) -> InputError:
    """An input error of one problem, to be raised by an action."""
    return InputError(Problem.at(code, params))
