"""Search finds exactly what reading every text finds; SQLite's trigram index does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.catalogue.search.fold import fold
from anzenkarte.catalogue.search.index import SEPARATOR, Index, each_bit, each_of, holds, listing, to_bits
from anzenkarte.catalogue.search.query import MOST_CHARACTERS, parse
from anzenkarte.catalogue.search.search import Searcher
from benchmarks import search as bench
from tests.catalogue.search.words import passage, texts

PASSAGES = [
    "二要素認証を採用する",
    "暗号の鍵を保管する",
    "認証局の証明書",
    "鍵と認証",
    "医療情報システムの保守",
    "ﾊﾞｯｸｱｯﾌﾟ",
]


def _read(searcher: Searcher, word: str) -> list[int]:
    return [number for number, text in enumerate(searcher.index.texts) if word in text]


def _words(found: Sequence[str], length: int, start: int) -> list[str]:
    stretches = [text[start : start + length] for text in found]
    return [word for word in stretches if word and SEPARATOR not in word and '"' not in word and word.strip() == word]


@given(st.lists(texts, min_size=1, max_size=40), st.integers(1, 10), st.integers(0, 12), texts)
def test_recall_is_that_of_reading_every_text(made: list[str], length: int, start: int, other: str) -> None:
    searcher = Searcher.build([passage(f"made/{place}", text, text[::-1]) for place, text in enumerate(made)])
    for word in [*_words(searcher.index.texts, length, start), *_words([fold(other)], length, 0)]:
        query = parse(f'"{word}"')
        truth = {number for form in query.words[0].forms if not form.whole for number in _read(searcher, form.text)}
        found = list(searcher.places(query))
        assert found == sorted(found)
        assert truth <= set(found)
        if len(query.words[0].forms) == 1:
            assert set(found) == truth


@given(st.lists(texts, min_size=1, max_size=60), texts)
def test_candidates_hold_all_and_dense_lists_answer_as_sparse_ones_do(made: list[str], word: str) -> None:
    index = Index.build([text] for text in made)
    key = fold(word)
    if key:
        truth = {number for number, text in enumerate(index.texts) if key in text}
        candidates = list(each_of(index.holding(key)))
        assert candidates == sorted(set(candidates))
        assert truth <= set(candidates)
        assert len(key) > 2 or truth == set(candidates)


@given(st.sets(st.integers(0, 299)))
def test_lists_and_bits_say_the_same(numbers: set[int]) -> None:
    ordered = sorted(numbers)
    assert list(each_bit(to_bits(ordered, 300))) == ordered
    made = listing(ordered, 300)
    assert list(each_of(made)) == ordered
    assert [number for number in range(300) if holds(made, number)] == ordered


@pytest.mark.parametrize("word", ["認証", "鍵", "証", "医療"])
def test_sqlite_trigrams_lose_words_of_one_and_two_characters(word: str) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE held USING fts5(t, tokenize='trigram')")
    base.executemany("INSERT INTO held(t) VALUES (?)", [(text,) for text in PASSAGES])
    truth = [number for number, text in enumerate(PASSAGES) if word in text]
    assert truth
    assert base.execute("SELECT rowid FROM held WHERE held MATCH ?", (f'"{word}"',)).fetchall() == []
    searcher = Searcher.build([passage(f"made/{number}", text) for number, text in enumerate(PASSAGES)])
    assert list(searcher.places(parse(word))) == truth


def test_the_benchmark_compares_with_peers_that_find_everything() -> None:
    made = bench.passages(300)
    searcher = Searcher.build(made)
    pairs = bench.bigrams(searcher.index.texts)
    words = bench.words_of(searcher.index.texts, 3)
    assert {len(word) for word in words} == set(range(1, 11))
    assert any(not _read(searcher, word) for word in words)
    for word in words:
        assert pairs.find(bench.as_bigrams(word), -1) == _read(searcher, word)


@pytest.mark.parametrize(
    "hostile",
    [
        "あ" * MOST_CHARACTERS,
        ".*(a+)+$" * 100,
        "(?P<x>[" * 100,
        "\\",
        "%' OR 1=1 --",
        "\x00\x1b[31m認証\x07",
        "\ud800",
        "か\u3099" * 400,
        "a" + "\u0301" * 900,
        "ー" * 900,
        "令和" * 400,
        "1-" * 400,
        "r5 " * 30,
        '"' * 900 + "x",
        "\u202e認証\u202c",
        "edition:",
        "🜚" * 500,
    ],
)
def test_hostile_queries_are_answered(hostile: str) -> None:
    searcher = Searcher.build(bench.passages(2000))
    results = searcher.find(parse(hostile))
    assert results.total is None or results.total >= len(results.hits)
