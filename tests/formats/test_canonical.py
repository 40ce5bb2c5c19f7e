"""Canonical JSON: one form for equal values, and nothing outside the value space."""

from __future__ import annotations

import hashlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.formats import strict_json, strict_yaml
from anzenkarte.formats.canonical import canonical_bytes, digest, digest_bytes
from anzenkarte.formats.plain_text import forbidden, nfc
from anzenkarte.formats.values import MAX_INT, Json
from tests.formats.refusals import refused

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(nfc)
CLEAN = TEXTS.filter(lambda text: forbidden(text) is None and "\r" not in text)


def values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Json]:
    """Values of our documents."""
    leaves: st.SearchStrategy[Json] = st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | texts
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=15,
    )


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ({"b": [1, True, None], "a": "二"}, '{"a":"二","b":[1,true,null]}'),
        ((1, (2,)), "[1,[2]]"),
        ({}, "{}"),
        (-0, "0"),
        (MAX_INT, "9007199254740991"),
        # RFC 8785, 3.2.2.2: short escapes, lower-case hexadecimal, nothing else escaped
        ('€$\x0f\nA\'B"\\\\"/\x7f', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'),
        ("\b\t\f\r\x00\x1f", '"\\b\\t\\f\\r\\u0000\\u001f"'),
    ],
)
def test_forms(value: object, form: str) -> None:
    assert canonical_bytes(value).decode() == form


def test_keys_are_sorted_by_utf16_code_units() -> None:
    # RFC 8785, 3.2.3: the example's own order of keys (its last letter is not NFC and left out here)
    keys = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600"]
    assert list(json.loads(canonical_bytes(dict.fromkeys(reversed(keys))))) == keys
    assert canonical_bytes({"\uff5e": 1, "\U0001f3e5": 2}).decode() == '{"🏥":2,"～":1}'


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        ({"a": [0, 1.0]}, "canonical.not-json", "a/1"),
        (float("nan"), "canonical.not-json", ""),
        (b"x", "canonical.not-json", ""),
        ({1, 2}, "canonical.not-json", ""),
        ([2**53], "canonical.integer-too-large", "0"),
        (-(2**53), "canonical.integer-too-large", ""),
        ({1: 2}, "canonical.key-not-text", ""),
        ({"a": {None: 2}}, "canonical.key-not-text", "a"),
        ("\ud800", "canonical.not-unicode", ""),
        ({"\ud800": 1}, "canonical.not-unicode", ""),
        ({"a": "か\u3099"}, "canonical.not-nfc", "a"),
        ({"か\u3099": 1}, "canonical.not-nfc", ""),
        ("x" + "\u0327" * 100_000 + "\u0301" * 100_000, "canonical.not-nfc", ""),
    ],
)
def test_what_is_outside_the_value_space_is_refused(value: object, code: str, path: str) -> None:
    assert [(p.code, p.path) for p in refused(lambda: canonical_bytes(value))] == [(code, path)]


def test_endless_nesting_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    assert [p.code for p in refused(lambda: canonical_bytes(circle))] == ["canonical.too-deep"]


def test_a_digest_is_that_of_the_bytes() -> None:
    assert digest({"a": 1}) == "sha256:" + hashlib.sha256(b'{"a":1}').hexdigest() == digest_bytes(b'{"a":1}')


@given(values(TEXTS))
def test_the_form_is_stable_and_keeps_the_value(value: Json) -> None:
    form = canonical_bytes(value)
    assert json.loads(form) == value
    assert canonical_bytes(json.loads(form)) == form


@given(st.dictionaries(TEXTS, values(TEXTS), max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(value: dict[str, Json], shuffler: random.Random) -> None:
    pairs = list(value.items())
    shuffler.shuffle(pairs)
    assert canonical_bytes(dict(pairs)) == canonical_bytes(value)


@given(values(CLEAN))
def test_both_readers_give_the_value_back(value: Json) -> None:
    form = canonical_bytes(value)
    assert strict_json.load(form).data == value
    assert strict_json.load(json.dumps(value, ensure_ascii=True)).data == value
    assert strict_yaml.load_one(json.dumps(value, ensure_ascii=False, indent=1)).data == value
