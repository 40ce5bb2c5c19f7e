"""Whether what is said of one item also holds of another.

That B is met says that A is met only where A is equal to B or a part of it. That B is not met, or does not concern
anybody, says the same of A only where both are equal: of a whole that is not met, a part may be. Everything else is a
hint. Lines of strength 1 rest on a heading or a number alone; they give hints only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.crosswalks.closure import closure, derived
from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.model import Derived, Reading, Step
from anzenkarte.catalogue.crosswalks.relations import Relation, inverse
from anzenkarte.kernel.citations import weakest
from anzenkarte.kernel.verdicts import Outcome

DECIDES_FROM: Final = 2
_MET: Final[tuple[Relation, ...]] = ("equal", "subset")


def carries(relation: Relation | None, outcome: Outcome) -> bool:
    """Whether an outcome said of B holds of A, when A is ``relation`` to B."""
    if outcome == "met":
        return relation in _MET
    return outcome in ("not_met", "not_applicable") and relation == "equal"


@dataclass(frozen=True)
class Bridge:
    """How ``item`` (the one asked about) is related to ``source`` (the one something was said of)."""

    item: str
    source: str
    relation: Derived

    def decides(self, outcome: Outcome) -> bool:
        """Whether the outcome said of the source holds of the item; otherwise it is a hint."""
        strong = self.relation.strength >= DECIDES_FROM
        return strong and not self.relation.conflicting and carries(self.relation.relation, outcome)

    @property
    def path(self) -> tuple[Step, ...]:
        """The lines the relation rests on; of conflicting ones those of all sources."""
        return tuple(step for reading in self.relation.shown for step in reading.path)

    @property
    def confidence(self) -> str:
        """The least sure of the lines the relation rests on."""
        return weakest(*(step.line.confidence for step in self.path))


def bridges_from(graph: Graph, source: str) -> tuple[Bridge, ...]:
    """Every item something said of ``source`` may have to do with; what has nothing in common is left out."""
    found = []
    for outward in closure(graph, source):
        if outward.relation != "none":
            found.append(Bridge(outward.target, outward.origin, turned(outward)))
    return tuple(found)


def turned(relation: Derived) -> Derived:
    """The same relation seen from the other end, its paths walked backwards."""
    readings = [
        Reading(inverse(r.relation), r.strength, tuple(_back(step) for step in reversed(r.path)))
        for r in relation.readings
    ]
    return derived(relation.target, relation.origin, readings)


def _back(step: Step) -> Step:
    return Step(step.line, step.end, step.start, not step.backwards)
