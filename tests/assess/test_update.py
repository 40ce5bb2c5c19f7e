"""An update equals a full run byte for byte, and evaluates exactly the units that read something that changed."""

from __future__ import annotations

import json
from collections.abc import Hashable
from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.assess.run import Assessment, run, update
from anzenkarte.catalogue.model import Edition
from anzenkarte.karte.case import Case
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.select import choose
from tests.assess import cases
from tests.assess.cases import catalogue
from tests.assess.edits import EDITIONS, VOCABULARY, Documents, edited

# Sample, document the case is about: every kind of case, and one with several engagements.
CASES = (
    ("handa-2021", "handa-emr"),
    ("saas-emr", "hoshizora-kiku"),
    ("phr-app", "techo-phr"),
    ("orthanc-clinic", "aozora"),
    ("power-and-catering", "kusunoki"),
    ("two-engagements", "clinic-sheet"),
)
DAY = date(2024, 4, 1)


@cache
def _documents(name: str) -> Documents:
    """A sample, or the institution with two engagements that stands among the cases."""
    if name == "two-engagements":
        return tuple(cases.documents_of(cases.load(cases.CASES / "conformity/two-services-one-in-scope.yaml")))
    return cases.sample(name)


def _editions(names: tuple[str, ...] = ("mhlw-6.0", "meti-mic-1.1")) -> tuple[Edition, ...]:
    return catalogue().resolve(names, DAY)


def _bytes(assessment: Assessment) -> bytes:
    reports = {name: report.json() for name, report in assessment.reports.items()}
    rest = {"findings": [finding.json() for finding in assessment.findings], "next": str(assessment.next_change)}
    return json.dumps({"reports": reports, **rest}, ensure_ascii=False).encode()


@cache
def _full(name: str, about: str) -> Assessment:
    return run(choose(_documents(name), VOCABULARY, about), catalogue(), DAY, _editions())


def _case(documents: Documents, about: str, base: Case | None) -> Case:
    case = choose(documents, VOCABULARY, about)
    return case if base is None else Case(case.groups, VOCABULARY, base, about=case.about)


@given(st.data())
@settings(max_examples=60)
def test_update_equals_full(data: st.DataObject) -> None:
    name, about = data.draw(st.sampled_from(CASES))
    documents: Documents = _documents(name)
    before = _full(name, about)
    on, editions = DAY, before.editions
    for _ in range(data.draw(st.integers(1, 3))):
        for _ in range(data.draw(st.integers(0, 2))):
            documents = data.draw(edited(documents))
        if data.draw(st.sampled_from((False, False, True))):  # a document comes or goes: another shape of case
            other = data.draw(st.sampled_from([d for d in _documents(name) if d.name != about]))
            there = any(document.name == other.name for document in documents)
            documents = tuple(d for d in documents if d.name != other.name) if there else (*documents, other)
        on += timedelta(days=data.draw(st.sampled_from((0, 0, 0, 1, 40, 900, -1))))
        if data.draw(st.booleans()):
            editions = _editions(tuple(data.draw(st.lists(st.sampled_from(EDITIONS), unique=True, max_size=3))))
        base = before.case if data.draw(st.booleans()) else None
        before = update(before, _case(documents, about, base), on, editions)
        full = run(choose(documents, VOCABULARY, about), catalogue(), on, editions)
        assert _bytes(before) == _bytes(full)
        assert set(before.units) == set(full.units)


@given(st.data())
@settings(max_examples=40)
def test_update_evaluates_what_read_a_change_and_nothing_else(data: st.DataObject) -> None:
    name, about = data.draw(st.sampled_from(CASES))
    before = _full(name, about)
    documents = data.draw(edited(_documents(name)))
    after = update(before, _case(documents, about, before.case))
    full = run(choose(documents, VOCABULARY, about), catalogue(), DAY, before.editions)
    evaluated = _evaluated(before, after)
    if after.case.same_names(before.case):
        assert evaluated == _touched(before, full)
        assert len(evaluated) <= after.evaluated <= full.evaluated
    else:
        assert evaluated == set(full.units)


def _evaluated(before: Assessment, after: Assessment) -> set[Hashable]:
    return {key for key, done in after.units.items() if done is not before.units.get(key)}


def _touched(before: Assessment, full: Assessment) -> set[Hashable]:
    """By brute force: units that are new, and those of whose reads any came out differently."""
    touched = set(full.units) - set(before.units)
    differs: dict[tuple[str, ...], bool] = {}
    for key in set(full.units) & set(before.units):
        for read in before.units[key].keys:
            if read not in differs:
                differs[read] = _read(before.facts, read) != _read(full.facts, read)
            if differs[read]:
                touched.add(key)
    return touched


def _read(facts: FactBase, key: tuple[str, ...]) -> object:
    if key[0] == "#":
        return [(entity.id, entity.digest) for entity in facts.case.index(key[1], key[2:])]
    if key[0] == "@":
        return facts.collection(key[2]) if not key[1] else facts.related(key[1], key[2])
    read = facts.recorded(facts.fact, key[0], key[1])
    return read.value, read.until


@pytest.mark.parametrize(("name", "about"), CASES)
def test_an_untouched_update_evaluates_nothing(name: str, about: str) -> None:
    before = _full(name, about)
    assert before.evaluated >= len(before.units) > 100
    again = update(before, _case(_documents(name), about, before.case))
    assert again.evaluated == 0
    assert _bytes(again) == _bytes(before)
    assert update(again, _case(_documents(name), about, None)).evaluated == 0


def test_one_statement_touches_only_the_units_that_read_it() -> None:
    before = _full("handa-2021", "handa-emr")
    documents = list(cases.sample("handa-2021"))
    old = documents[1].entities["statement"]["c-vpn-patching"]
    documents[1] = documents[1].with_entity(Entity("statement", old.id, {**old.fields, "party": "c-company"}))
    after = update(before, _case(tuple(documents), "handa-emr", before.case))
    evaluated = _evaluated(before, after)
    assert ("demarcation", "patching", "component/vpn-device") in evaluated
    assert len(evaluated) <= after.evaluated < 25
    assert len(before.units) > 300


@pytest.mark.parametrize(("name", "about"), CASES)
def test_until_the_next_change_nothing_changes(name: str, about: str) -> None:
    before = _full(name, about)
    change = before.next_change or date(2199, 12, 31)
    eve = change - timedelta(days=1)
    assert update(before, before.case, eve).evaluated == 0
    assert _bytes(run(before.case, catalogue(), eve, before.editions)) == _bytes(before)
    assert (update(before, before.case, change).evaluated > 0) == (before.next_change is not None)
