"""What holds for every register: no risk without its facts, nothing turned round by more facts, paths that connect."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.assess.results import EngineReport
from anzenkarte.assess.run import Assessment, run
from anzenkarte.assess.scenarios import Scenario
from anzenkarte.catalogue.conditions import nodes
from anzenkarte.catalogue.conditions.nodes import Condition
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.select import choose
from tests.assess.cases import catalogue, sample
from tests.assess.edits import VOCABULARY, field_value

CASES = (
    ("handa-2021", "handa-emr"),
    ("saas-emr", "hoshizora-kiku"),
    ("phr-app", "techo-phr"),
    ("orthanc-clinic", "aozora"),
    ("online-consultation", "sumire"),
    ("nursing-care", "hinata"),
    ("power-and-catering", "kusunoki"),
)
DAY = date(2024, 4, 1)


def _assess(documents: tuple[Document, ...], about: str) -> Assessment:
    editions = catalogue().resolve(("mhlw-6.0",), DAY)
    return run(choose(documents, VOCABULARY, about), catalogue(), DAY, editions)


@cache
def _full(name: str, about: str) -> Assessment:
    return _assess(sample(name), about)


def _report(name: str, about: str) -> EngineReport:
    return _full(name, about).reports["risk"]


@pytest.mark.parametrize(("name", "about"), CASES)
def test_each_scenario_says_what_it_rests_on(name: str, about: str) -> None:
    report = _report(name, about)
    assert report.scenarios
    assert [s.id for s in report.scenarios] == sorted({s.id for s in report.scenarios})
    for scenario in report.scenarios:
        known = [read for read in scenario.facts if read.fact.known]
        if scenario.state == "not_excluded":
            assert scenario.missing, scenario.id
        else:
            assert known, scenario.id
            assert not scenario.missing, scenario.id
        assert (scenario.impact is None) == (scenario.state == "excluded")


@pytest.mark.parametrize(("name", "about"), CASES)
def test_measures_only_lower(name: str, about: str) -> None:
    scales = catalogue().scales
    assert scales is not None
    for scenario in _report(name, about).scenarios:
        if scenario.stands:
            levels = [scales.rank(level) for level in (scenario.level, scenario.current, scenario.residual)]
            assert levels == sorted(levels), scenario.id
            if scenario.possible:
                assert scales.rank(scenario.possible) < levels[1]


@pytest.mark.parametrize(("name", "about"), CASES)
def test_paths_connect_and_are_as_sure_as_their_steps(name: str, about: str) -> None:
    assessment = _full(name, about)
    report = assessment.reports["risk"]
    by_id = {scenario.id: scenario for scenario in report.scenarios}
    for chain in report.chains:
        for here, there in zip(chain.path, chain.path[1:], strict=False):
            neighbours = assessment.facts.fact(here, "component.neighbours").value
            assert isinstance(neighbours, tuple)
            assert there in neighbours
        steps = [by_id[step] for step in chain.steps]
        assert steps[0].id == chain.entry
        assert steps[-1].id == chain.goal
        assert (chain.state == "raised") == all(step.state == "raised" for step in steps)
        assert all(by_id[id].stands for id in (*chain.backups, *chain.beside))


@pytest.mark.parametrize(("name", "about"), CASES)
def test_items_and_scenarios_name_each_other(name: str, about: str) -> None:
    report = _report(name, about)
    standing = {scenario.id: scenario for scenario in report.scenarios if scenario.stands}
    touched = {scenario for one in report.discharges for scenario in one.scenarios}
    assert touched == set(standing)
    for one in report.discharges:
        assert catalogue().item(one.item) is not None
        assert all(catalogue().item(practice) is not None for practice in one.practices)
        for measure, state in one.measures:
            id, _, own = measure.partition("#")
            assert next(t.state for t in standing[id].measures if t.measure == own) == state
        assert set(one.left) <= {name for name, state in one.measures if state != "in_place"}
        assert bool(one.consent) <= (one.outcome == "not_met")


def _states(assessment: Assessment) -> dict[str, Scenario]:
    return {scenario.id: scenario for scenario in assessment.reports["risk"].scenarios}


@given(st.data())
@settings(max_examples=60)
def test_more_facts_never_turn_a_risk_round(data: st.DataObject) -> None:
    name, about = data.draw(st.sampled_from(CASES))
    documents = list(sample(name))
    before = _states(_full(name, about))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(documents) - 1))
        entity = data.draw(st.sampled_from([e for e in documents[at] if e.kind not in ("statement", "assignment")]))
        # Left-out references point nowhere by design, so only plain fields are filled in.
        specs = [
            spec
            for spec in VOCABULARY.kinds[entity.kind].fields.values()
            if not spec.derived and spec.type in ("bool", "enum", "int", "date")
        ]
        missing = [s for s in specs if not any(s.short in p.fields for p in _parts(documents, entity))]
        if missing:
            spec = data.draw(st.sampled_from(missing))
            value = data.draw(field_value(spec, documents).filter(lambda value: not isinstance(value, dict)))
            fields = {**entity.fields, spec.short: value}
            documents[at] = documents[at].with_entity(Entity(entity.kind, entity.id, fields))
    after = _states(_assess(tuple(documents), about))
    for id, scenario in before.items():
        if scenario.state == "raised":
            assert after[id].state == "raised", id
        elif scenario.state == "excluded":
            assert id not in after or after[id].state == "excluded", id


def _parts(documents: list[Document], entity: Entity) -> list[Entity]:
    return [found for d in documents if (found := d.entity(entity.kind, entity.id)) is not None]


def test_ids_stay_between_two_revisions() -> None:
    documents = list(sample("handa-2021"))
    server = documents[1].entities["component"]["emr-server"]
    documents[1] = documents[1].with_entity(Entity("component", server.id, {**server.fields, "patched": True}))
    before, after = _states(_full("handa-2021", "handa-emr")), _states(_assess(tuple(documents), "handa-emr"))
    assert before.keys() == after.keys()
    changed = {id for id in before if before[id].json() != after[id].json()}
    assert "guideline-08-vulnerability@component/emr-server" in changed
    assert all("emr-server" in id or "emr-data" in id for id in changed)


def _operands(node: Condition) -> set[str]:
    match node:
        case nodes.Test():
            parts = node.operand if isinstance(node.operand, tuple) else (node.operand,)
            return {part for part in parts if isinstance(part, str)}
        case nodes.All() | nodes.Any():
            return {text for part in node.parts for text in _operands(part)}
        case nodes.Not():
            return _operands(node.part)
        case nodes.Quantified():
            return _operands(node.where) | _operands(node.that)
        case _:
            return set()


def test_no_condition_names_a_sample() -> None:
    names: set[str] = set()
    for name, _ in CASES:
        for document in sample(name):
            names |= {document.name, *(entity.id for entity in document)}
    words = {word for spec in VOCABULARY.facts.values() for word in spec.values}
    said = {text for t in catalogue().threats.values() for part in t.conditions for text in _operands(part)}
    assert said
    assert (said & names) - words == set()
