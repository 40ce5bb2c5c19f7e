"""Comparing editions: what may be called unchanged, new or dropped, and what stays unread."""

from __future__ import annotations

from pathlib import Path

import pytest

from anzenkarte.catalogue.catalogue import open_catalogue, read_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.editions.diff import edition_diff
from anzenkarte.catalogue.editions.model import DiffLine, EditionDiff
from anzenkarte.catalogue.editions.shelf import deadlines
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.errors import CatalogueError, InputError
from tests.catalogue.small import write
from tests.catalogue.two_editions import CITATION, READ, JsonMap, Pair, both, item, line

O1, O2, O3 = (f"gl-1/main/1/{number}" for number in (1, 2, 3))
N1, N2, N3 = (f"gl-2/main/1/{number}" for number in (1, 2, 3))
REAL = [
    ("mhlw-6.0", "mhlw-7.0"),
    ("mhlw-5.2", "mhlw-6.0"),
    ("meti-mic-1.1", "meti-mic-2.0"),
    ("cyber-checklist-r7-hospital", "cyber-checklist-r8-hospital"),
]


def diff_of(pair: Pair, folder: Path) -> EditionDiff:
    return edition_diff(pair.catalogue(folder), "gl-1", "gl-2")


def by_item(diff: EditionDiff) -> dict[str, DiffLine]:
    return {found.item.id: found for found in diff.lines}


# --- equal ----------------------------------------------------------------------------------------------------


def test_equal_items_read_in_both_editions_with_one_summary_are_unchanged(tmp_path: Path) -> None:
    found = by_item(diff_of(Pair([item(O1)], [item(N2, "要旨１")], lines=[line(O1, N2, "equal")]), tmp_path))[O1]
    assert (found.kind, found.basis, found.confidence, found.texts_read) == ("unchanged", "crosswalk", "seen", True)
    assert found.todo == "editions.todo-unchanged"
    assert [target.item.id for target in found.targets] == [N2]


def test_another_summary_or_other_marks_are_a_rewording(tmp_path: Path) -> None:
    pair = Pair(
        [item(O1), item(O2, applies=["I"])],
        [item(N1, "別の要旨"), item(N2, applies=["II"])],
        lines=[line(O1, N1, "equal"), line(O2, N2, "equal")],
    )
    found = by_item(diff_of(pair, tmp_path))
    assert [found[O1].kind, found[O2].kind] == ["reworded", "reworded"]
    assert found[O1].todo == "editions.todo-reworded"


@pytest.mark.parametrize(
    ("old", "new", "side"),
    [
        ({}, {"confidence": "partial"}, "new"),
        ({}, {"confidence": "partial", "carried_from": "gl-1"}, "new"),
        ({}, {"confidence": "recalled"}, "new"),
        ({"confidence": "partial", "carried_from": "draft"}, {}, "old"),
    ],
)
@pytest.mark.parametrize("related", [True, False])
def test_never_unchanged_unless_both_wordings_were_read(
    old: JsonMap, new: JsonMap, side: str, related: bool, tmp_path: Path
) -> None:
    lines = [line(O1, N1, "equal")] if related else []
    found = by_item(diff_of(Pair([item(O1, **old)], [item(N1, **new)], lines=lines), tmp_path))[O1]
    assert (found.kind, found.unread) == ("unread", side)
    assert found.todo == f"editions.todo-unread-{side}"
    assert found.confidence != "seen"


def test_a_rewording_that_was_not_read_says_so(tmp_path: Path) -> None:
    new = item(N1, "別", confidence="partial")
    found = by_item(diff_of(Pair([item(O1)], [new], lines=[line(O1, N1, "equal")]), tmp_path))[O1]
    assert (found.kind, found.todo) == ("reworded", "editions.todo-reworded-unread")


# --- parts and wholes -----------------------------------------------------------------------------------------


