"""Invitations: a place belongs to whoever holds the link and signs in under its address; nobody else's moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.utils import translation

from anzenkarte.web.shared import invitation_pages
from anzenkarte.web.shared.adapter import SocialAdapter
from anzenkarte.web.shared.invitation_pages import PENDING
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations import invitations
from anzenkarte.workspace.organisations.invitations import invitation_path, person
from anzenkarte.workspace.organisations.models import Invitation, Membership, User
from anzenkarte.workspace.scope import scope, unscoped

SignedIn = Callable[..., Client]
Send = Callable[..., str]
PASSWORD = "correct horse battery"  # noqa: S105 - of people who live for one test
NEW = {"way": "password", "new_password1": PASSWORD, "new_password2": PASSWORD}


@pytest.fixture
def invite(world: World, signed_in: SignedIn) -> Send:
    """``invite("clinic", "a@example.jp")``: the link its administrator is shown."""

    def send(key: str, email: str, **more: str) -> str:
        own = world.organisations[key].id
        sent = {"email": email, "role": "editor", **more}
        answer = signed_in(key, "administrators").post(f"/o/{own}/people/", sent)
        assert answer.status_code == 200, answer.context["outcome"].problems
        return str(answer.context["link"])

    return send


def _member(world: World, key: str, email: str) -> Membership | None:
    with scope(world.organisations[key].id):
        return Membership.objects.filter(user__email=email, ended__isnull=True).first()


def test_a_new_person_chooses_a_password_then_accepts_once(world: World, invite: Send) -> None:
    link = invite("clinic", "New@Example.jp", binds="1", title="院長")
    assert _member(world, "clinic", "new@example.jp") is None
    new = Client()
    page = new.get(link)
    assert page.status_code == 200
    assert "きく内科" in page.content.decode()
    short = new.post(link, {"way": "password", "new_password1": "short", "new_password2": "short"})
    assert (short.status_code, bool(short.context["form"].errors)) == (422, True)
    assert not User.objects.filter(email="new@example.jp").exists()
    own = world.organisations["clinic"].id
    done = new.post(link, NEW)
    assert (done.status_code, done["location"]) == (302, f"/o/{own}/")
    member = _member(world, "clinic", "new@example.jp")
    assert member is not None
    assert (member.binds, member.title, member.role) == (True, "院長", "editor")
    assert new.get(f"/o/{own}/people/").status_code == 200
    assert Client().get(link).status_code == 410
    assert Client().post(link, NEW).status_code == 410
    assert Client().get(link[:-4] + "abc/").status_code == 410


def test_a_link_never_gives_a_password_to_an_account_that_is_there(world: World, invite: Send) -> None:
    """An administrator who knows an address must not get into that person's account through his own invitation."""
    victim = world.administrators["hospital"]
    before = User.objects.get(pk=victim.pk).password
    link = invite("saas-vendor", victim.email)
    stranger = Client()
    page = stranger.get(link)
    assert page.templates[0].name == "shared/invitation_sign_in.html"
    stranger.post(link, NEW)
    stranger.post(link, {"way": "passkey"})
    assert "_auth_user_id" not in stranger.session
    assert User.objects.get(pk=victim.pk).password == before
    assert _member(world, "saas-vendor", victim.email) is None


def test_taking_an_address_first_wins_no_place_elsewhere(world: World, invite: Send) -> None:
    """Somebody invites an address that is not his, takes the account, and waits for its owner to be invited."""
    squatter = Client()
    first = invite("saas-vendor", "owner@example.jp")
    squatter.post(first, NEW)
    link = invite("clinic", "owner@example.jp")
    clinic = world.organisations["clinic"].id
    assert squatter.get(f"/o/{clinic}/people/").status_code == 404
    assert _member(world, "clinic", "owner@example.jp") is None
    assert Client().get(link).templates[0].name == "shared/invitation_sign_in.html"


def test_a_signed_in_person_accepts_what_is_for_him_only(world: World, invite: Send, signed_in: SignedIn) -> None:
    mine, user = signed_in("contractor"), world.editors["contractor"]
    link = invite("clinic", user.email)
    other = signed_in("hospital")
    session = other.session
    session[PENDING] = link.partition("/invitation/")[2].rstrip("/")
    session.save()
    assert other.get("/", follow=True).status_code == 403
    assert other.post(link).status_code == 403
    assert other.get("/", follow=True).status_code == 200
    assert _member(world, "clinic", user.email) is None
    user.set_password(PASSWORD)
    user.save()
    mine.force_login(user)
    assert mine.get(link).status_code == 200
    assert _member(world, "clinic", user.email) is None
    assert mine.post(link).status_code == 302
    assert _member(world, "clinic", user.email) is not None


def test_who_signs_in_goes_on_with_the_invitation(world: World, invite: Send) -> None:
    user = world.editors["contractor"]
    user.set_password(PASSWORD)
    user.save()
    link = invite("clinic", user.email)
    client = Client()
    client.get(link)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert client.get("/")["location"].endswith(link.partition("/invitation")[2])


def test_the_passkey_way_leaves_the_link_open_until_there_is_one(world: World, invite: Send) -> None:
    link = invite("clinic", "key@example.jp")
    client = Client()
    assert client.post(link, {"way": "passkey"})["location"] == "/accounts/2fa/webauthn/add/"
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
    assert client.post(link)["location"] == "/accounts/2fa/webauthn/add/"
    assert _member(world, "clinic", "key@example.jp") is None
    again = Client()
    assert again.get(link).templates[0].name == "shared/invitation.html"
    Authenticator.objects.create(user=User.objects.get(email="key@example.jp"), type="webauthn", data={})
    assert again.get(link).templates[0].name == "shared/invitation_sign_in.html"
    assert client.post(link).status_code == 302
    assert _member(world, "clinic", "key@example.jp") is not None


