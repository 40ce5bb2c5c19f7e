"""Help and errors in the use of a command are wholly in the language of the run; a place to write is never empty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.test_commands import anzenkarte

HELP = (["--help"], ["compile", "--help"], ["form"], ["form", "fill", "--help"], ["key", "new", "--help"])
ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|Show this|\[required|\[default|COMMAND|\[OPTIONS\]")


@pytest.mark.parametrize("words", HELP, ids=" ".join)
def test_help_in_japanese_holds_no_word_of_the_library(words: list[str]) -> None:
    done = anzenkarte(*words, lang="ja")
    shown = done.stdout + done.stderr
    assert "使い方：" in shown
    assert "この説明を表示" in shown
    assert ENGLISH.search(shown) is None


def test_help_in_english_is_as_the_library_has_it() -> None:
    shown = anzenkarte("compile", "--help").stdout
    assert all(word in shown for word in ("Usage: ", "Options:", "Show this message and exit.", "[required]"))


@pytest.mark.parametrize(
    ("words", "japanese", "english"),
    [
        (["compile"], "引数 KARTE がありません。", "Missing argument 'KARTE'."),
        (["compil"], "「compil」というコマンドはありません。近いもの：compile", "No such command 'compil'"),
        (["compile", "a", "--outt", "x"], "--outt というオプションはありません。", "No such option: --outt"),
        (["compile", "a", "b"], "余分な引数があります：b", "Got unexpected extra argument"),
        (["compile", "a", "--on"], "オプション --on には値が必要です。", "Option '--on' requires an argument."),
        (["quantify", "a", "--seed", "x"], "--seed には整数を指定してください。", "Invalid value for '--seed'"),
    ],
)
def test_errors_in_use(words: list[str], japanese: str, english: str) -> None:
    in_japanese, in_english = anzenkarte(*words, lang="ja"), anzenkarte(*words)
    assert in_japanese.returncode == in_english.returncode == 2
    assert japanese in in_japanese.stderr
    assert english in in_english.stderr
    assert "Error" not in in_japanese.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["compile", "saas-emr", "--out", ""],
        ["form", "fill", "all", "saas-emr", "--out", " "],
        ["catalogue", "pages", "--out", ""],
        ["catalogue", "export", "mhlw-6.0", "--out", ""],
        ["bundle", "open", "x.zip", "--out", ""],
        ["key", "show", "me", "--card", ""],
        ["karte", "import", "a.yaml", "b.json", "--out", ""],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_an_empty_place_to_write_is_refused(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = anzenkarte(*words)
    assert done.returncode == 2
    assert f"{words[-2]} is empty. Say where to write" in done.stderr
    assert list(tmp_path.iterdir()) == []
