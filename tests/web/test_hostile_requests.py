"""Requests that are not what a browser sends: too large, without end, too many fields, other methods and names.

Elsewhere: every page's form without its token and every address as a stranger (``shared/test_doors``), too much in a
form, a foreign host name, cookies and the policy of every answer (``shared/test_errors``), rate limits and lock-out
(``shared/test_sign_in``).
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.test import Client, RequestFactory
from django.urls import reverse

from anzenkarte.app.limits import PROGRAM, whole
from anzenkarte.web.shared.desk import FORM
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.tokens.actions import MakeToken
from tests.web.hostile import Attacked

Attack = Callable[..., Attacked]
MIB = 1024 * 1024
FILE = 'multipart/form-data; boundary="x"'


class Unread:
    """A body nobody may read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def _sent(client: Client, path: str, size: int, kind: str = FILE, **more: Any) -> Any:
    more = {"CONTENT_LENGTH": str(size), "wsgi.input": Unread(), **more}
    return client.generic("POST", path, b"x", content_type=kind, **more)


# party, page, bytes taken beside the form
PAGES = [
    ("saas-vendor", "evidence/add/", 32 * MIB),
    ("saas-vendor", f"evidence/{uuid.UUID(int=7)}/", 32 * MIB),
    ("saas-vendor", f"contracts/{uuid.UUID(int=7)}/x/", 16 * MIB),
    ("saas-vendor", "exchange/receive/", 64 * MIB),
    ("saas-vendor", "vendor/file/", 20 * MIB),
    ("saas-vendor", f"vendor/{uuid.UUID(int=7)}/sbom/", 20 * MIB),
    ("saas-vendor", f"vendor/{uuid.UUID(int=7)}/form-file/", 20 * MIB),
    ("clinic", "exchange/keys/", 0),
    ("clinic", "people/", 0),
    ("clinic", "institution/clinic/answer/", 0),
    ("clinic", "no/such/page/", 0),
    ("supervisor", "supervisor/", 0),
]


def test_what_is_too_large_is_refused_unread(attacked: Attack) -> None:
    for party, page, file in PAGES:
        one, most = attacked(party), (file + FORM) // MIB
        ja, en = f"この画面で受け取れるのは {most} MB", f"This page takes up to {most} MB"
        one.refused(partial(_sent, one.client, one.base + page, file + FORM + 1), 413, ja, en)
        told = one.log.messages[-1]
        where = "- by" if page.startswith("no/") else "o/<uuid:organisation>/"
        assert f"413 POST {where}" in told
        assert f"by {one.user.pk} in " in told


def test_files_are_taken_from_members_alone(world: World, attacked: Attack) -> None:
    """Whoever is not signed in, or is of another organisation, is not let fill the disk either."""
    one = attacked("hospital")
    for page in ("evidence/add/", "exchange/receive/"):
        place = f"/o/{world.organisations['saas-vendor'].id}/{page}"
        one.refused(partial(_sent, one.client, place, FORM + 1), 413, "大きすぎ", "Too large")
        assert _sent(Client(), place, FORM + 1).status_code == 413
    assert _sent(Client(), "/accounts/login/", FORM + 1, "application/x-www-form-urlencoded").status_code == 413


