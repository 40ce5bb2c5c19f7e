"""A change of edition: every question and every row leads to where it is answered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World

SignedIn = Callable[..., Client]


def _page(world: World, key: str) -> str:
    return f"/o/{world.organisations[key].id}/institution/edition/"


@pytest.mark.parametrize("key", ["hospital", "clinic"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_question_leads_to_the_field_it_is_answered_in(
    world: World, signed_in: SignedIn, key: str, lang: str
) -> None:
    user = world.editors[key]
    user.language = lang
    user.save(update_fields=("language",))
    client = signed_in(key)
    context = client.get(_page(world, key)).context
    questions = [question for due in context["due"] for question in due.ask]
    questions += [question for question, _ in context["asked"]]
    assert questions
    assert any("/describe/" in question.href for question in questions)
    for question in questions:
        assert bool(question.href) is not bool(question.ask)
        place, _, field = question.href.partition("#")
        if not place:
            continue
        shown = client.get(place)
        assert shown.status_code == 200
        if field:
            assert f'id="{field}"' in shown.content.decode()


def test_a_deadline_leads_to_what_is_written_about_its_engagement(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    page = client.get(_page(world, "hospital"))
    rows = [due for due in page.context["due"] if due.name == "半田病院における電子カルテの導入"]
    assert rows
    for row in rows:
        assert row.href
        assert f'<a href="{row.href}">{row.name}</a>' in page.content.decode()
        assert client.get(row.href).status_code == 200


def test_every_link_of_the_page_is_there(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    main = client.get(_page(world, "hospital")).content.decode().partition("<main")[2].partition("</main>")[0]
    places = {href.replace("&amp;", "&").partition("#")[0] for href in re.findall(r'href="([^"#?][^"]*)"', main)}
    assert len(places) > 3
    assert [place for place in sorted(places) if client.get(place).status_code != 200] == []
