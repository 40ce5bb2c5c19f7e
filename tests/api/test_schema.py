"""The OpenAPI document is what the API does: schemathesis calls every operation with data made from it."""

from __future__ import annotations

import json
import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from pytest_django.live_server_helper import LiveServer

from anzenkarte.api.urls import api
from anzenkarte.workspace.demonstration.load import load
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.tokens.actions import MakeToken

schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(), default=str)),
    # A query parameter nobody asked about is let pass, as proxies add some; all others must be as the document says.
    config=schemathesis.Config.from_dict({"generation": {"allow-extra-parameters": False}}),
)


@pytest.fixture
def served(transactional_db: None, live_server: LiveServer) -> tuple[str, str]:
    """The address of a running server, and a token."""
    token = act(load().actor("saas-vendor"), MakeToken("schema", ("read", "write", "publish"), 1))
    return live_server.url, token


def test_it_is_openapi_3_1() -> None:
    assert schema.raw_schema["openapi"].startswith("3.1")


@schema.parametrize()
@settings(
    max_examples=int(os.environ.get("API_EXAMPLES", "5")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_operation(case: schemathesis.Case, served: tuple[str, str]) -> None:
    address, token = served
    case.call_and_validate(base_url=address, headers={"Authorization": f"Bearer {token}"})
