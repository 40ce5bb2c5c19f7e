"""One tiny bad crosswalk per fault: the check names file, line and code, has a sentence for it, and names no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import open_catalogue, read_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.messages import messages_alone
from tests.catalogue.small import SOUND, line_of, write

NAME = "crosswalks/gl.yaml"
ITEMS_NEXT = """\
schema: anzenkarte/items/1
edition: gl-2.0
part: first
chapters:
  - {number: "1", title: {ja: 章, en: Chapter}, title_confidence: seen, coverage: complete}
items:
  - id: gl-2.0/first/1/1
    number: "1①"
    chapter: "1"
    title: {ja: 更新, en: Patching}
    summary: {ja: 更新する。, en: Patch.}
    addressee: vendor
    confidence: seen
    read_in: {ja: 指針, en: the guide}
    citation: {source: S1, place: {ja: 1頁, en: p. 1}}
"""
CROSSWALK = """\
schema: anzenkarte/crosswalk/1
id: gl-1.0-gl-2.0
from: gl-1.0
to: gl-2.0
author: {ja: 会, en: Society}
kind: ours
published: "2023-01-01"
confidence: partial
read_in: {ja: 両版, en: both editions}
citation: {source: T, place: {ja: 全体, en: all of it}}
sources:
  T: {title: {ja: 両版の項目, en: Items of both}}
coverage: partial
coverage_note: {ja: 一部だけ, en: some only}
lines:
  - from: gl-1.0/first/1/~patching
    to: gl-2.0/first/1/1
    relation: subset
    strength: 3
    confidence: seen
    rationale: {ja: 同じ話題の一部, en: part of the same topic}
    citation: {source: T, place: {ja: ①, en: no. 1}}
  - from: gl-1.0/first/1/~training
    to: null
    relation: none
    strength: 2
    confidence: partial
    rationale: {ja: 対応するものがない, en: nothing corresponds}
    citation: {source: T, place: {ja: ②, en: no. 2}}
