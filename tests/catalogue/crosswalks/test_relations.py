"""The algebra against brute-force non-empty finite sets: what it says holds, the rest does not follow."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest

from anzenkarte.catalogue.crosswalks.relations import RELATIONS, Relation, agree, compose, implies, inverse, relation
from tests.catalogue.crosswalks.made import true_of

UNIVERSE = range(4)
SETS = [frozenset(some) for some in chain.from_iterable(combinations(UNIVERSE, size) for size in range(1, 5))]
TRIPLES = list(product(SETS, SETS, SETS))
PAIRS = list(product(RELATIONS, RELATIONS))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_composed_relation_holds_of_all_sets_and_no_other_follows(first: Relation, second: Relation) -> None:
    outcomes = [true_of(a, c) for a, b, c in TRIPLES if first in true_of(a, b) and second in true_of(b, c)]
    assert outcomes
    follows = set.intersection(*outcomes)
    composed = compose(first, second)
    if composed is None:
        assert follows == set()
    else:
        assert follows == {word for word in RELATIONS if implies(composed, word)}


def test_the_table_is_the_one_of_the_rule() -> None:
    known = {(a, b): compose(a, b) for a, b in PAIRS if "equal" not in (a, b) and compose(a, b) is not None}
    assert known == {
        ("subset", "subset"): "subset",
        ("superset", "superset"): "superset",
        ("superset", "subset"): "intersects",
        ("superset", "intersects"): "intersects",
        ("intersects", "subset"): "intersects",
        ("subset", "none"): "none",
        ("none", "superset"): "none",
    }
    assert all(compose("equal", word) == word == compose(word, "equal") for word in RELATIONS)


@pytest.mark.parametrize(("a", "b", "c"), list(product(RELATIONS, repeat=3)))
def test_composition_is_associative_unknown_included(a: Relation, b: Relation, c: Relation) -> None:
    assert compose(compose(a, b), c) == compose(a, compose(b, c))


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_a_path_walked_backwards_gives_the_inverse(first: Relation, second: Relation) -> None:
    forwards = compose(first, second)
    backwards = compose(inverse(second), inverse(first))
    assert backwards == (None if forwards is None else inverse(forwards))


@pytest.mark.parametrize("word", RELATIONS)
def test_the_inverse_is_what_the_sets_say(word: Relation) -> None:
    for one, other in product(SETS, SETS):
        assert (word in true_of(one, other)) == (inverse(word) in true_of(other, one))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_statements_agree_exactly_when_some_sets_make_both_true(one: Relation, other: Relation) -> None:
    possible = any({one, other} <= true_of(a, b) for a, b in product(SETS, SETS))
    assert agree(one, other) == agree(other, one) == possible


def test_unknown_stays_unknown_and_words_are_closed() -> None:
    assert compose(None, "equal") is None
    assert compose("equal", None) is None
    assert relation("subset") == "subset"
    assert relation("related") is None