def test_split_and_merged(tmp_path: Path) -> None:
    split = Pair([item(O1)], [item(N1), item(N2)], lines=[line(O1, N1, "superset"), line(O1, N2, "superset")])
    assert by_item(diff_of(split, tmp_path / "s"))[O1].kind == "split"
    merged = Pair([item(O1), item(O2)], [item(N1)], lines=[line(O1, N1, "subset"), line(O2, N1, "subset")])
    found = by_item(diff_of(merged, tmp_path / "m"))
    assert [found[O1].kind, found[O2].kind] == ["merged", "merged"]


def test_merged_is_also_seen_from_the_other_side(tmp_path: Path) -> None:
    pair = Pair([item(O1), item(O2)], [item(N1)], back=[line(N1, O1, "superset"), line(N1, O2, "superset")])
    assert [found.kind for found in diff_of(pair, tmp_path).lines] == ["merged", "merged"]


def test_one_part_alone_is_a_rewording_and_overlap_stays_overlap(tmp_path: Path) -> None:
    lines = [line(O1, N1, "subset"), line(O2, N2, "superset"), line(O3, N3, "intersects")]
    pair = Pair([item(O1), item(O2), item(O3)], [item(N1), item(N2), item(N3)], lines=lines)
    found = by_item(diff_of(pair, tmp_path))
    assert [found[name].kind for name in (O1, O2, O3)] == ["reworded", "reworded", "overlapping"]


def test_a_line_that_rests_on_a_heading_alone_is_a_hint(tmp_path: Path) -> None:
    found = by_item(diff_of(Pair([item(O1)], [item(N1)], lines=[line(O1, N1, "equal", strength=1)]), tmp_path))[O1]
    assert found.kind == "overlapping"


def test_sources_that_disagree_are_shown_as_such(tmp_path: Path) -> None:
    pair = Pair([item(O1)], [item(N1)], lines=[line(O1, N1, "equal")], back=[line(N1, O1, "none")])
    found = by_item(diff_of(pair, tmp_path))[O1]
    assert found.kind == "disputed"
    assert [target.relation for target in found.targets] == ["conflicting"]


def test_the_weakest_confidence_counts(tmp_path: Path) -> None:
    pair = Pair([item(O1)], [item(N1)], lines=[line(O1, N1, "equal", confidence="recalled")])
    assert by_item(diff_of(pair, tmp_path))[O1].confidence == "recalled"


# --- by printed number ----------------------------------------------------------------------------------------


def test_without_crosswalk_the_same_number_and_title_match_but_are_never_sure(tmp_path: Path) -> None:
    found = by_item(diff_of(Pair([item(O1)], [item(N1)]), tmp_path))[O1]
    assert (found.kind, found.basis, found.confidence) == ("unchanged", "number", "partial")


def test_the_same_number_under_another_title_is_shown_and_no_match(tmp_path: Path) -> None:
    found = by_item(diff_of(Pair([item(O1)], [item(N1, title=both("別の題"))]), tmp_path))
    assert (found[O1].kind, found[O1].same_number) == ("unread", (N1,))
    assert (found[N1].kind, found[N1].same_number) == ("unread", (O1,))


def test_a_crosswalk_outweighs_the_number(tmp_path: Path) -> None:
    pair = Pair([item(O1), item(O2)], [item(N1), item(N2)], lines=[line(O1, N2, "equal")])
    found = by_item(diff_of(pair, tmp_path))
    assert [target.item.id for target in found[O1].targets] == [N2]
    assert found[O2].targets == ()
    assert (found[N1].kind, found[N1].old) == ("unread", None)


# --- new and dropped ------------------------------------------------------------------------------------------


def test_nothing_is_new_or_dropped_while_an_edition_is_not_held(tmp_path: Path) -> None:
    found = by_item(diff_of(Pair([item(O1)], [item(N2)]), tmp_path))
    assert (found[O1].kind, found[O1].unread) == ("unread", "new")
    assert (found[N2].kind, found[N2].unread) == ("unread", "old")


def test_a_crosswalk_may_say_that_nothing_corresponds(tmp_path: Path) -> None:
    pair = Pair([item(O1)], [item(N1)], lines=[line(O1, None, "none")], back=[line(N1, None, "none", 3, "partial")])
    found = by_item(diff_of(pair, tmp_path))
    assert (found[O1].kind, found[O1].basis, found[O1].confidence) == ("dropped", "crosswalk", "seen")
    assert (found[N1].kind, found[N1].basis, found[N1].confidence) == ("new", "crosswalk", "partial")
    assert found[N1].citations


