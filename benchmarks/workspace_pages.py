"""Asks a filled workspace for every page that answers a GET, and how long a change takes until its verdict is shown.

``python -m benchmarks.workspace_pages TIMES`` reads what ``workspace_seed`` printed from standard input; prints JSON.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from typing import Any, Final

import django

django.setup()

from django.db import connection  # noqa: E402 - after the settings
from django.test import Client  # noqa: E402 - after the settings
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the settings

from anzenkarte.app.console import collect_rarely  # noqa: E402 - after the settings
from anzenkarte.karte.operations import Operation  # noqa: E402 - after the settings
from anzenkarte.workspace.documents_store.actions import Edit, Publish  # noqa: E402 - after the settings
from anzenkarte.workspace.documents_store.models import KarteDocument  # noqa: E402 - after the settings
from anzenkarte.workspace.organisations.acting import act, actor_of  # noqa: E402 - after the settings
from anzenkarte.workspace.organisations.models import Organisation, User  # noqa: E402 - after the settings
from anzenkarte.workspace.scope import scope  # noqa: E402 - after the settings
from benchmarks.workspace_addresses import OWN, addresses  # noqa: E402 - after the settings

_HOST: Final = "127.0.0.1"


def timed(client: Client, address: str, times: int) -> dict[str, Any] | None:
    """Milliseconds of a page once it is warm, and how many questions it asks; None where it shows nothing."""
    if client.get(address).status_code != 200:
        return None
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    queries, taken, worked = len(asked), [], []  # counted now: the next request forgets them
    for _ in range(times):
        start, busy = time.perf_counter(), time.process_time()
        client.get(address)
        taken.append((time.perf_counter() - start) * 1000)
        worked.append((time.process_time() - busy) * 1000)
    return {"ms": taken, "cpu": worked, "queries": queries}


def changed(kind: str, organisation: Organisation, user: User, row: KarteDocument, client: Client) -> list[float]:
    """Milliseconds from a published change to the page with the verdicts after it."""
    actor, taken = actor_of(user, organisation.id), []
    address = f"/o/{organisation.id}/karte/{row.id}/verdicts/"
    client.get(address)
    for number in range(5):
        start = time.perf_counter()
        act(actor, Edit(row.id, [Operation("component", "com-0", "patched", number % 2 == 0)]))
        act(actor, Publish(row.id))
        assert client.get(address).status_code == 200
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def main(seeded: dict[str, Any], times: int) -> None:
    """Measure, tell."""
    collect_rarely()
    pages: dict[str, Any] = {}
    silent: list[str] = []
    changes: dict[str, list[float]] = {}
    for kind, id_ in seeded["organisations"].items():
        organisation, user = Organisation.objects.get(id=id_), User.objects.get(pk=seeded["people"][kind])
        client = Client(SERVER_NAME=_HOST, raise_request_exception=True)
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        with scope(organisation.id):
            own = KarteDocument.objects.select_related("head", "summary").filter(keeper_urn=organisation.urn)
            documents = [own.filter(kind=one).order_by("-summary__entities", "name")[0] for one in OWN[kind]]
        for name, address in addresses(actor_of(user, organisation.id), documents).items():
            gc.collect()
            found = timed(client, address, times)
            if found is None:
                silent.append(name)
            else:
                pages[name] = found
        for row in documents[-1:]:
            changes[f"{row.kind} of {row.summary.entities} entities"] = changed(kind, organisation, user, row, client)
    sys.stdout.write(json.dumps({"pages": pages, "silent": silent, "changes": changes}))


if __name__ == "__main__":
    main(json.load(sys.stdin), int(sys.argv[1]))
