"""The dossier page in a real browser: it fits a phone, opens offline, stays inert, and its reasons unfold."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.documents.content.tree import Level
from anzenkarte.documents.dossier import compile_dossier
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LEVELS: tuple[Level, ...] = ("engineer", "manager", "clinic")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, root: Path) -> dict[str, Path]:
    """index.html of the sample at every reading level."""
    catalogue = open_catalogue()
    day = date(2021, 10, 30)
    path = root / "src/anzenkarte_catalogues/cases/handa-2021/karte.yaml"
    case = choose(read_file(path, catalogue.vocabulary), catalogue.vocabulary)
    assessment = run(case, catalogue, day, catalogue.resolve(["mhlw-6.0", "meti-mic-1.1"], day))
    found: dict[str, Path] = {}
    for level in LEVELS:
        folder = tmp_path_factory.mktemp(level)
        found[level] = folder / "index.html"
        found[level].write_bytes(compile_dossier(assessment, level, "ja")["index.html"])
    return found


@pytest.fixture(scope="module")
def browser(need: Callable[[str], str]) -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=need("chromium"), args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page without storage."""
    context = browser.new_context()
    opened = context.new_page()
    yield opened
    context.close()


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_runs_off_the_page(page: Page, pages: dict[str, Path], level: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(pages[level].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "ja"


@pytest.mark.parametrize("level", LEVELS)
def test_page_is_self_contained_and_silent(page: Page, pages: dict[str, Path], level: str) -> None:
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(pages[level].as_uri(), wait_until="networkidle")
    assert [url for url in asked if not url.startswith("data:")] == [pages[level].as_uri()]
    assert said == []
    assert page.locator("script").count() == 0


def test_reasons_unfold_with_the_keyboard(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["engineer"].as_uri())
    summary = page.locator("details > summary").first
    before = page.locator("details[open]").count()
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details[open]").count() != before


def test_links_inside_the_page_arrive(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["engineer"].as_uri())
    missing = page.evaluate(
        """[...document.querySelectorAll('a[href^="#"]')]
             .map(link => decodeURIComponent(link.getAttribute('href').slice(1)))
             .filter(id => id && !document.getElementById(id))"""
    )
    assert missing == []
    assert page.locator('a[href^="#"]').count() > 10


def test_clinic_page_prints_on_one_sheet(page: Page, pages: dict[str, Path]) -> None:
    page.goto(pages["clinic"].as_uri())
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(pypdf.PdfReader(io.BytesIO(printed)).pages) == 1
