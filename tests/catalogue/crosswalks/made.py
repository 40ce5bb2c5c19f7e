"""Crosswalks made of bare lines, the sets they may be statements about, and a closure by brute force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hypothesis import strategies as st

from anzenkarte.catalogue.crosswalks.graph import Graph, edition_of
from anzenkarte.catalogue.crosswalks.model import Crosswalk, Line
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, Relation, compose, inverse
from anzenkarte.catalogue.model import EMPTY
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.text import Text

NOWHERE = Citation("S", Text.of("source"), Text.of("place"))
Edge = tuple[str, str, Relation, int]
Found = dict[tuple[str, str, Relation], int]
ITEMS = tuple(f"{edition}/{number}" for edition in "abc" for number in range(3))


def crosswalk(edges: Iterable[Edge], name: str = "made", confidence: str = "partial") -> Crosswalk:
    """A set that holds these lines, whatever editions they join."""
    lines = tuple(
        Line(name, a, b, word, s, Text.of("why"), confidence, NOWHERE, "made.yaml") for a, b, word, s in edges
    )
    return Crosswalk(
        id=name,
        origin="a",
        target="b",
        author=Text.of("somebody"),
        kind="ours",
        published="2026",
        confidence=confidence,
        read_in=Text.of("text"),
        citation=NOWHERE,
        coverage="complete",
        coverage_note=EMPTY,
        lines=lines,
    )


def graph(edges: Iterable[Edge]) -> Graph:
    """The graph of these lines."""
    return Graph([crosswalk(edges)])


def true_of(one: frozenset[int], other: frozenset[int]) -> set[Relation]:
    """Every statement that is true of two non-empty sets, subset and superset being proper."""
    found: set[Relation] = {"intersects"} if one & other else {"none"}
    if one == other:
        found.add("equal")
    elif one < other:
        found.add("subset")
    elif one > other:
        found.add("superset")
    return found


def brute_force(edges: Sequence[Edge]) -> Found:
    """Every relation between items of different editions with its best strength, by composing until nothing is new."""
    steps = [(a, b, word, s) for a, b, word, s in edges] + [(b, a, inverse(word), s) for a, b, word, s in edges]
    best: Found = {}
    fresh = list(steps)
    while fresh:
        newer: list[Edge] = []
        for a, b, word, s in fresh:
            if best.get((a, b, word), 0) >= s:
                continue
            best[a, b, word] = s
            for start, end, onward, strength in steps:
                follows = compose(word, onward)
                if start == b and follows is not None:
                    newer.append((a, end, follows, min(s, strength)))
        fresh = newer
    return {key: s for key, s in best.items() if edition_of(key[0]) != edition_of(key[1])}


def _pair(numbers: tuple[int, int]) -> bool:
    return edition_of(ITEMS[numbers[0]]) != edition_of(ITEMS[numbers[1]])


PAIRS = st.tuples(st.integers(0, len(ITEMS) - 1), st.integers(0, len(ITEMS) - 1)).filter(_pair)
STRENGTH = st.integers(1, 5)


@st.composite
def any_edges(draw: st.DrawFn, most: int = 14) -> list[Edge]:
    """Lines that may contradict each other."""
    pairs = draw(st.lists(PAIRS, min_size=1, max_size=most))
    return [(ITEMS[a], ITEMS[b], draw(st.sampled_from(RELATIONS)), draw(STRENGTH)) for a, b in pairs]


@st.composite
def true_edges(draw: st.DrawFn, most: int = 14) -> tuple[Mapping[str, frozenset[int]], list[Edge]]:
    """Non-empty sets for all items, and lines that are true of them."""
    sets = {item: draw(st.frozensets(st.integers(0, 4), min_size=1)) for item in ITEMS}
    pairs = draw(st.lists(PAIRS, min_size=1, max_size=most))
    edges: list[Edge] = []
    for a, b in pairs:
        one, other = ITEMS[a], ITEMS[b]
        edges.append((one, other, draw(st.sampled_from(sorted(true_of(sets[one], sets[other])))), draw(STRENGTH)))
    return sets, edges