def test_editions_held_wholly_and_related_wholly_tell_new_from_dropped(tmp_path: Path) -> None:
    pair = Pair(
        [item(O1), item(O2)], [item(N1), item(N3)], lines=[line(O1, N1, "equal")],
        old_coverage="complete", new_coverage="complete", crosswalk_coverage="complete",
    )  # fmt: skip
    found = by_item(diff_of(pair, tmp_path))
    assert [found[name].kind for name in (O1, O2, N3)] == ["unchanged", "dropped", "new"]


def test_an_announced_part_is_new_with_the_confidence_of_the_announcement(tmp_path: Path) -> None:
    told = {
        "id": "gl-2/changes/parts", "topic": "parts", "summary": both("追加編を新設。2.1も変わる"),
        "confidence": "partial", "read_in": READ, "citation": CITATION, "new_parts": ["added"],
    }  # fmt: skip
    pair = Pair([item(O1)], [item(N2, number="2.1")], [item("gl-2/added/1/1")], changes=[told])
    diff = diff_of(pair, tmp_path)
    found = by_item(diff)["gl-2/added/1/1"]
    assert (found.kind, found.basis, found.confidence) == ("new", "announced", "partial")
    assert by_item(diff)[N2].announced == ("gl-2/changes/parts",)
    assert {(c.part, c.kind) for c in diff.chapters} == {("main", "same"), ("added", "new")}


@pytest.mark.parametrize(
    ("confidence", "title", "kind"),
    [
        ("seen", "章", "same"),
        ("partial", "章 (総則)", "retitled"),
        ("recalled", "章", "unread"),
        ("recalled", "別", "unread"),
    ],
)
def test_a_recalled_title_says_nothing_of_a_chapter(confidence: str, title: str, kind: str, tmp_path: Path) -> None:
    pair = Pair([item(O1)], [item(N1)])
    files = pair.files()
    name = "gl/2/main.yaml"
    told = files[name].replace('"title_confidence": "seen"', f'"title_confidence": "{confidence}"')
    files[name] = told.replace('{"ja": "章", "en": "章"}', f'{{"ja": "{title}", "en": "{title}"}}')
    catalogue = read_catalogue([write(tmp_path, files)])
    (chapter,) = edition_diff(catalogue, "gl-1", "gl-2").chapters
    assert (chapter.kind, chapter.confidence) == (kind, confidence)


def test_the_relations_are_those_found_from_the_old_side() -> None:
    catalogue = open_catalogue()
    for old, new in (*REAL, ("meti-mic-1.1", "mhlw-6.0")):
        held = {one.id for one in catalogue.items(new)}
        for found in edition_diff(catalogue, old, new).by_old.values():
            relations = closure(catalogue.relations, found.item.id)
            wanted = {one.target: one.relation for one in relations if one.target in held and one.relation != "none"}
            derived = [target.derived for target in found.targets if target.derived is not None]
            assert {one.target: one.relation for one in derived} == wanted
            assert all(one.origin == found.item.id for one in derived)


# --- refusals and faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("gl-1", "gl-9", "edition.unknown"),
        ("gl-1", "gl-1", "editions.same"),
        ("gl-1", "other-1", "editions.strangers"),
    ],
)
def test_editions_that_cannot_be_compared_are_refused(old: str, new: str, code: str, tmp_path: Path) -> None:
    catalogue = Pair([item(O1)], [item(N1)]).catalogue(tmp_path)
    with pytest.raises(InputError) as refused:
        edition_diff(catalogue, old, new)
    assert [problem.code for problem in refused.value.problems] == [code]