"""
FILES = {**SOUND, "guides/gl/2.0/first.yaml": ITEMS_NEXT, NAME: CROSSWALK}
FIRST, LAST = "- from: gl-1.0/first/1/~patching", "- from: gl-1.0/first/1/~training"
AGAIN = CROSSWALK.partition("lines:\n")[2].partition("  - from: gl-1.0/first/1/~training")[0]

# code, old text, new text, words on the line that is to be named
FAULTS = [
    ("catalogue.unknown-edition", "to: gl-2.0\n", "to: gl-3.0\n", "to: gl-3.0"),
    ("catalogue.dangling-item", "from: gl-1.0/first/1/~patching", "from: gl-1.0/first/9/1", "gl-1.0/first/9/1"),
    ("catalogue.dangling-item", "to: gl-2.0/first/1/1", "to: other/1", "to: other/1"),
    ("catalogue.crosswalk-edition", "to: gl-2.0/first/1/1", "to: gl-1.0/second/1/1", "to: gl-1.0/second/1/1"),
    ("catalogue.crosswalk-twice", "lines:\n", "lines:\n" + AGAIN, ""),
    ("catalogue.missing-key", "    rationale: {ja: 同じ話題の一部, en: part of the same topic}\n", "", FIRST),
    (
        "catalogue.both-languages",
        "{ja: 同じ話題の一部, en: part of the same topic}",
        "{ja: 同じ}",
        "rationale: {ja: 同じ}",
    ),
    ("catalogue.missing-key", "    to: null\n", "", LAST),
    ("catalogue.crosswalk-open", "relation: none", "relation: intersects", "relation: intersects"),
    ("catalogue.unknown-word", "relation: subset", "relation: similar", "relation: similar"),
    ("catalogue.crosswalk-scale", "strength: 3", "strength: 6", "strength: 6"),
    ("catalogue.crosswalk-scale", "    strength: 3\n", "", FIRST),
    ("catalogue.crosswalk-scale", "strength: 3", "strength: true", "strength: true"),
    ("catalogue.crosswalk-own", "strength: 3", "strength: 4", "strength: 4"),
    ("catalogue.crosswalk-sure", "confidence: partial\n    rationale", "confidence: seen\n    rationale", ""),
    ("catalogue.unknown-word", "kind: ours", "kind: theirs", "kind: theirs"),
    ("catalogue.unknown-word", "coverage: partial", "coverage: some", "coverage: some"),
    ("catalogue.missing-key", "coverage_note: {ja: 一部だけ, en: some only}\n", "", "schema:"),
    ("catalogue.no-citation", "    citation: {source: T, place: {ja: ①, en: no. 1}}\n", "", FIRST),
    ("catalogue.unknown-source", "{source: T, place: {ja: ①", "{source: U, place: {ja: ①", "source: U"),
    ("catalogue.unknown-key", "    strength: 3", "    weight: 1\n    strength: 3", "weight: 1"),
]


def test_the_sound_one_is_sound(tmp_path: Path) -> None:
    report = check([write(tmp_path, FILES)])
    assert report.problems == ()
    assert report.counts["crosswalks"] == 1
    assert report.lists["anzenkarte/crosswalk/1"]["lines"] == 2


@pytest.mark.parametrize(("code", "old", "new", "words"), FAULTS)
def test_a_fault_is_named_with_file_and_line(code: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    assert CROSSWALK.count(old) == 1
    folder = write(tmp_path, {**FILES, NAME: CROSSWALK.replace(old, new)})
    problems = check([folder]).problems
    assert {(problem.file, problem.code) for problem in problems} == {(NAME, code)}
    if words:
        assert line_of(folder, NAME, words) in {problem.line for problem in problems}
    messages = messages_alone()
    for problem in problems:
        assert messages.problem(problem, "ja") != messages.problem(problem, "en")
        assert "{" not in messages.text(problem.code, problem.params, "en")


def test_a_line_about_itself_is_named_also_under_an_old_id(tmp_path: Path) -> None:
    text = CROSSWALK.replace("to: gl-2.0\n", "to: gl-1.0\n").replace("to: gl-2.0/first/1/1", "to: gl-1.0/first/1/1")
    problems = check([write(tmp_path, {**FILES, NAME: text})]).problems
    assert [problem.code for problem in problems] == ["catalogue.crosswalk-self"]


def test_two_sets_of_one_name_are_named(tmp_path: Path) -> None:
    problems = check([write(tmp_path, {**FILES, "crosswalks/other.yaml": CROSSWALK})]).problems
    assert [(problem.file, problem.code) for problem in problems] == [
        ("crosswalks/other.yaml", "catalogue.duplicate-id")
    ]


def test_the_catalogue_holds_them_from_source_and_compiled(tmp_path: Path) -> None:
    folder = write(tmp_path / "catalogue", FILES)
    compiled = [open_catalogue([folder], tmp_path / "cache") for _ in range(2)]
    for catalogue in (read_catalogue([folder]), *compiled):
        assert list(catalogue.crosswalks) == ["certification-items", "gl-1.0-gl-2.0"]
        lines = catalogue.crosswalks["gl-1.0-gl-2.0"].lines
        assert [line.id for line in lines] == [
            "gl-1.0-gl-2.0:gl-1.0/first/1/~patching>gl-2.0/first/1/1",
            "gl-1.0-gl-2.0:gl-1.0/first/1/~training>-",
        ]
        (mark,) = catalogue.crosswalks["certification-items"].lines
        assert (mark.origin, mark.relation, mark.target, mark.strength) == (
            "certifications/mark", "superset", "gl-1.0/first/1/1", 4,
        )  # fmt: skip
        found = {one.target: one.relation for one in closure(catalogue.relations, "gl-1.0/first/1/1")}
        assert found == {"gl-2.0/first/1/1": "subset", "certifications/mark": "subset"}
        missing = closure(catalogue.relations, "gl-1.0/first/1/~training")
        assert [(one.target, one.relation) for one in missing] == [("gl-2.0/first/1/1", "none")]
