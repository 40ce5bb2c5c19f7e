"""A story in a real browser: from a new service to its first verdicts. It adds a service, so it has its own server."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.desks import Desks, follow, sound

ANSWERS = {
    "service_name": "みなと予約",
    "purpose": "オンライン診療",
    "provision": "SaaS（他社IaaS利用）",
    "provider_country": "JP",
    "provider_has_parent": "いいえ",
    "medical_information": "はい",
    "data_country": "JP",
    "cloud_operator": "みなとクラウド",
    "cloud_operator_country": "US",
    "institution_name": "みなと診療所",
    "institution_kind": "診療所",
    "contract_form": "約款",
    "remote_maintenance": "はい",
    "remote_second_factor": "いいえ",
}
"""Answers by question; a question not named here is answered 分からない."""
QUESTION = re.compile("/vendor/new/([a-z_]+)/$")
QUESTIONS_AT_MOST = 25


def _answer(page: Page, desks: Desks) -> str:
    """Answer the question the page asks; gives its id."""
    here = page.url
    question = QUESTION.search(here)[1]
    said = ANSWERS.get(question)
    if question == "provision":
        sound(page)
        desks.shoot(page, "vendor-question")
    if said is None:
        unknown = page.get_by_role("button", name="分からない")
        (unknown if unknown.count() else page.get_by_role("button", name="次へ")).click()
    elif page.get_by_role("radio").count():
        page.get_by_role("radio", name=said, exact=True).check()
        page.get_by_role("button", name="次へ").click()
    else:
        page.get_by_role("textbox").fill(said)
        page.get_by_role("button", name="次へ").click()
    page.wait_for_url(lambda address: address != here)
    return question


def test_from_a_new_service_to_its_first_verdict(desks: Desks) -> None:
    page = desks.go("vendor", "サービスと導入先")
    follow(page.get_by_role("link", name="新しいサービスを記入する"))
    sound(page)
    follow(page.get_by_role("link", name=re.compile("^(始める|続きから答える)$")))
    asked: list[str] = []
    page.wait_for_url(QUESTION)
    while QUESTION.search(page.url):
        asked.append(_answer(page, desks))
        assert len(asked) <= QUESTIONS_AT_MOST, asked
    assert set(ANSWERS) <= set(asked)
    follow(page.get_by_role("button", name="この内容で始める"))
    expect(page.get_by_role("heading", level=1)).to_have_text("みなと予約")
    expect(
        page.get_by_role("region", name="構成図").get_by_role("group", name=re.compile("みなと予約"))
    ).to_be_visible()
    sound(page)
    follow(page.get_by_role("link", name=re.compile("^変更と公開")).first)
    sound(page)
    page.get_by_label(re.compile("変更の理由")).fill("最初の記入")
    follow(page.get_by_role("button", name="この内容で公開する"))
    expect(page.get_by_text("第1版として公開しました")).to_be_visible()
    follow(page.get_by_role("link", name="判定", exact=True))
    cards = page.get_by_role("listitem").filter(has=page.get_by_text("なぜ？"))
    assert cards.count() > 3
    cards.first.get_by_text("なぜ？").click()
    expect(cards.first.locator(".why").first).to_be_visible()
    sound(page)
    desks.shoot(page, "vendor-why")
    desks.go("vendor", "サービスと導入先")
    expect(page.get_by_role("link", name="みなと予約").first).to_be_visible()
