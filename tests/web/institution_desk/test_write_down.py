"""An institution writes down a system and its vendor by itself: what is asked and made, what is said when wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.karte.document import Document
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.drafts import drafted
from anzenkarte.workspace.documents_store.models import Draft, KarteDocument
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.organisations.acting import Actor, act, actor_of
from anzenkarte.workspace.organisations.actions import SetMember, first_administrator, found_organisation
from anzenkarte.workspace.organisations.models import Role, User
from anzenkarte.workspace.scope import scope
from tests.counting import questions

SignedIn = Callable[..., Client]
GIVEN = {
    "system_ja": "医事会計",
    "system_en": "Billing",
    "vendor_ja": "ふじ情報",
    "form": "individual",
    "works": ["maintenance"],
}


def _at(organisation: object, path: str = "institution/write/") -> str:
    return f"/o/{organisation}/{path}"


def _user(email: str) -> User:
    return User.objects.create(username=email, email=email, language="ja")


@pytest.fixture
def newcomer(world: World) -> tuple[Client, Actor]:
    """Somebody of an institution that has written nothing and knows nobody."""
    own = found_organisation("institution", "こでまり医院", "Kodemari Clinic")
    user = _user("clerk@kodemari.example")
    chief = _user("chief@kodemari.example")
    first_administrator(own, chief)
    act(actor_of(chief, own.id), SetMember(user.pk, Role.EDITOR))
    client = Client()
    client.force_login(user)
    return client, actor_of(user, own.id)


def _begun(actor: Actor) -> Document:
    with scope(actor.organisation):
        return drafted(Draft.objects.select_related("document", "base").get(user_id=actor.user, base=None))


def test_a_newcomer_begins_an_engagement_and_publishes_it_himself(newcomer: tuple[Client, Actor]) -> None:
    client, actor = newcomer
    shown = client.get(_at(actor.organisation)).content.decode()
    assert 'name="vendor"' not in shown
    answer = client.post(_at(actor.organisation), GIVEN)
    made = _begun(actor)
    with scope(actor.organisation):
        row = KarteDocument.objects.get(kind="engagement")
        assert row.head_id is None
        assert row.keeper_urn == actor.urn
    assert answer["location"] == _at(actor.organisation, f"karte/{row.pk}/describe/")
    assert made.name == "billing"
    own, contract = made.entities["engagement"]["billing"].fields, made.entities["contract"]["main"].fields
    assert own["name"] == {"ja": "医事会計", "en": "Billing"}
    assert made.entities["party"][str(own["customer"])].fields["urn"] == actor.urn
    vendor = made.entities["party"][str(own["vendor"])].fields
    assert vendor["name"] == {"ja": "ふじ情報", "en": "ふじ情報"}
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(vendor["urn"]))
    assert (contract["form"], contract["works"]) == ("individual", ["maintenance"])
    assert (contract["supplier"], contract["customer"]) == (own["vendor"], own["customer"])
    assert "医事会計" in client.get(answer["location"]).content.decode()
    assert client.post(_at(actor.organisation, f"karte/{row.pk}/publish/")).status_code == 302
    with scope(actor.organisation):
        assert [one.name for one in own_rows("engagement", actor.urn)] == ["billing"]
    assert "医事会計" in client.get(_at(actor.organisation, "institution/")).content.decode()
    assert "ふじ情報" in client.get(_at(actor.organisation, "contracts/")).content.decode()


def test_what_is_begun_is_found_again_and_the_same_vendor_keeps_its_id(newcomer: tuple[Client, Actor]) -> None:
    client, actor = newcomer
    client.post(_at(actor.organisation), GIVEN)
    (vendor,) = [p.fields for p in _begun(actor).entities["party"].values() if p.fields["urn"] != actor.urn]
    overview = client.get(_at(actor.organisation, "institution/")).content.decode()
    assert "書きかけの導入" in overview
    assert "医事会計" in overview
    twice = client.post(_at(actor.organisation), {**GIVEN, "system_en": "Second"})
    assert "同じ名前の事業者が一覧にあります" in twice.content.decode()
    chosen = {**GIVEN, "system_en": "Billing", "vendor": str(vendor["urn"]), "vendor_ja": "", "form": "unknown"}
    assert client.post(_at(actor.organisation), chosen).status_code == 302
    with scope(actor.organisation):
        made = {draft.document.name: drafted(draft) for draft in Draft.objects.select_related("document", "base")}
    assert set(made) == {"billing", "billing-2"}
    second = made["billing-2"]
    assert vendor["urn"] in {party.fields["urn"] for party in second.entities["party"].values()}
    assert second.entities["contract"]["main"].fields["form"] == {"unknown": "stated"}


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        ({"system_ja": " "}, "system-ja", "システムの名前を入れてください"),
        ({"vendor_ja": ""}, "vendor-ja", "事業者を一覧から選ぶか"),
        ({"form": ""}, "form", "契約の形態を選んでください"),
        ({"form": "gift"}, "form", "契約の形態を選んでください"),
        ({"works": ["cooking"]}, "works", "業務を一覧から選び直してください"),
        ({"vendor": "urn:uuid:00000000-0000-4000-8000-000000000000"}, "vendor", "一覧から選び直してください"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    world: World, signed_in: SignedIn, change: dict[str, object], place: str, says: str
) -> None:
    own = world.organisations["clinic"]
    with scope(own.id):
        before = KarteDocument.objects.count()
    answer = signed_in("clinic").post(_at(own.id), {**GIVEN, **change})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#f-{place}"' in text
    assert f'id="f-{place}"' in text
    assert re.search(rf'id="f-{place}-error">[^<]*{says}', text)
    assert 'value="Billing"' in text
    if "form" not in change:
        assert 'value="individual" checked' in text
    with scope(own.id):
        assert KarteDocument.objects.count() == before


def test_only_those_are_offered_whom_one_has_to_do_with(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"]
    text = signed_in("clinic").get(_at(own.id)).content.decode()
    offered = set(re.findall(r'<option value="(urn:uuid:[^"]+)"', text))
    assert world.organisations["saas-vendor"].urn in offered
    assert not {own.urn, world.organisations["contractor"].urn, world.organisations["hospital"].urn} & offered
    client, chosen = signed_in("clinic"), world.organisations["saas-vendor"].urn
    assert client.post(_at(own.id), {**GIVEN, "vendor": chosen, "vendor_ja": ""}).status_code == 302
    made = _begun(world.actor("clinic"))
    fields = made.entities["engagement"][made.name].fields
    assert (fields["vendor"], fields["customer"]) == ("hoshizora-soft", "kiku-clinic")
    assert made.keeper == "kiku-clinic"


@pytest.mark.parametrize("name", ["電子カルテ\x07", "e\u0301-karte", "<b>x</b>", "a" * 500, "=1+1", "\u202eabc"])
def test_any_name_is_either_kept_or_refused_in_words(newcomer: tuple[Client, Actor], name: str) -> None:
    client, actor = newcomer
    answer = client.post(_at(actor.organisation), {**GIVEN, "system_ja": name, "system_en": ""})
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert 'class="summary"' in answer.content.decode()
    assert "<b>x</b>" not in client.get(_at(actor.organisation, "institution/")).content.decode()


def test_a_reader_is_not_sent_where_he_may_not_go(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"]
    reader = _user("reader@kiku.example")
    act(world.actor("clinic", "administrators"), SetMember(reader.pk, Role.READER, False))
    client = Client()
    client.force_login(reader)
    assert client.get(_at(own.id)).status_code == 403
    assert "institution/write/" not in client.get(_at(own.id, "institution/")).content.decode()
    assert "institution/write/" in signed_in("clinic").get(_at(own.id, "institution/")).content.decode()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_empty_page_leads_to_the_form(newcomer: tuple[Client, Actor], lang: str) -> None:
    client, actor = newcomer
    User.objects.filter(pk=actor.user).update(language=lang)
    for path in ("institution/", "institution/clinic/", "institution/matrix/", "contracts/"):
        text = client.get(_at(actor.organisation, path)).content.decode()
        assert f'href="{_at(actor.organisation)}"' in text, path
    text = client.get(_at(actor.organisation, "institution/disclosures/")).content.decode()
    assert "disclosure.json" in text
    assert f'href="{_at(actor.organisation, "institution/")}"' in text.partition("<main")[2]
    with questions() as asked:
        client.get(_at(actor.organisation))
    assert len(asked) < 15
