"""How an attack may pass from machine to machine, and what copies would be lost together.

Graph knowledge a one-step condition cannot express, each under its own name; the risk engine joins it to paths.
"""

from __future__ import annotations

from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.chains import is_medical
from anzenkarte.kernel.facts import Fact, derived

_OFF = ("stopped", "absent")
_ON = ("running", "not_needed")


def connection_ends(facts: FactBase, connection: str) -> Fact:
    """The components a connection joins, with the device that terminates it; unknown while nothing is written down."""
    listed = facts.fact(connection, "connection.endpoints")
    device = facts.fact(connection, "connection.device")
    ends = set(listed.value) if isinstance(listed.value, tuple) else set()
    if device.known:
        ends.add(str(device.value))
    if not ends and not listed.known:
        return Fact(None, listed.unknown, listed.where)
    return derived(tuple(sorted(ends)), listed.where or device.where)


def neighbours(facts: FactBase, component: str) -> Fact:
    """Components one step away: over a connection, or as part or whole. As far as written down; there may be more."""
    found: set[str] = set()
    for relation in ("component.connections", "component.terminates"):
        for connection in facts.related(component, relation).subjects:
            ends = facts.fact(connection, "connection.ends")
            if isinstance(ends.value, tuple):
                found.update(ends.value)
    found.update(facts.related(component, "component.parts").subjects)
    whole = facts.fact(component, "component.part_of")
    if whole.known:
        found.add(str(whole.value))
    return derived(tuple(sorted(found - {component})))


def weakly_protected(facts: FactBase, component: str) -> Fact:
    """Whether known weaknesses are left open, support has ended, or anti-malware is off; false only when none is so."""
    patched = facts.fact(component, "component.patched")
    supported = facts.fact(component, "component.supported")
    guard = facts.fact(component, "component.anti_malware")
    for fact, weak in ((patched, patched.value is False), (supported, supported.value is False)):
        if weak:
            return derived(True, fact.where)
    if guard.value in _OFF:
        return derived(True, guard.where)
    if patched.value is True and supported.value is True and guard.value in _ON:
        return derived(False, "; ".join(fact.where for fact in (patched, supported, guard)))
    unsure = next(fact for fact in (patched, supported, guard) if not fact.known)
    return Fact(None, unsure.unknown, unsure.where)


def store_medical(facts: FactBase, store: str) -> Fact:
    """Whether a store holds medical information."""
    return is_medical(facts, facts.fact(store, "store.information"))


def copies_in_one_region(facts: FactBase, store: str) -> Fact:
    """Whether all copies of a store rest in one region, so that one disaster reaches them all.

    Two copies in different regions (or countries) make it false. True only when every copy is listed with its region.
    """
    extent = facts.related(store, "store.copies")
    regions: set[tuple[object, object]] = set()
    unsure: Fact | None = None
    for copy in extent.subjects:
        place = facts.fact(copy, "copy.place")
        country = facts.fact(str(place.value), "place.country") if place.known else place
        region = facts.fact(str(place.value), "place.region") if place.known else place
        if not region.known:
            unsure = region
        else:
            regions.add((country.value, region.value))
    if len(regions) > 1:
        return derived(False, store)
    if unsure is not None:
        return Fact(None, unsure.unknown, unsure.where)
    return derived(True, store) if extent.complete and extent.subjects else Fact(None, "missing", store)


def under_foreign_law(facts: FactBase, copy: str) -> Fact:
    """Whether a copy rests abroad, or its operator or one of the operator's parents is a company of another country."""
    country = facts.fact(copy, "copy.country")
    control = facts.fact(copy, "copy.operator_countries")
    if country.known and country.value != "JP":
        return derived(True, country.where)
    if isinstance(control.value, tuple) and any(code != "JP" for code in control.value):
        return derived(True, control.where)
    unsure = next((fact for fact in (country, control) if not fact.known), None)
    return Fact(None, unsure.unknown, unsure.where) if unsure is not None else derived(False, country.where)
