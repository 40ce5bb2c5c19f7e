"""What an organisation itself would have expected of a bundle: who does what by its own telling alone, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anzenkarte.accord.lines import Line
from anzenkarte.exchange.bundle.expect import Difference, differences, unanswered
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import as_now
from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class Expected:
    """Where one's own telling names other parties than the bundle, by line; how many asked items stay unanswered.

    ``told`` is False while the organisation has no telling of its own: then nothing can differ.
    """

    told: bool
    differences: dict[str, Difference]
    unanswered: int


def expected(actor: Actor, parcel: Parcel, offered: Sequence[Line]) -> Expected:
    """What the organisation in scope holds against a bundle with lines."""
    on = date.fromisoformat(parcel.on) if parcel.on else parcel.sealed_on
    both = as_now(parcel.about, {actor.urn, parcel.counterpart}, parcel.sender, on, tuple(parcel.editions))
    left = len(unanswered(both.assessment)) if both is not None else 0
    own = as_now(parcel.about, {actor.urn}, actor.urn, on, tuple(parcel.editions))
    if own is None:
        return Expected(False, {}, left)
    found = differences(own.lines, offered)
    return Expected(True, {one.line: one for one in found}, left)
