"""What went wrong is told in plain words in both languages, under the same policy, and tells nothing of the inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from anzenkarte.web.shared import errors, pages
from anzenkarte.workspace.demonstration.load import World

SignedIn = Callable[..., Client]


def _guarded(answer: HttpResponse) -> None:
    policy = answer["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["x-content-type-options"] == "nosniff"
    assert answer["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("code", [400, 403, 404, 413, 500])
def test_every_error_has_its_words(db: None, code: int, language: str) -> None:
    request = RequestFactory().get("/")
    made = {
        400: lambda: errors.bad(request, SuspiciousOperation("inside")),
        403: lambda: errors.refused(request, PermissionDenied("refused.needs-binding")),
        404: lambda: errors.not_found(request, Exception("inside")),
        413: lambda: errors.bad(request, RequestDataTooBig("inside")),
        500: lambda: errors.broken(request),
    }
    with translation.override(language):
        answer = made[code]()
    text = answer.content.decode()
    assert answer.status_code == code
    assert f'<html lang="{language}">' in text
    assert "inside" not in text
    words = {400: "読み取れません", 403: "約束できる人", 404: "ページがありません", 413: "大きすぎ", 500: "不具合"}
    assert (words[code] in text) is (language == "ja")


def test_a_refusal_is_a_sentence_and_an_unknown_one_shows_no_code(world: World, signed_in: SignedIn) -> None:
    own = world.organisations["clinic"].id
    answer = signed_in("clinic").post(f"/o/{own}/people/", {"email": "x@example.jp", "role": "editor"})
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "組織の管理者だけが行えます" in text
    assert "refused." not in text
    with translation.override("ja"):
        unknown = errors.refused(RequestFactory().get("/"), PermissionDenied("some.code")).content.decode()
    assert "some.code" not in unknown
    assert "あなたの役割では行えません" in unknown


def test_a_form_of_somebody_else_s_page_is_refused_in_words(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.editors["clinic"])
    answer = client.post("/account/", {"last_name": "x"})
    assert answer.status_code == 403
    assert "画面の有効期限が切れています" in answer.content.decode()
    _guarded(answer)


def test_a_fault_is_told_without_session_or_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database is allowed in this test: a fault page that asked one would fail."""
    request = HttpRequest()
    answer = errors.broken(request)
    assert answer.status_code == 500


def test_a_fault_of_a_page_carries_the_policy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(pages, "organisations_of", fails)
    client = Client(raise_request_exception=False)
    client.force_login(world.editors["clinic"])
    answer = client.get("/")
    assert answer.status_code == 500
    assert "inside" not in answer.content.decode()
    _guarded(answer)


def test_a_foreign_name_is_refused_under_the_policy(settings: object, db: None) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = Client().get("/accounts/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()
    _guarded(answer)


def test_too_much_is_refused_with_413(world: World, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client = Client()
    client.force_login(world.editors["clinic"])
    answer = client.post("/account/", "last_name=" + "x" * 500, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert "大きすぎ" in answer.content.decode()
    _guarded(answer)


@pytest.mark.parametrize("path", ["/accounts/login/", "/nowhere/", "/account/", "/accounts/signup/", "/static/no.css"])
def test_every_answer_is_guarded(db: None, path: str) -> None:
    answer = Client().get(path)
    _guarded(answer)
    assert answer["x-frame-options"] == "DENY"


def test_cookies_are_kept_from_scripts_and_other_sites(world: World) -> None:
    user = world.editors["clinic"]
    user.set_password("correct horse battery")
    user.save()
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery"})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
