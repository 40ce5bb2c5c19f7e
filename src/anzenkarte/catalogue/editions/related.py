"""The items of one edition that an item of another is related to, by all crosswalks together."""

from __future__ import annotations

from collections.abc import Mapping

from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.model import Derived
from anzenkarte.catalogue.editions.model import Target
from anzenkarte.catalogue.model import Item
from anzenkarte.kernel.citations import weakest


def related(graph: Graph, origin: str, held: Mapping[str, Item]) -> tuple[Target, ...]:
    """What an item has something in common with, or may have, among these items; in order of id."""
    if not graph.from_item(origin):
        return ()
    found = [relation for relation in closure(graph, origin) if relation.target in held]
    return tuple(_target(relation, held[relation.target]) for relation in found if relation.relation != "none")


def _target(relation: Derived, item: Item) -> Target:
    chosen = relation.chosen
    readings = (chosen,) if chosen is not None else relation.readings
    sure = weakest(item.confidence, *(step.line.confidence for reading in readings for step in reading.path))
    word = "conflicting" if relation.conflicting or relation.relation is None else relation.relation
    return Target(item, word, relation.strength, sure, relation)
