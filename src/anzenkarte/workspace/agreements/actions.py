"""Verbs of agreeing: ask for approval, approve (which binds), decline, take over standard terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from anzenkarte.workspace.agreements.models import ApprovalRequest
from anzenkarte.workspace.agreements.queries import agreement, reserved
from anzenkarte.workspace.agreements.standard_terms import resting_on_terms
from anzenkarte.workspace.handovers.actions import AnswerBinding
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

_LONGEST = 400


@dataclass(frozen=True)
class RequestApproval(Action[ApprovalRequest]):
    """Propose to accept lines of a received bundle; what waits already for the same bundle is taken together.

    Lines that are no longer what the bundle offered are left out, those that waited already as well: nobody could
    approve them. Raises InputError ``handover.no-words``, ``approval.outdated`` where nothing else is left.
    """

    parcel: UUID
    lines: Sequence[str]
    note: str = ""
    verb: ClassVar[str] = "approval.request"

    def perform(self, actor: Actor) -> Done[ApprovalRequest]:
        parcel = received(self.parcel)
        chosen = set(self.lines) & set(parcel.offered.values_list("line", flat=True))
        if not chosen:
            raise refuse("handover.no-words")
        late = outdated(actor, parcel)
        if not chosen - late:
            raise refuse("approval.outdated", count=len(chosen))
        before = ApprovalRequest.objects.select_for_update().filter(parcel=parcel, ended__isnull=True).first()
        request = before or ApprovalRequest(organisation_id=actor.organisation, parcel=parcel, lines=[])
        request.lines = sorted({*request.lines, *chosen} - late)
        request.author, request.note = actor.user, self.note.strip()[:_LONGEST]
        request.save()
        return Done(f"approval:{request.id}", {"lines": len(request.lines)}, request)


@dataclass(frozen=True)
class RequestTerms(Action[ApprovalRequest]):
    """Propose to accept, in one go, every line of a bundle that rests on a contract by standard terms (約款).

    What is agreed on already, what has changed since, and what one has asked about or objected to is left out. Raises
    InputError ``approval.no-terms``, or ``approval.outdated`` where all that is left has changed.
    """

    parcel: UUID
    verb: ClassVar[str] = "approval.request-terms"

    def perform(self, actor: Actor) -> Done[ApprovalRequest]:
        parcel = received(self.parcel)
        found = agreement(actor, parcel.about, parcel.counterpart)
        agreed = {standing.id for standing in found.standings if standing.state == "agreed"}
        resting = resting_on_terms(found.assessment, parcel.offered.values_list("line", "basis"), actor.urn)
        late = found.outdated(parcel.offered.values_list("line", "digest"))
        passed = agreed | late | reserved(found, actor.urn)
        wanted = [line for line in resting if line not in passed]
        if not wanted:
            changed = len(late & set(resting))
            raise refuse("approval.outdated", count=changed) if changed else refuse("approval.no-terms")
        return RequestApproval(self.parcel, wanted).perform(actor)


@dataclass(frozen=True)
class Approve(Action[Parcel]):
    """Accept lines of a request so that it binds the party: one seal over all, with the approver's key.

    ``lines`` are those the approver has read and ticked; None for all of the request. Refused when one of them is no
    longer what was offered, because what would be signed is not what stands now. Where the other party has handed over
    anew since approval was asked for, the newest bundle is answered, as long as it offers the very same lines.
    """

    request: UUID
    lines: Sequence[str] | None = None
    verb: ClassVar[str] = "approval.give"
    binding: ClassVar[bool] = True

    def perform(self, actor: Actor) -> Done[Parcel]:
        request = _open(self.request)
        chosen = [line for line in request.lines if self.lines is None or line in set(self.lines)]
        if not chosen:
            raise refuse("handover.no-words")
        offer = _newest(request.parcel)
        changed = (outdated(actor, request.parcel) | _other(request.parcel, offer)) & set(chosen)
        if changed:
            raise refuse("approval.stale", count=len(changed))
        done = AnswerBinding(offer.pk, dict.fromkeys(chosen, ("accept", ""))).perform(actor)
        request.signed, request.answer = chosen, done.result
        _end(request, True)
        return Done(f"approval:{request.id}", {"bundle": done.result.bundle, "lines": len(chosen)}, done.result)


@dataclass(frozen=True)
class Decline(Action[None]):
    """Do not approve; nothing is sent."""

    request: UUID
    note: str = ""
    verb: ClassVar[str] = "approval.decline"
    binding: ClassVar[bool] = True

    def perform(self, actor: Actor) -> Done[None]:
        request = _open(self.request)
        request.note = self.note.strip()[:_LONGEST] or request.note
        _end(request, False)
        return Done(f"approval:{request.id}", {}, None)


def received(id_: UUID) -> Parcel:
    """A received parcel that offers lines; InputError ``handover.unknown`` for any other."""
    parcel = Parcel.objects.filter(id=id_, outgoing=False, lines__gt=0).first()
    if parcel is None:
        raise refuse("handover.unknown")
    return parcel


def outdated(actor: Actor, parcel: Parcel) -> frozenset[str]:
    """Lines that are no longer what a received bundle offered."""
    found = agreement(actor, parcel.about, parcel.counterpart)
    return found.outdated(parcel.offered.values_list("line", "digest"))


def _newest(parcel: Parcel) -> Parcel:
    """The newest received bundle with lines of the exchange of a received bundle."""
    rows = Parcel.objects.filter(about=parcel.about, counterpart=parcel.counterpart, outgoing=False, lines__gt=0)
    return rows.order_by("-sequence", "-at")[0]


def _other(parcel: Parcel, newest: Parcel) -> frozenset[str]:
    """Lines of a bundle that the newest one does not offer in the same words."""
    if newest.pk == parcel.pk:
        return frozenset()
    there = dict(newest.offered.values_list("line", "digest"))
    return frozenset(line for line, hash_ in parcel.offered.values_list("line", "digest") if there.get(line) != hash_)


def _open(id_: UUID) -> ApprovalRequest:
    rows = ApprovalRequest.objects.select_for_update(of=("self",)).select_related("parcel")
    found = rows.filter(id=id_, ended__isnull=True).first()
    if found is None:
        raise refuse("approval.unknown")
    return found


def _end(request: ApprovalRequest, approved: bool) -> None:
    request.ended, request.approved = datetime.now(UTC), approved
    request.save()
