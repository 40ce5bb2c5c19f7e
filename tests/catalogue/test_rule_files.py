"""The rules that are shipped: each decides an item somebody must meet, says why, and owns up to its thresholds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.catalogue.conditions.nodes import All, Any, Condition, Not, Quantified
from anzenkarte.catalogue.conditions.nodes import Test as Comparison
from anzenkarte.catalogue.model import Rule
from anzenkarte.kernel.dates import Span

PREFIXES = {
    "mhlw-6.0": "m6-",
    "mhlw-7.0": "m7-",
    "meti-mic-1.1": "mm11-",
    "meti-mic-2.0": "mm20-",
    "handa-2022": "h22-",
}
ISSUES = {"demarcation": 4, "first-response": 1, "service": 3, "design": 1}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


def comparisons(node: Condition) -> Iterator[Comparison]:
    """Every comparison inside a condition."""
    if isinstance(node, Comparison):
        yield node
    elif isinstance(node, All | Any):
        for part in node.parts:
            yield from comparisons(part)
    elif isinstance(node, Not):
        yield from comparisons(node.part)
    elif isinstance(node, Quantified):
        yield from comparisons(node.where)
        yield from comparisons(node.that)


def shipped(catalogue: Catalogue) -> list[tuple[str, Rule]]:
    """Every rule of the editions above, with its edition."""
    return [(edition, rule) for edition in PREFIXES for rule in catalogue.rules(edition)]


def test_every_edition_has_rules_named_after_it(catalogue: Catalogue) -> None:
    for edition, prefix in PREFIXES.items():
        rules = catalogue.rules(edition)
        assert rules
        assert [rule.id for rule in rules if not rule.id.startswith(prefix)] == []
    ids = [rule.id for _, rule in shipped(catalogue)]
    assert len(ids) == len(set(ids))


def test_rules_decide_items_that_bind_somebody(catalogue: Catalogue) -> None:
    for edition, rule in shipped(catalogue):
        item = catalogue.item(rule.item)
        assert item is not None, rule.id
        assert rule.item.startswith(f"{edition}/"), rule.id
        assert item.extra.get("modality") not in ("info", "unknown", "may"), rule.id


def test_every_rule_can_fail_and_says_why(catalogue: Catalogue) -> None:
    for _, rule in shipped(catalogue):
        assert list(comparisons(rule.require)) or isinstance(rule.require, Quantified), rule.id
        for text in (rule.finding, rule.remedy, rule.rationale):
            assert text.ja.endswith("。"), rule.id
            assert text.en.endswith("."), rule.id


def test_thresholds_that_are_ours_say_so(catalogue: Catalogue) -> None:
    spans = [
        rule
        for _, rule in shipped(catalogue)
        if any(isinstance(test.operand, Span) for test in comparisons(rule.require))
    ]
    assert spans
    assert [rule.id for rule in spans if "当方" not in rule.rationale.ja or "our" not in rule.rationale.en] == []


def test_a_certificate_of_another_scope_never_counts(catalogue: Catalogue) -> None:
    certified = [rule for _, rule in shipped(catalogue) if rule.basis == "certified"]
    assert certified
    for rule in certified:
        facts = {test.path.fact for test in comparisons(rule.require)}
        assert {"certificate.scheme", "certificate.valid", "certificate.covers_service"} <= facts, rule.id


def test_the_nine_issues_are_all_asked_about_without_naming_a_case(catalogue: Catalogue) -> None:
    rules = catalogue.rules("handa-2022")
    assert {rule.item for rule in rules} == {
        f"handa-2022/{group}/{number}" for group, count in ISSUES.items() for number in range(1, count + 1)
    }
    for rule in rules:
        assert rule.item.startswith(f"handa-2022/{rule.group}/"), rule.id
        assert rule.engine == ("demarcation" if rule.group == "demarcation" else "conformity"), rule.id
        assert "R4:1-1②" in rule.cites, rule.id


def test_free_text_is_compared_only_with_words_of_the_catalogue(catalogue: Catalogue) -> None:
    """A rule that compared a name or a product would speak of one case."""
    words = {duty.id for duty in catalogue.duties} | set(catalogue.schemes) | {law.id for law in catalogue.laws}
    for _, rule in shipped(catalogue):
        for node in (rule.where, rule.applies_if, rule.require):
            for test in comparisons(node):
                if catalogue.vocabulary.facts[test.path.fact].type in ("text", "bilingual"):
                    operands = test.operand if isinstance(test.operand, tuple) else (test.operand,)
                    assert set(operands) <= words | {"", "JP"}, rule.id
