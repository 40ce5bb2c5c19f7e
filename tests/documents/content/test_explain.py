"""Why: every result can be explained, part by part, in words; a wrong id is told its neighbours."""

from __future__ import annotations

import re

import pytest

from anzenkarte.assess.rules import evaluate
from anzenkarte.assess.run import Assessment
from anzenkarte.assess.trace import rule_trace
from anzenkarte.documents.explain import explain, lines, near
from anzenkarte.documents.render.html import render_html
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import LANGS, Lang

CODE = re.compile(r"\b(?:part|trace|operator|truth|voice|path|fact|where)\.[a-z_]+|\{[a-z]+\}")


def _ids(assessment: Assessment) -> list[str]:
    found: list[str] = []
    for report in assessment.reports.values():
        for part in (report.verdicts, report.lessons, report.findings, report.decisions, report.cells, report.reaches):
            found += [entry.id for entry in part]
        found += [support.id for support in report.supports]
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_everything_can_be_explained(handa: Assessment, clinic: Assessment, lang: Lang) -> None:
    for assessment in (handa, clinic):
        for id in _ids(assessment):
            shown = lines(explain(assessment, id, lang))
            assert len(shown) > 4, id
            assert [line for line in shown if CODE.search(line)] == [], id


def test_a_verdict_shows_item_facts_rule_and_remedy(handa: Assessment) -> None:
    shown = "\n".join(lines(explain(handa, "mhlw-6.0/governance/3.4.2/2")))
    assert "平時の脅威・脆弱性情報の収集" in shown
    assert "半田病院：脅威情報の収集体制" in shown
    assert "医療機関等 handa-hospital" in shown
    assert "× いいえ" in shown
    assert "情報源と受け取る担当を決め" in shown


def test_a_cell_shows_every_word_and_its_place(handa: Assessment) -> None:
    shown = "\n".join(lines(explain(handa, "configuration/normal/do@component/emr-server")))
    assert "A社の認識  [C社が担う]" in shown
    assert "C社の認識  [A社が担う]" in shown
    assert "A社の認識（伝聞）  [A社が担う]" in shown
    assert "HR 3.4.5.1" in shown


def test_a_trace_agrees_with_the_verdict(handa: Assessment) -> None:
    compared = 0
    for edition in (*handa.editions, *handa.catalogue.lesson_editions()):
        for rule in handa.catalogue.rules(edition.id):
            for subject in handa.facts.collection(rule.kind).subjects:
                judged = evaluate(handa.facts, rule, subject)
                traced = rule_trace(handa.facts, rule, subject)
                assert traced.result == (judged.outcome if judged is not None else "no_part"), (rule.id, subject)
                compared += 1
    assert compared > 100


def test_an_unknown_id_is_told_its_neighbours(handa: Assessment) -> None:
    with pytest.raises(InputError) as caught:
        explain(handa, "mhlw-6.0/governance/3.4.2/22")
    problem = caught.value.problems[0]
    assert problem.code == "explain.unknown"
    assert "mhlw-6.0/governance/3.4.2/2@case/case" in dict(problem.params)["near"]


def test_near_finds_parts_and_misspellings() -> None:
    ids = ["demarcation:patching-gap@component/vpn", "conformity:other@case/case"]
    assert near("patching", ids) == ["demarcation:patching-gap@component/vpn"]
    assert near("demarcation:paching-gap@component/vpn", ids)[0] == ids[0]
    assert near("", ids) == []


def test_an_explanation_renders(handa: Assessment) -> None:
    page = render_html(explain(handa, "meti-mic-service@service/c-emr"))
    assert "開発・保守・運用・管理または外部保存" in page
