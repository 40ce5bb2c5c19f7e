"""How the lines of an exchange stand now: agreed, open, conditional, objected, reopened, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from anzenkarte.accord.gather import Trace
from anzenkarte.accord.lines import Line, by_id
from anzenkarte.accord.state import Standing, standings
from anzenkarte.accord.terms import is_term, renewed
from anzenkarte.assess.run import Assessment
from anzenkarte.workspace.agreements.models import ApprovalRequest
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import Seen, as_now, as_sent
from anzenkarte.workspace.handovers.queries import Told, exchange
from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class Agreement:
    """Standings by line, the newest offer, the assessment its lines follow from now (if held), everything told."""

    standings: tuple[Standing, ...]
    offer: Parcel | None
    assessment: Assessment | None
    told: Told | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are in which state."""
        states = [standing.state for standing in self.standings]
        return {state: states.count(state) for state in dict.fromkeys(states)}

    def present(self, line: str) -> Line | None:
        """A line as it is now."""
        return next((standing.line for standing in self.standings if standing.id == line), None)

    def outdated(self, offered: Iterable[tuple[str, str]]) -> frozenset[str]:
        """Those of the lines, given as id and digest, that say something else now or are gone.

        To accept one would agree on nothing: the other side has to answer what is so now and offer it anew.
        """
        now = {standing.id: standing.line.digest for standing in self.standings if standing.line is not None}
        return frozenset(line for line, digest in offered if now.get(line) != digest)


def reserved(found: Agreement, party: str) -> frozenset[str]:
    """Lines about which a party has asked, set a condition or objected: taken up one by one, never with all others."""
    return frozenset(
        standing.id
        for standing in found.standings
        if any(answer.party == party and answer.word != "accept" for answer in standing.words)
    )


def agreement(actor: Actor, about: str, counterpart: str) -> Agreement:
    """How every line of an exchange stands: the documents held now, on the day and under the editions of the offer.

    Where the documents behind the offer are not held (a party elsewhere sent lines alone), its lines stand as offered.
    """
    told = exchange(about, counterpart)
    offer = told.offer
    if offer is None:
        return Agreement((), None, None)
    on = date.fromisoformat(offer.on) if offer.on else offer.sealed_on
    pair = tuple(sorted({actor.urn, counterpart}))
    seen = as_now(about, set(pair), offer.sender, on, tuple(offer.editions))
    last = [version for version in told.versions if version.digest in told.offered]
    if seen is None:
        return Agreement(standings(last, told.versions, told.answers, pair), offer, None, told)
    lines = _now(actor, seen, offer, last)
    return Agreement(standings(lines, told.versions, told.answers, pair), offer, seen.assessment, told)


def _now(actor: Actor, seen: Seen, offer: Parcel, offered: Sequence[Line]) -> list[Line]:
    """The lines as they are: those of the pair's case; where the offer was made without the other party's telling (as
    a party elsewhere does), what it offered as its own documents say it now.
    """
    found = by_id(seen.lines)
    if offer.alone:
        alone = as_sent(offer, actor.urn)
        sent = by_id(alone.lines) if alone is not None else {}
        found.update({line.id: sent[line.id] for line in offered if line.id in sent})
    trace = Trace(seen.assessment.case, catalogue())
    found.update({line.id: renewed(line, trace) for line in offered if is_term(line)})
    return list(found.values())


def unsent(actor: Actor, about: str, counterpart: str) -> bool:
    """Whether what the actor's organisation has published of its own is not what it last handed over to a party."""
    sent = Parcel.objects.filter(about=about, counterpart=counterpart, outgoing=True).exclude(revisions={})
    last = sent.order_by("-sequence").values_list("revisions", flat=True).first() or {}
    named = Q(pk__in=[])
    for kind, _, name in (place.partition("/") for place in sorted({about, *last})):
        named |= Q(kind=kind, name=name)
    own = KarteDocument.objects.filter(named, keeper_urn=actor.urn, head__isnull=False)
    return any(
        last.get(f"{kind}/{name}") != hash_ for kind, name, hash_ in own.values_list("kind", "name", "head__hash")
    )


def requests() -> QuerySet:
    """Requests for approval that wait, oldest first."""
    return ApprovalRequest.objects.select_related("parcel").filter(ended__isnull=True).order_by("at")
