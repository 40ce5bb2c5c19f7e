"""The reviewers' pages: nothing of the catalogue is missing on them, and the committed ones are what is made today."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.documents.catalogue_pages import (
    INDEX,
    LIMIT,
    MADE,
    MARKERS,
    SECOND_READING,
    catalogue_pages,
    coverage_summary,
    with_coverage,
)
from anzenkarte.documents.render.data_lines import data_lines, side_by_side
from anzenkarte.documents.render.markdown import both, plain
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Lang, Text
from tests.catalogue.two_editions import Pair, item, line

CERTIFICATION = "crosswalk-certification-items.md"
RENEW = "run `make pages` and commit what it writes"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> dict[str, str]:
    return catalogue_pages(catalogue)


def test_the_committed_pages_are_those_made_today(root: Path, pages: dict[str, str]) -> None:
    folder = root / "docs/catalogues"
    held = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert SECOND_READING in held
    made = {name: text for name, text in held.items() if text.startswith(MADE)}
    assert sorted(made) == sorted(pages), RENEW
    assert [name for name, text in pages.items() if made[name] != text] == [], RENEW


@pytest.mark.parametrize(("name", "lang"), [("README.md", "en"), ("README.ja.md", "ja")])
def test_the_readmes_show_todays_coverage(name: str, lang: Lang, root: Path, catalogue: Catalogue) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert with_coverage(text, coverage_summary(catalogue, lang), name) == text, RENEW


def test_every_line_stands_on_a_page(catalogue: Catalogue, pages: dict[str, str]) -> None:
    text = "\n".join(pages.values())
    for edition in catalogue.editions:
        for held in catalogue.items(edition):
            assert f"### `{held.id}`" in text
            assert plain(held.summary.ja) in text
            assert plain(held.summary.en) in text
            assert both(held.citation.place) in text
        for rule in catalogue.rules(edition):
            assert f"### `{rule.id}`" in text
    named = [law.id for law in catalogue.laws] + list(catalogue.schemes) + [duty.id for duty in catalogue.duties]
    named += [scope.id for scope in catalogue.scopes]
    assert [name for name in named if f"`{name}`" not in text and f"`id`: {plain(name)}\n" not in text] == []
    for crosswalk in catalogue.crosswalks.values():
        page = pages[f"crosswalk-{crosswalk.id}.md"]
        assert [line.id for line in crosswalk.lines if both(line.rationale) not in page] == []


def test_both_readings_of_a_practice_stand_beside_each_other(pages: dict[str, str]) -> None:
    text = pages["enisa-procurement-2020.md"]
    assert text.count("|  | `matrix` | `detail` |") == 30


def test_a_rule_is_said_in_words(pages: dict[str, str]) -> None:
    rule = pages["mhlw-6.0.md"].partition("### `m6-remote-account-not-shared`")[2].partition("###")[0]
    assert "接続の「目的」が「リモート保守」である / Purpose (connection) is remote maintenance" in rule
    assert "fact" not in rule


def test_every_link_of_the_index_is_a_page(pages: dict[str, str]) -> None:
    linked = set(re.findall(r"\]\(([^)]+)\)", pages[INDEX]))
    assert linked == {*pages, SECOND_READING} - {INDEX}


def test_no_page_is_too_long_and_all_are_steady(catalogue: Catalogue, pages: dict[str, str]) -> None:
    assert max(len(text.encode()) for text in pages.values()) <= 400_000
    assert LIMIT < 400_000
    assert catalogue_pages(catalogue) == pages


def test_a_long_page_is_cut_between_its_sections(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr("anzenkarte.documents.catalogue_pages.LIMIT", 30_000)
    pages = catalogue_pages(catalogue)
    parts = [text for name, text in pages.items() if re.fullmatch(r"mhlw-6\.0(-\d+)?\.md", name)]
    assert len(parts) > 5
    found = [line for text in parts for line in re.findall(r"^### `([^`]+)`", text, re.MULTILINE)]
    ids = [item.id for item in catalogue.items("mhlw-6.0")]
    assert found[: len(ids)] == ids


def test_a_small_catalogue_has_its_pages(tmp_path: Path) -> None:
    catalogue = Pair(
        old=[item("gl-1/main/1/1", "旧い要旨")],
        new=[item("gl-2/main/1/1")],
        lines=[line("gl-1/main/1/1", "gl-2/main/1/1", "equal"), line("gl-1/main/1/1", None, "none")],
    ).catalogue(tmp_path)
    pages = catalogue_pages(catalogue)
    assert list(pages) == [
        INDEX,
        "gl-1.md",
        "gl-2.md",
        "other-1.md",
        "crosswalk-a.md",
        CERTIFICATION,
        "duties.md",
        "scopes.md",
    ]
    assert "- ja: 旧い要旨\n" in pages["gl-1.md"]
    assert "**equal** `gl-2/main/1/1`" in pages["crosswalk-a.md"]
    assert "**none** page.nothing" in pages["crosswalk-a.md"]


def test_what_markdown_would_read_only_shows_itself() -> None:
    assert plain("a|b_c*d\n<e> `f` [g](h)") == r"a\|b\_c\*d \<e\> \`f\` \[g\](h)"
    assert both(Text("同", "同")) == "同"
    assert both(Text("日", "en")) == "日 / en"


def test_data_is_shown_whole_and_in_order() -> None:
    lines = data_lines({"b": [1, 2], "a": {"ja": "日", "en": "en"}, "c": [{"id": "x", "d": None}], "e": True})
    assert lines == ["- `b`: 1, 2", "- `a`: 日 / en", "- `c`:", "  - `x`", "    - `d`: —", "- `e`: ✓"]


def test_readings_become_columns() -> None:
    rest, table = side_by_side({"k": 1, "readings": [{"id": "r", "ja": "日", "en": "en", "v": 1}, {"value": "2"}]})
    assert rest == {"k": 1}
    assert table == [
        "", "|  | `r` | `2` |", "| --- | --- | --- |", "|   | 日 / en | — |", "| `v` | 1 | — |", "| `value` | — | 2 |",
    ]  # fmt: skip


def test_a_readme_without_markers_is_refused() -> None:
    begin, end = MARKERS
    assert with_coverage(f"a\n{begin}\nold\n{end}\nz", "new", "f") == f"a\n{begin}\nnew\n{end}\nz"
    for text in ("", begin, f"{end}{begin}", f"{begin}{end}{end}"):
        with pytest.raises(InputError) as caught:
            with_coverage(text, "new", "f")
        assert caught.value.problems[0].code == "page.no-markers"
