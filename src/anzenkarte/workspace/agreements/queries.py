"""How the lines of an exchange stand now: agreed, open, conditional, objected, reopened, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from anzenkarte.accord.lines import Line
from anzenkarte.accord.state import Standing, standings
from anzenkarte.assess.run import Assessment
from anzenkarte.workspace.agreements.models import ApprovalRequest
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import as_now
from anzenkarte.workspace.handovers.queries import exchange
from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class Agreement:
    """Standings of an exchange by line, the newest offer, and the assessment its lines follow from now (if held)."""

    standings: tuple[Standing, ...]
    offer: Parcel | None
    assessment: Assessment | None

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are in which state."""
        states = [standing.state for standing in self.standings]
        return {state: states.count(state) for state in dict.fromkeys(states)}


def agreement(actor: Actor, about: str, counterpart: str, offered: Parcel | None = None) -> Agreement:
    """How every line of an exchange stands, the documents held now against the newest offer (or the given one)."""
    versions, answers, latest = exchange(about, counterpart)
    offer = offered if offered is not None and offered.lines else latest
    if offer is None:
        return Agreement((), None, None)
    on = date.fromisoformat(offer.on) if offer.on else offer.sealed_on
    now = as_now(offer.sender, offer.revisions, about.partition("/")[2], on, tuple(offer.editions))
    last = [v for v in versions if v.digest in set(offer.offered.values_list("digest", flat=True))]
    lines: tuple[Line, ...] = now.lines if now is not None else tuple(last)
    pair = tuple(sorted({actor.urn, counterpart}))
    found = standings(lines, versions, answers, pair)
    return Agreement(found, offer, now.assessment if now is not None else None)


def requests() -> QuerySet:
    """Requests for approval that wait."""
    return ApprovalRequest.objects.select_related("parcel").filter(ended__isnull=True).order_by("at")
