"""Every address: signed out, as a stranger, as a member; nothing is open by forgetting."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from anzenkarte.web.shared.desk import Rule
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


def test_a_form_without_its_token_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    Authenticator.objects.create(user=world.administrators["clinic"], type=Authenticator.Type.TOTP, data={})
    client.force_login(world.administrators["clinic"])
    own = world.organisations["clinic"].id
    assert client.post(f"/o/{own}/people/", {"email": "a@example.jp", "role": "reader"}).status_code == 403
