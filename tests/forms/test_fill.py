"""Every answer traces; nothing open is answered; questions come in the order in which they help."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anzenkarte.formats.values import Json
from anzenkarte.forms.fill import fill, fill_all, open_questions
from anzenkarte.forms.grid import coverage_text
from anzenkarte.forms.statements import added_to
from anzenkarte.karte.document import Document
from tests.forms.helpers import CHECKLIST, SAMPLES, assessed, assessment, catalogue, documents, filled, form, forms

LINE = f"{CHECKLIST}/1/1"


def _with(item: str, **fields: str) -> list[Document]:
    docs = documents("handa-2021")
    target = next(one for one in docs if one.kind == "engagement")
    by = next(iter(target.entities["party"]))
    said = added_to(target, {"w1": {"by": by, "item": item, "date": "2026-10-01", **fields}})
    return [said if one is target else one for one in docs]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_answer_of_every_form_traces_to_a_fact_a_verdict_or_a_statement(sample: str) -> None:
    held = assessment(sample)
    verdicts = {v.id for report in held.reports.values() for v in (*report.verdicts, *report.lessons)}
    answered = 0
    for name in forms():
        for answer in filled(name, sample).answers:
            assert answer.open or answer.grounds, answer.line.id
            for ground in answer.grounds:
                if ground.kind == "fact":
                    subject, fact = ground.id.split(" ")
                    found = held.facts.fact(subject, fact)
                    assert found.known
                    assert found.where == ground.where
                elif ground.kind == "verdict":
                    assert ground.id in verdicts
                else:
                    assert held.case.exists(ground.id)
            answered += not answer.open
    assert answered > 20


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_open_has_a_question(sample: str) -> None:
    for name in forms():
        for answer in filled(name, sample).open:
            assert answer.asks, answer.line.id
            assert all(ask.question.ja and ask.question.en for ask in answer.asks)


def test_questions_come_by_how_many_lines_of_all_forms_wait_for_them() -> None:
    questions = open_questions(fill_all(catalogue().forms.values(), assessment("handa-2021")))
    counts = [len(question.lines) for question in questions]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 5
    assert len({question.ask.id for question in questions}) == len(questions)


def test_alone_and_together_a_form_says_the_same() -> None:
    together = fill_all(catalogue().forms.values(), assessment("orthanc-clinic"))
    for one in together:
        assert fill(one.form, assessment("orthanc-clinic")) == one


def test_a_word_answers_where_no_fact_does() -> None:
    held = form("hispro-papers").by_id["hispro-papers/paper-1"]
    done = fill(form("hispro-papers"), assessed(_with(held.id, answer="yes")))
    answer = next(answer for answer in done.answers if answer.line.id == held.id)
    assert answer.value.en == "yes"
    assert [ground.id for ground in answer.grounds] == ["statement/w1"]


def test_a_plan_is_a_no_with_its_day() -> None:
    done = fill(form("hispro-papers"), assessed(_with("hispro-papers/paper-1", answer="planned", planned_on="2027-01")))
    answer = done.answers[0]
    assert (answer.value.en, answer.planned_on, answer.unexplained) == ("no", "2027-01", False)


def test_a_no_without_a_word_is_a_question() -> None:
    done = fill(form("hispro-papers"), assessed(_with("hispro-papers/paper-1", answer="no")))
    assert done.answers[0].unexplained
    assert [ask.id for ask in done.answers[0].asks] == ["explain:hispro-papers/paper-1"]


def test_a_fact_decides_against_a_word_and_the_word_is_shown() -> None:
    docs = _with("hispro-papers/paper-6", answer="yes")
    before = filled("hispro-papers", "handa-2021").answers[5]
    assert before.value.en == "no"
    after = fill(form("hispro-papers"), assessed(docs)).answers[5]
    assert after.value.en == "no"
    assert [ground.id for ground in after.against] == ["statement/w1"]


def test_hearsay_answers_nothing() -> None:
    docs = documents("handa-2021")
    target = next(one for one in docs if one.kind == "engagement")
    by, other = list(target.entities["party"])[:2]
    fields: dict[str, Json] = {"by": by, "recorded_by": other, "item": "hispro-papers/paper-1", "answer": "yes"}
    said = added_to(target, {"w1": fields})
    done = fill(form("hispro-papers"), assessed([said if one is target else one for one in docs]))
    assert done.answers[0].open


def test_coverage_is_printed_as_n_of_m() -> None:
    assert "35" in coverage_text(form("mds-3-4"), "en")
    assert coverage_text(form("mds-3-4"), "en").startswith("35 of 41 questions held")
    assert coverage_text(form("sds-mhlw-7.0-annex"), "ja").startswith("全 58 問のうち収録 23 問")
    assert replace(form("mds-3-4"), asks=0) != form("mds-3-4")


def test_lines_of_a_checklist_are_the_items_of_its_edition() -> None:
    held = [item.id for item in catalogue().items(CHECKLIST)]
    assert [line.id for line in form(CHECKLIST).lines] == held
    assert LINE in held
