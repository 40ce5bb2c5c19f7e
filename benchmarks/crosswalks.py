"""Everything that follows from made crosswalks at once, compared with composing line by line in a dictionary.

Two kinds of lines: *true* ones are read off sets, as a careful author would, who seldom writes down that two clauses
have nothing in common; *wild* ones are drawn at random, contradict each other and run in circles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.catalogue.crosswalks.all_pairs import Edge, Table, all_pairs, tabulate
from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, Relation, compose, inverse
from benchmarks.dice import Dice
from benchmarks.generate import SEED
from benchmarks.measure import Growth, Result, Settings, Times, alternate, same

TARGET: Final = 50.0
EDITIONS: Final = 5
NEAR: Final = 3  # how far apart, in clauses, the ends of a line may be
SELDOM: Final = 10  # of a hundred pairs with nothing in common, so many are written down
SAMPLED: Final = 25  # items compared at full size; all of them are compared at the small size
_WILD: Final[tuple[Relation, ...]] = ("subset", "superset", "intersects", "intersects", "none", "subset", "superset")
Found = set[tuple[int, Relation, int]]


@dataclass(frozen=True)
class Size:
    """Clauses in each of the editions, and lines between them."""

    clauses: int
    edges: int


FULL_SIZE, SMALL_SIZE = Size(500, 20_000), Size(30, 600)


@dataclass(frozen=True)
class Made:
    """Made items, their editions, and lines between them."""

    items: list[str]
    editions: list[str]
    edges: list[Edge]


def made(size: Size, wild: bool, seed: int = SEED) -> Made:
    """Lines between clauses that stand near each other in different editions; same size and seed, same lines."""
    dice = Dice(seed)
    places = [(edition, clause) for edition in range(EDITIONS) for clause in range(size.clauses)]
    sets = [frozenset(3 * clause + dice.below(9) for _ in range(1 + dice.below(8))) for _, clause in places]
    edges: list[Edge] = []
    while len(edges) < size.edges:
        one = dice.below(len(places))
        edition = (places[one][0] + 1 + dice.below(EDITIONS - 1)) % EDITIONS
        clause = min(size.clauses - 1, max(0, places[one][1] + dice.below(2 * NEAR + 1) - NEAR))
        other = edition * size.clauses + clause
        word = _WILD[dice.below(len(_WILD))] if wild else _true_word(sets[one], sets[other])
        if wild or word != "none" or dice.chance(SELDOM):
            edges.append((one, other, word, 1 + dice.below(5)))
    names = [f"e{edition}/{clause:04}" for edition, clause in places]
    return Made(names, [f"e{edition}" for edition, _ in places], edges)


def _true_word(one: frozenset[int], other: frozenset[int]) -> Relation:
    if one == other:
        return "equal"
    if one < other:
        return "subset"
    if one > other:
        return "superset"
    return "intersects" if one & other else "none"


class Plain:
    """The plain peer: lines in a dictionary, walked from one item until nothing is new."""

    def __init__(self, lines: Made) -> None:
        self.editions = lines.editions
        self.steps: dict[int, list[tuple[int, Relation, int]]] = {}
        for one, other, word, strength in lines.edges:
            self.steps.setdefault(one, []).append((other, word, strength))
            self.steps.setdefault(other, []).append((one, inverse(word), strength))

    def follow(self, start: int) -> Found:
        """Every relation of an item to items of other editions, with its best strength."""
        best: dict[tuple[int, Relation], int] = {}
        waiting: list[tuple[int, Relation, int]] = list(self.steps.get(start, ()))
        while waiting:
            item, word, strength = waiting.pop()
            if best.get((item, word), 0) >= strength:
                continue
            best[item, word] = strength
            for end, onward, held in self.steps[item]:
                follows = compose(word, onward)
                if follows is not None and best.get((end, follows), 0) < min(strength, held):
                    waiting.append((end, follows, min(strength, held)))
        return {(i, w, s) for (i, w), s in best.items() if self.editions[i] != self.editions[start]}


def _table(lines: Made) -> Table:
    return tabulate(lines.items, lines.editions, lines.edges)


def _compare(lines: Made, chosen: Sequence[int]) -> None:
    table, plain = _table(lines), Plain(lines)
    for item in chosen:
        same(f"what follows about {lines.items[item]}", set(table.relations(item)), plain.follow(item))


def closed(settings: Settings) -> Result:
    """All relations over five editions of 500 clauses and 20,000 lines; each strength is closed on its own."""
    size = FULL_SIZE if settings.repeats > 1 else SMALL_SIZE
    careful, wild = made(size, wild=False), made(size, wild=True)
    for kind in (False, True):
        small = made(SMALL_SIZE, kind)
        _compare(small, range(len(small.items)))
    step = max(1, len(careful.items) // SAMPLED)
    for lines in (careful, wild):
        _compare(lines, range(0, len(lines.items), step))
    plain = Plain(careful)
    ours, worst, one = alternate(
        settings.repeats,
        partial(_table, careful),
        partial(_table, wild),
        partial(plain.follow, len(careful.items) // 2),
    )
    shipped, shipped_times, count = _shipped(settings)
    return Result(
        "crosswalks",
        f"everything that follows from {size.edges} lines between {EDITIONS} editions of {size.clauses} clauses",
        f"all items at the small size and every {step}th at this one, and every shipped item by both ways ({shipped})",
        {"items": len(careful.items), "lines": size.edges, "shipped items": count},
        (
            Times("all items, lines true of sets", ours, TARGET),
            Times("all items, lines drawn at random, with circles", worst, TARGET),
            Times("one item, line by line in a dictionary", one),
            Times("all shipped items", shipped_times),
        ),
        (_growth(settings),),
    )


def _shipped(settings: Settings) -> tuple[str, tuple[float, ...], int]:
    """The shipped crosswalks: both ways of the program agree on every item."""
    graph = open_catalogue().relations
    table = all_pairs(graph)
    for place, item in enumerate(table.items):
        cells = {(table.items[to], word, strength) for to, word, strength in table.relations(place)}
        found = {(one.target, r.relation, r.strength) for one in closure(graph, item) for r in one.readings}
        same(f"what follows about {item}", cells, found)
    (times,) = alternate(settings.repeats, partial(all_pairs, graph))
    return f"{len(table.items)} items, {len(RELATIONS)} relations", times, len(table.items)


def _growth(settings: Settings) -> Growth:
    """Lines and clauses grown together."""
    sizes: list[int] = []
    milliseconds: list[float] = []
    for factor in settings.factors:
        lines = made(Size(60 * factor, 2400 * factor), wild=False)
        (times,) = alternate(settings.repeats, partial(_table, lines))
        sizes.append(len(lines.edges))
        milliseconds.append(min(times))
    return Growth("lines", tuple(sizes), tuple(sizes), tuple(milliseconds))
