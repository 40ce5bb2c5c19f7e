"""Stories in a real browser: standard terms accepted, a changed edition; and that the desks speak English, obey the
keyboard, print, and ask nothing of any other machine.
"""

from __future__ import annotations

import io
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.desks import APPROVE, NAVIGATION, Desks, follow, hand_on, receive, sound

JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
OLD_ITEM = "mhlw-6.0/operations/14/5"
A3 = (420.0, 297.0)
"""Width and height of a sheet in mm, lying."""
POINT = 25.4 / 72
"""A point of a PDF in mm."""


def test_a_clinic_accepts_standard_terms(desks: Desks) -> None:
    page = desks.go("clerk", "かんたん表示")
    desks.shoot(page, "clinic")
    terms = page.get_by_role("region", name="約款で決まっていること")
    assert terms.get_by_text("確認済み").count() == 0
    said = terms.get_by_role("listitem").count()
    follow(terms.get_by_role("button", name="約款のとおりでよい"))
    expect(page.get_by_role("status")).to_contain_text("保存しました")
    expect(terms.get_by_text("確認済み")).to_have_count(said)
    sound(page)
    terms.scroll_into_view_if_needed()
    desks.shoot(page, "clinic-terms")
    hand_on(desks.go("clerk", "受け渡し"), "きく内科での利用", "ほしぞらソフト")
    receive(desks.go("vendor", "受け渡し"))
    hand_on(desks.go("officer", "受け渡し"), "きく内科での利用", "きく内科", binding=True)
    receive(desks.go("clerk", "受け渡し"))
    follow(desks.go("clerk", "かんたん表示").get_by_role("link", name=re.compile("内容を確認し、合意を申し出る")))
    sound(page)
    accept = page.get_by_role("button", name=re.compile("^約款に基づく行にまとめて同意し、承認を依頼する"))
    lines = int(re.sub(r"\D", "", accept.inner_text()))
    assert lines >= said
    follow(accept)
    doctor = desks.go("doctor", "受け渡し")
    follow(doctor.get_by_role("link", name="承認待ち", exact=True))
    sound(doctor)
    follow(doctor.get_by_role("button", name=APPROVE))
    expect(doctor.get_by_text("承認しました。")).to_be_visible()
    follow(desks.go("doctor", "受け渡し").get_by_role("link", name=re.compile("^ほしぞらソフト.*きく内科での利用")))
    assert doctor.get_by_role("table").locator(".state--agreed").count() == lines
    sound(doctor)


def test_a_changed_edition_reopens_what_it_touches(desks: Desks) -> None:
    page = desks.go("manager", "自院の状況")
    sound(page)
    desks.shoot(page, "conformity")
    follow(page.get_by_role("link", name="版が変わると何が変わるか"))
    expect(page.get_by_text("前の版の項目への回答はありません")).to_be_visible()
    _answer_old_item(desks)
    follow(desks.go("manager", "自院の状況").get_by_role("link", name="版が変わると何が変わるか"))
    expect(page.get_by_text(re.compile("1件の回答は、読み直しが必要です"))).to_be_visible()
    row = page.get_by_role("row").filter(has=page.get_by_text("読み直し"))
    expect(row.first).to_contain_text("半田病院")
    due = page.get_by_role("row").filter(has_text="2027年4月1日（令和9年）")
    expect(due.first).to_contain_text("二要素認証")
    sound(page)
    desks.shoot(page, "edition")


def _answer_old_item(desks: Desks) -> None:
    """An answer to an item of the edition before, written into the hospital's own document and published."""
    page = desks.go("manager", "自院の状況")
    follow(page.get_by_role("link", name="施設票を書く・直す"))
    follow(page.get_by_role("link", name=re.compile("^回答・認識")))
    page.get_by_label("述べた者").first.select_option(label="半田病院")
    follow(page.get_by_role("button", name="加える"))
    sound(page)
    page.get_by_role("group", name="項目", exact=True).get_by_role("textbox").fill(OLD_ITEM)
    page.get_by_role("group", name="回答", exact=True).get_by_role("combobox").select_option(label="はい")
    follow(page.get_by_role("button", name="保存する"))
    follow(page.get_by_role("link", name=re.compile("^変更と公開")).first)
    follow(page.get_by_role("button", name="この内容で公開する"))
    expect(page.get_by_text(re.compile("第.版として公開しました"))).to_be_visible()


@pytest.mark.parametrize("role", ["manager", "vendor"])
def test_a_desk_in_english(desks: Desks, role: str) -> None:
    page = desks.page(role)
    page.goto(desks.address)
    follow(page.get_by_role("button", name="English"))
    entries = page.get_by_role("navigation", name="Pages").get_by_role("link").all()
    for address in [str(entry.get_attribute("href")) for entry in entries]:
        page.goto(desks.address + address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        shown = page.locator("h1, h2, th[scope=col], label, legend, .button").all_inner_texts()
        assert [text for text in shown if JAPANESE.search(text)] == [], page.url
        sound(page)
    follow(page.get_by_role("button", name="日本語"))
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def _tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(400):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {wanted}")


def test_a_line_settled_by_keyboard(desks: Desks) -> None:
    page = desks.page("manager")
    page.goto(desks.address)
    entry = page.get_by_role("navigation", name=NAVIGATION).get_by_role("link", name="責任分界表", exact=True)
    _tab_to(page, entry)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("責任分界表")
    opener = page.get_by_role("link", name=re.compile("^決める ?：")).first
    name = opener.inner_text()
    _tab_to(page, opener)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", level=2)).to_be_focused()
    _tab_to(page, dialog.get_by_role("radio").first)
    page.keyboard.press("Space")
    expect(dialog.get_by_role("radio").first).to_be_checked()
    _tab_to(page, dialog.get_by_role("button", name="貴院の考えとして記録する"))
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.wait_for_url("**/institution/matrix/?**")
    assert name.startswith("決める")
    place = page.evaluate("decodeURIComponent(location.hash.slice(1))")
    row = page.locator(f"[id='{place}']")
    expect(row).to_be_visible()
    expect(row).to_contain_text("本人")


def test_the_matrix_prints_on_one_sheet(desks: Desks) -> None:
    page = desks.go("manager", "責任分界表")
    follow(page.get_by_role("link", name="すべて（印刷用）"))
    expect(page.get_by_role("table")).to_be_visible()
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1
    box = sheets[0].mediabox
    assert (float(box.width) * POINT, float(box.height) * POINT) == pytest.approx(A3, abs=1)
    assert "半田病院" in sheets[0].extract_text()


def test_no_request_leaves_the_machine(desks: Desks) -> None:
    page = desks.page("supervisor")
    for entry in page.get_by_role("navigation", name=NAVIGATION).get_by_role("link").all_inner_texts():
        desks.go("supervisor", entry)
    desks.go("manager", "責任分界表").wait_for_load_state("networkidle")
    assert len(desks.asked) > 20
    assert desks.hosts() == {"127.0.0.1"}
