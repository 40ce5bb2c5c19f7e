"""The desks in a real browser: the demonstration served as `make demo-web` serves it, walked by hand and by axe."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
ROLES = ("manager", "director", "contractor", "maker", "vendor", "officer", "clerk", "doctor", "supervisor")
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
NAVIGATION = re.compile("^(画面|Pages)$")
GUIDE = os.environ.get("ANZENKARTE_GUIDE") == "write"
STARTED = 60.0
"""Seconds the server may take to load the demonstration on a busy machine."""


@dataclass
class Desks:
    """A served demonstration: its address and pages signed in by role, each through its one-time link."""

    address: str
    links: dict[str, str]
    browser: Browser
    pages: dict[str, Page]
    shots: Path | None

    def page(self, role: str) -> Page:
        """The page of a role; signed in at the first call."""
        if role not in self.pages:
            page = self.browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900}).new_page()
            page.on("console", lambda m: pytest.fail(m.text) if m.type == "error" and "404" not in m.text else None)
            page.goto(self.links[role])
            page.get_by_role("button", name="入る").click()
            self.pages[role] = page
        return self.pages[role]

    def go(self, role: str, name: str) -> Page:
        """Follow an entry of the navigation."""
        page = self.page(role)
        page.get_by_role("navigation", name=NAVIGATION).get_by_role("link", name=name, exact=True).click()
        return page

    def shoot(self, page: Page, name: str) -> None:
        """Keep a picture for the user guide when asked to."""
        if self.shots is not None:
            page.screenshot(path=self.shots / f"{name}.png", full_page=True)


def sound(page: Page) -> None:
    """axe finds nothing on the page, and it fits a phone."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))"
    )
    assert found == [], page.url
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    page.set_viewport_size({"width": 1280, "height": 900})


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + STARTED
    while time.monotonic() < end:
        if process.poll() is not None:
            pytest.fail(f"the server ended with {process.returncode}")
        try:
            with urlopen(f"{address}/accounts/login/", timeout=2):  # noqa: S310 - our own server on loopback
                return
        except URLError:
            time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str], root: Path) -> Iterator[Desks]:
    """`anzenkarte serve --demonstration` as its own process, ended with the tests."""
    chromium = need("chromium")
    folder, port = tmp_path_factory.mktemp("demonstration"), _port()
    log = folder / "log"
    command = [
        sys.executable,
        "-c",
        "from anzenkarte.app.console import main; main()",
        "serve",
        "--port",
        str(port),
        "--no-worker",
    ]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ANZENKARTE_", "DJANGO_", "DATABASE_"))}
    with log.open("w") as out:
        process = subprocess.Popen(
            [*command, "--demonstration", str(folder / "home")],
            stdout=out, stderr=subprocess.STDOUT, text=True, env={**environment, "LANG": "ja_JP.UTF-8"},
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            found = re.findall(r"http://\S+/demo/\S+", log.read_text(encoding="utf-8"))
            shots = root / "docs" / "guide" / "img" if GUIDE else None
            if shots is not None:
                shots.mkdir(parents=True, exist_ok=True)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                yield Desks(f"http://127.0.0.1:{port}", dict(zip(ROLES, found, strict=True)), browser, {}, shots)
                browser.close()
        finally:
            process.terminate()
            process.wait(timeout=30)


def test_the_sign_in_page(desks: Desks) -> None:
    page = desks.browser.new_page(locale="ja-JP")
    page.goto(f"{desks.address}/accounts/login/")
    sound(page)
    desks.shoot(page, "sign-in")
    page.close()


@pytest.mark.parametrize("role", ["manager", "vendor", "clerk", "supervisor"])
def test_every_page_of_the_navigation(desks: Desks, role: str) -> None:
    page = desks.page(role)
    names = page.get_by_role("navigation", name=NAVIGATION).get_by_role("link").all_inner_texts()
    assert len(names) > 2
    for name in names:
        desks.go(role, name)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        sound(page)
    page.get_by_role("button", name="English").click()
    for entry in page.get_by_role("navigation", name=NAVIGATION).get_by_role("link").all():
        page.goto(desks.address + str(entry.get_attribute("href")))
        sound(page)
        break
    page.get_by_role("button", name="日本語").click()


def test_the_contradiction_is_found_and_settled(desks: Desks) -> None:
    page = desks.go("manager", "責任分界表")
    before = page.get_by_text("食い違い", exact=True).count()
    assert before >= 2
    desks.shoot(page, "matrix")
    page.get_by_role("link", name=re.compile("決める.*VPN装置")).first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_visible()
    sound(page)
    desks.shoot(page, "settle")
    dialog.get_by_role("radio", name=re.compile("A社")).check()
    dialog.get_by_role("button", name="貴院の考えとして記録する").click()
    desks.go("manager", "責任分界表")
    expect(page.locator(".voices", has_text="半田病院").first).to_be_visible()
    desks.go("manager", "受け渡し")
    page.get_by_label("渡す相手").select_option(label="A社")
    page.get_by_role("button", name="署名して確定し、渡す").click()
    expect(page.get_by_text("署名して確定し、渡しました。")).to_be_visible()
    told = desks.go("contractor", "受け渡し")
    told.get_by_role("button", name=re.compile("^受け取る")).first.click()
    expect(told.get_by_role("heading", name="前回から変わったこと")).to_be_visible()
    desks.shoot(told, "what-changed")


def test_from_disclosure_to_agreement(desks: Desks) -> None:
    page = desks.go("officer", "受け渡し")
    card = page.locator(".card", has_text="きく内科")
    card.get_by_label("渡す相手").select_option(index=0)
    card.get_by_label("組織の約束として署名する").check()
    card.get_by_role("button", name="署名して確定し、渡す").click()
    expect(page.get_by_text("署名して確定し、渡しました。")).to_be_visible()
    sound(page)
    clerk = desks.go("clerk", "受け渡し")
    clerk.get_by_role("button", name=re.compile("^受け取る")).first.click()
    expect(clerk.get_by_text("受け取りました")).to_be_visible()
    sound(clerk)
    desks.shoot(clerk, "handover")
    clerk.get_by_role("button", name=re.compile("全部に同意し")).click()
    doctor = desks.go("doctor", "受け渡し")
    doctor.get_by_role("link", name=re.compile("承認待ち 1")).click()
    sound(doctor)
    desks.shoot(doctor, "approval")
    doctor.get_by_role("button", name="承認する").click()
    expect(doctor.get_by_text("承認の結果を残しました。")).to_be_visible()
    vendor = desks.go("vendor", "受け渡し")
    vendor.get_by_role("button", name=re.compile("^受け取る")).first.click()
    desks.go("vendor", "受け渡し")
    vendor.locator(".card", has_text="きく内科").get_by_role("link", name=re.compile("合意の状況")).first.click()
    expect(vendor.get_by_role("link", name=re.compile("合意 "))).to_be_visible()
    assert vendor.locator(".state--agreed").count() > 3
    assert vendor.locator(".state--open").count() == 0
    sound(vendor)
    desks.shoot(vendor, "agreement")


def test_a_link_works_once(desks: Desks) -> None:
    desks.page("contractor")
    page = desks.browser.new_page(locale="ja-JP")
    page.goto(desks.links["contractor"])
    expect(page.get_by_role("heading", level=1)).to_have_text("この入口は使えません")
    page.close()


def test_the_keyboard_reaches_the_content_first(desks: Desks) -> None:
    page = desks.page("manager")
    page.goto(desks.address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
