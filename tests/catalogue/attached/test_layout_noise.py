"""Whatever noise printing adds, the parser gives back the items that were printed; on any lines at all it ends."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.catalogue.attached.layout import read_layout
from anzenkarte.catalogue.attached.normal import circle, clean, comparable, join
from anzenkarte.formats.pdf_text import PdfLine

SIZE, LEFT, TOP, STEP, ROOM = 10.5, 60.0, 760.0, 16.0, 40  # ROOM: signs a line holds
WORDS = [
    "水槽",
    "餌",
    "帳面",
    "係",
    "見回り",
    "毎朝",
    "砂",
    "を",
    "に",
    "と",
    "は",
    "、",
    "静かに",
    "水温",
    "12度",
    "サーバー",
]
SPACED = str.maketrans({"水": "水 ", "餌": "餌　", "砂": " 砂"})
ALIKE = str.maketrans({"水": "⽔", "見": "⾒", "長": "⻑"})

sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(
    lambda words: "係は" + "".join(words) + "こと。"
)
points = st.lists(st.tuples(st.integers(1, 2), sentences), max_size=3)


@dataclass
class Setting:
    """How a document is printed: noise of signs, lines a page, whether pages carry header and number."""

    spaced: bool
    alike: bool
    wide: bool
    height: int
    furniture: bool
    number_style: int


settings_of_pages = st.builds(
    Setting, st.booleans(), st.booleans(), st.booleans(), st.integers(9, 40), st.booleans(), st.integers(0, 2)
)


def wrapped(text: str, inset: float, hang: float) -> list[tuple[float, str]]:
    """A paragraph broken into lines, with the place each begins."""
    room = ROOM - math.ceil(inset + hang)
    parts = [text[start : start + room] for start in range(0, len(text), room)]
    return [(inset + (hang if place else 0), part) for place, part in enumerate(parts)]


def printed(chapters: list[list[tuple[str, list[tuple[int, str]]]]], how: Setting) -> list[PdfLine]:
    """The lines of a document with these items, chapter by chapter."""
    rows: list[tuple[float, str]] = []
    for chapter, items in enumerate(chapters, start=1):
        number = "".join(chr(ord(digit) + 0xFEE0) for digit in str(chapter)) if how.wide else str(chapter)
        rows += [(0, f"{number}．水族館の章［Ⅰ～Ⅳ］"), (0, "【遵守事項】")]
        for place, (text, below) in enumerate(items, start=1):
            rows += wrapped(circle(place) + "　" + text, 0, 1)
            for depth, point in below:
                rows += wrapped("－・"[depth - 1] + point, 1.5 * depth, 1)
        rows += wrapped(f"{chapter}.1 解説の節", 0, 0)
    return [line for start in range(0, len(rows), how.height) for line in _page(rows, start, how)]


def _page(rows: list[tuple[float, str]], start: int, how: Setting) -> list[PdfLine]:
    page = start // how.height + 1
    lines = [PdfLine(page, 400, 810, SIZE, "水族館の手引き 第6.0版")] if how.furniture else []
    for place, (inset, text) in enumerate(rows[start : start + how.height]):
        shown = text.translate(SPACED) if how.spaced else text
        shown = shown.translate(ALIKE) if how.alike else shown
        lines.append(PdfLine(page, LEFT + inset * SIZE, TOP - place * STEP, SIZE, shown.strip()))
    if how.furniture:
        lines.append(PdfLine(page, 300, 30, SIZE, (f"－ {page} －", f"{page}", f"{page}/99")[how.number_style]))
    return lines


@settings(max_examples=150)
@given(
    st.lists(st.lists(st.tuples(sentences, points), min_size=1, max_size=6), min_size=1, max_size=5), settings_of_pages
)
def test_every_item_comes_back_whole(chapters: list[list[tuple[str, list[tuple[int, str]]]]], how: Setting) -> None:
    parsed = read_layout(printed(chapters, how))
    expected = [
        (f"{chapter}{circle(place)}", comparable(text), [comparable(point) for _, point in below])
        for chapter, items in enumerate(chapters, start=1)
        for place, (text, below) in enumerate(items, start=1)
    ]
    found = [
        (official.printed, comparable(official.text), [comparable(bullet.text) for bullet in official.bullets])
        for official in parsed.items
    ]
    assert found == expected
    assert parsed.notes == ()
    assert [heading.number for heading in parsed.chapters] == [str(n) for n in range(1, len(chapters) + 1)]


@st.composite
def any_lines(draw: st.DrawFn) -> list[PdfLine]:
    """Lines of structure signs and anything else, anywhere."""
    signs = st.sampled_from(
        ["【遵守事項】", "①", "②", "㉑", "1．", "2.1", "－", "(1)", "[Ⅰ～", "＜責任＞", "……… 3", "。", "水", "A"]
    )
    text = st.one_of(st.lists(signs, max_size=5).map("".join), st.text(max_size=20))
    place = st.floats(0, 900)
    return draw(st.lists(st.builds(PdfLine, st.integers(1, 4), place, place, st.floats(1, 30), text), max_size=30))


@settings(max_examples=200)
@given(any_lines())
def test_any_lines_end_in_an_answer(lines: list[PdfLine]) -> None:
    parsed = read_layout(lines)
    assert read_layout(lines) == parsed
    written = comparable("".join(line.text for line in sorted(lines, key=lambda line: line.page)))
    assert all(set(comparable(official.full)) <= set(written) for official in parsed.officials)


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_and_hides_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert comparable(once) == comparable(text)


@given(st.text(alphabet="水餌ABc1- 。", max_size=10), st.text(alphabet="水餌ABc1- 。", max_size=10))
def test_joining_keeps_every_sign_but_a_hyphen(before: str, after: str) -> None:
    assert join(before, after).replace(" ", "").replace("-", "") == (before + after).replace(" ", "").replace("-", "")
