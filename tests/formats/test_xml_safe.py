"""Text that may stand in XML and hides nothing."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.formats.xml_safe import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("医療\t情報\n🏥", "医療\t情報\n🏥"),
        ("a\x00b\x08c\x1fd\x7fe\x9ff\ufeffg\uffffh\ud800i", "abcdefghi"),
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("支払\u202e001\u202c円", "支払[U+202E]001[U+202C]円"),
        ("\u2066\u2069\u200e\u200f\u061c", "[U+2066][U+2069][U+200E][U+200F][U+061C]"),
        ("<&>'\"", "<&>'\""),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.text())
def test_a_clean_text_passes_through_xml_unchanged(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    element = ElementTree.Element("a")
    element.text = cleaned
    written = ElementTree.tostring(element, encoding="utf-8")
    assert (ElementTree.fromstring(written).text or "") == cleaned  # noqa: S314 - written by this test
