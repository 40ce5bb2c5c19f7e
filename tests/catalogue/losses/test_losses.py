"""The ranges that are shipped, and what is refused in loss files and in figures of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.catalogue.folders import installed_roots
from anzenkarte.catalogue.losses.model import Losses
from anzenkarte.catalogue.losses.overrides import read_overrides
from anzenkarte.catalogue.losses.read import read_losses
from anzenkarte.formats import strict_yaml
from anzenkarte.kernel.errors import InputError, Problem

BUILT_IN = installed_roots()[0].folder
FILE = "losses/2026/medical.yaml"


def _held() -> Losses:
    return open_catalogue().losses["losses-2026"]


def test_every_range_has_a_basis_and_few_have_a_source() -> None:
    ranges = _held().ranges.values()
    assert all((one.citation is not None) == (one.basis == "source") for one in ranges)
    assert [one.id for one in ranges if one.basis == "source"] == ["ransomware/backups-unusable"]
    assert all(one.rationale.ja and one.rationale.en for one in ranges)


def test_words_of_the_scale_are_in_their_order() -> None:
    held, scales = _held(), open_catalogue().scales
    assert scales is not None
    found = [held.ranges[held.words[word.id]].mean for word in scales.likelihood]
    assert found == sorted(found, reverse=True)


def test_every_loss_is_told_with_and_without_beds() -> None:
    for family in _held().families:
        for where in ("with_beds", "without_beds"):
            assert any(line.where in ("", where) for line in family.lines), family.id


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("least: 3, likely: 30, most: 90", "least: 3, likely: 100, most: 90", "losses.order"),
        ('most: "0.85", confidence: partial', 'most: "1.85", confidence: partial', "losses.too-large"),
        ("least: 3, likely: 30", "least: some, likely: 30", "losses.number"),
        ("least: 3, likely: 30", "least: 3, peak: 0, likely: 30", "losses.peak"),
        ("fact: institution.beds", "fact: institution.wings", "losses.fact"),
        ("form: response, product: [response]", "form: response, product: [leaked]", "losses.money"),
        ("product: [restore, beds]", "product: [restore, rooms]", "losses.no-range"),
        ("chance: leaked", "chance: days", "losses.unit"),
    ],
)
def test_a_spoilt_file_is_refused_with_its_line(old: str, new: str, code: str) -> None:
    text = (BUILT_IN / FILE).read_text(encoding="utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1
    problems: list[Problem] = []
    marked = strict_yaml.load_one(text.replace(old, new, 1), FILE)
    read_losses(marked, open_catalogue().vocabulary, problems)
    assert (code, line) in [(problem.code, problem.line) for problem in problems]
    assert open_catalogue().messages.problem(problems[0], "ja")


@pytest.mark.parametrize("old", ["assumption: true, ", "likely: 30, most: 90, assumption: true"])
def test_a_range_without_a_basis_is_refused(old: str) -> None:
    text = (BUILT_IN / FILE).read_text(encoding="utf-8")
    problems: list[Problem] = []
    spoilt = text.replace(old, old.replace("assumption: true", "assumption: false"), 1)
    read_losses(strict_yaml.load_one(spoilt, FILE), open_catalogue().vocabulary, problems)
    assert [problem.code for problem in problems] == ["losses.basis"]


def test_names_that_lead_nowhere_fail_the_check(tmp_path: Path) -> None:
    text = (BUILT_IN / FILE).read_text(encoding="utf-8")
    text = text.replace("ways: [vendor-gone]", "ways: [vendor-lost]").replace("low: word-low}", "lowest: word-low}")
    (tmp_path / "losses.yaml").write_text(text, encoding="utf-8")
    scales = (BUILT_IN / "threats/scales.yaml").read_text(encoding="utf-8")
    (tmp_path / "scales.yaml").write_text(scales, encoding="utf-8")
    codes = {problem.code for problem in check([tmp_path]).problems if problem.file == "losses.yaml"}
    assert {"losses.no-threat", "losses.no-word"} <= codes


def _own(text: str) -> None:
    read_overrides(strict_yaml.load_one(f"schema: anzenkarte/loss-overrides/1\n{text}", "own.yaml"), _held())


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("inputs:\n  bed: {least: 1, likely: 2, most: 3, because: x}\n", "quantify.no-input", 3),
        ("inputs:\n  beds: {least: 4, likely: 2, most: 3, because: x}\n", "losses.order", 3),
        ("inputs:\n  beds: {least: 1, likely: 2, most: 3}\n", "catalogue.missing-key", 3),
        ("inputs:\n  step-impact: {least: 0, likely: 1, most: 3, because: x}\n", "losses.too-large", 3),
        ("inputs: {}\n", "catalogue.missing-key", 2),
    ],
)
def test_own_figures_are_refused_with_their_line(text: str, code: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        _own(text)
    assert [(problem.code, problem.line) for problem in caught.value.problems] == [(code, line)]
