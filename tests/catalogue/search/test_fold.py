"""Search keys: which ways to write are one, and the way back to the text."""

from __future__ import annotations

import pytest
from hypothesis import given

from anzenkarte.catalogue.search.fold import fold, fold_mapped
from tests.catalogue.search.words import anything, texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("パスワード", "ﾊﾟｽﾜｰﾄﾞ"),
        ("パスワード", "ぱすわーど"),
        ("パ", "ハ\u309a"),
        ("が", "か゛"),
        ("VPN装置", "ｖｐｎ装置"),
        ("サーバー", "サ−バ―"),
        ("ウイルス", "ウィルス"),
        ("医薬品の証明", "醫藥品の證明"),
        ("国立", "國立"),
        ("⑤", "5"),
        ("⑤", "５"),
        ("❺", "⑤"),
        ("㉑", "21"),
        ("14⑤", "14-5"),
        ("①②", "1-2"),
        ("㈱", "（株）"),
        ("a b", "a　b"),
        ("a b", "a \t b"),
        ("“引用”", '"引用"'),
        ("①〜⑳", "①～⑳"),
        ("葛城", "葛\U000e0100城"),
        ("無線LAN", "無線\u200bLAN"),
        ("㋿5年", "令和５年"),
        ("Straße", "STRASSE"),
    ],
)
def test_one_word_in_two_ways(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("14⑤", "145"), ("か", "が"), ("鍵", "錠"), ("つ", "っ"), ("ハ", "バ")])
def test_two_words_stay_two(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(anything | texts)
def test_both_ways_to_fold_agree_and_every_sign_has_its_place(text: str) -> None:
    mapped = fold_mapped(text)
    assert mapped.text == fold(text)
    assert len(mapped.starts) == len(mapped.ends) == len(mapped.text)
    assert list(mapped.starts) == sorted(mapped.starts)
    assert all(0 <= start <= end <= len(text) for start, end in zip(mapped.starts, mapped.ends, strict=True))
    assert "\n" not in mapped.text


@given(texts, texts)
def test_a_range_of_the_key_is_a_stretch_of_the_text_that_folds_to_it(before: str, word: str) -> None:
    text = f"{before}。{word}。"
    mapped = fold_mapped(text)
    key = fold(f"。{word}。")
    begin = mapped.text.rindex(key)
    start, end = mapped.original(begin, begin + len(key))
    assert key in fold(text[start:end])
    assert fold(text[start:end]).strip() == key.strip()


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
