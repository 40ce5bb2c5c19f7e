"""An item of the edition before: answered at its own page, or chosen from a list; typed in without a script as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.karte.document import Document
from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for, heads
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
OLDER = "mhlw-6.0/operations/14/5"


def _profile(world: World) -> KarteDocument:
    actor = world.actor("hospital")
    with scope(actor.organisation):
        row = own_institution(actor)
    assert row is not None
    return row


def _published(world: World) -> Document:
    with scope(world.organisations["hospital"].id):
        return heads([_profile(world)])[0]


def _drafted(world: World) -> Document:
    actor = world.actor("hospital")
    with scope(actor.organisation):
        draft = draft_for(actor.user, _profile(world))
        assert draft is not None
        return drafted(draft)


def _karte(world: World, path: str) -> str:
    return f"/o/{world.organisations['hospital'].id}/karte/{_profile(world).pk}/{path}"


def _own(world: World) -> str:
    document = _published(world)
    urn = world.organisations["hospital"].urn
    return next(id_ for id_, e in document.entities["party"].items() if e.fields.get("urn") == urn)


def _statement(world: World, client: Client) -> str:
    """A statement begun on the page of all of them; gives the address of its own page."""
    sent = client.post(_karte(world, "describe/statement/_add/"), {"f.by": _own(world)})
    assert sent.status_code == 302
    return str(sent["location"])


def test_an_item_of_the_older_edition_is_answered_at_its_page(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    place = f"/o/{world.organisations['hospital'].id}/institution/conformity/"
    listed = client.get(f"{place}?older=1").context["lines"]
    assert listed
    line = listed[0]
    page = client.get(line.href)
    assert "旧版の項目への回答として記録します" in page.content.decode()
    item = page.context["item"].id
    assert item.startswith("mhlw-6.0/")
    form = {"item": item, "answer": "yes", "backing": "declared", "publish": "1"}
    assert client.post(f"{place}item/", form).status_code == 302
    (said,) = [e for e in _published(world).entities["statement"].values() if e.fields.get("item") == item]
    assert said.fields["answer"] == "yes"
    again = client.get(line.href).context["form"]
    assert again.answer == "yes"
    reader = client.get(f"/o/{world.organisations['hospital'].id}/institution/edition/")
    assert [one.standing for one in reader.context["answers"]] != []


@pytest.mark.parametrize(
    ("typed", "some", "none"),
    [
        ("二要素認証 6.0", [OLDER], []),
        ("14⑤ mhlw-6.0", [OLDER], []),
        ("two-factor 7.0", ["mhlw-7.0/operations/14/5"], [OLDER]),
        ("qqqq", [], [OLDER]),
        ("", [], [OLDER]),
    ],
)
def test_the_list_narrows_as_one_types(
    world: World, signed_in: SignedIn, typed: str, some: list[str], none: list[str]
) -> None:
    answer = signed_in("hospital").get(_karte(world, "items/"), {"f.item": typed})
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<html" not in text
    offered = {one.id for one in answer.context["items"]}
    assert set(some) <= offered
    assert not set(none) & offered
    assert len(offered) <= 20
    assert ("当てはまる項目はありません" in text) is (typed == "qqqq")


def test_a_choice_is_saved_and_said_in_words(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    place = _statement(world, client)
    assert 'hx-get="' + _karte(world, "items/") in client.get(place).content.decode()
    saved = client.post(
        f"{place}save/item/", {"f.item": ["二要素", OLDER]}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "下書きに保存しました" in saved
    assert "二要素認証" in saved
    (said,) = [e for e in _drafted(world).entities["statement"].values() if e.fields.get("item") == OLDER]
    assert said.fields["by"] == _own(world)


def test_without_a_script_the_same_is_typed_and_checked(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    place = _statement(world, client)
    refused = client.post(place, {"f.by": _own(world), "f.item": "mhlw-6.0/operations/14/<b>"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "という項目は見つかりません" in text
    assert "14/&lt;b&gt;" in text
    assert 'aria-invalid="true"' in text
    assert all("item" not in e.fields for e in _drafted(world).entities["statement"].values())
    assert client.post(place, {"f.by": _own(world), "f.item": OLDER}).status_code == 302
    assert OLDER in {e.fields.get("item") for e in _drafted(world).entities["statement"].values()}
    emptied = client.post(place, {"f.by": _own(world), "f.item": ""})
    assert emptied.status_code == 302
    assert OLDER not in {e.fields.get("item") for e in _drafted(world).entities["statement"].values()}


def test_an_item_may_be_named_when_a_statement_is_begun(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    add = _karte(world, "describe/statement/_add/")
    wrong = client.post(add, {"f.by": _own(world), "f.item": "nothing"})
    assert wrong.status_code == 422
    assert "という項目は見つかりません" in wrong.content.decode()
    made = client.post(add, {"f.by": _own(world), "f.item": OLDER, "f.answer": "yes"})
    assert made.status_code == 302
    (said,) = [e for e in _drafted(world).entities["statement"].values() if e.fields.get("item") == OLDER]
    assert said.fields["answer"] == "yes"


def test_the_list_is_for_ones_own_documents(world: World, signed_in: SignedIn) -> None:
    assert signed_in("clinic").get(_karte(world, "items/"), {"f.item": "二要素"}).status_code == 404
