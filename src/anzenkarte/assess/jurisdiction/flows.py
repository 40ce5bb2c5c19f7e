"""Whether laws reach a flow: through a place where it passes, or through who controls those it passes to.

To the laws most countries are alike, so flows are judged by what the laws tell apart, once for all flows of which that
is the same. What a flow's unit read is still its own: each flow reads its own facts, whoever was judged first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from anzenkarte.assess.jurisdiction.rules import BY_PLACE, by_status, hit_of
from anzenkarte.assess.results import Reach, YesNo
from anzenkarte.catalogue.model import Law
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.flows import carriers, holders, passed_countries
from anzenkarte.kernel.facts import FactRead

_CARRIED: Final = ("encrypted-on-the-way",)
Hits = tuple[YesNo, ...]  # whether one fact names a country of the laws, by set of countries
Reads = tuple[FactRead, ...]
Choice = Callable[[Reads], Reads]


class FlowLaws:
    """Every law over flows: those that follow the place, and those that follow who is in control."""

    def __init__(self, laws: Sequence[Law]) -> None:
        by_place = [law for law in laws if law.applies_to == BY_PLACE]
        by_control = [law for law in laws if law.applies_to != BY_PLACE]
        self._place, self._control = _Ground("place", by_place), _Ground("control", by_control)
        places = {law.id: place for place, law in enumerate((*by_place, *by_control))}
        self._order = [places[law.id] for law in laws]

    def reaches(self, facts: FactBase, flow: str) -> tuple[Reach, ...]:
        """Every law on one flow; none for one that stays in its place, unless a law reaches it through its operator.

        One end or party within a law's countries is enough for a yes; all have to be known for a no.
        """
        passed, held, carried = passed_countries(facts, flow), holders(facts, flow), carriers(facts, flow)
        encrypted = FactRead(flow, "flow.encrypted", facts.fact(flow, "flow.encrypted"))
        found = self._place.reaches(flow, passed, (), encrypted)
        found += self._control.reaches(flow, held, carried, encrypted)
        stays = facts.fact(flow, "flow.leaves_place").value is False
        if stays and all(reach.reached != "yes" for reach in found):
            return ()
        return tuple([found[place] for place in self._order])


class _Said(NamedTuple):
    """What one law says; the facts it used and lacks are choices among those read."""

    law: str
    reached: YesNo
    helps: tuple[str, ...]
    used: int
    missing: int


class _Ground:
    """The laws of one ground, with what they said already."""

    def __init__(self, name: str, laws: Sequence[Law]) -> None:
        self._name = name
        self._laws = laws
        self._countries = tuple(dict.fromkeys(law.countries for law in laws))
        self._hits: dict[object, Hits] = {}
        self._said: dict[object, tuple[list[_Said], list[Choice]]] = {}

    def reaches(self, flow: str, firm: Reads, carried: Reads, encrypted: FactRead) -> list[Reach]:
        """``firm`` are the countries of places and of who has the data in the end, ``carried`` of who only carries."""
        reads = (*firm, *carried)
        hits = tuple([self._hits.get(read.fact[:2]) or self._look(read) for read in reads])
        hidden = encrypted.fact.value is True
        key = (hits, len(firm), hidden)
        said = self._said.get(key)
        if said is None:
            said = self._said[key] = self._judge(hits, len(firm), hidden)
        every = (*reads, encrypted)
        chosen = [choose(every) for choose in said[1]]
        make, ground = tuple.__new__, self._name  # what Reach(…) comes to, without the call in between
        return [
            make(Reach, (f"{law}@{flow}", law, flow, reached, ground, helps, chosen[used], chosen[missing]))
            for law, reached, helps, used, missing in said[0]
        ]

    def _look(self, read: FactRead) -> Hits:
        """The hits of a fact, by its value or why it is not known."""
        hits = tuple(hit_of(read.fact, countries) for countries in self._countries)
        self._hits[read.fact[:2]] = hits
        return hits

    def _judge(self, hits: Sequence[Hits], firm: int, hidden: bool) -> tuple[list[_Said], list[Choice]]:
        choices: dict[tuple[int, ...], int] = {}
        said: list[_Said] = []
        for law in self._laws:
            here = [by_countries[self._countries.index(law.countries)] for by_countries in hits]
            hit: YesNo = "yes" if "yes" in here else ("unknown" if "unknown" in here else "no")
            reached = by_status(law, hit)
            used = [place for place, one in enumerate(here) if hit != "yes" or one == "yes"]
            if hit != "no":
                used.append(len(hits))  # whether it is encrypted
            open_ones = [place for place, one in enumerate(here) if hit == one == "unknown"]
            numbers = [choices.setdefault(tuple(choice), len(choices)) for choice in (used, open_ones)]
            only_carried = hidden and all(one == "no" for one in here[:firm])
            helps = _CARRIED if reached != "no" and only_carried else ()
            said.append(_Said(law.id, reached, helps, *numbers))
        return said, [_choice(places) for places in choices]


def _choice(places: tuple[int, ...]) -> Choice:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda reads: tuple([reads[place] for place in places])
