"""``catalogue search`` as a user meets it: marks, citation, confidence, formats, refusals."""

from __future__ import annotations

import json

import pytest

from anzenkarte.catalogue.search.search import Highlight
from anzenkarte.catalogue.search.walk import Field
from anzenkarte.cli.work.search import BRACKETS, LONGEST, excerpt
from tests.cli.test_commands import anzenkarte


def test_hits_are_marked_and_cited() -> None:
    done = anzenkarte("catalogue", "search", "14⑤", "--edition", "mhlw-6.0", lang="ja")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("mhlw-6.0/operations/14/5  14⑤")
    assert lines[0].endswith(("(seen)", "(partial)", "(recalled)"))
    assert lines[1].strip() == "[14⑤]"
    assert lines[2].strip().startswith("出典：")
    assert "\033" not in done.stdout


def test_json_ranges_are_where_the_words_are() -> None:
    done = anzenkarte("catalogue", "search", "ﾆﾝｼｮｳ", "認証", "--format", "json")
    assert json.loads(done.stdout)["hits"] == []
    found = json.loads(anzenkarte("catalogue", "search", "認証", "--format", "json", "--limit", "7").stdout)
    assert found["total"] is None
    assert not found["ranked"]
    assert len(found["hits"]) == 7
    assert [hit["place"] for hit in found["hits"]] == sorted(hit["place"] for hit in found["hits"])
    for hit in found["hits"]:
        assert hit["id"]
        assert hit["confidence"]
        assert hit["citation"]["ja"]
        for highlight in hit["highlights"]:
            assert {highlight["text"][start:end] for start, end in highlight["ranges"]} == {"認証"}


def test_markdown_and_english() -> None:
    done = anzenkarte("catalogue", "search", "two-factor", "lang:en", "--lang", "en", "--format", "md", "--limit", "3")
    rows = [line for line in done.stdout.splitlines() if line.startswith("| ")]
    assert len(rows) == 5
    assert "**Two-factor**" in done.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([" "], "nothing to look for"),
        (["認証", "--edition", "mhlv"], "mhlw"),
        (["認証", "confidence:sure"], "partial"),
        (["認証", "--limit", "0"], "--limit"),
        (["認証", "--format", "xml"], "--format"),
        (["あ" * 2000], "too long"),
    ],
)
def test_what_cannot_be_answered_says_why(asked: list[str], said: str) -> None:
    done = anzenkarte("catalogue", "search", *asked)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""


def test_nothing_found_is_no_error() -> None:
    done = anzenkarte("catalogue", "search", "この言葉は無い")
    assert (done.returncode, done.stdout.strip()) == (0, "Nothing found.")


def test_a_long_text_is_cut_around_the_word() -> None:
    text = "あ" * 300 + "鍵" + "い" * 300
    shown = excerpt(Highlight(Field("summary", "ja", text), ((300, 301),)), BRACKETS)
    assert "あ[鍵]い" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= LONGEST + 10
    assert excerpt(Highlight(Field("summary", "ja", "鍵"), ((0, 1),)), BRACKETS) == "[鍵]"
