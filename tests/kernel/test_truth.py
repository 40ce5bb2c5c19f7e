"""Three-valued logic against brute force: unknown is what both values are still possible for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.kernel.truth import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    conjunction,
    count_bounds,
    disjunction,
    every,
    is_empty,
    negation,
    some,
    truth,
)
from anzenkarte.kernel.verdicts import Outcome, worst

TRUTHS: tuple[Truth, ...] = (FALSE, TRUE, UNKNOWN)
VALUES = st.sampled_from(TRUTHS)
ELEMENTS = st.lists(st.tuples(VALUES, VALUES), max_size=4)


def _worlds(values: Iterable[Truth]) -> Iterable[tuple[bool, ...]]:
    return product(*((False, True) if value == UNKNOWN else (value == TRUE,) for value in values))


def _possible(values: Iterable[Truth], holds: Callable[[tuple[bool, ...]], bool]) -> Truth:
    answers = {holds(world) for world in _worlds(values)}
    return UNKNOWN if len(answers) == 2 else truth(answers.pop())


@pytest.mark.parametrize("values", [v for n in range(4) for v in product(TRUTHS, repeat=n)])
def test_tables(values: tuple[Truth, ...]) -> None:
    assert conjunction(values) == _possible(values, all)
    assert disjunction(values) == _possible(values, any)


@pytest.mark.parametrize("value", TRUTHS)
def test_negation(value: Truth) -> None:
    assert negation(value) == _possible((value,), lambda world: not world[0])
    assert negation(negation(value)) == value


def _flat(elements: list[tuple[Truth, Truth]]) -> list[Truth]:
    return [value for element in elements for value in element]


def _pairs(world: tuple[bool, ...]) -> list[tuple[bool, bool]]:
    return list(zip(world[::2], world[1::2], strict=True))


@given(ELEMENTS)
def test_quantifiers_over_complete_collections(elements: list[tuple[Truth, Truth]]) -> None:
    flat = _flat(elements)
    assert every(elements, True) == _possible(flat, lambda w: all(that for where, that in _pairs(w) if where))
    assert some(elements, True) == _possible(flat, lambda w: any(where and that for where, that in _pairs(w)))


@given(ELEMENTS)
def test_open_collections_never_show_what_another_element_could_change(elements: list[tuple[Truth, Truth]]) -> None:
    assert every(elements, False) == (FALSE if every(elements, True) == FALSE else UNKNOWN)
    assert some(elements, False) == (TRUE if some(elements, True) == TRUE else UNKNOWN)


@given(st.lists(VALUES, max_size=5), st.booleans())
def test_counts(wheres: list[Truth], complete: bool) -> None:
    counts = {sum(world) for world in _worlds(wheres)}
    assert count_bounds(wheres, complete) == (min(counts), max(counts) if complete else None)
    assert is_empty(wheres, complete) == (complete and counts == {0})


@given(st.lists(st.sampled_from(("met", "not_met", "unknown", "not_applicable"))))
def test_worst_of_several(outcomes: list[Outcome]) -> None:
    order = ("not_met", "unknown", "met", "not_applicable")
    assert worst(outcomes) == next((word for word in order if word in outcomes), "not_applicable")
    assert worst(reversed(outcomes)) == worst(outcomes)
