"""What is said of one item holds of another only where that follows; everything else is a hint."""

from __future__ import annotations

from itertools import product

import pytest

from anzenkarte.catalogue.crosswalks.carry import Bridge, bridges_from, carries
from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, Relation
from anzenkarte.kernel.verdicts import Outcome
from tests.catalogue.crosswalks.made import crosswalk, graph, true_of

SETS = [frozenset(some) for some in ([0], [1], [0, 1], [0, 2], [0, 1, 2])]


@pytest.mark.parametrize("word", RELATIONS)
def test_met_carries_exactly_where_doing_all_of_b_does_all_of_a(word: Relation) -> None:
    pairs = [(a, b) for a, b in product(SETS, SETS) if word in true_of(a, b)]
    follows = all(a <= b for a, b in pairs)  # whoever does all of b has then done all of a
    assert carries(word, "met") == follows
    assert carries(word, "met") == (word in ("equal", "subset"))


@pytest.mark.parametrize("outcome", ["not_met", "not_applicable"])
def test_what_is_not_met_carries_between_equals_only(outcome: Outcome) -> None:
    assert [word for word in RELATIONS if carries(word, outcome)] == ["equal"]
    assert not carries(None, outcome)
    assert not carries("equal", "unknown")


def _bridge(word: Relation, strength: int) -> Bridge:
    (found,) = bridges_from(graph([("a/0", "b/0", word, strength)]), "b/0")
    return found


def test_the_item_asked_about_is_the_near_end() -> None:
    bridge = _bridge("subset", 3)
    assert (bridge.item, bridge.source, bridge.relation.relation) == ("a/0", "b/0", "subset")
    assert bridge.decides("met")
    assert not bridge.decides("not_met")
    assert [(step.start, step.relation, step.end) for step in bridge.path] == [("a/0", "subset", "b/0")]
    assert bridge.confidence == "partial"


def test_a_heading_or_a_number_alone_decides_nothing() -> None:
    assert not _bridge("equal", 1).decides("met")
    assert _bridge("equal", 2).decides("met")


def test_a_conflict_decides_nothing_and_shows_all_its_lines() -> None:
    made = Graph([crosswalk([("a/0", "b/0", "equal", 3)], "one"), crosswalk([("a/0", "b/0", "superset", 3)], "other")])
    (bridge,) = bridges_from(made, "b/0")
    assert not bridge.decides("met")
    assert [step.line.crosswalk for step in bridge.path] == ["one", "other"]


def test_what_has_nothing_in_common_is_no_bridge() -> None:
    assert bridges_from(graph([("a/0", "b/0", "none", 3)]), "b/0") == ()
