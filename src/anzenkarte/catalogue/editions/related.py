"""Which items of two editions are related, by all crosswalks together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anzenkarte.catalogue.crosswalks.carry import turned
from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.model import Derived
from anzenkarte.catalogue.editions.model import Target
from anzenkarte.catalogue.model import Item
from anzenkarte.kernel.citations import weakest


def related(graph: Graph, old: Sequence[Item], new: Sequence[Item]) -> dict[str, tuple[Target, ...]]:
    """Per old item, in order of id, the new items it has something in common with, or may have.

    What follows between two items is the same from either end, so the search starts from the side with fewer items.
    """
    before = {item.id: item for item in old}
    after = {item.id: item for item in new}
    found: dict[str, list[Derived]] = {name: [] for name in before}
    start, end = (before, after) if _steps(graph, before) <= _steps(graph, after) else (after, before)
    for origin in start:
        for relation in closure(graph, origin) if graph.from_item(origin) else ():
            if relation.target in end and relation.relation != "none":
                forwards = relation if start is before else turned(relation)
                found[forwards.origin].append(forwards)
    return {
        name: tuple(_target(one, after[one.target]) for one in sorted(relations, key=lambda one: one.target))
        for name, relations in found.items()
    }


def _steps(graph: Graph, items: Mapping[str, Item]) -> int:
    return sum(1 for item in items if graph.from_item(item))


def _target(relation: Derived, item: Item) -> Target:
    chosen = relation.chosen
    readings = (chosen,) if chosen is not None else relation.readings
    sure = weakest(item.confidence, *(step.line.confidence for reading in readings for step in reading.path))
    word = "conflicting" if relation.conflicting or relation.relation is None else relation.relation
    return Target(item, word, relation.strength, sure, relation)
