"""``catalogue crosswalk`` as a user meets it: rows with their path, JSON for programs, and a helpful refusal."""

from __future__ import annotations

import json

import pytest

from anzenkarte.cli.work import crosswalk
from anzenkarte.kernel.errors import InputError


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZENKARTE_LANG", "en")


def test_a_table_names_relation_strength_and_path(capsys: pytest.CaptureFixture[str]) -> None:
    crosswalk.show("mhlw-6.0/operations/17/1", "cyber-checklist-r8-pharmacy", "table", "en")
    out = capsys.readouterr().out
    assert "⊃ superset" in out
    assert (
        "mhlw-6.0/operations/17/1 ⊃ cyber-checklist-r8-hospital/2/11 [mhlw-6.0-checklist-r8-hospital 2] "
        "= cyber-checklist-r8-pharmacy/2/11 [checklist-r8-hospital-r8-pharmacy 2]"
    ) in out
    assert "docs/crosswalks.md" in out


def test_sets_between_the_two_are_named_with_what_they_leave_out(capsys: pytest.CaptureFixture[str]) -> None:
    crosswalk.show("mhlw-5.2", "mhlw-6.0", "md", "en")
    out = capsys.readouterr().out
    assert out.startswith("mhlw-5.2-mhlw-6.0 (ours, recalled, none): 0 — Anzen Karte — No item of 5.2 is held")
    assert "| --- |" in out


def test_json_holds_every_step_of_the_path(capsys: pytest.CaptureFixture[str]) -> None:
    crosswalk.show("certifications", "mhlw-6.0", "json", "en")
    found = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in found["sets"]] == ["certification-items"]
    relation = next(one for one in found["relations"] if one["from"] == "certifications/isms")
    assert (relation["to"], relation["relation"], relation["strength"]) == ("mhlw-6.0/governance/5.1/2", "superset", 4)
    (step,) = relation["readings"][0]["path"]
    assert step["rationale"]["en"]
    assert step["citation"]["title"]["en"]


def test_an_item_may_be_named_on_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    crosswalk.show("mhlw-6.0/operations/14/8", "mhlw-7.0/operations/14/8", "json", "ja")
    (relation,) = json.loads(capsys.readouterr().out)["relations"]
    assert relation["relation"] == "none"


@pytest.mark.parametrize(("origin", "target"), [("mhlw-6.0", "nonsense"), ("nonsense", "mhlw-6.0")])
def test_without_any_line_it_names_the_editions_that_have_some(origin: str, target: str) -> None:
    with pytest.raises(InputError) as refused:
        crosswalk.show(origin, target, "table", "ja")
    (problem,) = refused.value.problems
    assert problem.code == "cli.crosswalk-none"
    assert "mhlw-7.0" in dict(problem.params)["known"]


def test_a_wrong_format_is_refused() -> None:
    with pytest.raises(InputError) as refused:
        crosswalk.show("mhlw-6.0", "mhlw-7.0", "yaml", "ja")
    assert refused.value.problems[0].code == "cli.choice"
