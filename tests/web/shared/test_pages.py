"""People, invitations, grants, the record, tokens, sign-in; what every answer carries."""

from __future__ import annotations

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
PASSWORD = "correct horse battery"  # noqa: S105 - of people who live for one test


def test_an_invited_person_sets_a_password_once(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    answer = signed_in("clinic", "administrators").post(
        f"/o/{own}/people/", {"email": "new@example.jp", "role": "editor", "binds": "1"}
    )
    link = answer.context["link"]
    new = Client()
    assert new.get(link).status_code == 200
    short = new.post(link, {"new_password1": "short", "new_password2": "short"})
    assert short.status_code == 200
    assert short.context["form"].errors
    done = new.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert (done.status_code, done["location"]) == (302, "/")
    assert new.get(f"/o/{own}/people/").status_code == 200
    assert Client().get(link).status_code == 410
    assert Client().get(link[:-4] + "abc/").status_code == 410
    with scope(own):
        assert Membership.objects.get(user__email="new@example.jp").binds


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


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/", "/account/", "/accounts/password/reset/"])
def test_every_answer_is_guarded(db: None, path: str) -> None:
    answer = Client().get(path)
    policy = answer["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["x-frame-options"] == "DENY"
    assert answer["x-content-type-options"] == "nosniff"


def test_wrong_passwords_lock_out(world: World, settings: object) -> None:
    user = world.editors["clinic"]
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", {"login": user.email, "password": "wrong wrong wrong"})
    locked = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert locked.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_sign_in_and_out(world: World) -> None:
    user = world.editors["contractor"]
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/account/").status_code == 302


def test_an_administrator_needs_a_second_factor(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    answer = signed_in("clinic", "administrators", factor=False).get(f"/o/{own}/people/")
    assert (answer.status_code, answer["location"]) == (302, "/accounts/2fa/")


def test_nobody_signs_up(db: None) -> None:
    answer = Client().post("/accounts/signup/", {"email": "x@example.jp", "password1": PASSWORD})
    assert b"x@example.jp" not in answer.content or answer.status_code != 302


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


def test_no_template_holds_script_or_style(root: Path) -> None:
    bad = []
    for path in (root / "src/anzenkarte/web").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for sign in ("<style", " style=", "onclick=", "onload=", "javascript:", "hx-on", "<script>"):
            if sign in text:
                bad.append(f"{path.name}: {sign}")
    assert bad == []
