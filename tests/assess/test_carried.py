"""Answers about items of other editions: what carries over, what is only a hint, and what an update makes of it."""

from __future__ import annotations

from datetime import date

import jsonschema_rs

from anzenkarte.assess.run import Assessment, run, update
from anzenkarte.documents.report_schema import report_schema
from anzenkarte.karte.case import Case
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.verdicts import Reason, Verdict
from tests.assess.cases import catalogue

ON = date(2026, 11, 25)
HEAD = """\
schema: anzenkarte/institution/1
name: clinic-sheet
keeper: clinic
institution: {name: Clinic, party: clinic, kind: clinic}
parties:
  clinic: {urn: "urn:uuid:11111111-1111-4111-8111-111111111111", name: Clinic, kind: institution}
  other: {urn: "urn:uuid:33333333-3333-4333-8333-333333333333", name: Other, kind: institution}
components:  # one server kept up by the clinic itself: the part for institutions that outsource maintenance is out
  own-server: {name: Server, kind: server, stores_medical_information: true, update_owner: clinic, update_basis: none}
"""


def _case(*statements: str) -> Case:
    text = HEAD + "statements:\n" + "".join(f"  {line}\n" for line in statements) if statements else HEAD
    held = catalogue()
    duties = frozenset(duty.id for duty in held.duties)
    return choose(read_text(text, held.vocabulary, duties, "clinic.yaml"), held.vocabulary, "")


def _assess(*statements: str, editions: tuple[str, ...] = ("mhlw-7.0",)) -> Assessment:
    return run(_case(*statements), catalogue(), ON, catalogue().resolve(editions, ON))


def _verdict(assessment: Assessment, item: str) -> Verdict:
    return next(v for v in assessment.reports["conformity"].verdicts if v.item == item)


def _codes(steps: tuple[Reason, ...]) -> list[str]:
    return [step.code for step in steps]


YES = 's1: {by: clinic, item: mhlw-6.0/operations/17/2, answer: "yes"}'
NO = 's1: {by: clinic, item: mhlw-6.0/operations/17/2, answer: "no"}'
TWO_FACTOR = 's2: {by: clinic, item: mhlw-6.0/operations/14/5, answer: "yes"}'


def test_what_carries_over_is_stated_with_its_item_and_path() -> None:
    verdict = _verdict(_assess(YES), "mhlw-7.0/operations/17/2")
    assert (verdict.outcome, verdict.basis, verdict.carried_from) == ("met", "stated", "mhlw-6.0/operations/17/2")
    assert verdict.trace.code == "trace.carried"
    (step,) = verdict.trace.steps
    assert step.code == "trace.carry-step"
    assert dict(step.params) == {
        "crosswalk": "mhlw-6.0-mhlw-7.0",
        "from": "mhlw-7.0/operations/17/2",
        "relation": "equal",
        "strength": "2",
        "to": "mhlw-6.0/operations/17/2",
    }
    assert verdict.json()["carried_from"] == "mhlw-6.0/operations/17/2"


def test_a_hint_is_listed_and_decides_nothing() -> None:
    verdict = _verdict(_assess(TWO_FACTOR), "mhlw-7.0/operations/14/5")
    assert (verdict.outcome, verdict.carried_from, verdict.statements) == ("unknown", "", ())
    hints = [step for step in verdict.trace.steps if step.code == "trace.carry-hint"]
    assert [dict(hint.params)["item"] for hint in hints] == ["mhlw-6.0/operations/14/5"]
    assert hints[0].result == "met"


def test_answers_that_carry_over_and_differ_decide_nothing() -> None:
    other = 's3: {by: other, item: mhlw-6.0/operations/17/2, answer: "no"}'
    verdict = _verdict(_assess(YES, other), "mhlw-7.0/operations/17/2")
    assert (verdict.outcome, verdict.carried_from) == ("unknown", "")
    assert _codes(verdict.trace.steps) == ["trace.carry-hint", "trace.carry-hint"]


def test_nothing_crosses_where_the_numbers_agree_and_the_topics_do_not() -> None:
    verdict = _verdict(
        _assess('s1: {by: clinic, item: mhlw-6.0/operations/14/8, answer: "yes"}'), "mhlw-7.0/operations/14/8"
    )
    assert (verdict.outcome, verdict.trace.steps) == ("unknown", ())


def test_a_statement_about_an_unknown_item_says_nothing() -> None:
    plain, odd = _assess(), _assess('s1: {by: clinic, item: mhlw-5.1/6/1, answer: "yes"}')
    assert odd.reports["conformity"].json() == plain.reports["conformity"].json()


def test_an_update_equals_a_full_assessment_whatever_is_said_of_other_editions() -> None:
    steps = [(), (YES,), (NO,), (NO, TWO_FACTOR), (TWO_FACTOR,), ()]
    before = _assess()
    for statements in steps:
        case = _case(*statements)
        before = update(before, case)
        full = run(case, catalogue(), ON, before.editions)
        assert {n: r.json() for n, r in before.reports.items()} == {n: r.json() for n, r in full.reports.items()}


def test_a_carried_verdict_satisfies_the_schema_of_the_report() -> None:
    defs = report_schema()["$defs"]
    validator = jsonschema_rs.validator_for({"$ref": "#/$defs/verdict", "$defs": defs})
    for item in ("mhlw-7.0/operations/17/2", "mhlw-7.0/operations/14/5"):
        written = _verdict(_assess(YES, TWO_FACTOR), item).json()
        assert validator.is_valid(written)
        assert not validator.is_valid({**written, "carried_over": "x"})
