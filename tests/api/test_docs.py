"""docs/api.md says what the API does: its tables are the program's, its examples are carried out as they stand."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from string import Template
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.api.problems import TYPES
from anzenkarte.api.urls import api
from anzenkarte.workspace.contracts import reading
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.evidence import media
from anzenkarte.workspace.handovers import receiving
from anzenkarte.workspace.organisations.models import Kind
from anzenkarte.workspace.tokens.models import Scope

TEXT = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")
ClientOf = Callable[..., Client]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    found = [[cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in re.findall(r"^\|.*$", part, re.M)]
    return found[2:]


def operations() -> list[list[str]]:
    """Operation, method, path, scope, kinds of organisation, as the program has them."""
    views = {one.view_func.__name__: one.view_func for one in api.operations()}
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, one in methods.items():
            view = views[one["operationId"]]
            only = "" if set(view.kinds) >= set(Kind.values) else ", ".join(view.kinds)
            place = path.removeprefix("/api/v1")
            found.append([one["operationId"], f"{method.upper()} {place}", view.asked_scope, only])
    return found


def test_its_tables_are_the_programs() -> None:
    assert rows("Operations") == operations()
    assert {row[0]: int(row[1]) for row in rows("Problems")} == TYPES
    assert [row[0] for row in rows("A token")] == Scope.values


class Curl:
    """A curl command of the page, carried out by the test client."""

    def __init__(self, words: list[str], client: Client) -> None:
        self.client, self.method, self.sent, self.json = client, "get", {}, ""
        self.headers: dict[str, str] = {}
        place = ""
        rest = iter(words[1:])
        for word in rest:
            if word == "-H":
                name, _, value = next(rest).partition(": ")
                self.headers[name] = value
            elif word == "-X":
                self.method = next(rest).lower()
            elif word == "-d":
                self.json = next(rest)
            elif word == "-F":
                name, _, value = next(rest).partition("=")
                self.method = "post"
                file = SimpleUploadedFile(value[1:], b"%PDF-1.7\n1") if value.startswith("@") else None
                self.sent[name] = file or value
            else:
                place = word
        self.place = place.removeprefix("http://server")

    def answer(self) -> Any:
        """What the API says."""
        headers = {"headers": {"authorization": self.headers["Authorization"]}}
        if self.method == "get":
            return self.client.get(self.place, **headers)
        if self.json:
            kind = self.headers["Content-Type"]
            return getattr(self.client, self.method)(self.place, json.loads(self.json), content_type=kind, **headers)
        return self.client.post(self.place, self.sent, **headers)


EXAMPLES = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.strip().splitlines()]


def test_its_examples_are_carried_out(client_of: ClientOf, own: Callable[..., KarteDocument]) -> None:
    token = client_of("saas-vendor").defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    service = own("saas-vendor", "service")
    given = {"TOKEN": token, "SERVER": "http://server", "DOCUMENT": str(service.id), "NAME": service.name}
    assert len(EXAMPLES) == 5
    found = []
    for example in EXAMPLES:
        words = shlex.split(Template(example).substitute(given))
        assert words[0] == "curl"
        found.append(Curl(words, Client()).answer())
    assert [one.status_code for one in found] == [200, 200, 201, 200, 201], [one.content for one in found]
    assert found[0].json()["urn"].startswith("urn:uuid:")
    assert found[2].json()["entity"] == "evidence/soc2-report"
    assert found[3].json()["service"]["note"] == "Reviewed"
    assert (found[4].json()["number"], found[4].json()["reason"]) == (2, "Yearly review")


@pytest.mark.parametrize("limit", ["evidence 32", "contract text 16", "bundle 64"])
def test_its_limits_are_the_programs(limit: str) -> None:
    mib = 1024 * 1024
    known = {"evidence": media.LARGEST, "contract text": reading.LARGEST, "bundle": receiving.LARGEST}
    name, _, most = limit.rpartition(" ")
    assert known[name] == int(most) * mib
    assert f"{limit} MiB" in TEXT
