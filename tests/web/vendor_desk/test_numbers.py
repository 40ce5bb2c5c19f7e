"""One thing has one number: findings as they are shown, what is agreed; lines that a change reopens are named."""

from __future__ import annotations

import re

import pytest

from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.organisations.acting import act
from tests.web.vendor_desk.conftest import Desk

KARTES = [("service", "hoshizora-emr"), ("engagement", "hoshizora-kiku")]


@pytest.mark.parametrize(("kind", "name"), KARTES)
def test_findings_are_counted_as_they_are_shown(desk: Desk, kind: str, name: str) -> None:
    karte = desk.karte(kind, name)
    pills = dict(desk.get(karte).context["severities"])
    page = desk.get(f"{karte}findings/")
    assert {choice.value: choice.count for choice in page.context["severities"]} == {
        k: n for k, n in pills.items() if n
    }
    assert page.context["count"] == sum(pills.values()) == page.context["page"].paginator.count
    for group in ("severities", "engines", "subjects"):
        for choice in page.context[group][:4]:
            asked = {"severities": "severity", "engines": "engine", "subjects": "subject"}[group]
            narrowed = desk.get(f"{karte}findings/", data={asked: choice.value})
            assert narrowed.context["count"] == choice.count == narrowed.context["page"].paginator.count


def test_what_is_agreed_has_one_number(desk: Desk) -> None:
    page = desk.get(desk.karte("engagement", "hoshizora-kiku"))
    told = re.search(r"合意済み(\d+)件／全(\d+)件", page.context["lead"])
    assert told
    shown = re.search(r"<dt>合意済み</dt><dd>(\d+)<span class=\"quiet\"> / (\d+)</span>", page.content.decode())
    assert shown
    assert told.groups() == shown.groups()
    count = page.context["count"]
    parts = (count.agreed, count.one_sided, count.contradiction, count.overlap, count.nobody, count.unknown)
    assert sum(parts) == count.rows


def test_accepted_lines_that_reopen_are_named(desk: Desk) -> None:
    actor = desk.world.actor("saas-vendor")
    row = desk.row("service", "hoshizora-emr")
    act(actor, Edit(row.pk, [Operation("store", "log-store", "encrypted", False)]))
    base = desk.karte("service", "hoshizora-emr")
    found = [
        desk.get(f"{base}changes/touches/?case={case.pk}") for case in desk.get(f"{base}changes/").context["cases"]
    ]
    named = [(one.context["touched"].reopening, one.content.decode()) for one in found]
    assert any(lines for lines, _ in named)
    for lines, text in named:
        assert all(f"<li>{line}</li>" in text and "@" not in line for line in lines)
