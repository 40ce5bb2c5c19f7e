"""What papers say of risks: the guideline's own lists, both languages side by side, the draft rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from anzenkarte.assess.run import Assessment, run
from anzenkarte.documents.content.paper import Content, content, paper, rules_paper
from anzenkarte.documents.content.risk import risk_words
from anzenkarte.documents.content.risk_sheets import risk_sheets
from anzenkarte.documents.content.rules_draft import ARTICLES, INFORMED
from anzenkarte.documents.content.tree import Callout, Paper, Section, Table, places
from anzenkarte.documents.explain import explain, lines
from anzenkarte.karte.document import Entity
from anzenkarte.karte.select import choose
from anzenkarte.kernel.text import LANGS, Lang
from tests.assess import cases
from tests.documents.content.walk import texts

Assess = Callable[..., Assessment]
CODE = re.compile(r"\{[a-z_]+\}|^(?:risk|regulation|scenario|measure|consent|column)\.[a-z]")


def _section(written: Paper, id: str) -> Section:
    return next(section for section in written.sections if section.id == id)


def _table(section: Section) -> Table:
    return next(block for block in section.blocks if isinstance(block, Table))


def _said(part: object) -> str:
    return "\n".join(texts(part))


@pytest.fixture(scope="module")
def found(handa: Assessment) -> Content:
    """Everything that is said of the Handa case, in Japanese."""
    return content(handa, "ja")


def test_the_guidelines_own_lists_stand_in_the_engineers_paper(found: Content) -> None:
    written = paper(found, "engineer")
    risk = risk_words(found.words)
    assert risk is not None
    assert len(_table(_section(written, "risk")).rows) == len(risk.raised) > 10
    treated = _table(_section(written, "risk/treatment"))
    assert len(treated.rows) == len(risk.raised)
    assert "低減" in _said(treated)
    assert "担い手なし" in _said(treated)
    assert places(written)
    assert "表5-1の4（2省ガイドライン 第1.1版）" in _said(_section(written, "risk"))


def test_what_cannot_be_excluded_comes_with_questions(found: Content) -> None:
    rows = _table(_section(paper(found, "engineer"), "risk/open")).rows
    assert rows
    assert all(row[2].text for row in rows)


def test_the_path_is_told_to_both_readers(found: Content) -> None:
    path = "VPN装置の脆弱性を突いた侵入：VPN装置 → 電子カルテサーバ → ランサムウェア感染：電子カルテのデータ"
    assert path in _said(_section(paper(found, "engineer"), "risk/chains"))
    short = _section(paper(found, "manager"), "risk")
    assert any(isinstance(block, Callout) and block.text == path for block in short.blocks)


def test_unmet_items_show_reason_alternative_residual_and_consent(found: Content) -> None:
    table = _table(_section(paper(found, "engineer"), "risk/unmet"))
    assert table.rows
    for row in table.rows:
        assert all(cell.text for cell in row), row
        assert row[4].text == "説明・了承がない"


def test_whose_the_cells_of_the_matrix_are_is_said(found: Content) -> None:
    said = _said(paper(found, "engineer").sections)
    assert "各欄は安全カルテが定めたもの" in said
    assert "各欄は当方の定め" in said


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", ["saas-emr", "power-and-catering", "nursing-care"])
def test_no_code_is_left_without_words(assess: Assess, case: str, lang: Lang) -> None:
    gathered = content(assess(case), lang)
    for written in (paper(gathered, "engineer"), rules_paper(gathered)):
        assert [text for text in texts(written) if CODE.search(text)] == []
        assert places(written)


def test_flows_stand_by_phase(assess: Assess) -> None:
    table = _table(_section(paper(content(assess("saas-emr", name="hoshizora-kiku"), "ja"), "engineer"), "risk/flows"))
    assert table.columns[1].title == "フェーズ"
    assert len(table.rows) == len(assess("saas-emr", name="hoshizora-kiku").case.subjects("flow"))


def test_the_workbook_holds_every_scenario_that_stands(found: Content) -> None:
    risk = risk_words(found.words)
    assert risk is not None
    results, treatments, items, _ = risk_sheets(found.words)
    standing = [scenario.id for scenario in risk.report.scenarios if scenario.stands]
    assert sorted(str(row[-1]) for row in results.rows) == sorted(standing)
    assert [row[-1] for row in treatments.rows] == [scenario.id for scenario in risk.raised]
    assert len(items.rows) == len(risk.report.discharges)


def test_the_draft_covers_table_4_1(found: Content) -> None:
    table = [item for item in found.words.catalogue.items("meti-mic-1.1") if item.part == "table-4-1"]
    numbers = {item.id.rpartition("/")[2] for item in table}
    assert {number for number, _ in (*ARTICLES, *INFORMED)} | {"11"} == numbers
    for _, names in (*ARTICLES, *INFORMED):
        assert all(name in found.words.vocabulary.facts for name in names)
    written = rules_paper(found)
    assert [s.id for s in written.sections][1:10] == [f"rules/{number}" for number, _ in ARTICLES]
    assert "C社が提供するC社 電子カルテについて" in _said(_section(written, "rules/preface"))
    assert "サイバー攻撃を想定したBCPと訓練" in _said(_section(written, "rules/institution"))


@pytest.mark.parametrize(
    ("lang", "asked", "followed"),
    [("ja", "2省ガイドライン 第1.0版", "2省ガイドライン 第1.1版"), ("en", "guideline 1.0", "guideline 1.1")],
)
def test_the_draft_says_when_it_follows_an_edition_that_was_not_asked(
    assess: Assess, lang: Lang, asked: str, followed: str
) -> None:
    former = content(assess("handa-2021", on=date(2021, 10, 30)), lang)
    preface = _section(rules_paper(former), "rules/preface")
    head = next(block for block in preface.blocks if isinstance(block, Callout))
    assert (asked in _said(head), followed in _said(head)) == (True, True), _said(head)


def test_the_draft_of_the_edition_asked_has_no_such_note(found: Content) -> None:
    assert "別の版" not in _said(_section(rules_paper(found), "rules/preface"))


def test_what_is_not_known_is_a_marked_blank(found: Content) -> None:
    table = _table(_section(rules_paper(found), "rules/16"))
    blanks = [row for row in table.rows if row[2].mark == "unknown"]
    assert blanks
    assert all(row[2].text.startswith("【") for row in blanks)


def test_a_rule_the_facts_belie_is_marked(found: Content) -> None:
    rows = {row[1].text: row for row in _table(_section(rules_paper(found), "rules/19")).rows}
    assert rows["初動の対応計画"][2].text == "いいえ"
    assert rows["初動の対応計画"][2].mark == "action"
    assert "整備が必要" in rows["初動の対応計画"][2].sub


def test_an_override_is_shown_beside_what_was_computed() -> None:
    assessment = cases.assess(cases.load(cases.CASES / "risk/override.yaml"))
    section = _section(paper(content(assessment, "ja"), "engineer"), "risk/overrides")
    (row,) = _table(section).rows
    assert row[1].text == "B"
    assert "レベル：D" in row[2].text
    assert "保有" in row[2].text
    assert row[3].text == "病棟に媒体を置かない運用が定着している"
    assert row[3].sub == "半田病院（2021年9月1日（令和3年））"


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("guideline-04-ransomware@store/emr-data", ("該当する条件", "守りの弱い機器", "担い手なし")),
        ("chain/vpn-unpatched@component/vpn-device>store/emr-data", ("同じ保存先のバックアップ", "否定できない")),
        ("discharge/mhlw-6.0/operations/11/1", ("医療機関等に残ること", "説明・了承がない")),
    ],
)
def test_explain_tells_why(handa: Assessment, id: str, words: tuple[str, ...]) -> None:
    said = "\n".join(lines(explain(handa, id)))
    assert [word for word in words if word not in said] == []


def test_a_case_without_flows_has_no_table_of_them() -> None:
    documents = cases.sample("handa-2021")
    catalogue = cases.catalogue()
    day = date(2021, 10, 30)
    first = documents[1].with_entity(Entity("flow", "f", {"phase": "end", "encrypted": False}))
    editions = catalogue.resolve(["mhlw-6.0"], day)
    for chosen, expected in ((documents, False), ((documents[0], first, documents[2]), True)):
        assessment = run(choose(chosen, catalogue.vocabulary, "handa-emr"), catalogue, day, editions)
        ids = {section.id for section in paper(content(assessment, "ja"), "engineer").sections}
        assert ("risk/flows" in ids) == expected
