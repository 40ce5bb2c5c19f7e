"""The sample *handa-2021* on the day before the incident shows the nine points of the report's own summary."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from anzenkarte.assess.run import Assessment, run
from anzenkarte.formats import strict_yaml
from anzenkarte.karte.select import choose
from anzenkarte.kernel.verdicts import Finding, Verdict
from tests.assess.cases import catalogue, sample

GROUPS = {"demarcation": 4, "first-response": 1, "service": 3, "design": 1}
POINTS = [f"handa-2022/{group}/{number}" for group, size in GROUPS.items() for number in range(1, size + 1)]


@cache
def _handa() -> Assessment:
    day = date(2021, 10, 30)
    editions = catalogue().resolve(["mhlw-6.0", "meti-mic-1.1"], day)
    return run(choose(sample("handa-2021"), catalogue().vocabulary), catalogue(), day, editions)


def _lessons() -> dict[str, Verdict]:
    return {lesson.item: lesson for report in _handa().reports.values() for lesson in report.lessons}


def _findings(item: str) -> list[Finding]:
    return [finding for finding in _handa().findings if item in finding.cites]


def test_it_is_a_what_if() -> None:
    assert _handa().what_if == ("mhlw-6.0", "meti-mic-1.1")


@pytest.mark.parametrize("point", POINTS)
def test_point_is_not_met(point: str) -> None:
    lesson = _lessons()[point]
    assert lesson.outcome == "not_met", [read.json() for read in lesson.missing]
    assert lesson.facts


@pytest.mark.parametrize("point", POINTS)
def test_point_has_findings_with_citation_and_facts(point: str) -> None:
    found = _findings(point)
    assert found
    for finding in found:
        assert finding.group == point.split("/")[1]
        assert finding.facts, finding.id
        others = [cite for cite in finding.cites if cite != point]
        assert any(catalogue().item(cite) is not None or re.match(r"R4:", cite) for cite in (*others, point))
        assert all(":" in cite or catalogue().item(cite) is not None for cite in finding.cites), finding.cites


def test_there_are_four_one_three_and_one() -> None:
    held = Counter(item.split("/")[1] for item in _lessons() if item in POINTS)
    assert dict(held) == GROUPS


def test_what_happened_afterwards_appears_as_missing_beforehand() -> None:
    facts = {
        (read.subject, read.fact.value)
        for item in ("handa-2022/first-response/1",)
        for finding in _findings(item)
        for read in finding.facts
        if read.name == "arrangement.in_place"
    }
    missing = {subject for subject, value in facts if value is False}
    assert {"arrangement/forensics", "arrangement/preservation", "arrangement/dispatch"} <= missing


@cache
def _own_names() -> frozenset[str]:
    """Ids that only this sample uses: documents and entities, and the sample's own name."""
    ids = {"handa-2021"}
    for document in sample("handa-2021"):
        ids.update((document.name, *(entity.id for entity in document)))
    return frozenset(ids)


def _conditions(value: object) -> list[str]:
    """Every text in the conditions of a rules, scopes or duties file."""
    found: list[str] = []
    if isinstance(value, dict):
        for key, part in value.items():
            if key in ("where", "applies_if", "require", "condition", "for"):
                found += _texts(part)
            else:
                found += _conditions(part)
    elif isinstance(value, list):
        for part in value:
            found += _conditions(part)
    return found


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, part in value.items() for text in (key, *_texts(part))]
    if isinstance(value, list):
        return [text for part in value for text in _texts(part)]
    return [value] if isinstance(value, str) else []


def _rule_files(root: Path) -> list[Path]:
    data = root / "src/anzenkarte_catalogues"
    return sorted([*data.rglob("rules*.yaml"), *data.glob("scopes/*.yaml"), *data.glob("duties/*.yaml")])


def test_no_condition_names_the_case(root: Path) -> None:
    from_data = {path: _read(path) for path in _rule_files(root)}
    assert len(from_data) > 10
    for path, data in from_data.items():
        texts = set(_conditions(data))
        assert texts, path
        subjects = {text for text in texts if "/" in text and text.split("/")[0] in catalogue().vocabulary.kinds}
        assert not subjects, path
        words = {value for spec in catalogue().vocabulary.facts.values() for value in spec.values}
        assert not (texts & _own_names()) - words - set(catalogue().vocabulary.kinds) - _duties(), path
        assert "handa-" not in json.dumps(sorted(texts)), path


def test_no_code_names_the_case(root: Path) -> None:
    code = root / "src/anzenkarte"
    loads_samples = code / "workspace" / "demonstration"  # puts the sample's parties into a workspace; judges nothing
    for path in sorted(code.rglob("*.py")):
        if path.is_relative_to(loads_samples):
            continue
        text = path.read_text(encoding="utf-8")
        named = [name for name in _own_names() if len(name) > 8 and name in text and "-" in name]
        named = [name for name in named if name not in GROUPS]
        assert not named, f"{path}: {named}"


def _duties() -> set[str]:
    return {duty.id for duty in catalogue().duties}


def _read(path: Path) -> object:
    return strict_yaml.load_one_file(path).data
