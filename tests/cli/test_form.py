"""``form list|fill|attach|read|lint`` from the terminal."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from openpyxl import load_workbook

from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import guarded

ON = ("--on", "2026-11-01")


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANZENKARTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("ANZENKARTE_LANG", "ja")


def _run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr("sys.argv", ["anzenkarte", *args])
    return guarded(build(GROUPS))


def test_list_prints_coverage(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch, "form", "list", "--format", "json") == 0
    listed = {one["id"]: one for one in json.loads(capsys.readouterr().out)}
    assert (listed["mds-3-4"]["lines"], listed["mds-3-4"]["asks"]) == (35, 41)
    assert len(listed) == 25


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_coverage_is_printed_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    assert _run(monkeypatch, "form", "list", "--lang", lang) == 0
    rows = capsys.readouterr().out.splitlines()[2:]
    assert len(rows) == 25
    assert all(row.endswith("。" if lang == "ja" else ".") for row in rows)


def test_a_file_in_the_way_of_the_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocked = tmp_path / "there"
    blocked.write_text("x")
    assert _run(monkeypatch, "form", "fill", "all", "handa-2021", *ON, "--out", str(blocked)) == 2
    err = capsys.readouterr().err
    assert (
        err
        == f"{blocked}: 同じ名前のファイルかリンクがあるため、フォルダーを作れません。別の名前を指定してください。\n"
    )


def test_all_forms_into_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "form", "fill", "all", "handa-2021", *ON, "--out", str(tmp_path / "out")) == 0
    assert len(list((tmp_path / "out").glob("*.xlsx"))) == 25
    assert "mds-3-4" in capsys.readouterr().out


def test_fill_read_into_and_lint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    karte, out = tmp_path / "karte.yaml", tmp_path / "form.xlsx"
    shutil.copy(Path(str(files("anzenkarte_catalogues"))) / "cases/handa-2021/karte.yaml", karte)
    fill = ("form", "fill", "hispro-papers", str(karte), *ON, "--for", "handa-emr", "--out", str(out))
    assert _run(monkeypatch, *fill) == 0
    book = load_workbook(out)
    sheet = book["回答"]
    row = next(row for row in sheet.iter_rows() if row[1].value == "hispro-papers/paper-1")
    row[4].value = "○"
    book.save(out)
    capsys.readouterr()
    assert _run(monkeypatch, "form", "read", str(out), *ON, "--into", str(karte)) == 2
    assert _run(monkeypatch, "form", "read", str(out), *ON, "--into", str(karte), "--by", "nobody") == 2
    assert "c-company" in capsys.readouterr().err
    assert _run(monkeypatch, "form", "read", str(out), *ON, "--into", "handa-2021", "--by", "c-company") == 2
    assert "見本" in capsys.readouterr().err
    assert _run(monkeypatch, "form", "read", str(out), *ON, "--into", str(karte), "--by", "c-company") == 0
    assert "form-hispro-papers-paper-1" in karte.read_text(encoding="utf-8")
    assert _run(monkeypatch, "karte", "check", str(karte)) == 0
    capsys.readouterr()
    assert _run(monkeypatch, "form", "fill", "hispro-papers", str(karte), *ON, "--format", "json") == 0
    answers = {one["line"]: one for one in json.loads(capsys.readouterr().out)["forms"][0]["answers"]}
    assert answers["hispro-papers/paper-1"]["value"] == "yes"
    assert answers["hispro-papers/paper-1"]["grounds"][0]["kind"] == "statement"
    assert _run(monkeypatch, "form", "lint", str(out), *ON) == 1
    assert "paper-6" in capsys.readouterr().err


def test_an_unknown_form_names_near_ones(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(monkeypatch, "form", "fill", "mds-3", "handa-2021", *ON) == 2
    assert "mds-3-4" in capsys.readouterr().err
