"""More knowledge never turns a known fact into another; a later day is not taken for an earlier one."""

from __future__ import annotations

import json
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.facts.derivers import fact_base
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.vocabulary import FieldSpec
from tests.karte.small import DAY, VOCABULARY, Map, document, facts

# What says how much is written down so far: reached components, whether that is all, advisories at least.
GROWING = frozenset({"case.reached_components", "case.reach_certain", "component.open_advisories"})
# Facts with a default that says so: a copy without an operator is run by its store's, a flow without a receiver ends
# at its target, a component without a whole stands alone, a connection without a device ends where it says and one
# without a carrier is nobody else's.
DEFAULTS = frozenset(
    {
        "copy.operator",
        "flow.receiver",
        "flow.connection",
        "component.part_of",
        "connection.device",
        "connection.carrier",
    }
)
TEXTS = ("JP", "US", "isms")


def _network() -> Document:
    data = document(
        "institution", "site", {"kind": "clinic"}, ("components", "connections", "advisories", "certificates"),
        components={
            "gate": {"name": "gate", "kind": "vpn_device", "stores_medical_information": False},
            "server": {"name": "server", "main_processing": True, "update_owner": "maker"},
        },
        connections={"line": {"name": "line", "endpoints": ["gate", "server"]}},
        advisories={"x": {"reference": "X", "component": "gate", "received_by": ["builder"]}},
        certificates={"c": {"scheme": "isms", "holder": "maker", "valid_until": "2024"}},
        information={"i": {"name": "i"}},
        places={"tokyo": {"name": "t"}, "oregon": {"name": "o", "country": "US"}},
        stores={"s": {"name": "s", "information": ["i"], "operator": "maker"}},
        copies={"c1": {"store": "s", "place": "tokyo"}, "c2": {"store": "s", "keys_held_by": "maker"}},
        flows={"f": {"information": ["i"], "source": "gate", "target": "server", "receiver": "builder"}},
    )  # fmt: skip
    return read_text(json.dumps(data), VOCABULARY, None, "site.json")[0]


NETWORK = _network()


def _value(spec: FieldSpec) -> st.SearchStrategy[Json]:
    refs = sorted(NETWORK.entities.get(spec.target, {}))
    simple: dict[str, st.SearchStrategy[Json]] = {
        "bool": st.booleans(),
        "int": st.integers(0, 3),
        "date": st.sampled_from(("2019", "2024", "2024-04", "2024-04-01", "2031")),
        "enum": st.sampled_from(sorted(spec.values) or ["x"]),
        "ref": st.sampled_from(refs or ["nobody"]),
    }
    one = simple.get(spec.type, st.sampled_from(TEXTS))
    return st.lists(one, max_size=2, unique_by=repr) if spec.many else one


def _all(document: Document) -> dict[tuple[str, str], tuple[object, str]]:
    base = fact_base(choose([document], VOCABULARY), DAY)
    found: dict[tuple[str, str], tuple[object, str]] = {}
    for name, spec in VOCABULARY.facts.items():
        for subject in base.collection(spec.kind).subjects:
            if not spec.upstream and name not in GROWING:
                fact = base.fact(subject, name)
                found[subject, name] = (fact.value, fact.unknown)
    return found


BEFORE = _all(NETWORK)


@given(st.data())
@settings(max_examples=120)
def test_a_field_filled_in_never_changes_a_known_fact_into_another(data: st.DataObject) -> None:
    document_, before = NETWORK, BEFORE
    for _ in range(data.draw(st.integers(1, 4))):
        entity = data.draw(st.sampled_from(list(document_)))
        specs = [
            spec
            for spec in VOCABULARY.kinds[entity.kind].fields.values()
            if not spec.derived and spec.short not in entity.fields and spec.name not in DEFAULTS
        ]
        spec = data.draw(st.sampled_from(specs))
        if spec.name == "advisory.component":
            continue
        fields = {**entity.fields, spec.short: data.draw(_value(spec))}
        document_ = document_.with_entity(Entity(entity.kind, entity.id, fields))
        now = _all(document_)
        turned = {
            key: (then, now[key])
            for key, then in before.items()
            if not then[1] and now[key] != then and now[key][1] != "conflicting"
        }
        assert turned == {}
        before = now


# --- the day --------------------------------------------------------------------------------------------------


@given(st.dates(date(2023, 12, 1), date(2025, 2, 1)), st.integers(0, 500))
@settings(max_examples=60)
def test_facts_of_a_later_day_taken_over_are_those_of_that_day(on: date, days: int) -> None:
    later_day = date.fromordinal(on.toordinal() + days)
    names = ("certificate.valid", "component.supported", "component.open_advisories")
    listed: Map = {"a": {"reference": "X", "component": "x", "published_on": "2024-06", "applied": False}}
    written = document(
        "service", "emr", None, ("advisories",),
        components={"x": {"name": "x", "end_of_support": "2024-09"}},
        certificates={"c": {"scheme": "isms", "valid_from": "2024-02", "valid_until": "2024-11"}},
        advisories=listed,
    )  # fmt: skip
    before = facts(written, on=on)
    subjects = ("certificate/c", "component/x", "component/x")
    for subject, name in zip(subjects, names, strict=True):
        before.fact(subject, name)
    after = fact_base(before.case, later_day, before)
    anew = fact_base(before.case, later_day)
    for subject, name in zip(subjects, names, strict=True):
        assert after.fact(subject, name) == anew.fact(subject, name)
