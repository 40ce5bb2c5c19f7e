"""The lines an assessment offers: what somebody holds, answers or bears, each with everything it rests on."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest

from anzenkarte.accord.gather import SIGNABLE, Trace, lines_of, open_cells
from anzenkarte.accord.lines import Line, changes
from anzenkarte.accord.terms import is_term, read_terms, renewed
from anzenkarte.assess.run import Assessment, run
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.cli.work.inputs import read_karte
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.karte.document import Entity
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError

DAY = date(2021, 10, 30)
TERMS = """
terms:
  patch-time:
    kind: residual
    text: {ja: 14日, en: 14 days}
    about: [component/vpn-device]
    items: [mhlw-6.0/operations/3/3]
"""


@lru_cache(maxsize=1)
def handa() -> Assessment:
    catalogue = open_catalogue()
    case = choose(read_karte("handa-2021", catalogue), catalogue.vocabulary)
    return run(case, catalogue, DAY, catalogue.resolve(["mhlw-6.0", "meti-mic-1.1"], DAY))


def changed(assessment: Assessment, kind: str, id_: str, **fields: bool) -> Assessment:
    """The same with other fields of one entity in the engagement."""
    catalogue = assessment.catalogue
    documents = []
    for document in assessment.case.documents:
        entity = document.entity(kind, id_)
        if document.kind == "engagement" and entity is not None:
            document = document.with_entity(Entity(kind, id_, {**entity.fields, **fields}))
        documents.append(document)
    return run(choose(documents, catalogue.vocabulary, "handa-emr"), catalogue, DAY, assessment.editions)


def test_a_duty_line_for_every_cell_somebody_holds_and_none_else() -> None:
    cells = [cell for report in handa().reports.values() for cell in report.cells]
    held = {f"duty/{cell.id}" for cell in cells if cell.state in SIGNABLE}
    assert {line.id for line in lines_of(handa()) if line.kind == "duty"} == held
    assert sum(open_cells(handa()).values()) == len(cells) - len(held)
    assert {"gap", "contradiction"} <= set(open_cells(handa()))


def test_a_line_names_parties_by_urn_and_what_it_rests_on() -> None:
    lines = {line.id: line for line in lines_of(handa())}
    vpn = lines["duty/configuration/normal/do@component/vpn-device"]
    assert vpn.content["parties"] == ["urn:uuid:dffaccba-a188-47ef-a041-c515f5e3e2b0"]
    assert "entity engagement/handa-emr#component/vpn-device" in vpn.basis
    assert "entity engagement/handa-emr#statement/a-vpn-operation" in vpn.basis
    assert "item mhlw-6.0/operations/3/3" in vpn.basis
    risks = [line for line in lines.values() if line.kind == "residual"]
    raised = {s.id for s in handa().reports["risk"].scenarios if s.state == "raised"}
    assert {line.id for line in risks} == {f"residual/{id_}" for id_ in raised}
    assert all(line.basis for line in lines.values())


def test_a_changed_entity_reopens_exactly_the_lines_that_rest_on_it_or_say_otherwise() -> None:
    before = {line.id: line for line in lines_of(handa())}
    after = {line.id: line for line in lines_of(changed(handa(), "component", "vpn-device", backed_up=True))}
    name = "entity engagement/handa-emr#component/vpn-device"
    for id_, line in before.items():
        found = changes(line, after.get(id_))
        assert (name in line.basis) == bool(found), (id_, found)
    assert sum(name in line.basis for line in before.values()) >= 2


def test_terms_are_lines_that_rest_on_what_they_name() -> None:
    trace = Trace(handa().case, handa().catalogue)
    (term,) = read_terms(load_one(TERMS, "terms.yaml"), trace)
    assert (term.id, term.kind, is_term(term)) == ("residual/patch-time", "residual", True)
    assert set(term.basis) == {"entity engagement/handa-emr#component/vpn-device", "item mhlw-6.0/operations/3/3"}
    assert renewed(term, trace).digest == term.digest
    other = changed(handa(), "component", "vpn-device", backed_up=True)
    again = renewed(term, Trace(other.case, other.catalogue))
    assert changes(term, again) == ("entity engagement/handa-emr#component/vpn-device",)
    derived = [line for line in lines_of(handa()) if line.kind in ("sla", "residual")]
    assert not any(is_term(line) for line in derived)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("terms: []", "accord.terms"),
        ("terms: {a: x}", "accord.term"),
        ("terms: {a: {kind: duty, text: {ja: x, en: x}}}", "accord.term-kind"),
        ("terms: {a: {kind: sla, text: x}}", "accord.term-text"),
        ("terms: {a: {kind: sla, text: {ja: x, en: ' '}}}", "accord.term-text"),
        ("terms: {a: {kind: sla, text: {ja: x, en: x}, about: [component/none]}}", "accord.term-subject"),
        ("terms: {a: {kind: sla, text: {ja: x, en: x}, items: [none/1]}}", "accord.term-item"),
        ("terms: {a: {kind: sla, text: {ja: x, en: x}, items: none}}", "accord.term-list"),
        ("terms: {a: {kind: sla, text: {ja: x, en: x}, other: 1}}", "accord.term-key"),
    ],
)
def test_terms_that_are_not_in_order_are_refused(text: str, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_terms(load_one(text, "terms.yaml"), Trace(handa().case, handa().catalogue))
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_line_says_its_digest() -> None:
    line = Line("a", "sla", {"x": 1}, {"entity y": "z"})
    assert line.json()["digest"] == line.digest
    assert line.digest != Line("b", "sla", {"x": 1}, {"entity y": "z"}).digest
