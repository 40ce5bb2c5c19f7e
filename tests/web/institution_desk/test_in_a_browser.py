"""What only a browser shows: the matrix on a phone, the settle dialogue, the list of items; nothing is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.demonstration.load import World, load, loaded
from anzenkarte.workspace.organisations.models import Organisation
from anzenkarte.workspace.scope import scope
from tests.web import browser as chromium


@pytest.fixture
def served(transactional_db: None) -> Iterator[tuple[str, World]]:
    """The server works in threads of its own, so the demonstration is committed; the database is emptied after."""
    world = loaded() if Organisation.objects.exists() else load()
    with chromium.server() as address:
        yield address, world


@pytest.mark.parametrize("window", [chromium.PHONE, chromium.DESK], ids=["phone", "desk"])
def test_the_hospital_settles_and_chooses(
    served: tuple[str, World], need: Callable[[str], str], window: dict[str, int]
) -> None:
    address, world = served
    own = _own(world)
    with chromium.browser(need) as browser:
        page = browser.new_page(locale="ja-JP", viewport=window)
        chromium.login(page, address, world.editors["hospital"])
        place = f"{address}/o/{world.organisations['hospital'].id}"
        page.goto(f"{place}/institution/matrix/")
        _a_line_begins_with_what_it_concerns(page)
        _the_dialogue_is_sound_and_closes(page)
        page.goto(f"{place}/karte/{own}/describe/statement/")
        _items_are_listed_as_one_types(page)


def _own(world: World) -> str:
    actor = world.actor("hospital")
    with scope(actor.organisation):
        row = own_institution(actor)
    assert row is not None
    return str(row.pk)


def _a_line_begins_with_what_it_concerns(shown: Page) -> None:
    lines = shown.locator("tr.matrix__line")
    assert lines.count() > 5
    tops = lines.evaluate_all(
        "lines => lines.map(l => [l.querySelector('th[scope=row]'), l.querySelector('.matrix__state')]"
        ".map(e => e.getBoundingClientRect().top))"
    )
    assert all(concerns <= state for concerns, state in tops)
    assert chromium.too_wide(shown) <= 0


def _the_dialogue_is_sound_and_closes(shown: Page) -> None:
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


def _items_are_listed_as_one_types(shown: Page) -> None:
    field = shown.get_by_role("group", name="項目", exact=True)
    field.get_by_role("textbox").press_sequentially("二要素 6.0")
    expect(field.get_by_role("radio", name=re.compile("二要素認証"))).to_have_count(1)
    assert chromium.axe(shown) == []
    assert chromium.too_wide(shown) <= 0
