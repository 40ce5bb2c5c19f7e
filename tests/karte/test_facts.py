"""Derived facts and stated facts: what they say and when they cannot tell."""

from __future__ import annotations

import pytest

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.derivers import DERIVERS, fact_base
from anzenkarte.karte.select import choose
from tests.karte.small import DAY, PARTIES, VOCABULARY, Map, document, facts, urn


def test_every_derived_fact_has_its_deriver_and_every_deriver_its_fact() -> None:
    named = {name for name, spec in VOCABULARY.facts.items() if spec.derived and not spec.upstream}
    assert set(DERIVERS) == named
    assert all(spec.derived for spec in VOCABULARY.facts.values() if spec.upstream)


def _known(base: FactBase, subject: str, name: str) -> object:
    fact = base.fact(subject, name)
    return fact.unknown or fact.value


# --- stated facts ---------------------------------------------------------------------------------------------


def _said(*statements: Map, **server: Json) -> FactBase:
    about: Map = {"subject": "component/server", "fact": "component.patched"}
    named: Map = {f"s{number}": {**about, **statement} for number, statement in enumerate(statements)}
    components: Map = {"server": {"name": "Server", **server}}
    return facts(document("service", "emr", components=components, statements=named))


OWN: Map = {"by": "maker", "value": True, "date": "2024-01-10"}


def test_a_word_supplies_what_no_document_holds() -> None:
    fact = _said(OWN).fact("component/server", "component.patched")
    assert (fact.value, fact.origin, fact.where) == (True, "stated", "statement/s0")


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ([{**OWN, "recorded_by": "clinic"}], "missing"),
        ([OWN, {**OWN, "value": False, "date": "2024-02-10"}], False),
        ([{**OWN, "value": False, "date": "令和6年2月10日"}, OWN], False),
        ([OWN, {**OWN, "by": "builder"}], True),
        ([OWN, {**OWN, "by": "builder", "value": False}], "conflicting"),
        ([OWN, {**OWN, "value": False, "date": "2023-01-01", "supersedes": "s0"}], False),
        # Another's word, or hearsay, replaces nothing.
        ([OWN, {"by": "builder", "recorded_by": "builder", "value": True, "supersedes": "s0"}], True),
        ([OWN, {**OWN, "recorded_by": "clinic", "value": False, "date": "2024-03-01", "supersedes": "s0"}], True),
    ],
)
def test_whose_word_counts(statements: list[Map], expected: object) -> None:
    assert _known(_said(*statements), "component/server", "component.patched") == expected


def test_a_document_decides_over_words() -> None:
    fact = _said(OWN, patched=False).fact("component/server", "component.patched")
    assert (fact.value, fact.origin) == (False, "document")
    assert _said(OWN, patched={"unknown": "stated"}).fact("component/server", "component.patched").unknown


def test_what_is_derived_from_a_word_is_only_stated() -> None:
    about: Map = {"subject": "component/server", "fact": "component.end_of_support", "value": "2025", "by": "maker"}
    components: Map = {"server": {"name": "Server"}, "other": {"name": "Other", "end_of_support": "2025"}}
    base = facts(document("service", "emr", components=components, statements={"s": about}))
    assert base.fact("component/server", "component.supported").origin == "stated"
    assert base.fact("component/other", "component.supported").origin == "derived"


# --- reachability ---------------------------------------------------------------------------------------------


def _net(connections: dict[str, Map], complete: tuple[str, ...] = ("connections",), **parts: Json) -> FactBase:
    components: Map = {slug: {"name": slug} for slug in ("gate", "server", "pc", "lonely")}
    components["app"] = {"name": "app", "part_of": "server", **parts}
    written: Map = {slug: {"name": slug, **fields} for slug, fields in connections.items()}
    return facts(document("service", "emr", None, complete, components=components, connections=written))


LINE: Map = {"endpoints": ["gate"], "from_outside": True}
LAN: Map = {"endpoints": ["gate", "server"], "from_outside": False}


def _reached(base: FactBase) -> dict[str, object]:
    return {
        s: _known(base, f"component/{s}", "component.reachable_from_outside") for s in ("gate", "server", "app", "pc")
    }


