"""The crosswalks that are shipped: which there are, whom they cover, how sure and strong they may be, what follows."""

from __future__ import annotations

from functools import cache

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.catalogue.crosswalks.all_pairs import all_pairs, bits
from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.crosswalks.model import Derived
from anzenkarte.kernel.citations import weakest

#: Lines per set. A number changes only because something more was read or a judgement was mended.
LINES = {
    "certification-items": 18,
    "checklist-r7-hospital-r8-hospital": 18,
    "checklist-r7-vendor-r8-vendor": 13,
    "checklist-r8-hospital-r8-pharmacy": 18,
    "enisa-procurement-2020-mhlw-6.0": 47,
    "iso-27001-2022-nist-csf-2.0": 110,
    "meti-mic-1.1-annex-2-mhlw-6.0": 10,
    "meti-mic-1.1-meti-mic-2.0": 4,
    "meti-mic-1.1-mhlw-6.0": 67,
    "mhlw-5.2-mhlw-6.0": 0,
    "mhlw-6.0-checklist-r7-hospital": 22,
    "mhlw-6.0-checklist-r7-hospital-official": 4,
    "mhlw-6.0-checklist-r7-vendor": 12,
    "mhlw-6.0-checklist-r8-hospital": 22,
    "mhlw-6.0-checklist-r8-vendor": 12,
    "mhlw-6.0-iso-27001-2022": 281,
    "mhlw-6.0-mds-3-4": 49,
    "mhlw-6.0-mhlw-7.0": 37,
    "mhlw-6.0-sds-mhlw-7.0-annex": 37,
}
#: Items of planning and operations without a control of Annex A: risk assessment itself stands in the main clauses of
#: the standard, and nothing there is about scanning periods, the person answering for scans, or the four groups.
WITHOUT_CONTROL = {
    "mhlw-6.0/planning/6/1",
    "mhlw-6.0/planning/6/5",
    "mhlw-6.0/planning/6/6",
    "mhlw-6.0/planning/16/2",
    "mhlw-6.0/planning/16/5",
    "mhlw-6.0/operations/6/1",
}


@cache
def _catalogue() -> Catalogue:
    return read_catalogue()


def _between(one: str, other: str) -> Derived:
    return next(found for found in closure(_catalogue().relations, one) if found.target == other)


def test_there_are_these_sets_with_these_lines() -> None:
    assert {name: len(one.lines) for name, one in _catalogue().crosswalks.items()} == LINES


def test_only_what_a_publisher_states_is_official() -> None:
    sets = _catalogue().crosswalks
    official = {name for name, one in sets.items() if one.kind == "official"}
    assert official == {"meti-mic-1.1-annex-2-mhlw-6.0", "mhlw-6.0-checklist-r7-hospital-official"}
    for name, one in sets.items():
        strengths = {line.strength for line in one.lines}
        if name in official:
            assert strengths == {4}, name
        elif one.kind == "ours":
            assert strengths <= {1, 2}, name
    assert [name for name, one in sets.items() if one.kind == "report"] == ["certification-items"]


def test_what_is_held_by_id_and_label_only_decides_nothing() -> None:
    for name in ("mhlw-6.0-iso-27001-2022", "iso-27001-2022-nist-csf-2.0"):
        assert {line.strength for line in _catalogue().crosswalks[name].lines} == {1}
    for item in ("iso-27001-2022/8/8.5", "iso-27001-2022/8/8.17", "nist-csf-2.0/PR/PR.AA"):
        assert not any(bridge.decides("met") for bridge in _catalogue().bridges_from(item))


def test_no_line_is_surer_than_what_it_relates() -> None:
    catalogue = _catalogue()
    for one in catalogue.crosswalks.values():
        for line in one.lines:
            ends = [catalogue.item(end) for end in (line.origin, line.target)]
            sure = [end.confidence for end in ends if end is not None]
            assert weakest(line.confidence, *sure) == line.confidence, line.id


def test_every_enisa_practice_and_every_control_is_related() -> None:
    catalogue = _catalogue()
    for name in ("enisa-procurement-2020-mhlw-6.0", "iso-27001-2022-nist-csf-2.0"):
        one = catalogue.crosswalks[name]
        assert {line.origin for line in one.lines} == {item.id for item in catalogue.items(one.origin)}


def test_every_item_of_planning_and_operations_has_a_control_or_a_reason() -> None:
    catalogue = _catalogue()
    related = {line.origin for line in catalogue.crosswalks["mhlw-6.0-iso-27001-2022"].lines}
    asked = {item.id for item in catalogue.items("mhlw-6.0") if item.part in ("planning", "operations")}
    assert asked - related == WITHOUT_CONTROL


def test_the_number_that_changed_its_topic_is_not_taken_for_the_same() -> None:
    assert _between("mhlw-6.0/operations/14/8", "mhlw-7.0/operations/14/8").relation == "none"
    assert _between("mhlw-6.0/operations/14/~account-review", "mhlw-7.0/operations/14/8").relation == "subset"


@pytest.mark.parametrize(
    ("one", "other", "relation", "strength", "lines"),
    [
        ("mhlw-6.0/operations/17/1", "mhlw-7.0/operations/17/1", "equal", 2, 1),
        ("mhlw-6.0/operations/17/1", "cyber-checklist-r8-pharmacy/2/11", "superset", 2, 2),
        ("mhlw-6.0/operations/14/2", "nist-csf-2.0/PR/PR.AA", "subset", 1, 2),
        ("mhlw-7.0/operations/17/2", "iso-27001-2022/8/8.15", "subset", 1, 2),
        ("mhlw-6.0/governance/5.1/2", "certifications/isms", "subset", 4, 1),
        ("meti-mic-1.1/annex-2/3.4/1-12", "mhlw-6.0/operations/10/4", "intersects", 4, 1),
    ],
)
def test_what_follows(one: str, other: str, relation: str, strength: int, lines: int) -> None:
    found = _between(one, other)
    assert (found.relation, found.strength, len(found.shown[0].path)) == (relation, strength, lines)


def test_nothing_shipped_conflicts_and_both_ways_of_computing_agree() -> None:
    graph = _catalogue().relations
    table = all_pairs(graph)
    for place, item in enumerate(table.items):
        found = closure(graph, item)
        assert [one.target for one in found if one.conflicting] == []
        assert list(bits(table.conflicting(place))) == []
        cells = {(table.items[to], word, strength) for to, word, strength in table.relations(place)}
        assert cells == {(one.target, r.relation, r.strength) for one in found for r in one.readings}


def test_what_is_not_held_is_said() -> None:
    empty = _catalogue().crosswalks["mhlw-5.2-mhlw-6.0"]
    assert (empty.lines, empty.coverage) == ((), "none")
    assert empty.coverage_note.en.startswith("No item of 5.2 is held")
    for one in _catalogue().crosswalks.values():
        assert one.coverage == "complete" or one.coverage_note.ja, one.id