def _deadline(**more: object) -> JsonMap:
    entry = {
        "id": "gl-2/deadlines/a", "item": N1, "title": both("期限"), "date": "2027-04-01", "for": "component",
        "condition": {"fact": "component.ports", "ge": 1}, "citation": CITATION, "confidence": "partial",
        "read_in": READ, "rationale": both("理由"),
        "states": [{"id": "done", "when": {"fact": "component.kind", "eq": "vpn"}, "by": "component.supported_until",
                    **both("済み")}],
    }  # fmt: skip
    rest = {key: value for key, value in {**entry, **more}.items() if value is not None}
    return {"schema": "anzenkarte/deadlines/1", "edition": "gl-2", "deadlines": [rest]}


def test_deadlines_are_read_with_their_conditions(tmp_path: Path) -> None:
    pair = Pair([item(O1)], [item(N1)], extra={"gl/2/deadlines.yaml": _deadline()})
    (found,) = deadlines(pair.catalogue(tmp_path), "gl-2")
    assert (found.item, found.date.iso, found.kind, found.states[0].by) == (
        N1, "2027-04-01", "component", "component.supported_until",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"condition": {"fact": "component.colour", "eq": "red"}}, "condition.unknown-fact"),
        ({"condition": {"fact": "component.ports", "eq": "many"}}, "condition.operand"),
        ({"date": None}, "catalogue.missing-key"),
        ({"date": "soon"}, "date.unreadable"),
        ({"states": []}, "catalogue.missing-key"),
        ({"states": [{"id": "a", "by": "component.kind", "ja": "あ", "en": "a"}]}, "catalogue.deadline-by"),
        ({"states": [{"id": "a", "ja": "あ"}]}, "catalogue.both-languages"),
        ({"confidence": "sure"}, "catalogue.unknown-word"),
        ({"citation": None}, "catalogue.no-citation"),
        ({"colour": "red"}, "catalogue.unknown-key"),
        ({"id": "elsewhere"}, "catalogue.id-prefix"),
    ],
)
def test_a_faulty_deadline_is_named_with_file_and_line(more: JsonMap, code: str, tmp_path: Path) -> None:
    with pytest.raises(CatalogueError) as refused:
        Pair([item(O1)], [item(N1)], extra={"gl/2/deadlines.yaml": _deadline(**more)}).catalogue(tmp_path)
    (problem, *_) = [p for p in refused.value.problems if p.code == code]
    assert problem.file == "gl/2/deadlines.yaml"
    assert problem.line > 0


def test_a_deadline_of_an_item_that_is_not_there_fails_the_check(tmp_path: Path) -> None:
    pair = Pair([item(O1)], [item(N1)], extra={"gl/2/deadlines.yaml": _deadline(item="gl-2/main/1/99")})
    codes = {problem.code for problem in check([write(tmp_path, pair.files())]).problems}
    assert "catalogue.dangling-item" in codes


# --- the real catalogues --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), REAL)
def test_real_editions_are_compared_whole_and_honestly(old: str, new: str) -> None:
    catalogue = open_catalogue()
    diff = edition_diff(catalogue, old, new)
    assert [found.old.id for found in diff.lines if found.old] == [i.id for i in catalogue.items(old)]
    reached = {target.item.id for found in diff.lines for target in found.targets}
    assert reached == {i.id for i in catalogue.items(new)}
    for found in diff.lines:
        assert found.confidence in CONFIDENCES
        assert found.citations
        assert found.todo in catalogue.messages
        if found.kind == "unchanged":
            sides = [found.item, *(target.item for target in found.targets)]
            assert all(side.confidence == "seen" and not side.carried_from for side in sides)
    assert diff.json()["counts"] == dict(diff.counts)


def test_two_factor_of_seven_comes_from_six_and_has_its_deadline() -> None:
    catalogue = open_catalogue()
    found = edition_diff(catalogue, "mhlw-6.0", "mhlw-7.0").by_old["mhlw-6.0/operations/14/5"]
    assert "mhlw-7.0/operations/14/5" in {target.item.id for target in found.targets}
    assert "mhlw-7.0/changes/two-factor-deadline" in found.announced
    (deadline,) = deadlines(catalogue, "mhlw-7.0")
    assert (deadline.item, deadline.date.iso) == ("mhlw-7.0/operations/14/5", "2027-04-01")
    assert [state.id for state in deadline.states if state.done] == ["done"]
