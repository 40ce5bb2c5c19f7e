"""A trace says of every part what the rule itself found."""

from __future__ import annotations

from datetime import date

import pytest

from anzenkarte.assess.trace import condition_trace, text_of
from anzenkarte.catalogue.conditions.nodes import All, Always, Any, Condition, Not, Path, Quantified
from anzenkarte.catalogue.conditions.nodes import Test as Compare
from anzenkarte.kernel.dates import Span, When
from anzenkarte.kernel.facts import MISSING, Fact, known
from anzenkarte.kernel.reading import Extent


class Plain:
    """A reader over a table of facts; every component of the case is listed, and perhaps there are more."""

    def __init__(self, facts: dict[tuple[str, str], Fact], complete: bool = True) -> None:
        self.facts, self.complete = facts, complete
        self.on = date(2026, 11, 1)

    def fact(self, subject: str, name: str) -> Fact:
        return self.facts.get((subject, name), MISSING)

    def related(self, subject: str, relation: str) -> Extent:
        return Extent(tuple(sorted({subject for subject, _ in self.facts})), self.complete)

    def home(self, subject: str, kind: str) -> str:
        return "case/case" if kind == "case" else ""

    def boundary(self, day: date) -> None:
        assert day > self.on


PATCHED = Compare(Path("component.patched", "component.patched"), "eq", True)
SUPPORT = Compare(Path("component.end_of_support", "component.end_of_support"), "ge", Span(0, 0))
READER = Plain(
    {
        ("component/a", "component.patched"): known(True, "doc#component/a/patched"),
        ("component/b", "component.patched"): known(False, "doc#component/b/patched"),
        ("component/c", "component.patched"): Fact(None, "withheld", "doc#component/c/patched"),
        ("component/c", "component.end_of_support"): known(When.parse("2027-03")),
    }
)


@pytest.mark.parametrize(
    ("node", "subject", "code", "result"),
    [
        (PATCHED, "component/a", "part.test", "true"),
        (PATCHED, "component/b", "part.test", "false"),
        (PATCHED, "component/c", "part.test", "unknown"),
        (SUPPORT, "component/c", "part.test", "true"),
        (Not(PATCHED), "component/b", "part.not", "true"),
        (All((PATCHED, SUPPORT)), "component/b", "part.all", "false"),
        (Any((PATCHED, SUPPORT)), "component/b", "part.any", "unknown"),
        (Always(False), "component/a", "part.always", "false"),
    ],
)
def test_each_part_has_its_truth(node: Condition, subject: str, code: str, result: str) -> None:
    traced = condition_trace(READER, node, subject)
    assert (traced.code, traced.result) == (code, result)


def test_a_test_names_fact_value_and_place() -> None:
    params = dict(condition_trace(READER, PATCHED, "component/b").params)
    assert params["fact"] == "component.patched"
    assert params["found"] == "false"
    assert params["where"] == "doc#component/b/patched"
    unknown = dict(condition_trace(READER, PATCHED, "component/c").params)
    assert unknown["unknown"] == "withheld"
    assert "found" not in unknown


def test_elements_are_shown_one_by_one() -> None:
    every = Quantified("every", "case.components", "component", Always(True), PATCHED, home="case")
    traced = condition_trace(READER, every, "component/a")
    assert traced.result == "false"
    assert [step.result for step in traced.steps] == ["true", "false", "unknown"]


def test_an_open_list_says_so() -> None:
    open_reader = Plain({("component/a", "component.patched"): known(True)}, complete=False)
    every = Quantified("every", "case.components", "component", Always(True), PATCHED, home="case")
    traced = condition_trace(open_reader, every, "component/a")
    assert traced.result == "unknown"
    assert traced.steps[-1].code == "part.incomplete"


def test_about_nothing_is_vacuous() -> None:
    every = Quantified("every", "case.components", "component", PATCHED, Always(True), home="case")
    none = Plain({("component/b", "component.patched"): known(False)})
    traced = condition_trace(none, every, "component/b")
    assert traced.result == "vacuous"
    assert [step.result for step in traced.steps] == ["no_part"]


def test_a_blocked_path_says_what_is_missing() -> None:
    through = Compare(Path("component.owner.country", "party.country", via="component.owner"), "eq", "JP")
    traced = condition_trace(READER, through, "component/a")
    assert traced.code == "part.blocked"
    assert dict(traced.params) == {"fact": "component.owner", "subject": "component/a", "unknown": "missing"}


def test_values_as_text() -> None:
    assert [text_of(value) for value in (True, False, 3, "JP", When.parse("2021-06"), ("a", "b"), None)] == [
        "true",
        "false",
        "3",
        "JP",
        "2021-06",
        "a,b",
        "",
    ]
