"""How often each page asks the database: as often as ``queries.json`` says, however many documents there are.

``RECORD_QUERIES=1 pytest tests/web/test_queries.py`` writes the table anew; a number that grew wants a reason.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from anzenkarte.karte.document import Document, Entity
from anzenkarte.web.shared.desk import Rule
from anzenkarte.workspace.assessments.projection import refresh_all
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import catalogue, load, store_revision
from anzenkarte.workspace.scope import scope
from tests.counting import questions

TABLE = Path(__file__).with_name("queries.json")
DESKS = {"saas-vendor": "vendor", "hospital": "institution", "clinic": "institution", "supervisor": "supervisor"}
DOCUMENTS = {"vendor": ("service", "engagement"), "institution": ("institution", "engagement"), "supervisor": ()}
ROWS = {
    "parcel": ("handovers", "Parcel", ("outgoing", "about", "counterpart", "sequence")),
    "member": ("organisations", "Membership", ("role", "binds")),
    "grant": ("organisations", "Grant", ("since",)),
    "token": ("tokens", "Token", ("made",)),
}
TIMES = 4
SignedIn = Callable[..., Client]


def _walk(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, place)
        else:
            yield place, one


def _pages(world: World, key: str) -> Iterator[tuple[str, str]]:
    """Name and address of each page of a party's desk, for the first document of each kind it keeps."""
    organisation = world.organisations[key]
    for place, one in _walk(get_resolver().url_patterns):
        rule = getattr(one.callback, "rule", None)
        if not isinstance(rule, Rule) or organisation.kind not in rule.kinds:
            continue
        name = re.sub(r"<[a-z]+:", "<", place.removeprefix("o/<uuid:organisation>/"))
        for document in _documents(world, key) if "<uuid:document>" in place else (None,):
            words = _words(world, key, document)
            filled = re.sub(r"<\w+:(\w+)>", lambda part, words=words: words.get(part[1], "x"), place)
            yield f"{name} {'' if document is None else document.kind}".strip(), f"/{filled}"


def _documents(world: World, key: str) -> list[KarteDocument]:
    organisation = world.organisations[key]
    with scope(organisation.id):
        rows = KarteDocument.objects.select_related("head").filter(keeper_urn=organisation.urn, head__isnull=False)
        firsts = [rows.filter(kind=kind).order_by("created", "name").first() for kind in DOCUMENTS[organisation.kind]]
    return [row for row in firsts if row is not None]


def _words(world: World, key: str, document: KarteDocument | None) -> dict[str, str]:
    organisation = world.organisations[key]
    found = {"organisation": str(organisation.id), "form": min(catalogue().forms), "kind": "x", "entity": "x"}
    with scope(organisation.id):
        for name, (app, model, order) in ROWS.items():
            row = apps.get_model(app, model).objects.order_by(*order).first()
            found |= {} if row is None else {name: str(row.pk)}
        if document is not None:
            content = load(document.head)
            kind, id_ = next(((e.kind, e.id) for e in content if e.kind != content.kind), (content.kind, content.name))
            found |= {"document": str(document.id), "kind": kind, "entity": id_, "name": document.name}
    if key == "supervisor":
        found["institution"] = str(world.organisations["hospital"].id)
    return found


def _asked(client: Client, address: str) -> int | None:
    """How many questions a page asks that was shown before; None where nothing is shown."""
    if client.get(address).status_code != 200:
        return None
    # What a page leaves to be made after it is made first, so that every run counts the whole page.
    client.get(f"{address}{'&' if '?' in address else '?'}now=1")
    with questions() as found:
        client.get(address)
    return len(found)


def _counts(world: World, key: str, signed_in: SignedIn) -> dict[str, int]:
    on = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    refresh_all(world.organisations[key].id, on)
    client = signed_in(key, "administrators")
    found = {name: _asked(client, address) for name, address in _pages(world, key)}
    return {name: count for name, count in sorted(found.items()) if count is not None}


def _renamed(document: Document, name: str) -> Document:
    (own,) = document.entities[document.kind].values()
    entities = {**document.entities, document.kind: {name: Entity(document.kind, name, own.fields)}}
    return replace(document, name=name, header={**document.header, "name": name}, entities=entities, sealed="")


def _multiply(world: World, key: str) -> int:
    """Every document a party holds that many times over, under other names; gives how many there are then."""
    organisation = world.organisations[key]
    with scope(organisation.id):
        for row in list(KarteDocument.objects.select_related("head").filter(head__isnull=False)):
            if row.kind == "institution":
                continue  # an organisation has one
            for number in range(TIMES - 1):
                document = _renamed(load(row.head), f"{row.name}-{number}")
                holder = KarteDocument.objects.create(
                    organisation=organisation, keeper_urn=row.keeper_urn, kind=row.kind, name=document.name
                )
                store_revision(holder, document, world.editors[key].pk)
        return int(KarteDocument.objects.count())


@pytest.mark.parametrize("key", DESKS)
def test_each_page_asks_as_often_as_the_table_says(world: World, signed_in: SignedIn, key: str) -> None:
    counts = _counts(world, key, signed_in)
    table = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    if os.environ.get("RECORD_QUERIES") == "1":
        text = json.dumps({**table, key: counts}, indent=1, sort_keys=True) + "\n"
        TABLE.write_text(text, encoding="utf-8")
    else:
        told = table[key]
        assert {name for name in counts if name not in told} == set(), (
            "pages without a number; see the top of this file"
        )
        assert {name: (told[name], count) for name, count in counts.items() if count > told[name]} == {}
        assert len(counts) > 4


@pytest.mark.parametrize("key", ["saas-vendor", "hospital"])
def test_no_page_asks_more_often_where_there_are_more_documents(world: World, signed_in: SignedIn, key: str) -> None:
    few = _counts(world, key, signed_in)
    assert _multiply(world, key) > 2 * TIMES
    many = _counts(world, key, signed_in)
    assert {name: (count, many[name]) for name, count in few.items() if many.get(name, 0) > count} == {}
