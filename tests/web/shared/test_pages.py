"""People, invitations, grants, the record, tokens, sign-in; what every answer carries."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from anzenkarte.workspace.demonstration.links import demo_links
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.models import Membership
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]


def test_an_editor_invites_nobody(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    answer = signed_in("clinic").post(f"/o/{own}/people/", {"email": "x@example.jp", "role": "editor"})
    assert answer.status_code == 403


def test_the_last_administrator_stays(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    with scope(own):
        member = Membership.objects.get(role="administrator")
    answer = signed_in("clinic", "administrators").post(f"/o/{own}/people/{member.id}/end/", follow=True)
    assert "最後の管理者" in answer.content.decode()
    with scope(own):
        assert Membership.objects.get(id=member.id).ended is None


def test_the_record_holds(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["hospital"].id
    answer = signed_in("hospital").get(f"/o/{own}/record/?verify=1")
    assert answer.context["checked"]["sound"] is True
    assert "文書を公開しました" in answer.content.decode()


def test_a_token_is_shown_once(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    client = signed_in("clinic")
    made = client.post(f"/o/{own}/tokens/", {"name": "連携", "scopes": ["read"], "days": "30"})
    secret = made.context["outcome"].result
    assert secret in made.content.decode()
    assert secret not in client.get(f"/o/{own}/tokens/").content.decode()


def test_the_language_is_chosen_and_no_way_leads_out(world: World, signed_in: SignedIn) -> None:
    client = signed_in("hospital")
    answer = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert answer["location"] == "/"
    assert "Anzen Karte" in client.get("/account/").content.decode()


def test_an_administrator_needs_a_second_factor(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    answer = signed_in("clinic", "administrators", factor=False).get(f"/o/{own}/people/")
    assert (answer.status_code, answer["location"]) == (302, "/accounts/2fa/?needed=1")


def test_links_of_the_demonstration_exist_in_one_only(world: World, settings: object) -> None:
    path = next(iter(demo_links(world).values()))
    assert Client().get(path).status_code == 404


def test_a_link_of_the_demonstration_works_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ANZENKARTE_DEMO", True)
    for path in demo_links(world).values():
        client = Client()
        assert client.get(path).status_code == 200
        assert client.post(path).status_code == 302
        assert client.get("/account/").status_code == 200
        assert Client().get(path).status_code == 410


INLINE = re.compile(
    r"<style|\sstyle=|\son(?!e=)[a-z]+=|javascript:|hx-on|<script(?![^>]*(?:\ssrc=|type=.application/json))"
)


def test_no_template_holds_script_or_style(root: Path) -> None:
    pages = list((root / "src/anzenkarte/web").rglob("*.html"))
    assert len(pages) > 100
    bad = [f"{page.name}: {found}" for page in pages for found in INLINE.findall(page.read_text(encoding="utf-8"))]
    assert bad == []


def test_inline_things_would_be_found() -> None:
    for bad in ("<script>", "<script defer>", '<p style="a">', "<style>", '<a onclick="b">', "<a href='javascript:1'>"):
        assert INLINE.search(bad), bad
    for good in ('<script src="a" defer>', '<script data-allauth-onload="a" type="application/json">'):
        assert not INLINE.search(good), good