def test_a_body_without_a_length_is_refused(attacked: Attack) -> None:
    one, more = attacked("clinic"), {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    for page in (f"{one.base}evidence/add/", f"{one.base}people/", "/account/"):
        send = partial(_sent, one.client, page, 0, **more)
        one.refused(send, 411, "長さが示されていない", "does not say how long")


def test_the_api_says_the_same_as_a_problem(world: World, attacked: Attack) -> None:
    one = attacked("saas-vendor")
    token = act(world.actor("saas-vendor"), MakeToken("x", ("read", "write"), 1))
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    one.private.append(token)
    for kind in (FILE, "application/json"):
        for language, title in (("ja", "大きすぎます"), ("en", "too large")):
            asked = {**headers, "HTTP_ACCEPT_LANGUAGE": language}
            answer = _sent(Client(), "/api/v1/documents", PROGRAM + 1, kind, **asked)
            assert answer.status_code == 413
            assert answer["content-type"] == "application/problem+json"
            assert title in answer.json()["title"]
            assert answer.json()["type"] == "/problems/too-large"
    ended = _sent(Client(), "/api/v1/documents", 0, HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="", **headers)
    assert (ended.status_code, ended["content-type"]) == (400, "application/problem+json")
    json_ = _sent(Client(), "/api/v1/documents", 9 * MIB, "application/json", **headers)
    assert json_.status_code == 413


def _environ(said: int, body: bytes) -> dict[str, Any]:
    request = RequestFactory().post("/", data=b"", content_type=FILE)
    return {**request.environ, "CONTENT_TYPE": FILE, "CONTENT_LENGTH": str(said), "wsgi.input": io.BytesIO(body)}


def _read_through(environ: dict[str, Any]) -> WSGIRequest:
    seen: list[WSGIRequest] = []
    whole(lambda environ, _: [seen.append(WSGIRequest(environ)) or b""])(environ, None)
    return seen[0]


BODY = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n'


def test_no_more_is_read_than_was_stated() -> None:
    behind = _environ(len(BODY), BODY + b"POST /next HTTP/1.1")
    assert _read_through(behind).FILES["file"].read() == b"hello"
    assert behind["wsgi.input"].stream.read() == b"POST /next HTTP/1.1"
    with pytest.raises(MultiPartParserError):
        _ = _read_through({**_environ(0, BODY), "CONTENT_LENGTH": "-1"}).FILES


@pytest.mark.parametrize("short", [1, len(BODY) // 2, len(BODY)])
def test_half_a_file_is_no_file(short: int) -> None:
    with pytest.raises(UnreadablePostError):
        _ = _read_through(_environ(len(BODY) + 1, BODY[:short])).FILES


FORMS = {
    "fields": "&".join(f"f{number}=1" for number in range(5000)),
    "files": "".join(
        f'--x\r\nContent-Disposition: form-data; name="f{number}"; filename="a"\r\n\r\n1\r\n' for number in range(200)
    )
    + "--x--\r\n",
    "parts": "".join(f'--x\r\nContent-Disposition: form-data; name="f{number}"\r\n\r\n1\r\n' for number in range(5000))
    + "--x--\r\n",
}


@pytest.mark.parametrize(
    ("kind", "page"), list(zip(FORMS, ("people/", "exchange/receive/", "evidence/add/"), strict=True))
)
def test_too_many_fields_are_refused_in_words(attacked: Attack, kind: str, page: str) -> None:
    one = attacked("clinic", "administrators")
    media = "application/x-www-form-urlencoded" if kind == "fields" else FILE
    one.refused(
        lambda: one.client.generic("POST", one.base + page, FORMS[kind].encode(), content_type=media),
        413, "大きすぎ", "Too large",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"--y\r\n\r\n", "multipart/form-data"),
        (b"--y\r\n\r\n", "multipart/form-data; boundary=" + "y" * 300),
        (b"a=1", "multipart/form-data; boundary=\x01"),
    ],
    ids=["no-boundary", "long-boundary", "control"],
)
def test_what_cannot_be_read_is_refused_in_words(attacked: Attack, body: bytes, media: str) -> None:
    one = attacked("clinic", "administrators")
    one.refused(
        lambda: one.client.generic("POST", one.base + "people/", body, content_type=media),
        400, "読み取れませんでした", "could not be read",
    )  # fmt: skip


FORMS_ONLY = {"evidence-end": "file", "karte-publish": "document", "karte-discard": "document",
              "exchange-send": "document", "exchange-receive": "", "end-member": "member", "revoke-token": "token",
              "withdraw-grant": "grant", "withdraw-invitation": "invitation"}  # fmt: skip


@pytest.mark.parametrize("method", ["PUT", "DELETE", "GET"])
def test_only_a_form_changes_anything(attacked: Attack, method: str) -> None:
    one = attacked("clinic", "administrators")
    for name, part in FORMS_ONLY.items():
        path = reverse(name, kwargs={"organisation": one.own, **({part: uuid.UUID(int=7)} if part else {})})
        one.refused(partial(one.client.generic, method, path), (404, 405))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "FOO"])
def test_other_methods_take_nothing(attacked: Attack, method: str) -> None:
    """A page that shows a form and takes it, asked by a method it does not know."""
    one, body = (
        attacked("clinic", "administrators"),
        b"email=x%40example.jp&role=administrator&name=x&days=1",
    )
    for page in ("people/", "tokens/", "grants/"):
        send = partial(one.client.generic, method, one.base + page, body, "application/x-www-form-urlencoded")
        one.refused(send, (200, 405), logged=False)


def test_a_method_in_a_field_or_header_counts_for_nothing(attacked: Attack) -> None:
    one = attacked("clinic", "administrators")
    path = reverse("revoke-token", kwargs={"organisation": one.own, "token": uuid.UUID(int=7)})
    one.refused(lambda: one.client.get(path + "?_method=POST", headers={"x-http-method-override": "POST"}), 405)


@pytest.mark.parametrize("name", ["evil.example", "testserver.evil.example", "evil.example:80", "a b", "[::1"])
def test_no_answer_leads_to_a_foreign_name(attacked: Attack, settings: Any, name: str) -> None:
    """The name a browser says it asked for stands in links of invitations and letters."""
    settings.ALLOWED_HOSTS = ["testserver"]
    one = attacked("clinic", "administrators")
    sent = {"email": "x@example.jp", "role": "reader"}
    one.refused(lambda: one.client.post(one.base + "people/", sent, headers={"host": name}), 400)
    assert (
        Client().post("/accounts/password/reset/", {"email": "x@example.jp"}, headers={"host": name}).status_code == 400
    )


def test_names_a_proxy_passes_on_are_not_believed(attacked: Attack, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    one = attacked("clinic", "administrators")
    headers = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-original-url": "/demo/x/"}
    answer = one.client.post(one.base + "people/", {"email": "y@example.jp", "role": "reader"}, headers=headers)
    assert "http://testserver/invitation/" in answer.context["link"]
    assert "evil.example" not in answer.content.decode()


ELSEWHERE = ["https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
             "https:evil.example", "///evil.example", "/\t/evil.example", "http://testserver@evil.example/",
             "data:text/html,x", "\x00//evil.example", " //evil.example"]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nothing_leads_out_by_its_next(world: World, target: str) -> None:
    user = world.editors["clinic"]
    user.set_password("correct horse battery")
    user.save()
    client = Client()
    signed = client.post("/accounts/login/", {"login": user.email, "password": "correct horse battery", "next": target})
    assert signed.status_code == 302
    led = [signed["location"]]
    led += [client.post("/language/", {"language": "en", "next": target})["location"]]
    led += [client.get("/accounts/login/", {"next": target}).get("location", "/")]
    led += [client.post("/accounts/logout/", {"next": target})["location"]]
    for place in led:
        assert place.startswith("/"), place
        assert "evil.example" not in place
        assert not place.startswith(("//", "/\\"))
