"""Where one is signed in: each other session is ended by itself; the word for it is the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.models import User

SignedIn = Callable[..., Client]
PASSWORD = "correct horse battery"  # noqa: S105 - of people who live for one test
ROOT = Path(__file__).parents[3]
WRITTEN = [
    *(path for folder in settings.TEMPLATES[0]["DIRS"] for path in Path(folder).rglob("*.*")),
    *(path for room in ("web", "workspace", "cli", "api") for path in (ROOT / "src/anzenkarte" / room).rglob("*.py")),
    *(ROOT / "src/anzenkarte_catalogues/messages").rglob("*.yaml"),
    *(ROOT / "docs/guide/ja").rglob("*.md"),
    *ROOT.glob("README*.md"),
]


@pytest.fixture
def user(world: World) -> User:
    """The clinic's clerk, with a password."""
    cache.clear()
    found: User = world.editors["clinic"]
    found.set_password(PASSWORD)
    found.save()
    return found


def _signed(user: User) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


def _inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_one_other_session_is_ended_by_itself(user: User) -> None:
    here, there, elsewhere = (_signed(user) for _ in range(3))
    assert all(_inside(one) for one in (here, there, elsewhere))
    ended = UserSession.objects.get(session_key=there.session.session_key)
    assert f'name="session" value="{ended.pk}"' in here.get("/accounts/sessions/").content.decode()
    answer = here.post("/accounts/sessions/", {"session": str(ended.pk)}, follow=True)
    assert "その端末をサインアウトしました。" in answer.content.decode()
    assert len(answer.context["sessions"]) == 2
    assert [_inside(one) for one in (here, there, elsewhere)] == [True, False, True]


def test_neither_one_s_own_nor_another_s_session_is_ended_so(user: User, world: World) -> None:
    here = _signed(user)
    other = world.editors["hospital"]
    other.set_password(PASSWORD)
    other.save()
    stranger = _signed(other)
    assert _inside(stranger)
    for client in (here, stranger):
        row = UserSession.objects.get(session_key=client.session.session_key)
        assert here.post("/accounts/sessions/", {"session": str(row.pk)}).status_code == 404
    assert here.post("/accounts/sessions/", {"session": "x"}).status_code == 404
    assert _inside(here)
    assert _inside(stranger)
    assert Client().post("/accounts/sessions/", {"session": "1"})["location"].startswith("/accounts/login/")


def test_a_passkey_is_offered_as_second_factor_to_who_has_one(user: User) -> None:
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    page = _signed(user).get("/accounts/2fa/authenticate/").content.decode()
    assert "認証アプリに出ている6桁の数字" in page
    assert "パスキーを使う" not in page


def test_who_has_no_password_sets_one(user: User) -> None:
    user.set_unusable_password()
    user.save()
    Authenticator.objects.create(user=user, type="webauthn", data={})
    client = Client()
    client.force_login(user)
    page = client.get("/account/").content.decode()
    assert "パスワードを決める" in page
    assert "パスワードを変える" not in page


def test_signing_in_has_one_word() -> None:
    assert len(WRITTEN) > 200
    found = [path.name for path in WRITTEN if re.search("ログ[イオ]ン|ログアウト|ログオフ", path.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize("place", ["login/", "logout/", "password/reset/", "2fa/", "sessions/", "password/change/"])
def test_the_sign_in_library_says_the_same_word(user: User, place: str) -> None:
    client = Client() if place == "login/" else _signed(user)
    page = client.get(f"/accounts/{place}").content.decode()
    assert "サインイ" in page or "サインア" in page
    assert not re.search("ログ[イオ]ン|ログアウト", page)


def test_an_administrator_says_what_the_organisation_is_called(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"]
    client, place = signed_in("clinic", "administrators"), f"/o/{own.id}/organisation/"
    assert 'value="きく内科"' in client.get(place).content.decode()
    empty = client.post(place, {"name_ja": "  ", "name_en": "Kiku"})
    assert empty.status_code == 422
    assert 'href="#f-name-ja"' in empty.content.decode()
    assert client.post(place, {"name_ja": "きく\n内科医院", "name_en": ""}).status_code == 302
    own.refresh_from_db()
    assert (own.name_ja, own.name_en) == ("きく 内科医院", "")
    person = world.administrators["clinic"]
    person.language = "en"
    person.save()
    assert '<span lang="ja">きく 内科医院</span>' in client.get(f"/o/{own.id}/people/").content.decode()
    record = client.get(f"/o/{own.id}/record/").content.decode()
    assert "Renamed the organisation" in record
    assert signed_in("clinic").get(place).status_code == 403
