"""Days, partial days and 和暦: what is read, what is refused, and what is shown."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.kernel.dates import ERAS, Span, When, era_year, later
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN

MEIJI = ERAS[-1][2]
DAYS = st.dates(MEIJI, date(2117, 12, 31))
ANY_DAYS = st.dates()
FULL_WIDTH = str.maketrans("0123456789-/.", "0123456789-/.")


def _era(day: date) -> tuple[str, str, int]:
    """Name, letter and year of the era a day lies in, found by plain search."""
    name, letter, start = next(era for era in ERAS if day >= era[2])
    return name, letter, day.year - start.year + 1


def _when(first: date, last: date) -> When:
    return When(first, last, "")


@given(
    DAYS,
    st.sampled_from(
        ("{n}{y}年{m}月{d}日", "{l}{y}.{m}.{d}", "{n}{y}/{m:02d}/{d:02d}", "{l}{y}-{m}-{d}", "{n} {y}年 {m}月 {d}日")
    ),
)
def test_a_day_written_by_era_is_that_day(day: date, form: str) -> None:
    name, letter, year = _era(day)
    text = form.format(n=name, l=letter, y=year, m=day.month, d=day.day)
    assert When.parse(text) == When.of(day)
    assert When.parse(text.translate(FULL_WIDTH)) == When.of(day)


@given(DAYS)
def test_what_is_shown_in_japanese_reads_back(day: date) -> None:
    name, _, year = _era(day)
    assert era_year(day) == f"{name}{'元' if year == 1 else year}年"
    assert When.parse(f"{era_year(day)}{day.month}月{day.day}日") == When.of(day)
    assert When.of(day).display("ja") == f"{day.year}年{day.month}月{day.day}日（{era_year(day)}）"
    assert When.of(day).display("en") == day.isoformat()


@given(ANY_DAYS)
def test_iso_days_months_and_years_are_the_intervals_they_cover(day: date) -> None:
    year, month = f"{day.year:04d}", f"{day.year:04d}-{day.month:02d}"
    assert When.parse(day.isoformat()) == When(day, day, day.isoformat())
    last = date(day.year, day.month, monthrange(day.year, day.month)[1])
    assert When.parse(month) == When(day.replace(day=1), last, month)
    assert When.parse(year) == When(date(day.year, 1, 1), date(day.year, 12, 31), year)
    assert When.parse(year.translate(FULL_WIDTH)).iso == year


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("R1.5.1", "2019-05-01"),
        ("平成31年4月30日", "2019-04-30"),
        ("平成元年1月8日", "1989-01-08"),
        ("昭和64年1月7日", "1989-01-07"),
        ("昭和元年12月25日", "1926-12-25"),
        ("大正15年12月24日", "1926-12-24"),
        ("明治45年7月29日", "1912-07-29"),
        ("令和6年", "2024"),
        ("令和6年2月", "2024-02"),
        ("㋿6年2月29日", "2024-02-29"),
    ],
)
def test_borders_of_eras(text: str, iso: str) -> None:
    assert When.parse(text).iso == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("令和元年4月30日", "date.outside-era"),
        ("平成31年5月1日", "date.outside-era"),
        ("昭和64年1月8日", "date.outside-era"),
        ("昭和65年", "date.outside-era"),
        ("平成0年", "date.outside-era"),
        ("令和元年4月", "date.outside-era"),
        ("2023-02-29", "date.impossible"),
        ("令和5年2月29日", "date.impossible"),
        ("2024-13", "date.impossible"),
        ("2024-00-10", "date.impossible"),
        ("0000", "date.impossible"),
        ("2024-4-1", "date.unreadable"),
        ("2024/04/01", "date.unreadable"),
        ("令和6年度", "date.unreadable"),
        ("西暦2024年", "date.unreadable"),
        ("昨日", "date.unreadable"),
        ("", "date.unreadable"),
        ("12:30", "date.unreadable"),
    ],
)
def test_what_is_no_date_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        When.parse(text)
    assert [(problem.code, dict(problem.params)["value"]) for problem in caught.value.problems] == [(code, text)]


@given(st.text(max_size=14) | st.from_regex(r"\A[令和平成昭0-9RHS元年月日.\-/ ]{0,14}\Z"))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        when = When.parse(text)
    except InputError:
        return
    assert when.first <= when.last
    assert When.parse(when.iso) == When(when.first, when.last, when.iso)


# --- three-valued comparison, against every day of both intervals ---------------------------------------------

SMALL = st.tuples(st.integers(0, 12), st.integers(0, 5)).map(
    lambda pair: _when(date(2024, 2, 20) + timedelta(pair[0]), date(2024, 2, 20) + timedelta(pair[0] + pair[1]))
)


def _days(when: When) -> list[date]:
    return [when.first + timedelta(days=n) for n in range((when.last - when.first).days + 1)]


def _settled(answers: set[bool]) -> int:
    return UNKNOWN if len(answers) == 2 else (TRUE if answers == {True} else FALSE)


@given(SMALL, SMALL)
def test_comparisons_hold_for_every_day(a: When, b: When) -> None:
    pairs = [(x, y) for x in _days(a) for y in _days(b)]
    assert a.before(b) == _settled({x < y for x, y in pairs})
    assert a.on_or_before(b) == _settled({x <= y for x, y in pairs})
    assert a.same(b) == _settled({x == y for x, y in pairs})


# --- spans ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "moved"),
    [
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("-P1M", date(2024, 3, 31), date(2024, 2, 29)),
        ("P1M", date(2023, 12, 31), date(2024, 1, 31)),
        ("-P90D", date(2024, 4, 1), date(2024, 1, 2)),
        ("P1Y2M3D", date(2024, 1, 31), date(2025, 4, 3)),
        ("-P2Y", date(2024, 4, 1), date(2022, 4, 1)),
        ("P2Y", date(9999, 4, 1), date(9999, 12, 31)),
        ("-P2Y", date(1, 4, 1), date(1, 1, 1)),
        ("P2D", date(9999, 12, 31), date(9999, 12, 31)),
    ],
)
def test_spans(text: str, day: date, moved: date) -> None:
    assert Span.parse(text).after(day) == moved


@pytest.mark.parametrize("text", ["P", "", "1Y", "PT1H", "P1W", "P1.5Y", "P-1D", "p1d"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Span.parse(text)
    assert [problem.code for problem in caught.value.problems] == ["duration.unreadable"]


@given(ANY_DAYS, ANY_DAYS, st.integers(-200, 200), st.integers(-9999, 9999))
def test_moving_keeps_the_order_of_days_and_stays_in_the_calendar(a: date, b: date, months: int, days: int) -> None:
    span = Span(months, days)
    first, second = sorted((a, b))
    assert date.min <= span.after(first) <= span.after(second) <= date.max


@given(ANY_DAYS, st.integers(-9999, 9999))
def test_later_is_days_later(day: date, days: int) -> None:
    try:
        assert later(day, days) == day + timedelta(days=days)
    except OverflowError:
        assert later(day, days) in (date.min, date.max)
