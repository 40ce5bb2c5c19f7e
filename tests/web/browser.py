"""A served workspace for tests with a browser: signed-in pages, axe, and what a strict policy refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TypeVar
from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from anzenkarte.workspace.organisations.models import User

T = TypeVar("T")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
AXE = Path(__file__).parents[1] / "browser" / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OWN = ("http://localhost:", "data:")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def server() -> Iterator[str]:
    """The address of the workspace, served by a thread under the name localhost, which passkeys accept."""
    made = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=_Quiet)

    def serve() -> None:
        made.serve_forever()
        connections.close_all()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{made.server_port}"
    finally:
        made.shutdown()
        made.server_close()
        thread.join()


def follow(leading: Locator) -> None:
    """Click what leads to another page and wait until it is there: a click returns before the browser leaves."""
    with leading.page.expect_navigation():
        leading.click()


@contextmanager
def browser(need: Callable[[str], str]) -> Iterator[Browser]:
    """Chromium, or the test is skipped where there is none. Open it after the database, close it before."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=need("chromium"), args=ARGUMENTS)
        yield opened
        opened.close()


def aside(work: Callable[[], T]) -> T:
    """Do something with the database in a thread: beside an open browser Django refuses it in this one."""

    def done() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def login(page: Page, address: str, user: User) -> None:
    """Sign a person in by a session made here."""
    client = Client()
    aside(lambda: client.force_login(user))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])


def authenticator(page: Page) -> None:
    """Give the browser a device that makes passkeys and says yes."""
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def watched(page: Page) -> list[str]:
    """What the console complains about from now on, and every address asked of another server."""
    seen: list[str] = []
    page.on("console", lambda told: seen.append(told.text) if told.type == "error" else None)
    page.on(
        "request",
        lambda asked: None if "//localhost:" in asked.url or asked.url[:5] == "data:" else seen.append(asked.url),
    )
    return seen


def axe(page: Page) -> list[str]:
    """What axe finds wrong: the rule and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(r => r.violations.map(v => "
        "v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))",
        RULES,
    )
    return found


def too_wide(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
