"""Every address: signed out, as a stranger, as a member; nothing is open by forgetting."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from anzenkarte.web.shared.desk import Rule
from anzenkarte.web.shared.pages import closed
from anzenkarte.workspace.demonstration.load import World

SignedIn = Callable[..., Client]
VALUES = {"uuid": str(uuid.UUID(int=7)), "int": "7", "slug": "x", "str": "x", "path": "x"}


def _patterns(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, place)
        else:
            yield place, one


def _ours() -> list[tuple[str, URLPattern]]:
    every = _patterns(get_resolver().url_patterns)
    return [(place, one) for place, one in every if one.callback.__module__.startswith("anzenkarte.web")]


def _address(place: str, organisation: str) -> str:
    filled = place.replace("<uuid:organisation>", organisation)
    return "/" + re.sub(r"<(\w+):\w+>", lambda match: VALUES[match[1]], filled)


def test_there_are_pages_of_every_desk() -> None:
    assert len(_ours()) > 12


@pytest.mark.parametrize(("place", "pattern"), _ours(), ids=lambda x: x if isinstance(x, str) else "")
def test_every_page_says_who_may_see_it(place: str, pattern: URLPattern) -> None:
    rule = getattr(pattern.callback, "rule", None)
    assert isinstance(rule, Rule)
    if "<uuid:organisation>" in place:
        assert rule.kinds
        assert not rule.anybody


def test_signed_out_one_is_asked_to_sign_in(world: World) -> None:
    own = str(world.organisations["clinic"].id)
    for place, pattern in _ours():
        if not pattern.callback.rule.anybody:
            for method in ("get", "post"):
                answer = getattr(Client(), method)(_address(place, own))
                assert answer.status_code == 302, place
                assert answer["location"].startswith("/accounts/login/"), place


def test_a_stranger_finds_nothing(world: World, signed_in: SignedIn) -> None:
    clinic = str(world.organisations["clinic"].id)
    for key in ("hospital", "saas-vendor", "supervisor"):
        client = signed_in(key, "administrators")
        for place, _ in _ours():
            if "<uuid:organisation>" in place:
                for method in ("get", "post"):
                    answer = getattr(client, method)(_address(place, clinic))
                    assert answer.status_code == 404, (key, place, method)


@pytest.mark.parametrize("key", ["hospital", "contractor", "saas-vendor", "clinic", "supervisor"])
@pytest.mark.parametrize("who", ["editors", "approvers", "administrators"])
def test_a_member_sees_the_pages_of_his_desk_only(world: World, signed_in: SignedIn, key: str, who: str) -> None:
    organisation = world.organisations[key]
    client = signed_in(key, who)
    role = {"administrators": "administrator"}.get(who, "editor")
    for place, pattern in _ours():
        if "<uuid:organisation>" not in place:
            continue
        rule: Rule = pattern.callback.rule
        answer = client.get(_address(place, str(organisation.id)))
        if organisation.kind not in rule.kinds:
            assert answer.status_code == 404, place
        elif rule.least == "administrator" and role != "administrator":
            assert answer.status_code == 403, place
        else:
            assert answer.status_code in (200, 302, 404, 405), place


def test_forms_are_refused_by_kind_and_role_before_anything_is_read(world: World, signed_in: SignedIn) -> None:
    for key in ("hospital", "saas-vendor", "supervisor"):
        organisation = world.organisations[key]
        client = signed_in(key)
        for place, pattern in _ours():
            rule: Rule = pattern.callback.rule
            if "<uuid:organisation>" in place and organisation.kind not in rule.kinds:
                assert client.post(_address(place, str(organisation.id))).status_code == 404, place
            elif "<uuid:organisation>" in place and rule.least == "administrator":
                assert client.post(_address(place, str(organisation.id))).status_code == 403, place


def test_a_form_without_its_token_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.administrators["clinic"])
    Authenticator.objects.create(user=world.administrators["clinic"], type=Authenticator.Type.TOTP, data={})
    own = str(world.organisations["clinic"].id)
    for place, _ in _ours():
        assert client.post(_address(place, own), {"email": "a@example.jp"}).status_code == 403, place


SIGN_IN = {
    "account_login", "account_logout", "account_inactive", "account_reauthenticate", "account_change_password",
    "account_set_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
    "mfa_login_webauthn", "socialaccount_login_cancelled", "socialaccount_login_error", "socialaccount_connections",
    "openid_connect_login", "openid_connect_callback", "usersessions_list",
}  # fmt: skip


def test_the_sign_in_library_opens_nothing_we_have_not_looked_at() -> None:
    """A new version of the library may bring new pages; each is either known here or closed."""
    left = {
        pattern.name
        for place, pattern in _patterns(get_resolver().url_patterns)
        if place.startswith("accounts/") and "(" not in place and resolve(_address(place, "")).func is not closed
    }
    assert left - {None} <= SIGN_IN
    assert left & {"account_login", "mfa_index", "usersessions_list"}
    assert resolve("/accounts/confirm-email/abc:def/").func is closed
