"""Asks a filled workspace for every page that answers a GET, and how long a change takes until its verdict is shown.

``python -m benchmarks.workspace_pages TIMES`` reads what ``workspace_seed`` printed from standard input; prints JSON.
"""

from __future__ import annotations

import gc
import json
import re
import sys
import time
from collections.abc import Iterator
from typing import Any, Final

import django

django.setup()

from django.db import connection  # noqa: E402 - after the settings
from django.test import Client  # noqa: E402 - after the settings
from django.test.utils import CaptureQueriesContext  # noqa: E402 - after the settings
from django.urls import URLPattern, URLResolver, get_resolver  # noqa: E402 - after the settings

from anzenkarte.app.console import collect_rarely  # noqa: E402 - after the settings
from anzenkarte.karte.operations import Operation  # noqa: E402 - after the settings
from anzenkarte.web.shared.desk import Rule  # noqa: E402 - after the settings
from anzenkarte.workspace.documents_store.actions import Edit, Publish  # noqa: E402 - after the settings
from anzenkarte.workspace.documents_store.models import KarteDocument  # noqa: E402 - after the settings
from anzenkarte.workspace.organisations.acting import act, actor_of  # noqa: E402 - after the settings
from anzenkarte.workspace.organisations.models import Organisation, User  # noqa: E402 - after the settings
from anzenkarte.workspace.scope import scope  # noqa: E402 - after the settings

_OWN: Final = {"vendor": ("service",), "institution": ("institution", "engagement")}
_FILL: Final = {"kind": "component", "entity": "com-0", "form": "mds-sds", "section": "components", "name": "x"}
_HOST: Final = "127.0.0.1"


def _walk(found: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, place)
        else:
            yield place, one


def addresses(kind: str, organisation: str, documents: list[KarteDocument]) -> dict[str, str]:
    """Address of each page of a desk, by its pattern and the kind of document it is asked for."""
    found: dict[str, str] = {}
    for place, one in _walk(get_resolver().url_patterns):
        rule = getattr(one.callback, "rule", None)
        if not isinstance(rule, Rule) or kind not in rule.kinds:
            continue
        for document in documents if "<uuid:document>" in place else documents[:1]:
            filled = place.replace("<uuid:organisation>", organisation).replace("<uuid:document>", str(document.id))
            words = {**dict.fromkeys(re.findall(r"<\w+:(\w+)>", filled), str(document.id)), **_FILL}
            filled = re.sub(r"<\w+:(\w+)>", lambda part, words=words: words[part[1]], filled)  # type: ignore[misc] # a list of words
            name = place.removeprefix("o/<uuid:organisation>/")
            shown = f"{name} ({document.kind})" if "<uuid:document>" in place else name or "(first page)"
            found[f"{kind}: {re.sub(r'<[a-z]+:([a-z]+)>', r'<1>', shown)}"] = f"/{filled}"
    return found


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
            documents = [own.filter(kind=one).order_by("-summary__entities", "name")[0] for one in _OWN[kind]]
        for name, address in addresses(kind, id_, documents).items():
            gc.collect()
            found = timed(client, address, times)
            if found is None:
                silent.append(name)
            else:
                pages[name] = found
        row = documents[-1]
        if row.kind != "institution":
            changes[f"{row.kind} of {row.summary.entities} entities"] = changed(kind, organisation, user, row, client)
    sys.stdout.write(json.dumps({"pages": pages, "silent": silent, "changes": changes}))


if __name__ == "__main__":
    main(json.load(sys.stdin), int(sys.argv[1]))
