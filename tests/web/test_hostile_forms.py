"""Forms that no page of ours sent: another's token, hidden fields changed, fields not offered, the same sent again.

Elsewhere: every page's form without its token, every address as a stranger (``shared/test_doors``); links of the
demonstration (``shared/test_pages``), of invitations (``shared/test_invitations``) and of letters
(``shared/test_sign_in``) used twice; random ids of others in every form and action (``workspace/test_rivals``).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.karte.operations import Operation
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.models import Membership, Organisation
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import MakeToken
from anzenkarte.workspace.tokens.models import Token
from tests.web.hostile import Attacked

Attack = Callable[..., Attacked]
SignedIn = Callable[..., Client]
NOWHERE = uuid.UUID(int=7)


def _document(world: World, key: str, kind: str = "engagement") -> KarteDocument:
    own = world.organisations[key]
    with scope(own.id):
        found = KarteDocument.objects.filter(kind=kind, keeper_urn=own.urn, head__isnull=False).order_by("name").first()
    assert found is not None
    return found


def _token_of(client: Client, place: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(place).content.decode())
    assert found is not None
    return found[1]


# --- the token of a form ----------------------------------------------------------------------------------------------


def test_a_token_of_somebody_else_opens_nothing(world: World, attacked: Attack) -> None:
    """His own cookie with another's token, another's cookie with his token, and both of a page long gone."""
    one, other = attacked("clinic"), Client(enforce_csrf_checks=True)
    other.force_login(world.editors["hospital"])
    foreign = _token_of(other, "/account/")
    one.client.handler.enforce_csrf_checks = True
    own = _token_of(one.client, "/account/")
    cases: list[tuple[str, dict[str, str]]] = [
        (foreign, {}),
        ("x" * 64, {}),
        (own, {"origin": "https://evil.example"}),
        (own, {"origin": "null"}),
    ]
    for token, headers in cases:
        sent = {"last_name": "変えた", "csrfmiddlewaretoken": token}
        send = partial(one.client.post, "/account/", sent, headers=headers)
        one.refused(send, 403, "画面の有効期限が切れています", "The page is out of date")
    one.client.cookies["csrftoken"] = other.cookies["csrftoken"].value
    send = partial(one.client.post, "/account/", {"last_name": "変えた", "csrfmiddlewaretoken": own})
    one.refused(send, 403, "画面の有効期限が切れています", "The page is out of date")
    one.user.refresh_from_db()
    assert one.user.last_name == ""


# --- hidden fields that were changed ----------------------------------------------------------------------------------


def test_ids_of_another_in_hidden_fields(world: World, attacked: Attack, signed_in: SignedIn) -> None:
    """A field that names something of another party is as good as one that names nothing."""
    one, theirs = attacked("saas-vendor"), _document(world, "hospital")
    with scope(world.organisations["hospital"].id):
        bundle = Parcel.objects.filter(outgoing=True).order_by("at").first().bundle
    file = SimpleUploadedFile("a.txt", b"a")
    cases: list[tuple[str, dict[str, Any]]] = [
        ("evidence/add/", {"document": theirs.id, "reference": "evidence/x", "file": file}),
        ("exchange/receive/", {"bundle": bundle}),
        (f"exchange/send/{theirs.id}/", {"to": world.organisations["contractor"].urn}),
        (f"karte/{theirs.id}/publish/", {"reason": "x"}),
        (f"karte/{theirs.id}/discard/", {}),
        (f"karte/{theirs.id}/describe/contract/_add/", {"name_ja": "x"}),
        (f"vendor/{theirs.id}/sbom/", {"file": SimpleUploadedFile("a.json", b"{}")}),
        (f"vendor/{theirs.id}/papers/", {"level": "clinic", "reader": "customer"}),
    ]
    for path, sent in cases:
        if path.startswith("exchange/send/"):
            one.refused(partial(one.client.post, one.base + path, sent), (302, 404))
        else:
            one.refused(partial(one.client.post, one.base + path, sent), 404, "ありません", "no such page")


def test_answers_that_a_form_does_not_offer(world: World, attacked: Attack) -> None:
    """Choices, roles, scopes and numbers outside of what is offered: told in words, nothing done."""
    boss, vendor = attacked("clinic", "administrators"), attacked("saas-vendor")
    hospital = world.organisations["hospital"]
    with scope(boss.own):
        member = Membership.objects.get(user=world.editors["clinic"]).id
    cases: list[tuple[Attacked, str, dict[str, Any], int]] = [
        (boss, "people/", {"email": "x@example.jp", "role": "owner"}, 422),
        (boss, "people/", {"email": "x@example.jp\r\nBcc: y@example.jp", "role": "reader"}, 422),
        (boss, f"people/{member}/", {"role": "root", "binds": "1"}, 422),
        (boss, "grants/", {"supervisor": hospital.id, "details": "1"}, 422),
        (boss, "grants/", {"supervisor": "'; DROP TABLE", "details": "1"}, 404),
        (boss, "grants/", {"supervisor": world.organisations["supervisor"].id, "until": "0000-99-99"}, 404),
        (boss, "tokens/", {"name": "x", "scopes": "admin", "days": "1"}, 422),
        (boss, "tokens/", {"name": "x", "scopes": "read", "days": "99999999999"}, 422),
        (boss, "tokens/", {"name": "x", "scopes": "read", "days": "٣"}, 422),
        (boss, "exchange/keys/accept/", {"tie": "x"}, 404),
        (boss, "exchange/keys/erase/", {}, 404),
        (vendor, f"vendor/{_document(world, 'saas-vendor', 'service').id}/papers/", {"level": "x"}, 404),
    ]  # fmt: skip
    for one, path, sent, status in cases:
        one.refused(partial(one.client.post, one.base + path, sent), status)


def test_a_key_is_trusted_by_its_own_fingerprint_alone(world: World, attacked: Attack) -> None:
    """The card in the form and the fingerprint that was read out on the telephone belong together."""
    boss = attacked("clinic", "administrators")
    page = boss.client.get(f"{boss.base}exchange/keys/?urn={world.organisations['hospital'].urn}")
    first, second = page.context["found"][:2]
    sent = {"card": first["text"], "fingerprint": second["card"].id, "role": "clerk", "read": "1"}
    boss.refused(partial(boss.client.post, f"{boss.base}exchange/keys/trust/", sent), 302)
    tampered = {**sent, "card": first["text"][:-8] + "AAAAAAA=", "fingerprint": first["card"].id}
    boss.refused(partial(boss.client.post, f"{boss.base}exchange/keys/trust/", tampered), 302)
    broken = {**sent, "card": "%%%"}
    boss.refused(partial(boss.client.post, f"{boss.base}exchange/keys/trust/", broken), (302, 404))


def test_a_file_that_waits_is_one_person_s(world: World, attacked: Attack, signed_in: SignedIn) -> None:
    """The token of an upload that waits to be confirmed opens it to whoever sent it, and to nobody beside him."""
    place = f"/o/{world.organisations['saas-vendor'].id}/vendor/{_document(world, 'saas-vendor', 'service').id}/sbom/"
    bill = b'{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "rival"}]}'
    looked = signed_in("saas-vendor").post(place, {"file": SimpleUploadedFile("a.json", bill)})
    token = looked.context["token"]
    colleague = attacked("saas-vendor", "approvers")
    for tried in (token, token[:-1], "../" * 8, token + "\x00", "x" * 32):
        send = partial(colleague.client.post, place, {"token": tried, "take": "1"})
        colleague.refused(send, 422, "ファイルを選", "Choose", logged=False)


# --- fields no form has -----------------------------------------------------------------------------------------------


def test_fields_that_are_not_offered_count_for_nothing(world: World, attacked: Attack) -> None:
    one = attacked("clinic")
    more = {"email": "evil@example.jp", "is_superuser": "1", "is_staff": "1", "password": "x", "id": str(NOWHERE),
            "is_active": "", "username": "evil"}  # fmt: skip
    before = (one.user.email, one.user.is_superuser, one.user.is_staff, one.user.password, one.user.username)
    assert one.client.post("/account/", {"last_name": "名前", **more}).status_code == 302
    one.user.refresh_from_db()
    assert one.user.last_name == "名前"
    assert (one.user.email, one.user.is_superuser, one.user.is_staff, one.user.password, one.user.username) == before
    boss = attacked("clinic", "administrators")
    hospital = world.organisations["hospital"].id
    sent = {"email": "new@example.jp", "role": "reader", "organisation": hospital, "organisation_id": hospital}
    invited = boss.client.post(f"{boss.base}people/", sent)
    assert invited.context["outcome"].result[0].organisation_id == boss.own
    sent = {"name": "x", "scopes": "read", "days": "1", "user": str(world.administrators["hospital"].pk)}
    assert one.client.post(f"{one.base}tokens/", {**sent, "organisation": hospital}).status_code == 200
    with scope(boss.own):
        assert Token.objects.get(name="x").user_id == one.user.pk


def test_who_may_not_bind_does_not_by_a_field(world: World, attacked: Attack) -> None:
    """An editor asks for the approver's key, and for a role that is not his to give."""
    one, document = attacked("clinic"), _document(world, "clinic")
    vendor = world.organisations["saas-vendor"].urn
    cases: list[tuple[str, dict[str, Any]]] = [
        (f"exchange/send/{document.id}/", {"to": vendor, "binding": "1"}),
        ("people/", {"email": "x@example.jp", "role": "administrator", "binds": "1"}),
        ("grants/", {"supervisor": str(world.organisations["supervisor"].id), "details": "1"}),
        ("exchange/keys/make/", {}),
    ]
    for path, sent in cases:
        one.refused(partial(one.client.post, one.base + path, sent), 403, "だけが行えます", "Only")


