"""The clinic's page asks what a clinic can know, and leads on where a block does not show everything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.documents.content.questions import questions
from anzenkarte.web.institution_desk.common import today, words_of
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.queries import engagement
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
CASES = {"clinic": "hoshizora-kiku", "hospital": "handa-emr"}


def _page(world: World, signed_in: SignedIn, key: str) -> str:
    address = f"/o/{world.organisations[key].id}/institution/clinic/?engagement={CASES[key]}"
    return signed_in(key).get(address).content.decode()


def _asked(text: str) -> list[str]:
    names = re.findall(r'name="a:([a-z_]+)/[^/"]+/([a-z0-9_]+)"', text)
    return list(dict.fromkeys(".".join(name) for name in names))


@pytest.mark.parametrize("key", CASES)
def test_only_what_the_institution_can_know_is_asked(world: World, signed_in: SignedIn, key: str) -> None:
    facts = catalogue().vocabulary.facts
    asked = _asked(_page(world, signed_in, key))
    assert asked
    assert [name for name in asked if facts[name].answered_by == "vendor"] == []
    actor = world.actor(key)
    with scope(actor.organisation):
        row = engagement(actor, CASES[key])
        assert row is not None
        open_facts = [question.read.name for question in questions(words_of(assess(row, today())))]
    for_vendors = [name for name in open_facts if name in facts and facts[name].answered_by == "vendor"]
    assert for_vendors, "the case has nothing only a vendor can say"
    assert any(facts[name].answered_by == "institution" for name in asked)


def test_what_a_vendor_did_is_the_vendors_to_say() -> None:
    facts = catalogue().vocabulary.facts
    for name in ("alternatives_explained", "data_taken_out", "information_list_given", "risks_explained_on"):
        assert facts[f"engagement.{name}"].answered_by == "vendor"
    assert facts["institution.bcp"].answered_by == "institution"
    assert facts["contract.form"].answered_by == "both"


def test_questions_are_counted_as_questions_are(world: World, signed_in: SignedIn) -> None:
    text = _page(world, signed_in, "clinic")
    assert re.search(r'<h2 id="questions">貴院への質問（[0-9]+問）</h2>', text)
    assert "つの質問" not in text


def test_what_there_is_no_room_for_is_linked(world: World, signed_in: SignedIn) -> None:
    text = _page(world, signed_in, "hospital")
    assert "管理者向けの文書" not in text
    rests = re.findall(r'ほかに[0-9]+件あります。 <span class="no-print">.*?</span>', text)
    assert rests
    client = signed_in("hospital")
    for rest in rests:
        for address in re.findall(r'href="([^"]+)"', rest):
            assert "engagement=handa-emr" in address
            assert client.get(address.replace("&amp;", "&")).status_code == 200
