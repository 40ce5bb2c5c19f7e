"""What follows about all items at once, on sets of bits: one integer per item, one bit per related item.

For each strength, from the strongest down, the lines at least that strong are taken. Items that are equal become one
node; then ``subset`` is plain reachability, and the other relations follow from the composition table:

- superset is reachability the other way;
- intersects is: down some ``superset`` lines, across one ``intersects`` line (or none, after going down), then up;
- none is: up some ``subset`` lines, across one ``none`` line, then down.

Nodes on a circle of ``subset`` lines are put together first (they share all their relations), so one pass in order
settles every set. Rows are kept per group; what belongs to the item's own edition is taken out on reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, STRENGTHS, Relation

Edge = tuple[int, int, Relation, int]  # from, to, relation, strength; items by their place in the order of ids
Rows = dict[Relation, list[int]]


@dataclass(frozen=True)
class Level:
    """What follows from lines of one strength or better.

    ``rows`` hold a set of bits per group of nodes; only for ``equal`` per node, as nodes on a circle are not equal.
    """

    node: list[int]  # of every item
    group: list[int]  # of every item
    rows: Rows


@dataclass(frozen=True)
class Table:
    """All relations between items of different editions."""

    items: tuple[str, ...]
    others: list[int]  # per item, as bits: the items of other editions
    levels: dict[int, Level]

    def row(self, origin: int, word: Relation, strength: int) -> int:
        """The items, as bits, that an item is in this relation to at this strength or better."""
        level = self.levels[strength]
        place = level.node if word == "equal" else level.group
        return level.rows[word][place[origin]] & self.others[origin]

    def strength(self, origin: int, target: int, word: Relation) -> int:
        """The best strength of a relation between two items; 0 when it does not follow."""
        bit = 1 << target
        return next((s for s in reversed(STRENGTHS) if self.row(origin, word, s) & bit), 0)

    def relations(self, origin: int) -> Iterator[tuple[int, Relation, int]]:
        """Everything that follows about an item: target, relation, strength."""
        for word in RELATIONS:
            seen = 0
            for strength in reversed(STRENGTHS):
                row = self.row(origin, word, strength)
                yield from ((target, word, strength) for target in bits(row & ~seen))
                seen |= row

    def conflicting(self, origin: int) -> int:
        """The items, as bits, about which what follows cannot all be true."""
        equal, subset, superset, intersects, none = (self.row(origin, word, STRENGTHS[0]) for word in RELATIONS)
        overlap = equal | subset | superset | intersects
        return (equal & subset) | (equal & superset) | (subset & superset) | (none & overlap)


def bits(row: int) -> Iterator[int]:
    """The places of the ones of a set of bits, from the lowest."""
    while row:
        low = row & -row
        yield low.bit_length() - 1
        row ^= low


def all_pairs(graph: Graph) -> Table:
    """Every relation that follows from the lines of a graph."""
    items = graph.items
    place = {item: index for index, item in enumerate(items)}
    edges = [
        (place[step.start], place[step.end], step.line.relation, step.line.strength)
        for item in items
        for step in graph.steps[item]
        if not step.backwards
    ]
    return tabulate(items, [graph.edition[item] for item in items], edges)


def tabulate(items: Sequence[str], editions: Sequence[str], edges: Sequence[Edge]) -> Table:
    """The table of all relations that follow from edges between items of these editions."""
    lines = _Lines(len(items))
    levels: dict[int, Level] = {}
    fresh: dict[int, list[Edge]] = {strength: [] for strength in STRENGTHS}
    for edge in edges:
        fresh[edge[3]].append(edge)
    for strength in reversed(STRENGTHS):
        lines.add(fresh[strength])
        if fresh[strength] or not levels:
            levels[strength] = _level(lines)
        else:
            levels[strength] = levels[strength + 1]
    return Table(tuple(items), _others(editions), levels)


def _others(editions: Sequence[str]) -> list[int]:
    own: dict[str, int] = {}
    for index, edition in enumerate(editions):
        own[edition] = own.get(edition, 0) | 1 << index
    every = (1 << len(editions)) - 1
    return [every & ~own[edition] for edition in editions]


class _Symmetric:
    """The lines of a relation that is its own inverse, and per item what their far ends reach.

    With more lines every reach only grows, so from level to level just the new lines and the ends that reach further
    need a look; where most ends do, all rows are made anew, each group of far ends once.
    """

    def __init__(self, count: int) -> None:
        self.far: list[list[int]] = [[] for _ in range(count)]
        self.fresh: list[tuple[int, int]] = []
        self.reach: list[int] = []
        self.rows = [0] * count

    def add(self, one: int, other: int) -> None:
        """Take in one more line."""
        self.far[one].append(other)
        self.far[other].append(one)
        self.fresh.append((one, other))

    def rows_for(self, reach: list[int], group: list[int], items: list[list[int]]) -> list[int]:
        """Per group what the far ends of its lines reach, each end reaching what its own group does."""
        before, self.reach = self.reach, list(map(reach.__getitem__, group))
        further = [item for item, (now, then) in enumerate(zip(self.reach, before, strict=False)) if now != then]
        if 2 * len(further) > len(group):
            found = [self._anew(reach, group, own) for own in items]
            self.rows = list(map(found.__getitem__, group))  # what holds of one item of a group holds of all
        else:
            self._add_to_rows(further)
            rows = self.rows
            found = [rows[own[0]] if len(own) == 1 else reduce(or_, map(rows.__getitem__, own)) for own in items]
        self.fresh = []
        return found

    def _anew(self, reach: list[int], group: list[int], own: list[int]) -> int:
        ends = _joined(self.far, own)
        return reduce(or_, map(reach.__getitem__, set(map(group.__getitem__, ends))), 0) if ends else 0

    def _add_to_rows(self, further: list[int]) -> None:
        rows, reach = self.rows, self.reach
        for one, other in self.fresh:
            rows[one] |= reach[other]
            rows[other] |= reach[one]
        for item in further:
            for end in self.far[item]:
                rows[end] |= reach[item]


class _Lines:
    """The lines taken so far, by item: those upwards, across and apart; equal items hang together in ``parent``."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))
        self.bit = [1 << item for item in range(count)]
        self.up: list[list[int]] = [[] for _ in range(count)]
        self.across = _Symmetric(count)
        self.apart = _Symmetric(count)

    def add(self, edges: Sequence[Edge]) -> None:
        """Take in more lines."""
        up, across, apart = self.up, self.across.add, self.apart.add
        for one, other, word, _ in edges:
            if word == "intersects":
                across(one, other)
            elif word == "subset":
                up[one].append(other)
            elif word == "superset":
                up[other].append(one)
            elif word == "none":
                apart(one, other)
            else:
                self.parent[self.root(one)] = self.root(other)

    def root(self, item: int) -> int:
        """The item that stands for all that are equal to this one."""
        parent = self.parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def nodes(self) -> tuple[list[int], list[list[int]]]:
        """The node of every item, and the items of every node: those that are equal to each other."""
        node: list[int] = []
        inside: list[list[int]] = []
        number: dict[int, int] = {}
        for item, above in enumerate(self.parent):
            root = item if above == item else self.root(item)
            found = number.get(root)
            if found is None:
                found = number[root] = len(inside)
                inside.append([item])
            else:
                inside[found].append(item)
            node.append(found)
        return node, inside

    def above(self, items: Sequence[int]) -> list[int]:
        """The upper ends of the lines of several items."""
        return [far for item in items for far in self.up[item]]

    def union(self, items: Sequence[int]) -> int:
        """Items as bits."""
        if len(items) == 1:
            return self.bit[items[0]]
        return reduce(or_, map(self.bit.__getitem__, items))


