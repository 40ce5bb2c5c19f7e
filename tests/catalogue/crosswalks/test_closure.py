"""What follows from lines: never more than is true of the sets, never less than brute force finds, and why."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.catalogue.crosswalks.all_pairs import all_pairs, bits
from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.model import Derived
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, Relation, compose, implies, inverse
from tests.catalogue.crosswalks.made import ITEMS, Edge, any_edges, brute_force, crosswalk, graph, true_edges, true_of


def _all(made: Graph) -> dict[tuple[str, str], Derived]:
    return {(found.origin, found.target): found for item in made.items for found in closure(made, item)}


@given(true_edges())
def test_of_true_lines_only_the_true_follows_and_nothing_conflicts(
    drawn: tuple[dict[str, frozenset[int]], list[Edge]],
) -> None:
    sets, edges = drawn
    for (one, other), found in _all(graph(edges)).items():
        assert not found.conflicting
        assert {reading.relation for reading in found.readings} <= true_of(sets[one], sets[other])


@given(any_edges())
def test_both_ways_of_computing_equal_brute_force(edges: list[Edge]) -> None:
    made = graph(edges)
    expected = brute_force(edges)
    found = _all(made)
    assert {(a, b, r.relation): r.strength for (a, b), one in found.items() for r in one.readings} == expected
    table = all_pairs(made)
    cells = {
        (one, table.items[target], word): strength
        for place, one in enumerate(table.items)
        for target, word, strength in table.relations(place)
    }
    assert cells == expected
    conflicts = {(one, table.items[far]) for at, one in enumerate(table.items) for far in bits(table.conflicting(at))}
    assert conflicts == {pair for pair, one in found.items() if one.conflicting}


@given(any_edges())
def test_every_path_explains_its_relation_and_its_strength(edges: list[Edge]) -> None:
    for (one, other), found in _all(graph(edges)).items():
        for reading in found.readings:
            steps = reading.path
            assert (steps[0].start, steps[-1].end) == (one, other)
            assert all(a.end == b.start for a, b in pairwise(steps))
            word: Relation | None = "equal"
            for step in steps:
                word = compose(word, step.relation)
            assert word == reading.relation
            assert min(step.line.strength for step in steps) == reading.strength


@given(any_edges())
def test_the_other_end_sees_the_inverse_and_the_same_conflicts(edges: list[Edge]) -> None:
    found = _all(graph(edges))
    for (one, other), here in found.items():
        there = found[other, one]
        assert there.conflicting == here.conflicting
        assert {(inverse(r.relation), r.strength) for r in here.readings} == {
            (r.relation, r.strength) for r in there.readings
        }


@given(any_edges(), st.data())
def test_a_stronger_line_never_weakens_anything(edges: list[Edge], data: st.DataObject) -> None:
    before = brute_force(edges)
    at = data.draw(st.integers(0, len(edges) - 1))
    one, other, word, strength = edges[at]
    stronger = [*edges[:at], (one, other, word, data.draw(st.integers(strength, 5))), *edges[at + 1 :]]
    for (a, b), found in _all(graph(stronger)).items():
        for relation in RELATIONS:
            assert found.support(relation) >= before.get((a, b, relation), 0)


@given(any_edges(), any_edges(most=3))
def test_another_source_never_lowers_what_it_agrees_with(edges: list[Edge], more: list[Edge]) -> None:
    before, after = _all(graph(edges)), _all(Graph([crosswalk(edges, "one"), crosswalk(more, "other")]))
    for pair, old in before.items():
        new = after[pair]
        assert all(new.support(word) >= old.support(word) for word in RELATIONS)
        if old.conflicting:
            assert new.conflicting
        elif new.relation is not None and old.relation is not None:
            assert implies(new.relation, old.relation)


def test_disagreeing_sources_are_shown_side_by_side() -> None:
    made = Graph([crosswalk([("a/0", "b/0", "subset", 3)], "one"), crosswalk([("a/0", "b/0", "none", 2)], "other")])
    (found,) = closure(made, "a/0")
    assert found.conflicting
    assert found.relation is None
    assert found.strength == 0
    assert [(r.relation, r.strength, r.path[0].line.crosswalk) for r in found.shown] == [
        ("subset", 3, "one"),
        ("none", 2, "other"),
    ]
    assert found.json()["relation"] == "conflicting"


def test_a_weaker_statement_of_another_source_supports_the_overlap_only() -> None:
    made = Graph(
        [crosswalk([("a/0", "b/0", "equal", 2)], "one"), crosswalk([("a/0", "b/0", "intersects", 5)], "other")]
    )
    (found,) = closure(made, "a/0")
    assert (found.relation, found.strength) == ("equal", 2)
    assert (found.support("equal"), found.support("intersects"), found.support("none")) == (2, 5, 0)


def test_of_two_paths_the_stronger_counts_and_of_equally_strong_ones_the_shorter() -> None:
    edges: list[Edge] = [
        ("a/0", "b/0", "subset", 1),
        ("a/0", "c/0", "subset", 3),
        ("c/0", "b/0", "equal", 4),
        ("a/0", "c/1", "subset", 3),
        ("c/1", "b/1", "equal", 3),
        ("b/1", "c/2", "equal", 3),
        ("c/2", "b/0", "equal", 3),
    ]
    found = {one.target: one for one in closure(graph(edges), "a/0")}["b/0"]
    assert (found.relation, found.strength) == ("subset", 3)
    assert [step.end for step in found.readings[0].path] == ["c/0", "b/0"]


def test_nothing_in_an_edition_stands_for_a_line_to_each_of_its_items() -> None:
    made = Graph([crosswalk([("a/0", "", "none", 2)])], lambda edition: [f"{edition}/0", f"{edition}/1"])
    assert [(one.target, one.relation) for one in closure(made, "a/0")] == [("b/0", "none"), ("b/1", "none")]


def test_an_old_id_is_the_item_it_became() -> None:
    made = Graph([crosswalk([("a/old", "b/0", "equal", 2)])], own_id=lambda item: item.replace("old", "0"))
    assert [one.target for one in closure(made, "a/old")] == ["b/0"]
    assert [one.origin for one in closure(made, "b/0")] == ["b/0"]
    assert closure(made, "b/0")[0].target == "a/0"
    assert closure(made, ITEMS[-1]) == ()
