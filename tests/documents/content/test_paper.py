"""What the papers say at three reading levels: recognisable, complete in words, honest."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable

import pypdf
import pytest

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.clinic import clinic_sections
from anzenkarte.documents.content.groups import grouped
from anzenkarte.documents.content.matrix import rows, tally
from anzenkarte.documents.content.paper import Content, content, paper
from anzenkarte.documents.content.summary import lead
from anzenkarte.documents.content.tree import Callout, Level, Paper, Section, Table, places
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.pdf import render_pdf
from anzenkarte.kernel.text import LANGS, Lang
from tests.documents.content.walk import texts

CASES = (
    "handa-2021",
    "nursing-care",
    "online-consultation",
    "orthanc-clinic",
    "phr-app",
    "power-and-catering",
    "saas-emr",
)
LEVELS: tuple[Level, ...] = ("engineer", "manager", "clinic")
CODE = re.compile(r"(?:^|[\s（(：])[a-z_]+(?:\.[a-z_*-]+)+ \(|\{[a-z_]+\}|^[a-z]+\.[a-z][a-z_.-]*$")
Assess = Callable[..., Assessment]


def _section(written: Paper, id: str) -> Section:
    return next(section for section in written.sections if section.id == id)


@pytest.fixture(scope="module")
def found(handa: Assessment) -> Content:
    """Everything that is said of the Handa case, in Japanese."""
    return content(handa, "ja")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES)
def test_no_code_is_left_without_words(assess: Assess, case: str, lang: Lang) -> None:
    gathered = content(assess(case), lang)
    for level in LEVELS:
        written = paper(gathered, level)
        assert [text for text in texts(written) if CODE.search(text)] == []
        assert places(written)


@pytest.mark.parametrize("lang", LANGS)
def test_no_percentage_and_no_word_of_compliance(handa: Assessment, clinic: Assessment, lang: Lang) -> None:
    for assessment in (handa, clinic):
        said = "\n".join(texts(paper(content(assessment, lang), "engineer")))
        assert "準拠" not in said
        assert not re.search(r"\d\s*[%％]", said)


def test_the_nine_points_are_recognised(found: Content) -> None:
    written = paper(found, "manager")
    table = next(
        block
        for block in _section(written, "findings").blocks
        if isinstance(block, Table) and block.id == "lessons/handa-2022"
    )
    topics = Counter(row[0].sub for row in table.rows)
    assert topics == {
        "責任分界上の課題": 4,
        "初動対応上の課題": 1,
        "サービス提供上の課題": 3,
        "設計上の課題": 1,
    }
    assert all(row[1].mark == "not_met" and row[2].text for row in table.rows)


def test_findings_open_to_reasons(found: Content) -> None:
    written = paper(found, "engineer")
    known = places(written)
    for group in found.groups:
        assert group.id in known
        assert group.cites
        for finding in group.findings:
            nobody_said = finding.rule.endswith(("-gap", "-open"))
            assert finding.facts or finding.missing or nobody_said
    headings = [section.title for section in written.sections]
    start = headings.index("責任分界上の課題")
    assert headings[start : start + 4] == [
        "責任分界上の課題",
        "初動対応上の課題",
        "サービス提供上の課題",
        "設計上の課題",
    ]


def test_both_sides_of_a_contradiction_stand_side_by_side(found: Content) -> None:
    table = next(
        block
        for block in _section(paper(found, "engineer"), "demarcation").blocks
        if isinstance(block, Table) and block.id == "contradictions"
    )
    said = [row[1].text for row in table.rows]
    assert any("C社の認識：A社が担う" in text and "A社の認識：C社が担う" in text for text in said)


def test_hearsay_is_marked_and_never_agreement(found: Content) -> None:
    said = "\n".join(texts(_section(paper(found, "engineer"), "demarcation-table")))
    assert "伝聞" in said
    assert tally(found.rows).agreed == 0


def test_what_if_is_on_every_page(found: Content, clinic: Assessment) -> None:
    assert found.stamp.what_if is not None
    assert "第6.0版" in found.stamp.what_if
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(paper(found, "manager"))))
    assert all("仮定による結果" in page.extract_text() for page in reader.pages)
    assert content(clinic, "ja").stamp.what_if is None


def test_coverage_is_said_before_any_verdict(clinic: Assessment) -> None:
    written = paper(content(clinic, "ja"), "engineer")
    ids = [section.id for section in written.sections]
    assert ids.index("coverage") < ids.index("conformity")
    said = "\n".join(texts(_section(written, "coverage")))
    assert "当カタログが持つ" in said
    assert "第6.0版の136項目を参考に示す" in said or re.search(r"第6\.0版の\d+項目を参考に示す", said)


def test_older_wording_never_counts_as_met(clinic: Assessment) -> None:
    section = _section(paper(content(clinic, "ja"), "engineer"), "conformity/mhlw-7.0")
    notice = next(
        i for i, b in enumerate(section.blocks) if isinstance(b, Callout) and b.title.startswith("旧版の文言")
    )
    tables = [block for block in section.blocks[notice:] if isinstance(block, Table)]
    assert tables
    assert all(row[2].mark not in ("met", "not_met") for table in tables for row in table.rows)


def test_summary_names_place_parent_and_agreement(clinic: Assessment) -> None:
    words = Words(clinic, "ja")
    said = lead(words, rows(words))
    assert said.startswith("患者の医療情報は国内（")
    assert "親会社は米国企業のため、米国の法律に基づく開示命令の対象となる可能性があります。" in said
    assert re.search(r"合意済み\d+件／全\d+件", said)


@pytest.mark.parametrize("case", CASES)
def test_clinic_is_one_page_in_plain_words(assess: Assess, case: str) -> None:
    gathered = content(assess(case), "ja")
    written = paper(gathered, "clinic")
    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(written))).pages) == 1
    titles = [section.title for section in written.sections if section.title]
    assert titles == ["事業者が行うこと", "貴院で行うこと", "決まっていないこと"]
    said = "\n".join(text for section in written.sections for text in texts(section))
    for word in ("残存リスク", "DSSE", "責任分界", "sha256", "版"):
        assert word not in said


def test_clinic_page_of_the_what_if(found: Content) -> None:
    written = paper(found, "clinic")
    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(written))).pages) == 1
    said = "\n".join(texts(_section(written, "clinic/open")))
    assert "会社によって言うことが違います" in said
    assert "ほかに" in said


def test_clinic_cuts_only_what_does_not_fit(handa: Assessment) -> None:
    words = Words(handa, "ja")
    sections = clinic_sections(words, (), grouped(words, ()))
    said = "\n".join(texts(tuple(sections)))
    assert "決まっていないことはありません。" in said
    assert "ほかに" not in said


def test_manager_reads_at_most_four_pages(found: Content, clinic: Assessment) -> None:
    for gathered in (found, content(clinic, "ja")):
        pages = pypdf.PdfReader(io.BytesIO(render_pdf(paper(gathered, "manager")))).pages
        assert 2 <= len(pages) <= 4


def test_engineer_reads_how_the_schemes_concerned_are_obtained(assess: Assess) -> None:
    said = "\n".join(texts(paper(content(assess("saas-emr"), "ja"), "engineer")))
    words = Words(assess("saas-emr"), "ja")
    assert words.of(words.catalogue.schemes["isms"].title) in said
    assert words.of(words.catalogue.schemes["isms"].fees_note) in said
    assert words.say("certificates.schemes") in said
    assert words.say("certificates.schemes") not in "\n".join(
        texts(paper(content(assess("saas-emr"), "ja"), "manager"))
    )
