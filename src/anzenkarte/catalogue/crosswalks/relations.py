"""The algebra of relations between items: words of NIST IR 8477 read as statements about non-empty sets.

An item stands for everything it asks. ``equal``: both ask the same; ``subset``: the first asks part of the second;
``superset``: the other way round; ``intersects``: there is something both ask (this also holds, as the weaker
statement, of the three before); ``none``: nothing is common. docs/crosswalks.md explains it with examples.
"""

from __future__ import annotations

from typing import Final, Literal

Relation = Literal["equal", "subset", "superset", "intersects", "none"]
RELATIONS: Final[tuple[Relation, ...]] = ("equal", "subset", "superset", "intersects", "none")
OVERLAPPING: Final[tuple[Relation, ...]] = ("equal", "subset", "superset", "intersects")
STRENGTHS: Final = (1, 2, 3, 4, 5)

_INVERSE: Final[dict[Relation, Relation]] = {
    "equal": "equal",
    "subset": "superset",
    "superset": "subset",
    "intersects": "intersects",
    "none": "none",
}
_COMPOSED: Final[dict[tuple[Relation, Relation], Relation]] = {
    ("subset", "subset"): "subset",
    ("superset", "superset"): "superset",
    ("superset", "subset"): "intersects",
    ("superset", "intersects"): "intersects",
    ("intersects", "subset"): "intersects",
    ("subset", "none"): "none",
    ("none", "superset"): "none",
}


def relation(word: str) -> Relation | None:
    """The relation of that name; None when there is none."""
    return next((known for known in RELATIONS if known == word), None)


def inverse(word: Relation) -> Relation:
    """What B is to A when A is this to B."""
    return _INVERSE[word]


def compose(first: Relation | None, second: Relation | None) -> Relation | None:
    """What A is to C when A is ``first`` to B and B is ``second`` to C; None when that does not follow."""
    if first is None or second is None:
        return None
    if first == "equal":
        return second
    if second == "equal":
        return first
    return _COMPOSED.get((first, second))


def implies(word: Relation, weaker: Relation) -> bool:
    """Whether ``weaker`` holds wherever ``word`` does: every overlap is at least an intersection."""
    return word == weaker or (weaker == "intersects" and word in OVERLAPPING)


def agree(one: Relation, other: Relation) -> bool:
    """Whether two statements about the same two items can both be true."""
    return implies(one, other) or implies(other, one)
