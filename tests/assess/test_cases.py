"""Every case of ``tests/cases`` comes out as its author, who knows the guidelines, expects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from anzenkarte.assess.run import ENGINES, Assessment
from tests.assess import cases

FILES = cases.case_files()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path: Path) -> None:
    expected = cases.load(path)
    assessment = cases.assess(expected)
    wrong = [line for entry in expected.expectations for line in cases.failures(assessment, entry)]
    assert not wrong, "\n".join(wrong)


def test_every_engine_has_cases() -> None:
    counts = Counter(path.parent.name for path in FILES)
    assert set(counts) == set(ENGINES)
    assert min(counts.values()) >= 6


def _assessment() -> Assessment:
    return cases.assess(cases.load(cases.CASES / "applicability/plain-sale.yaml"))


@pytest.mark.parametrize(
    "entry",
    [
        {"decision": "meti-mic-service@service/box", "answer": "in"},
        {"decision": "meti-mic-service@service/other", "answer": "out"},
        {"decision": "meti-mic-service@service/box", "decided_by": ["service.purpose"]},
        {"no_decision": "meti-mic-*"},
    ],
)
def test_a_case_that_expects_something_else_fails(entry: dict[str, object]) -> None:
    assert cases.failures(_assessment(), entry)  # type: ignore[arg-type]  # as read from YAML


def test_a_key_that_means_nothing_is_an_error() -> None:
    with pytest.raises(AssertionError, match="has no anwser"):
        cases.failures(_assessment(), {"decision": "meti-mic-service@service/box", "anwser": "out"})
