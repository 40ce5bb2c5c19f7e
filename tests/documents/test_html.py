"""The html page: one file, nothing active whatever a user typed, equal bytes for equal papers."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from anzenkarte.documents.content.tree import Cell, Column, Inline, Para, Section, Table
from anzenkarte.documents.render.html import render_html
from tests.documents.sample_papers import HOSTILE, poison, sample

ALLOWED_TAGS = frozenset(
    {"html", "head", "meta", "title", "style", "body", "a", "p", "main", "header", "h1", "h2", "h3", "h4", "dl", "div"}
    | {"dt", "dd", "nav", "ol", "li", "ul", "section", "span", "strong", "table", "caption", "colgroup", "col", "thead"}
    | {"tbody", "tr", "th", "td", "details", "summary", "figure", "figcaption", "img", "footer", "code", "br"}
)


class Reader(HTMLParser):
    """Collects tags, attributes and text as a browser would read them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def test_hostile_text_stays_text() -> None:
    page = read(render_html(poison(sample())))
    assert {tag for tag, _ in page.tags} <= ALLOWED_TAGS
    attributes = [(tag, name, value) for tag, attrs in page.tags for name, value in attrs.items()]
    assert [entry for entry in attributes if entry[1].startswith("on")] == []
    assert all(value.startswith("#") for tag, name, value in attributes if name == "href")
    assert all(value.startswith("data:image/svg+xml;base64,") for tag, name, value in attributes if name == "src")
    assert {tag for tag, name, _ in attributes if name in {"href", "src"}} <= {"a", "img"}
    shown = "".join(page.text)
    assert '<script>alert("x")</script>' in shown
    assert "[U+202E]" in shown
    assert "\u202e" not in shown


def test_hostile_text_leaves_the_style_alone() -> None:
    page = render_html(poison(sample()))
    style = page.split("<style>")[1].split("</style>")[0]
    assert style.count("{") == style.count("}")
    assert "<" not in style
    assert "@import" not in style
    assert "script" not in style.replace("\\", "").partition("@bottom-left { content")[0]
    assert page.count("<style>") == 1


def test_policy_forbids_everything_outside() -> None:
    policies = [
        attrs["content"]
        for tag, attrs in read(render_html(sample())).tags
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    ]


def test_every_link_has_its_place() -> None:
    tags = read(render_html(sample())).tags
    ids = [attrs["id"] for _, attrs in tags if "id" in attrs]
    links = [attrs["href"][1:] for tag, attrs in tags if tag == "a"]
    assert len(ids) == len(set(ids))
    assert "p-why-1" in links
    assert set(links) <= set(ids)


def test_link_to_nowhere_is_plain_text() -> None:
    paper = replace(sample(), sections=(Section("s", "題", (Para((Inline("ここ", anchor="nowhere"),)),)),))
    assert '<a href="#p-nowhere"' not in render_html(paper)


def test_marks_are_words_as_well_as_colours() -> None:
    shown = "".join(read(render_html(sample())).text)
    for word in ("至急", "要対応", "確認", "参考", "担当なし", "食い違い", "重複", "合意", "未確認", "対象外"):
        assert word in shown


def test_stamp_is_shown_and_goes_to_the_margin() -> None:
    page = render_html(sample())
    assert page.count("3f9a17c2") >= 3
    assert "@bottom-left { content:" in page
    assert "仮定による結果" in page


def test_two_places_with_one_name_are_refused() -> None:
    twice = replace(sample(), sections=(Section("a", "甲", ()), Section("a", "乙", ())))
    with pytest.raises(ValueError, match="two places"):
        render_html(twice)


def test_row_must_fit_its_columns() -> None:
    with pytest.raises(ValueError, match="row 1: 1 cells for 2 columns"):
        Table((Column("a"), Column("b")), ((Cell("1"),),))


def test_same_paper_same_page() -> None:
    assert render_html(poison(sample(), HOSTILE)) == render_html(poison(sample(), HOSTILE))


def test_empty_table_says_so_and_english_is_english() -> None:
    assert "該当なし" in render_html(sample())
    assert ">none<" in render_html(replace(sample(), lang="en"))


def _body(page: str) -> str:
    """The page's body, a line for each element that starts one, so that a change reads well in a diff."""
    return page[page.index("<body") :].replace("><", ">\n<")


def test_body_is_as_read_and_approved(root: Path) -> None:
    approved = root / "tests/documents/golden/sample.html"
    assert _body(render_html(sample())) == approved.read_text("utf-8")
