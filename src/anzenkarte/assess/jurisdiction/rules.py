"""Whether one law reaches a copy or a flow: through a place where it rests or passes, or through who controls those
who hold it.

Enforcement (執行) and application (適用) are separate questions: a copy in Japan run by a subsidiary of a foreign
parent is within domestic enforcement and may still be reached by the parent's law.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from anzenkarte.assess.results import Reach, YesNo
from anzenkarte.catalogue.model import Law
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.flows import carriers, holders, passed_countries
from anzenkarte.kernel.facts import Fact, FactRead

_BY_PLACE = "stored_in_country"
_CARRIED = ("encrypted-on-the-way",)


def reach(facts: FactBase, law: Law, copy: str) -> Reach:
    """Judge one law on one copy; EU law counts for every member state (see the law's ``countries``)."""
    name = "copy.country" if law.applies_to == _BY_PLACE else "copy.operator_countries"
    fact = facts.fact(copy, name)
    read = FactRead(copy, name, fact)
    hit = _by_status(law, _hit(fact, law.countries))
    used = [read]
    helps: list[str] = []
    if hit != "no":
        helps, more = _helps(facts, law, copy)
        used += more
    missing = (read,) if hit == "unknown" and not fact.known else ()
    ground = "place" if law.applies_to == _BY_PLACE else "control"
    return Reach(f"{law.id}@{copy}", law.id, copy, hit, ground, tuple(helps), tuple(used), missing)


class _Judged(NamedTuple):
    """What laws of one ground and the same countries come to on one flow, before their status counts."""

    hit: YesNo
    used: tuple[FactRead, ...]
    unsure: tuple[FactRead, ...]
    only_carried: bool


def flow_reaches(facts: FactBase, laws: Sequence[Law], flow: str) -> tuple[Reach, ...]:
    """Every law on one flow; none for one that stays in its place, unless a law reaches it through who operates it.

    One end or party within a law's countries is enough for a yes; all have to be known for a no.
    """
    passed, held, carried = passed_countries(facts, flow), holders(facts, flow), carriers(facts, flow)
    encrypted = FactRead(flow, "flow.encrypted", facts.fact(flow, "flow.encrypted"))
    judged: dict[tuple[str, frozenset[str]], _Judged] = {}
    found: list[Reach] = []
    for law in laws:
        ground = "place" if law.applies_to == _BY_PLACE else "control"
        one = judged.get((ground, law.countries))
        if one is None:
            firm, more = (passed, ()) if ground == "place" else (held, carried)
            one = judged[ground, law.countries] = _on_the_way(law.countries, firm, more, encrypted)
        hit = _by_status(law, one.hit)
        helps = _CARRIED if hit != "no" and one.only_carried else ()
        missing = one.unsure if hit == "unknown" else ()
        found.append(Reach(f"{law.id}@{flow}", law.id, flow, hit, ground, helps, one.used, missing))
    stays = facts.fact(flow, "flow.leaves_place").value is False
    return () if stays and all(reach.reached != "yes" for reach in found) else tuple(found)


def _on_the_way(
    countries: frozenset[str], firm: Sequence[FactRead], carried: Sequence[FactRead], encrypted: FactRead
) -> _Judged:
    """``firm`` are the countries of who has the data in the end, ``carried`` those of who only carries it."""
    reads = (*firm, *carried)
    hits = [_hit(read.fact, countries) for read in reads]
    hit: YesNo = "yes" if "yes" in hits else ("unknown" if "unknown" in hits else "no")
    if hit == "no":
        return _Judged(hit, reads, (), False)
    used = tuple(read for read, one in zip(reads, hits, strict=True) if one == "yes") if hit == "yes" else reads
    unsure = tuple(read for read in reads if not read.fact.known) if hit == "unknown" else ()
    only_carried = encrypted.fact.value is True and all(one == "no" for one in hits[: len(firm)])
    return _Judged(hit, (*used, encrypted), unsure, only_carried)


def _by_status(law: Law, hit: YesNo) -> YesNo:
    """An expired law reaches nothing; one whose status is doubtful is never said to reach."""
    if hit == "yes" and law.status == "expired":
        return "no"
    return "unknown" if hit == "yes" and law.status == "doubtful" else hit


def _hit(fact: Fact, countries: frozenset[str]) -> YesNo:
    if not fact.known:
        return "unknown"
    values = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return "no" if countries.isdisjoint(values) else "yes"


def _helps(facts: FactBase, law: Law, copy: str) -> tuple[list[str], list[FactRead]]:
    """Key custody outside the law's reach, and clauses of the contract the copy is kept under."""
    helps: list[str] = []
    used: list[FactRead] = []

    def value(subject: str, name: str) -> object:
        fact = facts.fact(subject, name)
        used.append(FactRead(subject, name, fact))
        return fact.value

    encrypted = value(copy, "copy.encrypted")
    keys = value(copy, "copy.keys_control_countries")
    if encrypted is True and isinstance(keys, tuple) and not law.countries & set(keys):
        helps.append("keys-outside")
    contract = facts.fact(copy, "copy.contract")
    if contract.known:
        if value(str(contract.value), "contract.disclosure_notice") is True:
            helps.append("disclosure-notice")
        if value(str(contract.value), "contract.protects_user_data") is True:
            helps.append("user-data-clause")
    return helps, used
