"""Bars and lines of days: every number has its share, nothing lies outside the drawing, near days stay apart."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.documents.content.tree import Reason
from anzenkarte.web.shared.figures import bar, day_line

ON = date(2026, 11, 25)


def test_parts_of_a_bar_add_up_and_zero_is_left_out() -> None:
    made = bar([("met", "満たす", 1), ("not_met", "満たさない", 0), ("unknown", "未確認", 3)])
    assert [(part.key, part.x, part.width) for part in made.parts] == [("met", 0, 25), ("unknown", 25, 75)]
    with translation.override("ja"):
        assert bar([("a", "甲", 1), ("b", "乙", 2)]).text == "甲 1、乙 2"
    with translation.override("en"):
        assert bar([("a", "one", 1), ("b", "two", 2)]).text == "one 1, two 2"


def test_a_bar_is_drawn_with_its_words_and_no_word_is_markup() -> None:
    made = bar([("met", "<b>満たす</b>", 1), ("unknown", '"未確認"', 2)])
    text = Template("{% load figures %}{% drawn bar %}").render(Context({"bar": made}))
    shape = ElementTree.fromstring(text)  # noqa: S314 - our own
    assert shape.attrib == {
        "class": "bar", "viewBox": "0 0 100 10", "preserveAspectRatio": "none", "role": "img", "aria-label": made.text,
    }  # fmt: skip
    first, second = shape
    assert first.attrib == {
        "class": "bar__part bar__part--met", "x": "0.0", "y": "0", "width": "33.333", "height": "10",
    }  # fmt: skip
    assert [part.findtext("title") for part in (first, second)] == ["<b>満たす</b> 1", '"未確認" 2']


def test_a_path_of_reasons_is_drawn_step_below_step() -> None:
    deep = Reason("下", children=(Reason("底", "<i>値</i>", "unknown"),))
    path = (Reason("項目", "満たす", children=(deep,)), Reason("値のない段"))
    with translation.override("ja"):
        text = Template("{% load figures %}{% why path %}").render(Context({"path": path}))
    assert text == (
        '<ol class="why"><li>項目：満たす<ol class="why"><li>下<ol class="why">'
        '<li class="why--unknown">底：&lt;i&gt;値&lt;/i&gt;</li></ol></li></ol></li><li>値のない段</li></ol>'
    )
    with translation.override("en"):
        text = Template("{% load figures %}{% why path %}").render(Context({"path": (Reason("a", "b"),)}))
    assert text == '<ol class="why"><li>a: b</li></ol>'


def test_bars_on_one_scale_can_be_compared() -> None:
    assert bar([("met", "", 5)], most=20).parts[0].width == 25
    assert bar([("met", "", 0)]).parts == ()


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8))
def test_no_bar_is_longer_than_the_drawing(counts: list[int]) -> None:
    made = bar([(str(number), "", count) for number, count in enumerate(counts)])
    assert made.total == sum(counts)
    if made.parts:
        last = made.parts[-1]
        assert last.x + last.width == pytest.approx(100, abs=0.01)


@settings(max_examples=60)
@given(st.lists(st.integers(-9000, 9000), max_size=40))
def test_every_day_lies_on_the_line_in_order(offsets: list[int]) -> None:
    days = sorted(ON + timedelta(days=offset) for offset in offsets)
    line = day_line([(day, False) for day in days], ON)
    assert [dot.number for dot in line.dots] == list(range(1, len(days) + 1))
    assert [dot.past for dot in line.dots] == [day < ON for day in days]
    assert all(0 <= dot.x <= line.wide and 0 < dot.y < line.base for dot in line.dots)
    assert [dot.x for dot in line.dots] == sorted(dot.x for dot in line.dots)
    assert 0 <= line.today <= line.wide
    assert len(line.ticks) <= 11


def test_days_near_each_other_stand_above_each_other() -> None:
    line = day_line([(ON + timedelta(days=n), False) for n in range(3)], ON)
    assert len({dot.y for dot in line.dots}) == 3
