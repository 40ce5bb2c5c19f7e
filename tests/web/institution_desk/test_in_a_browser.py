"""What only a browser shows: the matrix on a phone, the settle dialogue, the list of items; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.demonstration.load import World, loaded
from anzenkarte.workspace.scope import scope
from tests.web import browser as chromium


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[str, World]]:
    """The address of the workspace, and the demonstration's parties."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined] # pytest-django names no type
        world = loaded()
        with chromium.server() as address:
            yield address, world


@pytest.fixture(params=[chromium.PHONE, chromium.DESK], ids=["phone", "desk"])
def page(
    served: tuple[str, World], need: Callable[[str], str], request: pytest.FixtureRequest
) -> Iterator[tuple[Page, str]]:
    """A page of the hospital's manager, and the address of the hospital's pages."""
    address, world = served
    with chromium.browser(need) as browser:
        opened = browser.new_page(locale="ja-JP", viewport=request.param)
        chromium.login(opened, address, world.editors["hospital"])
        yield opened, f"{address}/o/{world.organisations['hospital'].id}"


def test_a_line_of_the_matrix_begins_with_what_it_concerns(page: tuple[Page, str]) -> None:
    shown, place = page
    shown.goto(f"{place}/institution/matrix/")
    lines = shown.locator("tr.matrix__line")
    assert lines.count() > 5
    tops = lines.evaluate_all(
        "lines => lines.map(l => [l.querySelector('th[scope=row]'), l.querySelector('.matrix__state')]"
        ".map(e => e.getBoundingClientRect().top))"
    )
    assert all(concerns <= state for concerns, state in tops)
    assert chromium.too_wide(shown) <= 0


def test_the_dialogue_is_sound_and_closes(page: tuple[Page, str]) -> None:
    shown, place = page
    shown.goto(f"{place}/institution/matrix/")
    opener = shown.get_by_role("link", name=re.compile("^決める ?：")).first
    opener.click()
    dialog = shown.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    assert chromium.axe(shown) == []
    assert chromium.too_wide(shown) <= 0
    dialog.get_by_role("button", name="貴院の考えとして記録する").click()
    assert dialog.get_by_role("radio").first.evaluate("e => e.validity.valueMissing")
    dialog.get_by_text("やめる").click()
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_items_are_listed_as_one_types(page: tuple[Page, str], served: tuple[str, World]) -> None:
    shown, place = page

    def own() -> str:
        actor = served[1].actor("hospital")
        with scope(actor.organisation):
            row = own_institution(actor)
        assert row is not None
        return str(row.pk)

    shown.goto(f"{place}/karte/{chromium.aside(own)}/describe/statement/")
    field = shown.get_by_role("group", name="項目", exact=True)
    field.get_by_role("textbox").press_sequentially("二要素 6.0")
    expect(field.get_by_role("radio", name=re.compile("二要素認証"))).to_have_count(1)
    assert chromium.axe(shown) == []
    assert chromium.too_wide(shown) <= 0
