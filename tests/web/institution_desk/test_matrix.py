"""The matrix: who says that a duty is whose, holes, contradictions with both words, situations, filters, orders."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import translation

from anzenkarte.documents.content.words import Words
from anzenkarte.web.institution_desk.common import today
from anzenkarte.web.institution_desk.matrix import EVERY, FILTERS, Line, Matrix, matrix_of
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.queries import engagement
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]


def _words(world: World, key: str = "hospital", name: str = "handa-emr") -> Words:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = engagement(actor, name)
        assert row is not None
        return Words(assess(row, today()), "ja")


def _lines(found: Matrix) -> list[Line]:
    return [line for group in found.groups for line in group.lines]


@pytest.fixture(autouse=True)
def _japanese() -> object:
    with translation.override("ja"):
        yield


def test_who_says_so_stands_in_the_cell_of_whom_it_is_said(world: World) -> None:
    found = matrix_of(_words(world), "normal", "all", "duty")
    assert found.parties == ("半田病院", "A社", "C社")
    (vpn,) = [line for line in _lines(found) if line.duty == "configuration" and line.subject == "component/vpn-device"]
    ours, contractor, maker = vpn.places
    assert ours.chips == ()
    assert {(chip.kind, chip.short) for chip in contractor.chips} == {
        ("document", "記載"), ("own", "本人"), ("other", "C社"),
    }  # fmt: skip
    assert [(chip.kind, chip.short, chip.acts) for chip in maker.chips] == [("other", "A社", "確認")]
    assert "A社はC社の担当と認識（確認）" in maker.chips[0].full


def test_a_contradiction_shows_both_words_and_their_acts(world: World) -> None:
    found = matrix_of(_words(world), "normal", "contradiction", "duty")
    assert {line.state for line in _lines(found)} == {"contradiction"}
    said = {(word.by, word.says, word.acts) for line in _lines(found) for word in line.words}
    assert ("A社の認識", "C社が担う", "確認") in said
    assert ("C社の認識", "A社が担う", "") in said


def test_nobody_is_a_hole(world: World) -> None:
    lines = _lines(matrix_of(_words(world), "normal", "unsettled", "duty"))
    assert any(line.hole and line.state == "gap" for line in lines)
    partly = [line for line in lines if line.duty == "remote_access"]
    assert [line.hole for line in partly] == [False]  # somebody does a part of it
    assert partly[0].below == ("担当なし：監視・情報収集・判断・確認", "記載のみ・未合意：実施")


def test_situations_and_filters_add_up(world: World) -> None:
    words = _words(world)
    every = matrix_of(words, EVERY, "all", "duty").lines
    assert every == sum(matrix_of(words, s, "all", "duty").lines for s in ("normal", "emergency", "end"))
    parts = sum(matrix_of(words, EVERY, only, "duty").lines for only in ("contradiction", "unsettled", "agreed"))
    assert parts == every
    assert matrix_of(words, EVERY, "needs", "duty").lines == every
    assert set(FILTERS) == {"all", "needs", "contradiction", "unsettled", "agreed"}


def test_by_component_every_component_has_its_group(world: World) -> None:
    found = matrix_of(_words(world), "normal", "all", "subject")
    assert {"VPN装置", "電子カルテサーバ"} <= {group.title for group in found.groups}
    assert all(line.subject == group.lines[0].subject for group in found.groups for line in group.lines)
    assert all(group.rows >= len(group.lines) for group in found.groups)


def test_each_cell_is_read_out_in_words(world: World, signed_in: SignedIn) -> None:
    organisation = world.organisations["hospital"].id
    text = signed_in("hospital").get(f"/o/{organisation}/institution/matrix/").content.decode()
    assert '<th scope="col">A社</th>' in text
    assert "C社はA社の担当と認識" in text
    assert "誰の担当とも決まっていません" in text
    assert text.count('scope="rowgroup"') == 10
