"""The supervising body's pages: counts of all, details of those that gave them, nothing of anybody else."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.organisations.actions import WithdrawSight
from anzenkarte.workspace.organisations.models import Grant
from anzenkarte.workspace.scope import scope
from tests.counting import questions

SignedIn = Callable[..., Client]


def _at(world: World, path: str = "") -> str:
    return f"/o/{world.organisations['supervisor'].id}/supervisor/{path}"


def test_counts_of_all_and_no_name_of_a_vendor(world: World, signed_in: SignedIn) -> None:
    text = signed_in("supervisor").get(_at(world)).content.decode()
    for word in ("半田病院", "きく内科", "件数のみ", "対応済み", "割合は示しません"):
        assert word in text
    for word in ("A社", "C社", "ほしぞら", "パシフィック", "VPN装置", "KIKU", "handa-emr"):
        assert word not in text, word
    assert re.search(r"[0-9]\s*[%％]", re.sub(r"<[^>]*>", "", text.partition("<main")[2])) is None


def test_details_only_where_they_were_granted(world: World, signed_in: SignedIn) -> None:
    client = signed_in("supervisor")
    hospital = client.get(_at(world, f"{world.organisations['hospital'].id}/"))
    assert hospital.status_code == 200
    assert "A社：3件" in hospital.content.decode()
    for key in ("clinic", "saas-vendor", "supervisor"):
        assert client.get(_at(world, f"{world.organisations[key].id}/")).status_code == 404


def test_a_withdrawn_grant_shows_nothing_at_once(world: World, signed_in: SignedIn) -> None:
    client = signed_in("supervisor")
    client.get(_at(world))
    boss = world.actor("hospital", "administrators")
    with scope(boss.organisation):
        grant = Grant.objects.get()
    act(boss, WithdrawSight(grant.id))
    text = client.get(_at(world)).content.decode()
    assert "半田病院" not in text
    assert client.get(_at(world, f"{boss.organisation}/")).status_code == 404
    with scope(world.organisations["clinic"].id):
        Grant.objects.all().delete()
    assert "閲覧を許可した施設がまだありません" in client.get(_at(world)).content.decode()


def test_in_english_and_with_a_fixed_number_of_questions(world: World, signed_in: SignedIn) -> None:
    user = world.editors["supervisor"]
    user.language = "en"
    user.save(update_fields=("language",))
    client = signed_in("supervisor")
    for path in ("", f"{world.organisations['hospital'].id}/"):
        client.get(_at(world, path))
        with questions() as asked:
            text = client.get(_at(world, path)).content.decode()
        assert '<html lang="en">' in text
        assert len(asked) == 10
    assert "Company A" in text
