"""Every page of the desk: it answers, asks a fixed number of questions, says where its numbers come from."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from anzenkarte.workspace.demonstration.load import World
from tests.counting import questions

SignedIn = Callable[..., Client]
PAGES = {
    "": 11,
    "clinic/": 19,
    "matrix/": 11,
    "matrix/?situation=all&by=subject&only=needs": 11,
    "dates/": 11,
    "findings/?severity=urgent": 11,
    "write/": 11,
    "conformity/": 11,
    "conformity/?older=1&outcome=unknown": 11,
    "conformity/item/?item=mhlw-7.0/operations/14/5": 13,
    "edition/": 12,
    "changes/": 8,
}


def _at(world: World, key: str, path: str) -> str:
    return f"/o/{world.organisations[key].id}/institution/{path}"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("key", ["hospital", "clinic"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_page_asks_a_fixed_number_of_questions(
    world: World, signed_in: SignedIn, path: str, key: str, lang: str
) -> None:
    user = world.editors[key]
    user.language = lang
    user.save(update_fields=("language",))
    client = signed_in(key)
    client.get(_at(world, key, path))
    with questions() as asked:
        answer = client.get(_at(world, key, path))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert f'<html lang="{lang}">' in text
    assert "style=" not in text
    assert "<style" not in text
    assert " onclick" not in text
    assert len(asked) == PAGES[path]


@pytest.mark.parametrize(
    "path",
    ["matrix/?engagement=nobody", "clinic/?engagement=hoshizora-tsubaki", "matrix/settle/?engagement=handa-emr",
     "matrix/settle/?engagement=handa-emr&duty=patching&situation=normal&subject=component/other",
     "matrix/?engagement=%00", "dates/?engagement=../../x", "conformity/item/?item=%00", "export/xls/",
     "conformity/item/?item=mhlw-7.0/none", "conformity/item/", "conformity/publish/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(world: World, signed_in: SignedIn, path: str) -> None:
    assert signed_in("hospital").get(_at(world, "hospital", path)).status_code == 404


def test_a_clinic_begins_with_its_own_page(world: World, signed_in: SignedIn) -> None:
    for key, where in (("clinic", "clinic/"), ("hospital", "")):
        answer = signed_in(key).get(_at(world, key, "start/"))
        assert answer["location"] == _at(world, key, where)


def test_no_percentage_while_coverage_is_incomplete(world: World, signed_in: SignedIn) -> None:
    for path in ("conformity/", "edition/"):
        text = signed_in("clinic").get(_at(world, "clinic", path)).content.decode()
        shown = re.sub(r"<[^>]*>", "", text.partition("<main")[2])
        assert re.search(r"[0-9]\s*[%％]", shown) is None
        assert "準拠" not in text
    assert "割合は示しません" in signed_in("clinic").get(_at(world, "clinic", "conformity/")).content.decode()


def test_a_clinic_never_meets_the_words_of_specialists(world: World, signed_in: SignedIn) -> None:
    text = signed_in("clinic").get(_at(world, "clinic", "clinic/")).content.decode().partition("<main")[2]
    for word in ("DSSE", "残存リスク", "SBOM", "署名鍵"):
        assert word not in text
    assert text.count('class="field question"') <= 10
    for title in ("事業者が行うこと", "貴院で行うこと", "決まっていないこと"):
        assert title in text


def test_what_changed_names_every_line(world: World, signed_in: SignedIn) -> None:
    client = signed_in("clinic")
    client.post(_at(world, "clinic", "clinic/"), {"engagement": "hoshizora-kiku", "a:institution/kiku/bcp": "true"})
    text = client.get(_at(world, "clinic", "changes/?since=2026-01-01")).content.decode()
    assert text.count("新しい文書") == 4
    first = client.get(_at(world, "clinic", "changes/"))
    assert first.cookies
    again = client.get(_at(world, "clinic", "changes/")).content.decode()
    assert "この間に変わったことはありません" in again
    client.post(
        _at(world, "clinic", "clinic/"), {"engagement": "hoshizora-kiku", "a:institution/kiku/log_review": "false"}
    )
    after = client.get(_at(world, "clinic", "changes/?since=visit")).content.decode()
    assert "アクセスログの確認" in after
    assert "事業継続計画" not in after


@pytest.mark.parametrize(
    "path",
    ["?q=%00%27%22%3Cscript%3E", "?page=-1&show=%00", "changes/?since=0001-01-01", "changes/?since=9999-12-31",
     "changes/?since=%00", "edition/?old=x&new=%00", "edition/?old=mhlw-7.0&new=mhlw-7.0", "matrix/?situation=%00",
     "conformity/?outcome=%00&older=7", "findings/?severity=%00"],
)  # fmt: skip
def test_strange_addresses_do_no_harm(world: World, signed_in: SignedIn, path: str) -> None:
    answer = signed_in("clinic").get(_at(world, "clinic", path))
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    "cookie", ["x", "0001-01-01T00:00:00+23:00", "9999-12-31T23:59:59-23:00", "2026-11-01T00:00:00"]
)
def test_a_forged_moment_is_left_aside(world: World, signed_in: SignedIn, cookie: str) -> None:
    client = signed_in("clinic")
    client.cookies[f"anzenkarte_seen_{world.organisations['clinic'].id.hex}"] = cookie
    assert client.get(_at(world, "clinic", "changes/")).status_code == 200


def test_places_are_said_in_the_readers_language(world: World, signed_in: SignedIn) -> None:
    client, user = signed_in("clinic"), world.editors["clinic"]
    assert "国内（東京都、愛知県、大阪府）" in client.get(_at(world, "clinic", "clinic/")).context["lead_text"]
    user.language = "en"
    user.save(update_fields=("language",))
    assert "(Tokyo, Aichi, Osaka)" in client.get(_at(world, "clinic", "clinic/")).context["lead_text"]
