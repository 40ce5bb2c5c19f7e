"""Every benchmark at a tiny size: results are equal and work is counted. Times are never looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from benchmarks import __main__ as command
from benchmarks import suite
from benchmarks.dice import Dice
from benchmarks.edits import other_answer, random_edit
from benchmarks.generate import Size, case, data, documents
from benchmarks.measure import TINY, Growth, Result, Settings, Times, UnequalError, exponent, same

SIZE = Size(12, 24, 16)
NEAR_ONE = 1.25
LEAST_WORK = {
    "engines": ("units evaluated", "units of the plain evaluation", "facts read", "findings"),
    "update": ("units", "units evaluated again in them", "units there were"),
    "risk": ("threats", "scenarios", "items"),
    "quantify": ("years", "families", "events"),
    "catalogue": ("editions", "items", "rules"),
    "diff": ("items", "lines", "relations"),
    "impact": ("karte", "entities", "reread", "unread", "new_items", "asked"),
    "crosswalks": ("items", "lines", "shipped items"),
    "search": (
        "passages",
        "words",
        "passages found",
        "words of 1 or 2 characters",
        "of these SQLite's trigrams find nothing for",
    ),
    "oscal": ("controls, made",),
    "resolve": ("controls, made",),
    "bundle": ("bytes of the bundle", "bytes changed, one at a time"),
    "dossier": ("bytes of index.html", "bytes of report.json", "bytes of dossier.pdf"),
    "forms": ("forms", "lines", "answered"),
    "compile": ("files",),
    "help": ("lines",),
    "workspace": ("organisations", "services", "statements", "documents", "pages", "requests"),
}


@lru_cache(maxsize=1)
def _catalogue() -> Catalogue:
    return open_catalogue()


@pytest.mark.parametrize("name", [name for name in suite.BENCHMARKS if name != "growth"])
def test_results_are_equal_and_work_is_counted(name: str) -> None:
    result = suite.BENCHMARKS[name](TINY)
    assert result.name == name
    assert result.equal
    work: Mapping[str, int] = result.work or {}
    assert all(work[label] > 0 for label in LEAST_WORK[name]), work
    assert all(times.samples for times in result.times)
    assert any("equal: " in line for line in result.lines()[:2])


def test_the_plain_evaluation_looks_at_the_same_units() -> None:
    work = suite.BENCHMARKS["engines"](TINY).work or {}
    # It does not notice when two editions ask for the same unit, so it may count one twice, never miss one.
    assert work["units evaluated"] <= work["units of the plain evaluation"] < 2 * work["units evaluated"]


def test_one_statement_touches_few_units() -> None:
    work = suite.BENCHMARKS["update"](TINY).work or {}
    assert 1 <= work["units evaluated again"] <= 10 < work["units"]


def test_work_grows_no_faster_than_the_case() -> None:
    result = suite.BENCHMARKS["growth"](TINY)
    assert result.equal
    assert [part.axis for part in result.growth] == ["components", "flows", "statements", "all three"]
    for part in result.growth:
        assert part.work_exponent <= NEAR_ONE, part.line()
        assert list(part.work) == sorted(part.work)


def test_a_size_and_a_seed_name_one_set_of_documents() -> None:
    first, second = (documents(_catalogue(), SIZE) for _ in range(2))
    other = documents(_catalogue(), SIZE, seed=7)
    assert [one.revision for one in first] == [one.revision for one in second]
    assert [one.revision for one in first] != [one.revision for one in other]


def test_made_documents_hold_what_the_size_says() -> None:
    made = {str(one["name"]): one for one in data(_catalogue(), SIZE)}["made-engagement"]
    sizes = {key: len(value) for key, value in made.items() if isinstance(value, dict)}
    assert (sizes["components"], sizes["flows"], sizes["statements"]) == (12, 24, 16)
    assert min(sizes[key] for key in ("connections", "stores", "copies", "accounts", "contracts", "assignments")) >= 1
    assert SIZE.times(2) == Size(24, 48, 32)
    assert SIZE.along("flows", 4) == replace(SIZE, flows=96)


def test_made_documents_know_some_fields_and_not_others() -> None:
    flows = [e.fields for one in documents(_catalogue(), SIZE) for e in one if e.kind == "flow"]
    values = [fields.get("encrypted") for fields in flows]
    assert {True, False} & {value for value in values if isinstance(value, bool)}
    assert None in values
    everything = [value for fields in flows for value in fields.values()]
    assert {"unknown": "stated"} in everything


def test_an_edit_changes_one_document_and_says_something_else() -> None:
    before = case(_catalogue(), SIZE)
    items = frozenset(item.id for edition in ("mhlw-6.0", "meti-mic-1.1") for item in _catalogue().items(edition))
    after = other_answer(before, items, 0)
    assert sum(one is not two for one, two in zip(before.documents, after.documents, strict=True)) == 1
    dice = Dice(1)
    edited = [random_edit(before, _catalogue(), dice) for _ in range(8)]
    assert len({tuple(one.revision for one in each.documents) for each in edited}) > 4


def test_unequal_results_end_the_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def unequal(settings: Settings) -> Result:
        return Result("engines", "made", same("reports", settings, None))

    monkeypatch.setattr(command, "BENCHMARKS", {"engines": unequal})
    monkeypatch.setattr(command, "collect_rarely", lambda: None)
    assert command.main([]) == 1
    assert "NOT EQUAL: reports" in capsys.readouterr().out


def test_a_slow_run_is_told_and_ends_well(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def slow(settings: Settings) -> Result:
        return Result("help", "made", "the same", {"lines": settings.repeats}, (Times("help", (9.0, 7.0), 3.0),))

    monkeypatch.setattr(command, "BENCHMARKS", {"help": slow})
    monkeypatch.setattr(command, "collect_rarely", lambda: None)
    assert command.main(["help"]) == 0
    assert "median 8.0 ms, min 7.0 ms of 2 (target 3 ms: not reached)" in capsys.readouterr().out


def test_unequal_is_an_error_and_equal_is_said() -> None:
    assert same("bytes", b"a", b"a") == "bytes"
    with pytest.raises(UnequalError, match="bytes"):
        same("bytes", b"a", b"b")


def test_the_exponent_of_known_growth() -> None:
    sizes = (1, 2, 4, 8)
    assert exponent(sizes, [3 * n for n in sizes]) == pytest.approx(1)
    assert exponent(sizes, [n * n for n in sizes]) == pytest.approx(2)
    assert exponent(sizes, [5] * 4) == pytest.approx(0)
    assert Growth("flows", sizes, (2, 4, 8, 16), (1.0, 1.0, 1.0, 1.0)).work_exponent == pytest.approx(1)


def test_figures_are_put_between_the_marks(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    earlier = "```text\nengines: earlier\n  equal: kept\nhelp: old\n  equal: old\n```"
    paper.write_text(f"before\n\n{suite.BEGIN}\n{earlier}\n{suite.END}\n\nafter\n", encoding="utf-8")
    result = Result("help", "the help", "the same", {"lines": 3}, (Times("help", (1.0,)),))
    for _ in range(2):
        suite.write_figures([result], "python -m benchmarks help --write", paper)
    text = paper.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert text.count("equal: the same") == text.count("equal: kept") == 1
    assert text.index("equal: kept") < text.index("equal: the same")
    assert "`python -m benchmarks help --write`" in text


def test_the_paper_of_the_project_has_its_marks() -> None:
    text = suite.PAPER.read_text(encoding="utf-8")
    assert text.count(suite.BEGIN) == text.count(suite.END) == 1
    assert all(f"| `{name}` |" in text for name in suite.BENCHMARKS)
