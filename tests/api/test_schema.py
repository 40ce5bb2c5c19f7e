"""The OpenAPI document is what the API does: schemathesis calls every operation with data made from it."""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connections
from hypothesis import HealthCheck, settings

from anzenkarte.api.urls import api
from anzenkarte.workspace.organisations.acting import act, actor_of
from anzenkarte.workspace.organisations.actions import first_administrator, found_organisation
from anzenkarte.workspace.organisations.models import User
from anzenkarte.workspace.tokens.actions import MakeToken

schema = schemathesis.openapi.from_dict(
    json.loads(json.dumps(api.get_openapi_schema(), default=str)),
    # A query parameter nobody asked about is let pass, as proxies add some; all others must be as the document says.
    config=schemathesis.Config.from_dict({"generation": {"allow-extra-parameters": False}}),
)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: object, client_address: object) -> None:
        """A thread for each connection ends with it, so its connection to the database ends too."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(django_db_setup: None, django_db_blocker: object) -> Iterator[tuple[str, str]]:
    """The address of a running server, and a token of an organisation of its own that nothing else looks at."""
    with django_db_blocker.unblock():
        organisation = found_organisation("vendor", "仕様の試験")
        user = User.objects.create(username=str(uuid.uuid4()), email=f"{uuid.uuid4()}@schema.example")
        first_administrator(organisation, user)
        token = act(actor_of(user, organisation.id), MakeToken("schema", ("read", "write", "publish"), 1))
        server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", token
        server.shutdown()
        server.server_close()
        thread.join()


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