def test_there_is_one_account_for_an_address(world: World, invite: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two organisations invite the same person, who takes up both links in the same moment."""
    link = invite("clinic", "twice@example.jp")
    person("Twice@Example.jp")
    with pytest.raises(IntegrityError), transaction.atomic():
        person("twice@example.jp")
    monkeypatch.setattr(invitations, "account_of", lambda _: None)
    monkeypatch.setattr(invitation_pages, "account_of", lambda _: None)
    client = Client()
    assert client.post(link, NEW).status_code == 410
    assert not _inside(client)
    assert User.objects.filter(email__iexact="twice@example.jp").count() == 1


def _inside(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_withdrawn_replaced_and_old_links_are_refused(world: World, invite: Send, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    first = invite("clinic", "a@example.jp")
    second = invite("clinic", "a@example.jp")
    assert Client().get(first).status_code == 410
    with scope(own):
        row = Invitation.objects.get(closed__isnull=True)
        Invitation.objects.filter(id=row.id).update(expires=datetime.now(UTC) - timedelta(seconds=1))
    assert Client().get(second).status_code == 410
    third = invite("clinic", "b@example.jp")
    with scope(own):
        row = Invitation.objects.get(email="b@example.jp")
    stranger = signed_in("hospital", "administrators")
    hospital = world.organisations["hospital"].id
    stranger.post(f"/o/{hospital}/people/invitations/{row.id}/withdraw/")
    assert Client().get(third).status_code == 200
    assert signed_in("clinic").post(f"/o/{own}/people/invitations/{row.id}/withdraw/").status_code == 403
    signed_in("clinic", "administrators").post(f"/o/{own}/people/invitations/{row.id}/withdraw/")
    assert Client().post(third, NEW).status_code == 410


def test_a_member_is_not_invited_again(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    sent = {"email": world.editors["clinic"].email.upper(), "role": "administrator"}
    answer = signed_in("clinic", "administrators").post(f"/o/{own}/people/", sent)
    assert answer.status_code == 422
    assert "すでにこの組織の一員" in answer.content.decode()
    with unscoped():
        assert not Invitation.objects.exists()


def test_the_first_administrator_s_link_works_once(world: World) -> None:
    user = person("first@example.jp")
    link = invitation_path(user, world.organisations["clinic"])
    client = Client()
    assert client.get(link).status_code == 200
    assert client.post(link, NEW)["location"] == "/"
    assert Client().get(link).status_code == 410
    user.refresh_from_db()
    assert Client().get(invitation_path(user, world.organisations["clinic"])).status_code == 410


def test_a_role_is_changed_by_an_administrator(world: World, signed_in: SignedIn) -> None:
    own, user = world.organisations["clinic"].id, world.editors["clinic"]
    member = _member(world, "clinic", user.email)
    assert member is not None
    place = f"/o/{own}/people/{member.id}/"
    assert signed_in("clinic").post(place, {"role": "administrator"}).status_code == 403
    boss = signed_in("clinic", "administrators")
    assert boss.get(place).status_code == 200
    wrong = boss.post(place, {"role": "king"})
    assert wrong.status_code == 422
    assert boss.post(place, {"role": "reader", "title": "事務長"}).status_code == 302
    changed = _member(world, "clinic", user.email)
    assert changed is not None
    assert (changed.role, changed.title) == ("reader", "事務長")
    hospital = world.organisations["hospital"].id
    assert signed_in("hospital", "administrators").get(f"/o/{hospital}/people/{member.id}/").status_code == 404


@pytest.mark.parametrize(
    ("address", "verified", "known", "open_"),
    [
        ("idp@example.jp", True, False, True),
        ("idp@example.jp", False, False, False),
        ("other@example.jp", True, False, False),
        ("idp@example.jp", True, True, False),
    ],
)
def test_an_identity_provider_makes_the_invited_person_s_account_only(
    invite: Send, address: str, verified: bool, known: bool, open_: bool
) -> None:
    link = invite("clinic", "idp@example.jp")
    if known:
        person("idp@example.jp")
    request = RequestFactory().get("/")
    token = link.partition("/invitation/")[2].rstrip("/")
    login = SocialLogin(email_addresses=[EmailAddress(email=address, verified=verified)])
    request.session = {}
    assert SocialAdapter().is_open_for_signup(request, login) is False
    request.session = {PENDING: token}
    assert SocialAdapter().is_open_for_signup(request, login) is open_


@pytest.mark.parametrize(("asked", "expected"), [("en-GB", "en"), ("ja", "ja"), ("fr", "ja")])
@pytest.mark.parametrize("way", [NEW, {"way": "passkey"}], ids=["password", "passkey"])
def test_a_new_account_goes_on_in_the_language_of_the_invitation(
    world: World, invite: Send, way: dict[str, str], asked: str, expected: str
) -> None:
    link = invite("clinic", "speaks@example.jp")
    client = Client(headers={"accept-language": asked})
    client.post(link, way)
    assert User.objects.get(email="speaks@example.jp").language == expected


def test_an_identity_provider_s_account_goes_on_in_the_language_of_the_page() -> None:
    request = RequestFactory().get("/")
    with translation.override("en"):
        made = SocialAdapter(request).populate_user(request, SocialLogin(user=User()), {"email": "a@example.jp"})
    assert made.language == "en"
