"""Signing in: lock-out, second factor, sessions, new passwords by letter; what is closed; what a demonstration may."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from anzenkarte.web.shared.factors import seal, unseal
from anzenkarte.web.shared.passkey_form import AddPasskey
from anzenkarte.web.shared.passkey_pages import only_way_in
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.models import User
from tests.web.shared.codes import code_of

SignedIn = Callable[..., Client]
PASSWORD = "correct horse battery"  # noqa: S105 - of people who live for one test
OTHER = "another long sentence"


@pytest.fixture(autouse=True)
def _no_counts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def user(world: World) -> User:
    """The clinic's clerk, with a password."""
    found: User = world.editors["clinic"]
    found.set_password(PASSWORD)
    found.save()
    return found


def _sign_in(user: User, password: str = PASSWORD, **more: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post("/accounts/login/", {"login": user.email, "password": password, **more})


def _inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_in_and_out(user: User) -> None:
    client, answer = _sign_in(user)
    assert answer.status_code == 302
    assert _inside(client)
    client.post("/accounts/logout/")
    assert not _inside(client)


def test_wrong_passwords_lock_the_account_not_the_others(user: User, world: World) -> None:
    for _ in range(5):
        _, answer = _sign_in(user, "wrong wrong wrong")
        assert answer.status_code == 200
    locked, answer = _sign_in(user)
    assert not _inside(locked)
    assert "数分たってから" in answer.content.decode()
    other = world.editors["hospital"]
    other.set_password(PASSWORD)
    other.save()
    assert _inside(_sign_in(other)[0])


def test_many_names_from_one_place_are_stopped(world: World) -> None:
    answers = [
        Client().post("/accounts/login/", {"login": f"a{n}@example.jp", "password": OTHER}).status_code
        for n in range(12)
    ]
    assert answers[:9] == [200] * 9
    assert (
        429 in answers
        or "数分たってから"
        in Client().post("/accounts/login/", {"login": "b@example.jp", "password": OTHER}).content.decode()
    )


def test_unknown_and_known_addresses_are_answered_alike(user: User) -> None:
    pages = [
        re.sub(
            r'value="[^"]*"|Token": "[^"]*"',
            "",
            Client().post("/accounts/login/", {"login": email, "password": OTHER}).content.decode(),
        )
        for email in (user.email, "nobody@example.jp")
    ]
    assert pages[0] == pages[1]
    for email in (user.email, "nobody@example.jp"):
        assert (
            Client().post("/accounts/password/reset/", {"email": email})["location"] == "/accounts/password/reset/done/"
        )


def test_nobody_is_led_away(user: User) -> None:
    for place in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        _, answer = _sign_in(user, next=place)
        assert answer["location"] == "/"
    _, answer = _sign_in(user, next="/account/")
    assert answer["location"] == "/account/"


def test_a_second_factor_is_asked_for_and_a_code_works_once(user: User) -> None:
    secret = "JBSWY3DPEHPK3PXP"  # noqa: S105 - an example
    TOTP.activate(user, secret)
    client, answer = _sign_in(user)
    assert answer["location"].startswith("/accounts/2fa/authenticate/")
    assert not _inside(client)
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "正しくありません" in wrong.content.decode()
    code = code_of(secret)
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert _inside(client)
    again, _ = _sign_in(user)
    again.post("/accounts/2fa/authenticate/", {"code": code})
    assert not _inside(again)


def test_the_database_alone_holds_no_secret_of_a_factor(user: User) -> None:
    secret = "JBSWY3DPEHPK3PXP"  # noqa: S105 - an example
    kept = TOTP.activate(user, secret).instance.data["secret"]
    assert secret not in kept
    assert unseal(kept) == secret
    assert seal(secret) != kept
    altered = kept[:20] + ("A" if kept[20] != "A" else "B") + kept[21:]
    with pytest.raises(InvalidTag):
        unseal(altered)
    key = Path(settings.ANZENKARTE_DATA) / "keys" / "factors.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32


def test_the_last_way_in_is_not_taken_away(user: User) -> None:
    one, two = (Authenticator.objects.create(user=user, type="webauthn", data={}) for _ in range(2))
    assert not only_way_in(user, one.pk)
    user.set_unusable_password()
    user.save()
    assert not only_way_in(user, one.pk)
    two.delete()
    assert only_way_in(user, one.pk)
    client = Client()
    client.force_login(user)
    place = f"/accounts/2fa/webauthn/keys/{one.pk}/remove/"
    assert client.get(place)["location"] == "/accounts/2fa/webauthn/"
    assert client.post(place)["location"] == "/accounts/2fa/webauthn/"
    assert Authenticator.objects.filter(pk=one.pk).exists()
    ticked = AddPasskey(user=user).fields["passwordless"]
    assert (ticked.initial, ticked.required) == (True, True)
    user.set_password(PASSWORD)
    assert not AddPasskey(user=user).fields["passwordless"].required


def test_changing_a_factor_asks_who_one_is(user: User) -> None:
    client, _ = _sign_in(user)
    for place in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        answer = client.get(f"/accounts/2fa/{place}")
        assert answer.status_code == 302, place
        assert answer["location"].startswith(("/accounts/reauthenticate/", "/accounts/2fa/")), place
    assert "本人の確認" in client.get("/accounts/reauthenticate/").content.decode()
    assert not Authenticator.objects.filter(user=user).exists()


def test_other_sessions_are_ended(user: User) -> None:
    here, _ = _sign_in(user)
    there, _ = _sign_in(user)
    assert _inside(here)
    assert _inside(there)
    assert len(here.get("/accounts/sessions/").context["sessions"]) == 2
    here.post("/accounts/sessions/")
    assert _inside(here)
    assert not _inside(there)


def test_a_new_password_ends_other_sessions(user: User) -> None:
    here, _ = _sign_in(user)
    there, _ = _sign_in(user)
    sent = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    assert here.post("/accounts/password/change/", sent).context["form"].errors
    assert here.post("/accounts/password/change/", {**sent, "password1": OTHER, "password2": OTHER}).status_code == 302
    assert _inside(here)
    assert not _inside(there)


def test_a_letter_s_link_sets_a_password_once(user: User) -> None:
    Client().post("/accounts/password/reset/", {"email": user.email})
    assert "決め直す入口" in mail.outbox[0].subject
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)
    assert link is not None
    client = Client()
    page = client.get(link[1], follow=True)
    place = page.redirect_chain[-1][0]
    assert client.post(place, {"password1": OTHER, "password2": OTHER}).status_code == 302
    assert not _inside(client)
    assert _inside(_sign_in(user, OTHER)[0])
    assert "この入口は使えません" in Client().get(link[1], follow=True).content.decode()


