"""Queries and their results: words, phrases, numbers, filters, order, highlights, the kept form."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.catalogue.search.fold import fold
from anzenkarte.catalogue.search.passages import passages_of
from anzenkarte.catalogue.search.query import MOST_CHARACTERS, MOST_WORDS, parse
from anzenkarte.catalogue.search.search import RANKED, Results, Searcher, highlight
from anzenkarte.catalogue.search.store import FORM, open_searcher, written
from anzenkarte.catalogue.search.walk import Found, walk
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError
from tests.catalogue.search.words import passage, texts

MADE = [
    passage("made-1/operations/13/5", "監査", "認証の記録を見る", number="13⑤", part="operations"),
    passage(
        "made-1/operations/14/5", "二要素認証", "鍵を使う", number="14⑤", part="operations", en="Two-factor access log"
    ),
    passage("made-1/operations/14/6", "鍵", "14⑤に従う", number="14⑥", part="operations", confidence="partial"),
    passage("other-2/1", "接続", "認証 と 鍵", edition="other-2", guideline="other", en="log of access, certificate"),
    passage("law", "法律", "令和5年の改正", edition="", guideline=""),
]


@pytest.fixture(scope="module")
def searcher() -> Searcher:
    return Searcher.build(MADE)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


@pytest.fixture(scope="module")
def whole(catalogue: Catalogue) -> Searcher:
    return open_searcher(catalogue, None)


def _ids(results: Results) -> list[str]:
    return [hit.passage.id for hit in results.hits]


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ("認証", [0, 1, 3]),
        ("認証 鍵", [1, 3]),
        ("認証　鍵", [1, 3]),
        ('"認証 と"', [3]),
        ('"と 認証"', []),
        ("“access log”", [1]),
        ("access log", [1, 3]),
        ("ACCESS", [1, 3]),
        ("ertif", [3]),
        ("14⑤", [1, 2]),
        ("14-5", [1, 2]),
        ("14(5)", [1]),
        ("operations 14", [1, 2]),
        ("運用編 14", [1, 2]),
        ("made-1 14⑤", [1, 2]),
        ("認証 edition:made-1", [0, 1]),
        ("認証 edition:made", [0, 1]),
        ("認証 edition：made edition:other-2", [0, 1, 3]),
        ("edition:other", [3]),
        ("鍵 confidence:partial", [2]),
        ("鍵 confidence:seen confidence:partial", [1, 2, 3]),
        ("鍵 lang:en", []),
        ("access lang:en", [1, 3]),
        ("R5", [4]),
        ("無い言葉", []),
        ("http://例", []),
    ],
)
def test_what_is_found(searcher: Searcher, typed: str, places: list[int]) -> None:
    assert list(searcher.places(parse(typed))) == places


def test_the_number_asked_for_comes_first_then_titles_then_summaries(searcher: Searcher) -> None:
    assert _ids(searcher.find(parse("14⑤"))) == ["made-1/operations/14/5", "made-1/operations/14/6"]
    assert _ids(searcher.find(parse("鍵")))[0] == "made-1/operations/14/6"
    assert _ids(searcher.find(parse("認証")))[0] == "made-1/operations/14/5"
    assert _ids(searcher.find(parse("made-1/operations/14/6")))[0] == "made-1/operations/14/6"


def test_large_results_stay_in_catalogue_order_and_small_ones_are_counted() -> None:
    made = [passage(f"made/{place}", "題" if place else "認証", "認証する") for place in range(RANKED + 1)][::-1]
    results = Searcher.build(made).find(parse("認証"), 5)
    assert (results.total, results.ranked) == (None, False)
    assert [hit.place for hit in results.hits] == [0, 1, 2, 3, 4]
    fewer = Searcher.build(made[1:]).find(parse("認証"), 5)
    assert (fewer.total, fewer.ranked) == (RANKED, True)
    assert fewer.hits[0].passage.id == "made/0"
    assert Searcher.build(made).find(parse("認証"), 100).total == RANKED + 1


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("ﾊﾟｽﾜｰﾄﾞと認証", "パスワード", ["ﾊﾟｽﾜｰﾄﾞ"]),
        ("國立の㈱安全", "国立", ["國立"]),
        ("第14⑤項", "14-5", ["14⑤"]),
        ("令和５年と2023年", "R5", ["令和５年", "2023"]),
        ("ハ\u3099ックアッフ\u309aを取る", "バックアップ", ["ハ\u3099ックアッフ\u309a"]),
        ("認証認証 認証", "認証", ["認証認証", "認証"]),
        ("無線\u200bLAN", "線lan", ["線\u200bLAN"]),
        ("（株）", "㈱", ["（株）"]),
        ("㈱", "株", ["㈱"]),
    ],
)
def test_highlights_are_stretches_of_the_text_as_written(text: str, typed: str, marked: list[str]) -> None:
    assert [text[start:end] for start, end in highlight(text, parse(typed).words)] == marked


@given(texts, texts)
def test_every_highlight_holds_the_word(text: str, typed: str) -> None:
    key = fold(typed).replace('"', "").strip(" -")  # the dash that keeps 14⑤ from 145 stands nowhere in the text
    if key:
        words = parse(f'"{key}"').words
        ranges = highlight(text, words)
        assert all(start < end <= len(text) for start, end in ranges)
        assert all(one[1] < other[0] for one, other in pairwise(ranges))
        assert all(words[0].is_in(fold(text[start:end])) for start, end in ranges)
        assert bool(ranges) == words[0].is_in(fold(text))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "search.empty"),
        (" \u3000\u200b", "search.empty"),
        ('""', "search.empty"),
        ("x" * (MOST_CHARACTERS + 1), "search.too-long"),
        (" ".join(f"w{number}" for number in range(MOST_WORDS + 1)), "search.too-long"),
        ("x confidence:sure", "search.filter"),
        ("x lang:fr", "search.filter"),
        ("x edition:nowhere", "search.edition"),
    ],
)
def test_what_cannot_be_asked(searcher: Searcher, typed: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        searcher.find(parse(typed))
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_limit_below_one_is_refused(searcher: Searcher) -> None:
    with pytest.raises(InputError) as caught:
        searcher.find(parse("鍵"), 0)
    assert caught.value.problems[0].code == "search.limit"


def test_every_item_and_every_other_list_of_the_catalogue_is_a_passage(catalogue: Catalogue, whole: Searcher) -> None:
    ids = {passage.id for passage in whole.passages}
    assert {item.id for edition in catalogue.editions for item in catalogue.items(edition)} <= ids
    assert set(catalogue.editions) <= ids
    assert {law.id for law in catalogue.laws} | set(catalogue.schemes) | {duty.id for duty in catalogue.duties} <= ids
    assert {f"{scope.id}/{name}" for scope in catalogue.scopes for name in scope.questions} <= ids
    assert {"enisa-procurement-2020/gp-01/1", "inspection-2022/other/medical-fees-1/1"} <= ids
    chapters = {passage.id for passage in whole.passages if passage.kind == "chapter"}
    assert "mhlw-6.0/operations/14" in chapters


@pytest.mark.parametrize("word", ["認証", "鍵", "ﾊﾞｯｸｱｯﾌﾟ", "two-factor", "A207", "14⑤", "令和5年", "VPN"])
def test_the_whole_catalogue_is_found_as_reading_it_would(whole: Searcher, word: str) -> None:
    query = parse(word)
    named = whole.places(query)
    truth = [place for place, text in enumerate(whole.index.texts) if query.words[0].is_in(text)]
    assert truth
    assert set(truth) <= set(named)
    for hit in whole.find(query).hits:
        assert hit.highlights


def test_hits_carry_confidence_and_citation(whole: Searcher) -> None:
    hit = whole.find(parse("14⑤ edition:mhlw-6.0")).hits[0]
    assert hit.passage.id == "mhlw-6.0/operations/14/5"
    assert hit.passage.confidence in ("seen", "partial", "recalled")
    assert hit.passage.citation.ja
    assert hit.passage.citation.en


def test_the_kept_form_answers_the_same_and_damage_is_mended(
    catalogue: Catalogue, whole: Searcher, tmp_path: Path
) -> None:
    first = open_searcher(catalogue, tmp_path)
    (kept,) = tmp_path.glob("search-*.json")
    data = kept.read_bytes()
    (tmp_path / "search-older.json").write_bytes(b"{}")
    for harm in (data, data[:-1], b"", data.replace("認証".encode(), "人証".encode(), 1)):
        kept.write_bytes(harm)
        again = open_searcher(catalogue, tmp_path)
        assert kept.read_bytes() == data
        for typed in ("認証", "運用編 14", "operations 14 edition:mhlw confidence:partial", "two lang:en"):
            assert again.find(parse(typed)) == whole.find(parse(typed)) == first.find(parse(typed))
    assert [path.name for path in tmp_path.glob("search-*.json")] == [kept.name]
    assert list(passages_of(catalogue)) == list(open_searcher(catalogue, tmp_path).passages)


def test_an_entry_with_an_id_is_apart_and_what_is_said_about_it_is_no_text() -> None:
    listed = {
        "schema": "anzenkarte/made/1",
        "title": {"ja": "一覧", "en": "list"},
        "read_in": {"ja": "読んだもの", "en": "read"},
        "rows": [
            {"id": "a", "no": "①-1", "ja": "行", "en": "row", "confidence": "seen", "code": "A207", "state": "open"},
            {
                "id": "made/b",
                "note_ja": "注",
                "cites": ["x:1"],
                "inner": [{"id": "c", "name": {"ja": "中", "en": "in"}}],
            },
        ],
    }
    around, first, second, inner = walk(cast(Json, listed), Found("made", confidence="recalled"))
    assert [field.text for field in around.fields] == ["一覧", "list"]
    assert (first.id, first.number, first.confidence, first.title.en) == ("made/a", "①-1", "seen", "row")
    assert [field.text for field in first.fields] == ["made/a", "行", "row", "①-1", "A207"]
    assert (second.id, second.confidence, second.cites) == ("made/b", "recalled", ("x:1",))
    assert second.fields[-1] == ("note", "ja", "注")
    assert (inner.id, inner.cites, inner.title.ja) == ("made/b/c", ("x:1",), "中")


def test_the_kept_form_is_numbered() -> None:
    # When this fails, raise FORM: an older program's file must not answer for a newer one.
    assert (FORM, hashlib.sha256(written(Searcher.build(MADE))).hexdigest()[:16]) == (1, "493ec3365db217f0")


def test_a_folder_that_cannot_be_written_is_done_without(catalogue: Catalogue, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert open_searcher(catalogue, tmp_path / "file" / "folder").find(parse("鍵")).hits