def _level(lines: _Lines) -> Level:
    """Everything that follows from the lines taken so far."""
    node, inside = lines.nodes()
    up = lines.up
    at = node.__getitem__
    higher = [list(map(at, up[held[0]] if len(held) == 1 else lines.above(held))) for held in inside]
    circle = circles(higher)
    home = [0] * len(inside)
    for index, nodes in enumerate(circle):
        for one in nodes:
            home[one] = index
    group = list(map(home.__getitem__, node))
    items = [_joined(inside, nodes) for nodes in circle]
    parents = [set(map(home.__getitem__, _joined(higher, nodes))) for nodes in circle]
    rows = _propagate(lines, group, items, parents)
    rows["equal"] = [lines.union(held) for held in inside]
    return Level(node, group, rows)


def _joined(lists: list[list[int]], chosen: list[int]) -> list[int]:
    return lists[chosen[0]] if len(chosen) == 1 else [one for index in chosen for one in lists[index]]


def _propagate(lines: _Lines, group: list[int], items: list[list[int]], parents: list[set[int]]) -> Rows:
    """Per group, as bits over items: those above, below, meeting and missing it; groups above come earlier."""
    held = [lines.union(own) for own in items]
    above = [own if index in parents[index] else 0 for index, own in enumerate(held)]
    below = list(above)
    up_to = list(held)
    for index, higher in enumerate(parents):
        found = above[index]
        for other in higher:
            found |= up_to[other]
        above[index] = found
        up_to[index] |= found
    for index in range(len(held) - 1, -1, -1):
        reach = below[index] | held[index]
        for other in parents[index]:
            below[other] |= reach
    down_to = [own | row for own, row in zip(held, below, strict=True)]
    meet = lines.across.rows_for(up_to, group, items)
    miss = lines.apart.rows_for(down_to, group, items)
    for index in range(len(held) - 1, -1, -1):  # from below: what meets or holds a part meets the whole
        if index in parents[index]:
            meet[index] |= above[index]
        reach = meet[index] | above[index]
        for other in parents[index]:
            meet[other] |= reach
    for index, higher in enumerate(parents):  # from above: what a whole misses, its parts miss
        for other in higher:
            miss[index] |= miss[other]
    return {"subset": above, "superset": below, "intersects": meet, "none": miss}


def circles(higher: Sequence[Sequence[int]]) -> list[list[int]]:
    """Nodes grouped by mutual reachability (Tarjan's algorithm); what a group leads to comes before the group."""
    order = [-1] * len(higher)
    low = [0] * len(higher)
    open_: list[int] = []
    groups: list[list[int]] = []
    done = len(higher)  # an order no node has: closed nodes no longer pull others down
    count = 0
    for start in range(len(higher)):
        if order[start] >= 0:
            continue
        if not higher[start]:
            order[start] = done
            groups.append([start])
            continue
        walk = [(start, iter(higher[start]))]
        order[start] = low[start] = count
        count += 1
        open_.append(start)
        while walk:
            node, onward = walk[-1]
            for far in onward:
                if order[far] < 0:
                    order[far] = low[far] = count
                    count += 1
                    open_.append(far)
                    walk.append((far, iter(higher[far])))
                    break
                if order[far] < low[node]:
                    low[node] = order[far]
            else:
                walk.pop()
                if walk and low[node] < low[walk[-1][0]]:
                    low[walk[-1][0]] = low[node]
                if low[node] == order[node]:
                    groups.append(_close(open_, node, order, done))
    return groups


def _close(open_: list[int], node: int, order: list[int], done: int) -> list[int]:
    """Take a finished group off the stack of open nodes."""
    place = len(open_) - 1
    while open_[place] != node:
        place -= 1
    group = open_[place:]
    del open_[place:]
    for one in group:
        order[one] = done
    return group
