"""Other ways to write a word: eras, dates, the long vowel mark."""

from __future__ import annotations

import pytest
from hypothesis import given

from anzenkarte.catalogue.search.fold import fold
from anzenkarte.catalogue.search.numbers import numbers_of, own_numbers, parse_number
from anzenkarte.catalogue.search.query import parse
from anzenkarte.catalogue.search.search import Searcher
from anzenkarte.catalogue.search.variants import Variant, variants
from tests.catalogue.search.words import passage, texts

YEARS = ["令和5年", "令和５年", "2023年", "R5", "Ｒ５", "2023"]
FIRST = ["令和元年", "令和1年", "平成31年", "2019年", "R1", "H31"]
DAYS = ["2023-05-31", "2023/05/31", "2023年5月31日", "令和5年5月31日", "R5.5.31", "令和５年５月31日"]


def _finds(word: str, text: str) -> bool:
    return list(Searcher.build([passage("made/x", text)]).places(parse(word))) == [0]


@pytest.mark.parametrize("ways", [YEARS, FIRST, DAYS], ids=["years", "first-years", "days"])
def test_each_way_finds_every_other(ways: list[str]) -> None:
    for one in ways:
        for other in ways:
            assert _finds(one, f"策定は{other}とする"), (one, other)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("サーバー", "サーバの更新"),
        ("サーバ", "サーバーの更新"),
        ("サーバールーム", "サーバルーム"),
        ("コンピュータ管理", "コンピューター管理"),
        ("令和5年度版", "2023年度版"),
        ("2023年5月", "令和5年5月31日"),
    ],
)
def test_found(word: str, text: str) -> None:
    assert _finds(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("キー", "べき"),
        ("エラー", "得られる"),
        ("2023年", "x12023"),
        ("令和5年", "ver5の"),
        ("R5", "令和15年"),
        ("令和99年", "2117年"),
        ("令和6年", "2023年"),
        ("2023-05-31", "2023-05-30"),
    ],
)
def test_not_found(word: str, text: str) -> None:
    assert not _finds(word, text)


@given(texts)
def test_a_word_is_its_own_first_form_and_forms_are_few(word: str) -> None:
    forms = variants(fold(word))
    assert forms[0] == Variant(fold(word))
    assert len(forms) == len({form.text for form in forms}) <= 24


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("14⑤", (14, 5)),
        ("14-5", (14, 5)),
        ("14(5)", (14, 5)),
        ("１４（５）", (14, 5)),
        ("14.5", (14, 5)),
        ("1.1①", (1, 1, 1)),
        ("第14章⑤", (14, 5)),
        ("2-(3)", (2, 3)),
        ("145", (145,)),
        ("GP 1", ()),
        ("認証", ()),
        ("1" * 60, ()),
    ],
)
def test_numbers(typed: str, number: tuple[int, ...]) -> None:
    assert parse_number(fold(typed)) == number


def test_numbers_of_an_item_come_from_print_and_id() -> None:
    assert numbers_of("14⑤", "mhlw-6.0/operations/14/5", "operations") == ((14, 5),)
    assert numbers_of("", "mhlw-6.0/operations/14/~review", "operations") == ((14,),)
    assert own_numbers("", "mhlw-6.0/operations/14/~review", "operations") == ()
    assert own_numbers("", "mhlw-6.0/operations/14", "operations") == ((14,),)
    assert numbers_of("①-1", "meti-mic-1.1/annex2/p02", "") == ((1, 1),)