def test_a_letter_to_an_unknown_address_tells_nothing(world: World) -> None:
    Client().post("/accounts/password/reset/", {"email": "nobody@example.jp"})
    assert "signup" not in mail.outbox[0].body
    assert "登録がありません" in mail.outbox[0].body


CLOSED = (
    "signup/",
    "email/",
    "confirm-email/",
    "confirm-email/abc/",
    "login/code/confirm/",
    "3rdparty/signup/",
    "social/signup/",
)


@pytest.mark.parametrize("place", CLOSED)
def test_what_is_not_offered_is_not_there(user: User, place: str) -> None:
    client, _ = _sign_in(user)
    for one in (client, Client()):
        assert one.get(f"/accounts/{place}").status_code == 404
        assert one.post(f"/accounts/{place}", {"email": "x@example.jp", "password1": PASSWORD}).status_code == 404
    assert not User.objects.filter(email="x@example.jp").exists()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_pages_of_the_account_are_in_our_words(user: User, language: str) -> None:
    user.language = language
    user.save()
    client, _ = _sign_in(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    pages = ["", "totp/activate/", "webauthn/", "webauthn/add/"]
    for place in [f"/accounts/2fa/{one}" for one in pages] + [
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
        "/accounts/sessions/",
        "/accounts/logout/",
        "/accounts/3rdparty/",
        "/accounts/inactive/",
        "/account/",
    ]:
        answer = client.get(place)
        assert answer.status_code == 200, place
        text = re.sub(r"<script.*?</script>|<[^>]*>", "", answer.content.decode(), flags=re.S)
        japanese = len(re.findall(r"[ぁ-ん]", text))
        assert (japanese > 8) if language == "ja" else (japanese == 0), (place, text)


def test_somebody_of_the_demonstration_administers_nothing(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    client = signed_in("clinic", "administrators")
    session = client.session
    session["demonstration"] = True
    session.save()
    assert client.get(f"/o/{own}/people/").context["may"] is False
    assert client.post(f"/o/{own}/people/", {"email": "x@example.jp", "role": "reader"}).status_code == 403
