"""A served demonstration walked in a real browser: its pages by role, and what every page must hold."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
ROLES = ("manager", "director", "contractor", "maker", "vendor", "officer", "clerk", "doctor", "supervisor")
AXE = (Path(__file__).parent / "axe" / "axe.min.js").read_text(encoding="utf-8")
NAVIGATION = re.compile("^(画面|Pages)$")
APPROVE = re.compile("承認し、署名して確定する$")
WIDE, TALL, TALLEST = 1280, 900, 1500
"""The window of a picture in CSS pixels, and the height above which a picture shows the window alone."""
COLOURS = 64
PATIENCE = 15_000
"""Milliseconds a page may take on a busy machine."""
STARTED = 60.0
"""Seconds the server may take to load the demonstration on a busy machine."""


@dataclass
class Desks:
    """A served demonstration: its address and pages signed in by role, each through its one-time link."""

    address: str
    links: dict[str, str]
    browser: Browser
    shots: Path | None
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The address of every request any page made."""

    def page(self, role: str) -> Page:
        """The page of a role; signed in at the first call."""
        if role not in self.pages:
            page = self.open()
            page.goto(self.links[role])
            follow(page.get_by_role("button", name="入る"))
            self.pages[role] = page
        return self.pages[role]

    def open(self) -> Page:
        """A page of its own, signed in as nobody; an error in its console fails the test."""
        page = self.browser.new_context(locale="ja-JP", viewport={"width": WIDE, "height": TALL}).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda m: pytest.fail(m.text) if m.type == "error" and "404" not in m.text else None)
        page.on("request", self._asked)
        return page

    def _asked(self, request: Request) -> None:
        self.asked.append(request.url)

    def go(self, role: str, name: str) -> Page:
        """Follow an entry of the navigation."""
        page = self.page(role)
        follow(page.get_by_role("navigation", name=NAVIGATION).get_by_role("link", name=name, exact=True))
        return page

    def hosts(self) -> set[str]:
        """Every host that was asked for anything."""
        return {urlsplit(address).hostname or "" for address in self.asked if not address.startswith("data:")}

    def shoot(self, page: Page, name: str) -> None:
        """Keep a picture for the user guide when asked to: a short page whole, a long one as the window shows it."""
        if self.shots is None:
            return
        page.wait_for_load_state("networkidle")
        tall = int(page.evaluate("document.documentElement.scrollHeight"))
        taken = page.screenshot(full_page=tall <= TALLEST, animations="disabled")
        Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS).save(self.shots / f"{name}.png", optimize=True)


def follow(leading: Locator) -> None:
    """Click what leads to another page and wait until it is there: a click returns before the browser leaves."""
    with leading.page.expect_navigation():
        leading.click()


def sound(page: Page) -> None:
    """axe finds nothing on the page, and it fits a phone."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ')))"
    )
    assert found == [], f"{page.url}: {found}"
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.url
    page.set_viewport_size({"width": WIDE, "height": TALL})


def hand_on(page: Page, about: str, to: str, *, binding: bool = False) -> None:
    """From the exchange page: hand one's telling of an engagement to one party."""
    follow(page.get_by_role("link", name=about, exact=True).first)
    card = page.locator("section.card", has=page.get_by_role("heading", name=to, exact=True))
    if binding:
        card.get_by_label("組織の約束として署名する").check()
    follow(card.get_by_role("button", name=re.compile("署名して確定し、渡す")))
    expect(page.get_by_text("署名して確定し、渡しました。")).to_be_visible()


def receive(page: Page) -> None:
    """From the exchange page: take in the first bundle that waits."""
    follow(page.get_by_role("button", name=re.compile("^確かめて受け取る ?：")).first)
    expect(page.get_by_text("受け取りました。")).to_be_visible()


@contextmanager
def served(folder: Path, chromium: str, shots: Path | None) -> Iterator[Desks]:
    """`anzenkarte serve --demonstration` as its own process, ended with the block."""
    port, log = _port(), folder / "log"
    command = [
        sys.executable, "-c", "from anzenkarte.app.console import main; main()",
        "serve", "--port", str(port), "--no-worker", "--demonstration", str(folder / "home"),
    ]  # fmt: skip
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("ANZENKARTE_", "DJANGO_", "DATABASE_"))}
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, text=True, env={**environment, "LANG": "ja_JP.UTF-8"}
        )
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            found = re.findall(r"http://\S+/demo/\S+", log.read_text(encoding="utf-8"))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
                yield Desks(f"http://127.0.0.1:{port}", dict(zip(ROLES, found, strict=True)), browser, shots)
                browser.close()
        finally:
            process.terminate()
            process.wait(timeout=30)


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
        except OSError:  # refused, or too slow to answer yet
            time.sleep(0.2)
    pytest.fail("the server did not start")
