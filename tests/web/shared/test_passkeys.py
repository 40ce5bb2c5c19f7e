"""A passkey made and used in a real browser, with a virtual authenticator; a second factor by TOTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.invitations import person
from anzenkarte.workspace.organisations.models import User
from tests.web import browser as chromium
from tests.web.shared.codes import code_of

PASSWORD = "correct horse battery"  # noqa: S105 - of people who live for one test


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[str, str]]:
    """A server under the name localhost, which passkeys accept, and the e-mail of a person of no organisation."""
    with django_db_blocker.unblock():
        user = person("passkey@example.jp")
        user.set_password(PASSWORD)
        user.save()
        with chromium.server() as address:
            yield address, user.email


@pytest.fixture
def page(need: Callable[[str], str]) -> Iterator[Page]:
    with chromium.browser(need) as browser:
        opened = browser.new_page(locale="ja-JP")
        chromium.authenticator(opened)
        yield opened


def _sign_in(page: Page, address: str, email: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    chromium.follow(page.get_by_role("button", name="サインインする"))


def test_a_passkey_is_made_and_signs_in(served: tuple[str, str], page: Page) -> None:
    address, email = served
    _sign_in(page, address, email)
    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    if "reauthenticate" in page.url:
        page.locator("input[name=password]").fill(PASSWORD)
        chromium.follow(page.locator("main form button").first)
    page.locator("input[name=name]").fill("試験の端末")
    page.locator("input[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    expect(page).not_to_have_url(f"{address}/accounts/2fa/webauthn/add/")
    page.context.clear_cookies()
    page.goto(f"{address}/accounts/login/")
    page.locator("#passkey_login").click()
    expect(page.get_by_role("button", name="サインアウト")).to_be_visible()
    page.goto(f"{address}/accounts/sessions/")
    page.set_viewport_size(chromium.PHONE)
    wide = page.locator(".table-wrap").evaluate("one => one.scrollWidth - one.clientWidth")
    assert wide == 0
    assert page.locator("tbody tr").count() == 2
    chromium.follow(page.get_by_role("button", name=re.compile("^サインアウトする")))
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_second_factor_is_asked_for(world: World) -> None:
    user: User = world.administrators["clinic"]
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    form = client.get("/accounts/2fa/totp/activate/", follow=True)
    if "reauthenticate" in form.redirect_chain[-1][0] if form.redirect_chain else False:
        form = client.post(form.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = form.context["form"].secret
    assert client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    again = Client()
    first = again.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert first["location"].startswith("/accounts/2fa/authenticate/")
    assert again.get("/account/").status_code == 302
