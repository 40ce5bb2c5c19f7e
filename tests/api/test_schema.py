"""The OpenAPI document is what the API does: schemathesis calls every operation with data made from it."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from anzenkarte.api.problems import TYPES
from anzenkarte.api.urls import api
from anzenkarte.workspace.organisations.acting import act, actor_of
from anzenkarte.workspace.organisations.actions import first_administrator, found_organisation
from anzenkarte.workspace.organisations.models import User
from anzenkarte.workspace.tokens.actions import MakeToken
from anzenkarte.workspace.tokens.models import Scope

_wsgi = cache(get_wsgi_application)
FREE = (
    "add_evidence",
    "renew_evidence",
    "add_contract_text",
    "take_in_file",
    "edit_draft",
    "replace_draft",
    "choose_sentence",
)
"""A schema cannot say which bytes are a sound file, which values a field of a document takes, and that 7.0 is no way to
write the number of a sentence: for these alone, data that fits the schema may be refused."""

schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(), default=str)),
    config=schemathesis.Config.from_dict(
        {
            # A query parameter nobody asked about is let pass, as proxies add some; all others must be as described.
            "generation": {"allow-extra-parameters": False},
            "phases": {"coverage": {"unexpected-methods": ["put", "delete"]}},
            "operations": [
                {"include-operation-id": list(FREE), "checks": {"positive_data_acceptance": {"enabled": False}}}
            ],
        }
    ),
)
schema.app = lambda environ, start: _wsgi()(environ, start)  # made at the first request, once the database is there
KINDS = {one.view_func.__name__: one.view_func.kinds[0] for one in api.operations()}
"""Operation → a kind of organisation that may ask for it."""


def _token(kind: str) -> str:
    """Of an organisation of its own that nothing else looks at."""
    organisation = found_organisation(kind, "仕様の試験")
    user = User.objects.create(username=str(uuid.uuid4()), email=f"{uuid.uuid4()}@schema.example")
    first_administrator(organisation, user)
    return act(actor_of(user, organisation.id), MakeToken("schema", Scope.values, 1))


@pytest.fixture
def token_of(db: None) -> Iterator[Callable[[str], str]]:
    """A token of a kind of organisation; requests reach the application in this process and transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield cache(_token)
    for signal in signals:
        signal.connect(close_old_connections)


def _about_paging(case: schemathesis.Case) -> bool:
    """Whether a case is made for the values of paging alone."""
    data = None if case.meta is None else case.meta.phase.data
    return getattr(data, "parameter", None) in ("limit", "after")


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("API_EXAMPLES", "3")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_operation(case: schemathesis.Case, token_of: Callable[[str], str]) -> None:
    name = case.operation.definition.raw["operationId"]
    if name != "list_documents" and _about_paging(case):
        return  # one shape, the same everywhere (a test below): its wrong values are tried at one operation
    case.call_and_validate(headers={"Authorization": f"Bearer {token_of(KINDS[name])}"})


def test_it_is_openapi_3_1() -> None:
    assert schema.raw_schema["openapi"].startswith("3.1")


def test_paging_is_one_shape_everywhere() -> None:
    found: dict[str, dict[str, object]] = {}
    for path in schema.raw_schema["paths"].values():
        for one in path.values():
            paging = {p["name"]: p["schema"] for p in one["parameters"] if p["name"] in ("limit", "after")}
            content = next(iter(one["responses"].items()))[1].get("content", {}).get("application/json", {})
            paged = content.get("schema", {}).get("$ref", "").startswith("#/components/schemas/Page_")
            assert paged == (one["operationId"].startswith("list_") or bool(paging)), one["operationId"]
            if paging:
                found[one["operationId"]] = paging
    assert len(found) > 30
    assert all(paging == found["list_documents"] for paging in found.values())


def test_every_operation_says_what_it_needs_and_may_answer() -> None:
    found = [one for path in schema.raw_schema["paths"].values() for one in path.values()]
    ids = [one["operationId"] for one in found]
    assert len(ids) == len(set(ids)) >= 70
    assert set(FREE) <= set(ids)
    for one in found:
        (asked,) = one["security"]
        assert asked["Door"], one["operationId"]
        assert set(asked["Door"]) <= set(Scope.values), one["operationId"]
        assert 10 < len(one["summary"]) < 160, one["operationId"]
        assert one["description"].startswith(one["summary"]), one["operationId"]
        assert {str(status) for status in TYPES.values()} <= set(one["responses"]), one["operationId"]
        assert any(status.startswith("2") for status in one["responses"]), one["operationId"]
