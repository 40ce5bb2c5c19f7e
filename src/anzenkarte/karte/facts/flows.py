"""Where a flow passes and who controls those it passes to: what decides whose law reaches it on its way.

A flow for which no receiver is named goes no further than its target; a connection without a carrier is nobody else's.
"""

from __future__ import annotations

from collections.abc import Iterable

from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import Fact, FactRead, derived


def _last(facts: FactBase, start: str, *names: str) -> FactRead:
    """The last fact of a path over references, or the first on it that is not known."""
    subject = start
    read = FactRead(start, names[0], facts.fact(start, names[0]))
    for name in names[1:]:
        if not read.fact.known:
            return read
        subject = str(read.fact.value)
        read = FactRead(subject, name, facts.fact(subject, name))
    return read


_MAY_LACK = ("flow.receiver", "flow.connection", "connection.carrier")


def _named(facts: FactBase, start: str, *names: str) -> tuple[FactRead, ...]:
    """As ``_last``; nothing where a reference that may be lacking is left out."""
    read = _last(facts, start, *names)
    return () if read.fact.unknown == "missing" and read.name in _MAY_LACK else (read,)


def passed_countries(facts: FactBase, flow: str) -> tuple[FactRead, ...]:
    """The country of each end and of the receiver, or what would have to be known for it."""
    return (
        _last(facts, flow, "flow.source", "component.place", "place.country"),
        _last(facts, flow, "flow.target", "component.place", "place.country"),
        *_named(facts, flow, "flow.receiver", "party.country"),
    )


def holders(facts: FactBase, flow: str) -> tuple[FactRead, ...]:
    """Countries of who has the data in the end, with parents: the receiver, and the operator of the target's place."""
    return (
        _last(facts, flow, "flow.target", "component.place", "place.operator", "party.control_countries"),
        *_named(facts, flow, "flow.receiver", "party.control_countries"),
    )


def carriers(facts: FactBase, flow: str) -> tuple[FactRead, ...]:
    """Countries of the carrier of the connection, with its parents."""
    return _named(facts, flow, "flow.connection", "connection.carrier", "party.control_countries")


def countries(facts: FactBase, flow: str) -> Fact:
    """Every country a flow passes: of the places of its ends, and of its receiver."""
    return _joined(passed_countries(facts, flow))


def operator_countries(facts: FactBase, flow: str) -> Fact:
    """Countries of everybody who operates what a flow runs over or ends at, and of their parents."""
    return _joined((*holders(facts, flow), *carriers(facts, flow)))


def _joined(reads: Iterable[FactRead]) -> Fact:
    """All countries of a list, known when each of its parts is."""
    found: list[str] = []
    places: list[str] = []
    for read in reads:
        if not read.fact.known:
            return Fact(None, read.fact.unknown, read.fact.where or read.subject)
        value = read.fact.value
        found += value if isinstance(value, tuple) else (str(value),)
        places.append(read.fact.where)
    return derived(tuple(dict.fromkeys(found)), "; ".join(dict.fromkeys(places)))


def leaves_place(facts: FactBase, flow: str) -> Fact:
    """Whether a flow leaves the place where it starts, or goes to a receiver; unknown while an end's place is."""
    receiver = facts.fact(flow, "flow.receiver")
    if receiver.known:
        return derived(True, receiver.where)
    ends = [_last(facts, flow, end, "component.place").fact for end in ("flow.source", "flow.target")]
    unsure = next((fact for fact in ends if not fact.known), receiver if receiver.unknown != "missing" else None)
    if all(fact.known for fact in ends) and ends[0].value != ends[1].value:
        return derived(True, ends[1].where)
    return derived(False, ends[0].where) if unsure is None else Fact(None, unsure.unknown, unsure.where)
