"""Signing in by an identity provider, played by a server on loopback: the invited, those who connected, nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.invitations import person
from anzenkarte.workspace.organisations.models import Membership, User
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
LOGIN = "/accounts/oidc/oidc/login/"


class Provider(HTTPServer):
    """Says of whoever comes what ``says`` holds."""

    says: dict[str, object]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, data: dict[str, object]) -> None:
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        own = self.server.address
        ends = {f"{name}_endpoint": f"{own}/{name}" for name in ("authorization", "token", "userinfo")}
        self._send(self.server.says if self.path == "/userinfo" else {**ends, "issuer": own, "jwks_uri": f"{own}/keys"})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._send({"access_token": "t", "token_type": "Bearer"})


@pytest.fixture
def provider(settings: object) -> Iterator[Provider]:
    """The provider, named in the settings as the environment would name it."""
    server = Provider(("127.0.0.1", 0), _Answers)
    server.says = {"sub": "1", "email": "new@example.jp", "email_verified": True}
    app = {"provider_id": "oidc", "name": "病院の認証基盤", "client_id": "a", "secret": "b"}
    app["settings"] = {"server_url": server.address}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _through(client: Client, **more: str) -> object:
    """Go to the provider and come back."""
    page = client.post(LOGIN, more)
    assert page.status_code == 200, page.status_code
    place = urlsplit(unescape(page.context["place"]))
    asked = parse_qs(place.query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/accounts/oidc/oidc/login/callback/", {"code": "c", "state": asked["state"][0]})


def _inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_a_stranger_gets_no_account(world: World, provider: Provider) -> None:
    client = Client()
    assert "病院の認証基盤" in client.get("/accounts/login/").content.decode()
    answer = _through(client)
    assert "登録は招待制です" in answer.content.decode()
    assert not _inside(client)
    assert not User.objects.filter(email="new@example.jp").exists()


def test_an_address_alone_opens_nobody_s_account(world: World, provider: Provider) -> None:
    user = world.administrators["clinic"]
    provider.says = {"sub": "2", "email": user.email, "email_verified": True}
    client = Client()
    _through(client)
    assert not _inside(client)


def test_an_invited_person_comes_in_by_the_provider(world: World, provider: Provider, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    sent = {"email": "new@example.jp", "role": "editor"}
    link = signed_in("clinic", "administrators").post(f"/o/{own}/people/", sent).context["link"]
    client = Client()
    assert "病院の認証基盤" in client.get(link).content.decode()
    answer = _through(client)
    assert answer.status_code == 302
    assert client.get("/", follow=True).templates[0].name == "shared/invitation_accept.html"
    assert client.post(link)["location"] == f"/o/{own}/"
    with scope(own):
        assert Membership.objects.filter(user__email="new@example.jp", ended__isnull=True).exists()
    again = Client()
    _through(again)
    assert _inside(again)


def test_somebody_connects_it_and_signs_in_with_it(world: World, provider: Provider) -> None:
    user = person("mine@example.jp")
    user.set_password("correct horse battery")
    user.save()
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery"})
    provider.says = {"sub": "3", "email": "elsewhere@example.jp", "email_verified": False}
    assert "つなぐ" in client.get("/accounts/3rdparty/").content.decode()
    page = client.post(f"{LOGIN}?process=connect")
    state = parse_qs(urlsplit(unescape(page.context["place"])).query)["state"][0]
    client.get("/accounts/oidc/oidc/login/callback/", {"code": "c", "state": state})
    assert user.socialaccount_set.count() == 1
    other = Client()
    _through(other)
    assert _inside(other)
    assert other.get("/account/").context["request"].user == user


def test_going_there_takes_a_form_and_coming_back_the_same_browser(world: World, provider: Provider) -> None:
    client = Client()
    assert client.get(LOGIN).templates[0].name == "socialaccount/login.html"
    page = client.post(LOGIN)
    state = parse_qs(urlsplit(unescape(page.context["place"])).query)["state"][0]
    for where in (Client(), client):
        wrong = where.get("/accounts/oidc/oidc/login/callback/", {"code": "c", "state": state[::-1]})
        assert "使えませんでした" in wrong.content.decode()
        assert not _inside(where)


def test_a_provider_that_is_away_is_told(world: World, provider: Provider, settings: object) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client().post(LOGIN)
    assert answer.status_code == 502
    assert "使えませんでした" in answer.content.decode()