def test_a_name_of_a_document_s_field_is_taken_from_the_list_alone(world: World, attacked: Attack) -> None:
    one, row = attacked("saas-vendor"), _document(world, "saas-vendor", "service")
    at = f"{one.base}karte/{row.id}/describe/"
    for path in (f"service/{row.name}/save/urn/", f"service/{row.name}/save/keeper/", "header/x/save/keeper/",
                 "nokind/x/", "component/no-such-part/save/name/"):  # fmt: skip
        send = partial(one.client.post, at + path, {"urn": "urn:uuid:x", "keeper": "evil", "name_ja": "x"})
        one.refused(send, 404, "ありません", "no such page")


# --- the same again ---------------------------------------------------------------------------------------------------


def test_a_form_sent_twice_is_done_once(world: World, attacked: Attack) -> None:
    """Publishing and giving away a draft: the second time there is nothing left to do, and it says so."""
    one, row = attacked("saas-vendor"), _document(world, "saas-vendor", "service")
    act(world.actor("saas-vendor"), Edit(row.id, [Operation("service", row.name, "note", "一度だけ")]))
    assert one.client.post(f"{one.base}karte/{row.id}/publish/", {"reason": "x"}).status_code == 302
    one.refused(partial(one.client.post, f"{one.base}karte/{row.id}/publish/", {"reason": "x"}), 422, logged=False)


def test_a_revoked_token_and_an_ended_place_answer_nothing_again(world: World, attacked: Attack) -> None:
    boss = attacked("clinic", "administrators")
    token = act(world.actor("clinic"), MakeToken("x", ("read",), 1))
    boss.private.append(token)
    headers = {"authorization": f"Bearer {token}"}
    assert boss.client.get("/api/v1/organisation", headers=headers).status_code == 200
    with scope(boss.own):
        row = Token.objects.get(name="x")
    place = f"{boss.base}tokens/{row.id}/revoke/"
    assert boss.client.post(place).status_code == 302
    boss.refused(partial(boss.client.get, "/api/v1/organisation", headers=headers), 401, "トークン", "token")
    boss.refused(partial(boss.client.post, place), 302)


def test_other_organisations_stay_as_many(world: World) -> None:
    """Nobody founds one through a page."""
    assert Organisation.objects.count() == 6
