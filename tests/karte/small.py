"""Small karte written in a test, read as any file is."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from anzenkarte.catalogue.vocabulary import load_vocabulary
from anzenkarte.formats.values import Json
from anzenkarte.karte.case import Case
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.derivers import fact_base
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choose

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "src/anzenkarte_catalogues/vocabulary")
DAY = date(2024, 4, 1)
Map = dict[str, Json]


def urn(number: int) -> str:
    """A party id."""
    return f"urn:uuid:11111111-1111-4111-8111-{number:012d}"


PARTIES: dict[str, Map] = {
    "clinic": {"urn": urn(1), "name": "Clinic", "kind": "institution", "country": "JP"},
    "maker": {"urn": urn(2), "name": "Maker", "kind": "vendor", "country": "JP"},
    "builder": {"urn": urn(3), "name": "Builder", "kind": "contractor"},
}


def party(slug: str, **fields: Json) -> Map:
    """One of the usual parties, with more fields."""
    return {slug: {**PARTIES[slug], **fields}}


def document(kind: str, name: str, own: Map | None = None, complete: tuple[str, ...] = (), **collections: Map) -> Map:
    """A document of a kind; the usual parties are there unless others are given."""
    named: Map = {"name": name.title(), **({"party": "clinic"} if kind == "institution" else {})}
    if kind == "engagement":
        named |= {"customer": "clinic", "vendor": "maker"}
    found: Map = {"schema": f"anzenkarte/{kind}/1", "name": name, "keeper": "maker" if kind == "service" else "clinic"}
    found |= {kind: {**named, **(own or {})}, "complete": list(complete), "parties": {**PARTIES}}
    return {**found, **collections}


def case(*documents: Map, about: str = "") -> Case:
    """The case of documents, read from text."""
    return choose(read_text(json.dumps(list(documents)), VOCABULARY, None, "small.json"), VOCABULARY, about)


def facts(*documents: Map, about: str = "", on: date = DAY) -> FactBase:
    """Facts of the case of documents."""
    return fact_base(case(*documents, about=about), on)
