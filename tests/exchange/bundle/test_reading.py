"""Answers, papers beside a bundle, kept copies, and what a receiver holds against a bundle."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from anzenkarte.accord.lines import Line
from anzenkarte.exchange.bundle.answers import read_answers
from anzenkarte.exchange.bundle.content import Content, Said, answers_from
from anzenkarte.exchange.bundle.expect import differences, unfounded
from anzenkarte.exchange.bundle.journal import Journal
from anzenkarte.exchange.bundle.papers import compare, mark
from anzenkarte.exchange.bundle.seal import Place, seal
from anzenkarte.exchange.bundle.verify import verify
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.kernel.errors import InputError
from tests.exchange.bundle.conftest import HOSPITAL, LINE, TODAY, VENDOR, World

LINES = tuple(
    Line(id_, "duty", {"parties": [VENDOR]}, {})
    for id_ in ("duty/backup/normal/do@store/chart", "duty/patching/normal/do@component/vpn", "duty/x/normal/do@a/[1]")
)


def words(text: str) -> dict[str, str]:
    """Line → word of an answers file."""
    return {said.line: said.word for said in read_answers(load_one(text, "answers.yaml"), LINES)}


def test_an_id_counts_before_patterns_and_the_last_pattern_before_the_others() -> None:
    text = """
    answers:
      - {line: "duty/patching/normal/do@component/vpn", word: object, note: no}
      - {line: "*", word: ask, note: what}
      - {line: "duty/backup/*", word: accept}
      - {line: "*vpn", word: accept}
    """
    assert words(text) == {LINES[0].id: "accept", LINES[1].id: "object", LINES[2].id: "ask"}
    assert words('answers: [{line: "duty/x/normal/do@a/[1]*", word: accept}]') == {LINES[2].id: "accept"}
    (said, *_) = read_answers(load_one('answers: [{line: "*", word: accept}]', "a"), LINES)
    assert said.digest == LINES[0].digest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("answers: []", "bundle.answers"),
        ("other: 1", "bundle.answers"),
        ("answers: [x]", "bundle.answer"),
        ('answers: [{line: "*", word: maybe}]', "bundle.answer-word"),
        ('answers: [{line: "*", word: object}]', "bundle.answer-note"),
        ('answers: [{line: "*", word: accept, why: x}]', "bundle.answer-key"),
        ('answers: [{line: "none/*", word: accept}]', "bundle.answer-line"),
        ('answers: [{line: "duty/backup/normal/do@store/chart", word: accept}, '
         '{line: "duty/backup/normal/do@store/chart", word: accept}]', "bundle.answer-twice"),
    ],
)  # fmt: skip
def test_answers_out_of_order_are_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        words(text)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_who_seals_lines_accepts_them() -> None:
    found = answers_from(Content((), (LINE,), (Said("x", "d", "ask", "?"),)), VENDOR, True, 3, "sha256:b", "2026-11-25")
    assert {(answer.line, answer.word, answer.binds, answer.sequence) for answer in found} == {
        ("x", "ask", True, 3),
        (LINE.id, "accept", True, 3),
    }


def _docx(text: str, more: bytes = b"") -> bytes:
    target = io.BytesIO()
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", f'<w:d xmlns:w="{namespace}"><w:t>{text}</w:t></w:d>')
        archive.writestr("docProps/gateway.xml", more)
    return target.getvalue()


def test_a_paper_rewritten_by_a_gateway_is_told_from_one_that_says_something_else() -> None:
    marks = {name: mark(name, data) for name, data in (("a.docx", _docx("責任分界 14日")), ("p.html", b"<p>a b</p>"))}
    assert compare(marks, "a.docx", _docx("責任分界 14日")) == "unchanged"
    assert compare(marks, "a.docx", _docx("責任分界１４日", b"cleaned")) == "converted"
    assert compare(marks, "a.docx", _docx("責任分界 15日")) == "different"
    assert compare(marks, "a.docx", b"a picture") == "unreadable"
    assert compare(marks, "p.html", b"<script>x</script><div>a<b>b</b></div>") == "converted"
    assert compare(marks, "p.html", b"<p>a c</p>") == "different"
    with pytest.raises(InputError) as refused:
        compare(marks, "other.docx", b"")
    assert refused.value.problems[0].code == "bundle.paper-unknown"


def test_kept_bundles_show_gaps_old_ones_and_doubles(world: World, tmp_path: Path) -> None:
    journal, chain, last = Journal(tmp_path / "home"), [], None
    for number in range(3):
        offer = replace(world.offer(a=str(number).encode()), place=Place.after(last))
        chain.append(seal(offer, world.vendor.secret, TODAY))
        last = verify(chain[-1], world.hospital.ring, TODAY).manifest
    first, second, third = (verify(data, world.hospital.ring, TODAY).manifest for data in chain)
    assert [m.sequence for m in (first, second, third)] == [1, 2, 3]
    assert (second.previous, third.previous) == (first.id, second.id)
    journal.keep(chain[0], first)
    assert journal.standing(third).gap == second.id
    assert not journal.standing(second).gap
    journal.keep(chain[2], third)
    standing = journal.standing(first)
    assert (standing.known, [entry.id for entry in standing.newer]) == (True, [third.id])
    assert journal.bytes_of(third.id) == chain[2]
    assert journal.bytes_of(second.id) is None
    assert journal.last("engagement/hama-nagi", (VENDOR, HOSPITAL)) == journal.entries()[-1]
    fork = verify(seal(world.offer(b=b"fork"), world.vendor.secret, TODAY), world.hospital.ring, TODAY).manifest
    assert [entry.id for entry in journal.standing(fork).beside] == [first.id]
    (tmp_path / "home/bundles/index.json").write_text('{"bundles": [1], "schema": "anzenkarte/bundle-index/1"}')
    with pytest.raises(InputError) as refused:
        journal.entries()
    assert refused.value.problems[0].code == "bundle.index"


def test_differences_from_ones_own_papers() -> None:
    mine = [replace(LINES[0], content={"parties": [HOSPITAL]}), LINES[1]]
    found = {one.line: (one.mine, one.theirs) for one in differences(mine, LINES)}
    assert found == {LINES[0].id: ((HOSPITAL,), (VENDOR,)), LINES[2].id: (None, (VENDOR,))}


def test_lines_that_do_not_follow_from_the_documents() -> None:
    term = Line("sla/time", "sla", {"about": [], "items": [], "text": {"ja": "x", "en": "x"}}, {})
    told = replace(LINES[0], content={"parties": [HOSPITAL]})
    assert unfounded([told, *LINES[1:], term], LINES) == {told.id: ("content",)}
    assert unfounded(LINES, LINES[:2]) == {LINES[2].id: ("line",)}