def test_reached_over_any_number_of_connections_and_into_parts() -> None:
    assert _reached(_net({"line": LINE, "lan": LAN})) == {"gate": True, "server": True, "app": True, "pc": False}


def test_a_circle_of_connections_ends() -> None:
    circle: dict[str, Map] = {
        "line": LINE,
        "a": {"endpoints": ["gate", "server"], "from_outside": False},
        "b": {"endpoints": ["server", "pc"], "from_outside": False},
        "c": {"endpoints": ["pc", "gate"], "from_outside": False},
    }
    assert _reached(_net(circle)) == {"gate": True, "server": True, "app": True, "pc": True}


@pytest.mark.parametrize(
    ("connections", "complete", "parts"),
    [
        ({"line": LINE, "lan": LAN}, (), {}),
        (
            {"line": LINE, "lan": LAN, "more": {"endpoints": {"unknown": "stated"}, "from_outside": False}},
            ("connections",),
            {},
        ),
        ({"line": LINE, "lan": LAN, "more": {"endpoints": ["pc"]}}, ("connections",), {}),
        ({"line": {**LINE, "device": {"unknown": "stated"}}, "lan": LAN}, ("connections",), {}),
        ({"line": LINE, "lan": LAN}, ("connections",), {"part_of": {"unknown": "stated"}}),
    ],
)
def test_not_reached_is_said_only_when_nothing_is_open(
    connections: dict[str, Map], complete: tuple[str, ...], parts: dict[str, Json]
) -> None:
    found = _reached(_net(connections, complete, **parts))
    assert (found["gate"], found["pc"]) == (True, "missing")


def test_who_reaches_a_part_reaches_the_whole() -> None:
    found = _reached(_net({"line": {"endpoints": ["app"], "from_outside": True}}))
    assert (found["app"], found["server"], found["gate"]) == (True, True, False)


# --- chains of control ----------------------------------------------------------------------------------------


def _chain(**links: Map) -> FactBase:
    parties: Map = {**PARTIES}
    for number, (slug, fields) in enumerate(links.items(), start=10):
        parties[slug] = {"urn": urn(number), "name": slug, **fields}
    return facts(document("service", "emr", parties=parties))


@pytest.mark.parametrize(
    ("links", "countries", "ultimate"),
    [
        ({"a": {"country": "JP", "no_parent": True}}, ("JP",), "JP"),
        ({"a": {"country": "JP", "parent": "b"}, "b": {"country": "US", "no_parent": True}}, ("JP", "US"), "US"),
        ({"a": {"country": "JP", "parent": "b"}, "b": {"country": "US"}}, "missing", "missing"),
        ({"a": {"country": "JP", "parent": "b"}, "b": {"no_parent": True}}, "missing", "missing"),
        ({"a": {"country": "JP"}}, "missing", "missing"),
        ({"a": {"country": "JP", "no_parent": False}}, "missing", "missing"),
        ({"a": {"country": "JP", "parent": {"unknown": "withheld"}}}, "withheld", "withheld"),
        (
            {"a": {"country": "JP", "parent": "b", "no_parent": True}, "b": {"country": "US", "no_parent": True}},
            "conflicting",
            "conflicting",
        ),
    ],
)
def test_chains_of_parents(links: dict[str, Map], countries: object, ultimate: object) -> None:
    base = _chain(**links)
    assert _known(base, "party/a", "party.control_countries") == countries
    assert _known(base, "party/a", "party.ultimate_country") == ultimate


def test_a_circle_of_parents_is_conflicting() -> None:
    """Reading refuses a circle; two documents that each hold a half make one all the same."""
    base = _chain(a={"country": "JP", "parent": "b"}, b={"country": "US"})
    (service,) = base.case.documents
    circle = service.with_entity(Entity("party", "b", {"urn": urn(11), "name": "b", "country": "US", "parent": "a"}))
    closed = fact_base(choose([circle], VOCABULARY), DAY)
    assert _known(closed, "party/a", "party.control_countries") == "conflicting"


