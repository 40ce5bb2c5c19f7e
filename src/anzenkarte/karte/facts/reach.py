"""Which components can be reached from outside: graph knowledge a one-step condition cannot express."""

from __future__ import annotations

from anzenkarte.karte.case import CASE_SUBJECT
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import Fact, derived


def reached_components(facts: FactBase, case: str) -> Fact:
    """Components joined, over any number of connections, to a connection that leads in from outside."""
    joins: dict[str, set[str]] = {}
    start: set[str] = set()
    for connection in facts.related(case, "case.connections").subjects:
        ends = _ends(facts, connection)
        for end in ends:
            joins.setdefault(end, set()).update(ends)
        if facts.fact(connection, "connection.from_outside").value is True:
            start |= ends
    for component in facts.related(case, "case.components").subjects:
        whole = facts.fact(component, "component.part_of")
        if whole.known:  # who reaches a part reaches the whole, and the other way round
            joins.setdefault(str(whole.value), set()).add(component)
            joins.setdefault(component, set()).add(str(whole.value))
    reached: set[str] = set()
    waiting = sorted(start)
    while waiting:
        component = waiting.pop()
        if component not in reached:
            reached.add(component)
            waiting.extend(sorted(joins.get(component, set()) - reached))
    return derived(tuple(sorted(reached)))


def _ends(facts: FactBase, connection: str) -> set[str]:
    ends: set[str] = set()
    listed = facts.fact(connection, "connection.endpoints")
    if isinstance(listed.value, tuple):
        ends.update(listed.value)
    device = facts.fact(connection, "connection.device")
    if device.known:
        ends.add(str(device.value))
    return ends


def reach_certain(facts: FactBase, case: str) -> Fact:
    """Whether every connection is written down with its ends and its direction, and nothing about its ends is open.

    A component that names no whole stands alone, and a connection that names no device ends where it says.
    """
    extent = facts.related(case, "case.connections")
    for connection in extent.subjects:
        for name in ("connection.endpoints", "connection.from_outside"):
            fact = facts.fact(connection, name)
            if not fact.known:
                return derived(False, fact.where or connection)
        device = facts.fact(connection, "connection.device")
        if device.unknown not in ("", "missing"):
            return derived(False, device.where)
    for component in facts.related(case, "case.components").subjects:
        whole = facts.fact(component, "component.part_of")
        if whole.unknown not in ("", "missing"):
            return derived(False, whole.where)
    return derived(extent.complete)


def reachable_from_outside(facts: FactBase, component: str) -> Fact:
    """Whether this component is reached; false only when nothing about the connections is unknown."""
    reached = facts.fact(CASE_SUBJECT, "case.reached_components").value
    if isinstance(reached, tuple) and component in reached:
        return derived(True)
    certain = facts.fact(CASE_SUBJECT, "case.reach_certain")
    return derived(False) if certain.value is True else Fact(None, "missing", certain.where)


def purpose_party_knows(facts: FactBase, connection: str) -> Fact:
    """Whether the outside party that uses a connection is among those who know its specification."""
    known_by = facts.fact(connection, "connection.specification_known_by")
    user = facts.fact(connection, "connection.outside_party")
    if not known_by.known or not isinstance(known_by.value, tuple):
        return Fact(None, known_by.unknown or "missing", known_by.where)
    if not user.known:
        return Fact(None, user.unknown, user.where)
    return derived(str(user.value) in known_by.value, f"{known_by.where}; {user.where}")
