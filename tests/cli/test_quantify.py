"""``quantify`` from the terminal: papers, single files, own figures, and a machine without numpy."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import guarded

ON = ("--on", "2024-04-01", "--draws", "20000")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZENKARTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ANZENKARTE_LANG", "ja")


def _run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr("sys.argv", ["anzenkarte", "quantify", *args])
    return guarded(build(GROUPS))


def test_a_folder_of_papers_and_the_same_bytes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        assert _run(monkeypatch, "handa-2021", *ON, "--out", str(tmp_path / name), "--lang", "ja") == 0
    assert "1年に5%の確率で" in capsys.readouterr().out
    names = ["exceedance.svg", "loss.html", "loss.json", "loss.pdf", "loss.xlsx"]
    assert sorted(path.name for path in (tmp_path / "one").glob("*.*") if path.suffix) == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    found = json.loads((tmp_path / "one/loss.json").read_text(encoding="utf-8"))
    assert found["run"] == {"draws": 20000, "losses": "losses-2026", "seed": 1}
    assert found["catalogue"]["digest"]
    assert found["program"]["name"] == "anzenkarte"
    assert set(found["sentence"]) == {"ja", "en"}
    page = (tmp_path / "one/loss.html").read_text(encoding="utf-8")
    assert found["sentence"]["ja"] in page
    assert "仮定" in page
    book = load_workbook(tmp_path / "one/loss.xlsx")
    assert len(book.sheetnames) >= 6


def test_no_figure_for_people_has_more_than_two_digits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "handa-2021", *ON, "--lang", "en", "--format", "md") == 0
    amounts = [cell.partition("JPY ")[2] for cell in capsys.readouterr().out.split("|") if "JPY " in cell]
    assert len(amounts) > 20
    digits = [amount.split()[0].replace(",", "").replace(".", "").strip("0") for amount in amounts]
    assert max(len(number) for number in digits) <= 2


@pytest.mark.parametrize("kind", ["svg", "json", "xlsx"])
def test_one_file_by_its_ending(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / f"figures.{kind}"
    assert _run(monkeypatch, "handa-2021", *ON, "--out", str(out), "--lang", "en") == 0
    assert out.stat().st_size > 1000
    assert "With a probability of 5%" in capsys.readouterr().out


def test_an_ending_we_cannot_write_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "handa-2021", *ON, "--out", str(tmp_path / "figures.docx")) == 2
    assert "html" in capsys.readouterr().err


def test_own_figures_change_the_result_and_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "schema: anzenkarte/loss-overrides/1\n"
        "inputs:\n  beds: {least: 120, likely: 120, most: 120, because: 許可病床}\n",
        encoding="utf-8",
    )
    found = []
    for more in ((), ("--overrides", str(own))):
        assert _run(monkeypatch, "handa-2021", *ON, "--format", "json", *more) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0]["mean"] != found[1]["mean"]
    beds = next(one for one in found[1]["inputs"] if one["id"] == "beds")
    assert (beds["basis"], beds["least"], beds["rationale"]["ja"]) == ("own", 120.0, "許可病床")


def test_without_numpy_one_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in [name for name in sys.modules if name.startswith("anzenkarte.cli.work.quantify")]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.startswith("anzenkarte.assess.quantify")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert _run(monkeypatch, "handa-2021", *ON) == 2
    said = capsys.readouterr().err
    assert "numpy" in said
    assert "anzenkarte[analytics]" in said
    assert len(said.strip().splitlines()) == 1
