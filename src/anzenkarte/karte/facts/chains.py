"""Facts over chains of parties and places: whose law may reach a copy through where it rests and who controls whom."""

from __future__ import annotations

from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import MISSING, Fact, derived

_LONGEST_CHAIN = 20


def control_countries(facts: FactBase, party: str) -> Fact:
    """Countries of a party and all its parents; unknown while any link of the chain is unknown."""
    countries: list[str] = []
    places: list[str] = []
    current = party
    for _ in range(_LONGEST_CHAIN):
        country = facts.fact(current, "party.country")
        if not country.known:
            return Fact(None, country.unknown, country.where or current)
        if str(country.value) not in countries:
            countries.append(str(country.value))
        places.append(country.where)
        parent = facts.fact(current, "party.parent")
        alone = facts.fact(current, "party.no_parent")
        if parent.known and alone.value is True:
            return Fact(None, "conflicting", f"{parent.where}; {alone.where}")
        if not parent.known:
            if alone.value is True:
                return derived(tuple(countries), "; ".join(places))
            return Fact(None, parent.unknown or "missing", parent.where or current)
        current = str(parent.value)
    return Fact(None, "conflicting", party)


def ultimate_country(facts: FactBase, party: str) -> Fact:
    """Country of the last parent in the chain."""
    chain = facts.fact(party, "party.control_countries")
    if not chain.known or not isinstance(chain.value, tuple):
        return chain
    current = party
    for _ in range(_LONGEST_CHAIN):
        parent = facts.fact(current, "party.parent")
        if not parent.known:
            break
        current = str(parent.value)
    return derived(str(facts.fact(current, "party.country").value), chain.where)


def copy_country(facts: FactBase, copy: str) -> Fact:
    """Country where a copy rests."""
    place = facts.fact(copy, "copy.place")
    return facts.fact(str(place.value), "place.country") if place.known else place


def copy_operator_countries(facts: FactBase, copy: str) -> Fact:
    """Countries of the operator of a copy (its own, or else its store's) and of the operator's parents."""
    operator = _operator(facts, copy)
    return facts.fact(str(operator.value), "party.control_countries") if operator.known else operator


def _operator(facts: FactBase, copy: str) -> Fact:
    own = facts.fact(copy, "copy.operator")
    if own.known or own.unknown != "missing":
        return own
    store = facts.fact(copy, "copy.store")
    return facts.fact(str(store.value), "store.operator") if store.known else own


def keys_country(facts: FactBase, copy: str) -> Fact:
    """Country of the party that holds the keys of a copy."""
    holder = facts.fact(copy, "copy.keys_held_by")
    return facts.fact(str(holder.value), "party.country") if holder.known else holder


def keys_control_countries(facts: FactBase, copy: str) -> Fact:
    """Countries of the key holder and its parents."""
    holder = facts.fact(copy, "copy.keys_held_by")
    return facts.fact(str(holder.value), "party.control_countries") if holder.known else holder


_NOT_MEDICAL = frozenset({"account", "technical_log", "none", "phr_vital"})


def is_medical(facts: FactBase, source: Fact) -> Fact:
    """Whether any of the kinds of information a fact lists is medical; unknown while one could be."""
    if not source.known or not isinstance(source.value, tuple):
        return Fact(None, source.unknown or "missing", source.where)
    unsure: Fact | None = None
    for information in source.value:
        kind = facts.fact(information, "information.kind")
        if not kind.known:
            unsure = kind
        elif kind.value not in _NOT_MEDICAL:
            return derived(True, kind.where)
    return Fact(None, unsure.unknown, unsure.where) if unsure is not None else derived(False, source.where)


def copy_medical(facts: FactBase, copy: str) -> Fact:
    """Whether the store of a copy holds medical information."""
    store = facts.fact(copy, "copy.store")
    return is_medical(facts, facts.fact(str(store.value), "store.information")) if store.known else store


def flow_medical(facts: FactBase, flow: str) -> Fact:
    """Whether a flow carries medical information."""
    return is_medical(facts, facts.fact(flow, "flow.information"))


def flow_crosses_border(facts: FactBase, flow: str) -> Fact:
    """Whether the end of a flow lies, or its receiver is, outside Japan; unknown while an end is unknown.

    A flow for which no receiver is named goes no further than its end.
    """
    unsure: Fact = MISSING
    known_ends = 0
    for end in ("flow.source", "flow.target"):
        component = facts.fact(flow, end)
        place = facts.fact(str(component.value), "component.place") if component.known else component
        country = facts.fact(str(place.value), "place.country") if place.known else place
        if not country.known:
            unsure = country
        elif country.value != "JP":
            return derived(True, country.where)
        else:
            known_ends += 1
    receiver = facts.fact(flow, "flow.receiver")
    if receiver.unknown not in ("", "missing"):
        return Fact(None, receiver.unknown, receiver.where)
    if receiver.known:
        country = facts.fact(str(receiver.value), "party.country")
        if country.known and country.value != "JP":
            return derived(True, country.where)
        if not country.known:
            return Fact(None, country.unknown, country.where)
    return derived(False, "") if known_ends == 2 else Fact(None, unsure.unknown, unsure.where)
