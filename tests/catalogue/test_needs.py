"""Files of needs are checked as they are read: every name must lead somewhere, every need must say why."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.catalogue.needs.read import read_needs
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import Problem


def first_need(root: Path) -> dict[str, Json]:
    data = load_one_file(root / "src/anzenkarte_catalogues/needs/needs-2026.yaml").data
    assert isinstance(data, dict)
    needs = data["needs"]
    assert isinstance(needs, list)
    return {**copy.deepcopy(data), "needs": needs[:1]}


def test_ids_are_kept_in_the_order_of_the_file(root: Path) -> None:
    problems: list[Problem] = []
    data = first_need(root)
    found = read_needs(Marked(data, {}, "needs.yaml"), open_catalogue().vocabulary, problems)
    assert problems == []
    assert [need.id for need in found] == [open_catalogue().needs[0].id]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("answered", None, "catalogue.missing-key"),
        ("answered", {"for": "case", "condition": {"some": "case.wheels"}}, "condition.unknown-relation"),
        ("answered", {"for": "wheel", "condition": {"always": True}}, "catalogue.unknown-word"),
        ("when", {"for": "institution"}, "catalogue.missing-key"),
        (
            "when",
            {"for": "institution", "condition": {"fact": "institution.wheels", "eq": 1}},
            "condition.unknown-fact",
        ),
        ("shows", ["component.wheels"], "condition.unknown-fact"),
        ("shows", [], "catalogue.missing-key"),
        ("items", [], "catalogue.missing-key"),
        ("why", {"ja": "x"}, "catalogue.both-languages"),
        ("weight", "heavy", "catalogue.unknown-word"),
        ("wheels", 4, "catalogue.unknown-key"),
        ("citation", {"source": "Z9", "place": {"ja": "x", "en": "x"}}, "catalogue.unknown-source"),
    ],
)
def test_what_is_wrong_is_named(root: Path, key: str, value: Json, code: str) -> None:
    data = first_need(root)
    needs = data["needs"]
    assert isinstance(needs, list)
    assert isinstance(needs[0], dict)
    needs[0][key] = value
    problems: list[Problem] = []
    read_needs(Marked(data, {}, "needs.yaml"), open_catalogue().vocabulary, problems)
    assert code in {problem.code for problem in problems}
