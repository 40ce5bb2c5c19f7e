"""The desks in a real browser: the demonstration served as `make demo-web` serves it, walked by hand and by axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desks import APPROVE, NAVIGATION, Desks, follow, hand_on, receive, sound

PICTURED = {
    ("manager", "事業者とシステム"): "overview",
    ("vendor", "サービスと導入先"): "vendor-home",
    ("vendor", "お客様"): "customers",
    ("supervisor", "各施設の状況"): "supervisor",
}
"""Pages of the navigation that the user guide shows, with the name of the picture."""


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
        if (role, name) in PICTURED:
            desks.shoot(page, PICTURED[role, name])


def test_a_part_of_the_drawing_opens_beside_it(desks: Desks) -> None:
    page = desks.go("vendor", "サービスと導入先")
    follow(page.get_by_role("link", name="ほしぞら電子カルテ", exact=True).first)
    drawing = page.get_by_role("region", name="構成図")
    expect(drawing.get_by_role("group", name=re.compile("ほしぞら電子カルテ"))).to_be_visible()
    page.get_by_text("部品と接続の一覧").click()
    part = page.locator(".karte-parts a.part").first
    name = part.inner_text()
    part.click()
    expect(page.locator("#part").get_by_role("heading", level=2, name=name, exact=True)).to_be_focused()
    sound(page)
    page.get_by_text("部品と接続の一覧").click()
    page.evaluate("scrollTo(0, 0)")
    desks.shoot(page, "karte")


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
    follow(dialog.get_by_role("button", name="貴院の考えとして記録する"))
    desks.go("manager", "責任分界表")
    expect(page.locator(".voices", has_text="半田病院").first).to_be_visible()
    hand_on(desks.go("manager", "受け渡し"), "半田病院における電子カルテの導入", "A社")
    told = desks.go("contractor", "受け渡し")
    receive(told)
    expect(told.get_by_role("heading", name=re.compile("^前回から変わったこと"))).to_be_visible()
    sound(told)
    desks.shoot(told, "what-changed")


def test_from_disclosure_to_agreement(desks: Desks) -> None:
    page = desks.go("officer", "受け渡し")
    hand_on(page, "きく内科での利用", "きく内科", binding=True)
    sound(page)
    clerk = desks.go("clerk", "受け渡し")
    receive(clerk)
    sound(clerk)
    desks.shoot(clerk, "handover")
    follow(clerk.get_by_role("button", name=re.compile("(全部|すべて)に同意し")))
    doctor = desks.go("doctor", "受け渡し")
    follow(doctor.get_by_role("link", name="承認待ち", exact=True))
    sound(doctor)
    desks.shoot(doctor, "approval")
    follow(doctor.get_by_role("button", name=APPROVE))
    expect(doctor.get_by_text("承認しました。")).to_be_visible()
    vendor = desks.go("vendor", "受け渡し")
    receive(vendor)
    follow(desks.go("vendor", "受け渡し").get_by_role("link", name=re.compile("^きく内科.*きく内科での利用")))
    expect(vendor.get_by_role("link", name=re.compile("^合意の別紙"))).to_be_visible()
    assert vendor.get_by_role("table").locator(".state--agreed").count() > 3
    assert vendor.get_by_role("table").locator(".state--open").count() == 0
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
