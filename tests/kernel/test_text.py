"""Bilingual text: both languages always, places filled literally, values never interpreted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.kernel.text import Text

NAMES = st.sampled_from(("a", "b", "long name"))
VALUES = st.text(max_size=8) | st.sampled_from(("{a}", "{b}", "{", "}", "{{a}}", "{0}", "{a.__class__}", "%s", "$a"))


@given(
    st.lists(st.text(alphabet="xyz日 ", max_size=4), min_size=1, max_size=5),
    st.lists(NAMES, min_size=5, max_size=5),
    VALUES,
    VALUES,
)
def test_places_are_filled_and_values_are_never_looked_into(parts: list[str], names: list[str], a: str, b: str) -> None:
    params = {"a": a, "b": b, "long name": a + b}
    template = "".join(f"{part}{{{name}}}" for part, name in zip(parts, names, strict=False))
    expected = "".join(part + params[name] for part, name in zip(parts, names, strict=False))
    assert Text(template, template).fill(params) == Text(expected, expected)
    assert Text("", template).filled(params, "en") == Text(template, "").filled(params, "ja") == expected


@given(st.text(alphabet="ab{} ", max_size=12))
def test_without_values_a_template_stays_as_it_is(template: str) -> None:
    assert Text(template, template).fill({}).ja == template
    assert Text(template, "").filled({}, "ja") == template


@pytest.mark.parametrize(
    ("template", "filled"),
    [("{x} and {unknown}", "1 and {unknown}"), ("{x", "{x"), ("x}", "x}"), ("{}{x}", "{}1"), ("{{x}}", "{{x}}")],
)
def test_what_is_no_place(template: str, filled: str) -> None:
    assert Text(template, "").fill({"x": "1"}).ja == filled


def test_of_takes_both_or_one() -> None:
    assert Text.of({"ja": "日", "en": "sun"}) == Text("日", "sun")
    assert Text.of({"ja": "日"}) == Text("日", "日")
    assert Text.of("x") == Text("x", "x")
    assert Text("日", "sun").to("ja") == "日"
    assert Text("日", "sun").json() == {"en": "sun", "ja": "日"}
