"""Corners of single values that no tiny file shows well."""

from __future__ import annotations

import pytest

from anzenkarte.formats.values import Json
from anzenkarte.karte.values import faults
from anzenkarte.karte.words import SHAPES, nearest, slug
from anzenkarte.kernel.vocabulary import Vocabulary


def _codes(vocabulary: Vocabulary, name: str, value: Json) -> list[str]:
    return [fault.code for fault in faults(vocabulary.facts[name], value)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("component.name", "VPN"),
        ("component.name", {"ja": "装置", "en": "device"}),
        ("component.patched", {"unknown": "withheld", "note": {"ja": "契約", "en": "contract"}, "x-a": [1]}),
        ("component.end_of_support", "令和元年5月"),
        ("component.scan_exceptions", []),
        ("component.kind", "vpn_device"),
        ("statement.subject", "component/vpn"),
        ("statement.value", ["a", 1, True]),
        ("store.rto_hours", 0),
    ],
)
def test_good_values(vocabulary: Vocabulary, name: str, value: Json) -> None:
    assert _codes(vocabulary, name, value) == []


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("store.rto_hours", True, ["karte.not-an-int"]),
        ("component.patched", 1, ["karte.not-a-bool"]),
        ("component.patched", {"unknown": "stated", "note": 1}, ["karte.needs-quotes"]),
        ("component.scan_exceptions", [{"unknown": "stated"}], ["karte.empty-entry"]),
        ("component.scan_exceptions", ["a", "a", 1], ["karte.twice-in-list", "karte.needs-quotes"]),
        ("component.kind", ["vpn_device"], ["karte.not-a-word"]),
        ("component.name", {"unknown": "stated", "ja": "x"}, ["karte.unknown-extra"]),
        ("component.name", {}, ["karte.language-missing", "karte.language-missing"]),
        ("place.country", "JP\n", ["karte.shape"]),
        ("component.end_of_support", "2021-06-31", ["date.impossible"]),
        ("statement.subject", "component/Vpn", ["karte.not-a-subject"]),
        ("statement.subject", "vpn", ["karte.not-a-subject"]),
    ],
)
def test_bad_values(vocabulary: Vocabulary, name: str, value: Json, codes: list[str]) -> None:
    assert _codes(vocabulary, name, value) == codes


def test_shapes_are_those_of_fields_and_fit_their_examples(vocabulary: Vocabulary) -> None:
    for name, shape in SHAPES.items():
        assert vocabulary.facts[name].type == "text"
        assert shape.fits(shape.example) or "…" in shape.example


def test_nearest_gives_up_on_what_would_take_long() -> None:
    assert nearest("patchd", ["patched", "owner"]) == "patched"
    assert nearest("p" * 65, ["p" * 65]) == ""
    assert nearest("a", [f"a{number}" for number in range(501)]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My EMR (v2)", "my-emr-v2"),
        ("ＡＢＣ", "abc"),
        ("電子カルテ", ""),
        ("é", "e"),
        ("--a--", "a"),
        ("a" * 99, "a" * 80),
    ],
)
def test_slugs_of_texts(text: str, expected: str) -> None:
    assert slug(text) == expected
