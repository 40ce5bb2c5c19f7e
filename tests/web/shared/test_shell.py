"""The pages of everybody in a real browser: axe finds nothing, nothing foreign is asked for, they fit a phone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from anzenkarte.workspace.demonstration.load import World, load, loaded
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.actions import SetMember
from anzenkarte.workspace.organisations.invitations import Invite, person
from anzenkarte.workspace.organisations.models import Organisation, User
from tests.web import browser as chromium

SHOTS = os.environ.get("ANZENKARTE_SHOTS", "")
SIGNED_OUT = ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/nowhere/")
OF_A_PERSON = (
    "/",
    "/account/",
    "/accounts/2fa/",
    "/accounts/2fa/?needed=1",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/sessions/",
    "/accounts/logout/",
)
OF_AN_ORGANISATION = ("people/", "record/", "record/?verify=1", "grants/", "tokens/")


@pytest.fixture
def served(transactional_db: None) -> Iterator[tuple[str, World]]:
    """The server works in threads of its own, so what a test prepares is committed; the database is emptied after."""
    world = loaded() if Organisation.objects.exists() else load()
    with chromium.server() as address:
        yield address, world


@pytest.fixture
def opened(served: tuple[str, World], boss: User, link: str, need: Callable[[str], str]) -> Iterator[Browser]:
    with chromium.browser(need) as found:
        yield found


@pytest.fixture
def boss(served: tuple[str, World]) -> User:
    """Administrator of the clinic and of the hospital, with a second factor, who has invited somebody."""
    _, world = served
    user = person("boss@example.jp")
    user.set_password("correct horse battery")
    user.save()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    for key in ("clinic", "hospital"):
        act(world.actor(key, "administrators"), SetMember(user.pk, "administrator"))
    return user


@pytest.fixture
def link(served: tuple[str, World]) -> str:
    """The path of an invitation to the clinic that waits."""
    _, world = served
    return act(world.actor("clinic", "administrators"), Invite("waiting@example.jp", "reader"))[1]


def _walk(page: Page, address: str, places: tuple[str, ...], name: str) -> None:
    seen = chromium.watched(page)
    for number, place in enumerate(places):
        page.goto(address + place)
        assert chromium.axe(page) == [], place
        page.set_viewport_size(chromium.PHONE)
        assert chromium.too_wide(page) <= 0, place
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{number}-390.png", full_page=True)
        page.set_viewport_size(chromium.DESK)
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{name}-{number}.png", full_page=True)
    assert [one for one in seen if "404" not in one] == []


def test_before_signing_in(served: tuple[str, World], opened: Browser) -> None:
    address, _ = served
    for language in ("ja-JP", "en-GB"):
        page = opened.new_page(locale=language)
        _walk(page, address, SIGNED_OUT, f"out-{language[:2]}")
        page.close()
    page = opened.new_context(locale="ja-JP").new_page()
    page.goto(f"{address}/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    page.locator("#passkey_login").click()
    expect(page.get_by_role("alert")).to_contain_text("パスキーを使えませんでした")
    chromium.follow(page.get_by_role("button", name="English"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.context.close()


def test_signed_in(served: tuple[str, World], opened: Browser, boss: User) -> None:
    address, world = served
    clinic, hospital = (world.organisations[key].id for key in ("clinic", "hospital"))
    page = opened.new_context().new_page()
    chromium.login(page, address, boss)
    places = OF_A_PERSON + tuple(f"/o/{clinic}/{place}" for place in OF_AN_ORGANISATION)
    _walk(page, address, places, "in-ja")
    chromium.follow(page.get_by_role("button", name="English"))
    _walk(page, address, places[1:3] + places[-5:-3], "in-en")
    chromium.follow(page.get_by_role("button", name="日本語"))
    page.goto(f"{address}/o/{clinic}/people/")
    chromium.follow(page.get_by_role("link", name=world.editors["clinic"].shown, exact=True))
    assert chromium.axe(page) == []
    page.get_by_role("button", name="組織として約束できる人").click()
    expect(page.get_by_role("note")).to_contain_text("管理者が指定します")
    page.keyboard.press("Escape")
    _printed(page)
    page.locator(".switch > summary").click()
    chromium.follow(page.get_by_role("link", name="半田病院"))
    expect(page.locator(".switch > summary")).to_contain_text("半田病院")
    assert str(hospital) in page.url
    page.context.close()


def test_an_invitation_is_taken_up_with_a_passkey(served: tuple[str, World], opened: Browser, link: str) -> None:
    address, world = served
    page = opened.new_context(locale="ja-JP").new_page()
    chromium.authenticator(page)
    seen = chromium.watched(page)
    page.goto(address + link)
    assert chromium.axe(page) == []
    page.get_by_role("button", name="パスキーを登録する").click()
    expect(page.get_by_label("パスワードなしのサインインにも使う")).to_be_checked()
    assert chromium.axe(page) == []
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("「きく内科」からの招待")
    assert chromium.axe(page) == []
    page.get_by_role("button", name="招待を受ける").click()
    expect(page.get_by_text("招待を受けました。")).to_be_visible()
    assert f"/o/{world.organisations['clinic'].id}/" in page.url
    chromium.follow(page.get_by_role("button", name="サインアウト"))
    page.goto(address + link)
    expect(page.get_by_role("heading", level=1)).to_have_text("この入口は使えません")
    page.goto(f"{address}/accounts/login/")
    page.locator("#passkey_login").click()
    expect(page.get_by_role("button", name="サインアウト")).to_be_visible()
    assert [one for one in seen if "410" not in one] == []
    page.context.close()


def _printed(page: Page) -> None:
    """On A4, without what is for the screen, saying whose page it is."""
    page.emulate_media(media="print")
    expect(page.locator(".nav")).to_be_hidden()
    expect(page.locator(".foot .print-only")).to_contain_text("きく内科")
    assert b"/MediaBox [0 0 59" in page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen")
