"""Verbs of agreeing: ask for approval, approve (which binds), decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from anzenkarte.workspace.agreements.models import ApprovalRequest
from anzenkarte.workspace.handovers.actions import AnswerBinding
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse


@dataclass(frozen=True)
class RequestApproval(Action[ApprovalRequest]):
    """Propose to accept lines of a received bundle."""

    parcel: UUID
    lines: Sequence[str]
    verb: ClassVar[str] = "approval.request"

    def perform(self, actor: Actor) -> Done[ApprovalRequest]:
        parcel = Parcel.objects.filter(id=self.parcel, outgoing=False).first()
        if parcel is None:
            raise refuse("handover.unknown")
        known = set(parcel.offered.values_list("line", flat=True))
        chosen = sorted(set(self.lines) & known)
        if not chosen:
            raise refuse("handover.no-words")
        request = ApprovalRequest.objects.create(
            organisation_id=actor.organisation, parcel=parcel, lines=chosen, author=actor.user
        )
        return Done(f"approval:{request.id}", {"lines": len(chosen)}, request)


@dataclass(frozen=True)
class Approve(Action[Parcel]):
    """Accept the lines of a request so that it binds the party; sealed with the approver's key."""

    request: UUID
    verb: ClassVar[str] = "approval.give"
    binding: ClassVar[bool] = True

    def perform(self, actor: Actor) -> Done[Parcel]:
        request = _open(self.request)
        words = dict.fromkeys(request.lines, ("accept", ""))
        done = AnswerBinding(request.parcel_id, words).perform(actor)
        _end(request, True)
        return Done(f"approval:{request.id}", {"bundle": done.result.bundle}, done.result)


@dataclass(frozen=True)
class Decline(Action[None]):
    """Do not approve; nothing is sent."""

    request: UUID
    verb: ClassVar[str] = "approval.decline"
    binding: ClassVar[bool] = True

    def perform(self, actor: Actor) -> Done[None]:
        request = _open(self.request)
        _end(request, False)
        return Done(f"approval:{request.id}", {}, None)


def _open(id_: UUID) -> ApprovalRequest:
    found = ApprovalRequest.objects.select_for_update().filter(id=id_, ended__isnull=True).first()
    if found is None:
        raise refuse("approval.unknown")
    return found


def _end(request: ApprovalRequest, approved: bool) -> None:
    request.ended, request.approved = datetime.now(UTC), approved
    request.save(update_fields=("ended", "approved"))
