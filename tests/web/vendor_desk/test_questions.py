"""Open questions: each asked once with everything it is about, what nobody knows last, one number for them all."""

from __future__ import annotations

import re

from anzenkarte.web.vendor_desk.questions import Together
from tests.web.vendor_desk.conftest import Desk


def _every(desk: Desk, address: str) -> list[Together]:
    pages = desk.get(address).context["page"].paginator.page_range
    return [one for number in pages for one in desk.get(f"{address}&page={number}").context["questions"]]


def test_a_question_is_asked_once_with_everything_it_is_about(desk: Desk) -> None:
    address = f"{desk.vendor('service', 'hoshizora-emr')}questions/?now=1"
    page = desk.get(address)
    every = _every(desk, address)
    assert len(every) == page.context["count"]
    keys = [(one.members[0].spec.kind, one.members[0].field.name) for one in every if one.members[0].field]
    assert len(keys) == len(set(keys)) > 10
    several = [one for one in every if one.several]
    assert several
    for one in several:
        assert str(len(one.members) + one.more) in one.several
        assert len({member.about for member in one.members}) == len(one.members)


def test_what_nobody_knows_comes_last_and_is_marked(desk: Desk) -> None:
    address = f"{desk.vendor('service', 'hoshizora-emr')}questions/?now=1"
    first = desk.get(address).context["questions"]
    chosen = next(one for one in first if not one.several and one.members[0].field and not one.unknown)
    (member,) = chosen.members
    save = f"{member.href}save/{member.field.name}/"
    name = f"f.{member.field.name}"
    desk.typed(save, {name: "?"} if member.field.widget in ("radio", "select") else {f"{name}.unknown": "1"})
    every = _every(desk, address)
    marks = [one.unknown for one in every]
    assert marks == sorted(marks)
    assert [one.unknown for one in every if one.text == chosen.text] == [True]
    last = desk.get(f"{address}&page={len(every) // 10 + 1}").content.decode()
    assert "分からないと回答済み" in last


def test_forms_and_questions_count_alike(desk: Desk) -> None:
    vendor = desk.vendor("service", "hoshizora-emr")
    count = desk.get(f"{vendor}questions/?now=1").context["count"]
    forms = desk.get(f"{vendor}forms/?now=1").content.decode()
    assert re.search(rf"未回答の質問は{count}問です", forms)