# --- servers, support, certificates, advisories ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("stores", "main", "server"),
    [
        (True, None, True),
        (None, True, True),
        (True, False, True),
        (False, False, False),
        (False, None, "missing"),
        (None, False, "missing"),
        (None, None, "missing"),
    ],
)
def test_what_counts_as_a_server(stores: bool | None, main: bool | None, server: object) -> None:
    fields: Map = {"name": "x", "stores_medical_information": stores, "main_processing": main}
    written: Map = {key: value for key, value in fields.items() if value is not None}
    base = facts(document("service", "emr", components={"x": written}))
    assert _known(base, "component/x", "component.server") == server


@pytest.mark.parametrize(
    ("end", "supported"),
    [
        ("2024-04-01", True),
        ("2024-03-31", False),
        ("2024-04", True),
        ("2024", "missing"),
        ("2025", True),
        ("9999-12-31", True),
        (None, "missing"),
    ],
)
def test_support_ends_with_its_last_day(end: str | None, supported: object) -> None:
    fields: Map = {"name": "x"} if end is None else {"name": "x", "end_of_support": end}
    base = facts(document("service", "emr", components={"x": fields}))
    assert _known(base, "component/x", "component.supported") == supported


@pytest.mark.parametrize(
    ("start", "until", "valid"),
    [
        ("2023-01-01", "2024-04-01", True),
        ("2023-01-01", "2024-03-31", False),
        ("2024-04-02", "2025-03-31", False),
        ("2024-04", "2025-03-31", "missing"),
        (None, "2024-03-31", False),
        (None, "2025-03-31", "missing"),
        ("2023-01-01", None, "missing"),
    ],
)
def test_a_certificate_is_valid_between_its_days(start: str | None, until: str | None, valid: object) -> None:
    fields: Map = {"scheme": "isms", "valid_from": start, "valid_until": until}
    written: Map = {key: value for key, value in fields.items() if value is not None}
    base = facts(document("service", "emr", certificates={"x": written}))
    assert _known(base, "certificate/x", "certificate.valid") == valid


def _advisories(*listed: Map, complete: bool = True) -> FactBase:
    named: Map = {f"a{number}": {"reference": "X", "component": "x", **fields} for number, fields in enumerate(listed)}
    ready = ("advisories",) if complete else ()
    return facts(document("service", "emr", None, ready, components={"x": {"name": "x"}}, advisories=named))


@pytest.mark.parametrize(
    ("listed", "count"),
    [
        ([], 0),
        ([{"published_on": "2023", "applied": False}], 1),
        ([{"published_on": "2025", "applied": False}], 0),
        ([{"published_on": "2024", "applied": False}], "missing"),
        ([{"applied": False}], "missing"),
        ([{"applied": True}], 0),
        ([{"published_on": "2023"}], "missing"),
        ([{"published_on": "2023", "applied": {"unknown": "stated"}}], "stated_unknown"),
    ],
)
def test_open_advisories(listed: list[Map], count: object) -> None:
    assert _known(_advisories(*listed), "component/x", "component.open_advisories") == count


def test_an_open_list_of_advisories_never_shows_that_there_is_none() -> None:
    assert _known(_advisories(complete=False), "component/x", "component.open_advisories") == "missing"


@pytest.mark.parametrize(
    ("fields", "relayed", "known"),
    [
        ({"received_by": ["maker"], "passed_to": []}, False, True),
        ({"received_by": ["maker"], "passed_to": ["clinic"]}, True, True),
        ({"received_by": ["clinic"]}, True, False),
        ({"received_by": ["maker"]}, "missing", True),
        ({}, "missing", "missing"),
        ({"received_by": {"unknown": "withheld"}, "passed_to": []}, "withheld", "withheld"),
    ],
)
def test_where_an_advisory_went(fields: Map, relayed: object, known: object) -> None:
    base = _advisories(fields)
    assert _known(base, "advisory/a0", "advisory.relayed_to_institution") == relayed
    assert _known(base, "advisory/a0", "advisory.known_to_vendor") == known
