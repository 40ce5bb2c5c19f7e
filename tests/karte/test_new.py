"""The questionnaire: few questions, answers typed or from a file, documents that read back valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.catalogue.vocabulary import load_vocabulary
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import file_text
from anzenkarte.karte.new import build
from anzenkarte.karte.questions import UNKNOWN, Question, answer_faults, questions, read_answer, read_answers
from anzenkarte.karte.read import read_text
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import Vocabulary

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "src/anzenkarte_catalogues/vocabulary")
QUESTIONS = {question.id: question for question in questions(VOCABULARY)}
NEEDED: dict[str, Json] = {
    "service_name": "Sakura EMR",
    "purpose": "emr",
    "provision": "on_premises",
    "provider_name": "株式会社さくら",
    "institution_name": "みなと診療所",
}


def _urns() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"urn:uuid:00000000-0000-4000-8000-{next(numbers):012d}"


def _answers(tmp_path: Path, text: str, vocabulary: Vocabulary) -> dict[str, Json]:
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    return read_answers(path, vocabulary, "answers.yaml")


def test_questions_are_few_and_in_both_languages() -> None:
    assert 20 <= len(QUESTIONS) <= 25
    for question in QUESTIONS.values():
        assert question.text.ja.endswith("。")
        assert question.text.en.endswith("?")
        assert set(question.when) <= set(QUESTIONS)
    assert [id for id, question in QUESTIONS.items() if question.required] == list(NEEDED)


def test_conditions_name_answers_there_are() -> None:
    for question in QUESTIONS.values():
        for other, accepted in question.when.items():
            for value in accepted:
                assert list(answer_faults(QUESTIONS[other], value)) == []


def test_certificates_are_schemes_of_the_catalogue(root: Path) -> None:
    folders = {path.name for path in (root / "src/anzenkarte_catalogues/certifications").iterdir() if path.is_dir()}
    assert set(QUESTIONS["certificates"].spec.values) <= folders


@pytest.mark.parametrize(
    ("id", "typed", "value"),
    [
        ("remote_maintenance", "はい", True),
        ("remote_maintenance", "NO", False),
        ("remote_maintenance", "?", UNKNOWN),
        ("remote_maintenance", " ", None),
        ("beds", "２０", 20),
        ("provider_country", "jp", "JP"),
        ("purpose", "電子カルテ", "emr"),
        ("purpose", "1", "emr"),
        ("purpose", "Electronic Medical Record", "emr"),
        ("works", "保守、運用", ["maintenance", "operation"]),
        ("works", "2, sale", ["development", "sale"]),
        ("certificates", "なし", []),
        ("patches", "nobody", "nobody"),
    ],
)
def test_typed_answers(id: str, typed: str, value: Json) -> None:
    assert read_answer(QUESTIONS[id], typed) == value


def test_least_answers_make_a_service_and_an_engagement(vocabulary: Vocabulary) -> None:
    documents = build(NEEDED, vocabulary, _urns())
    assert [(document.kind, document.name, document.keeper) for document in documents] == [
        ("service", "sakura-emr", "vendor"),
        ("engagement", "sakura-emr-at-institution", "vendor"),
    ]
    assert all(not document.complete for document in documents)


def test_answers_from_a_file(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = """
service_name: クリニック電子カルテ
purpose: 電子カルテ
provision: saas_iaas
works: [maintenance, operation]
provider_name: 株式会社さくら
provider_country: jp
provider_has_parent: yes
parent_name: Parent
parent_country: US
medical_information: true
information: [medical_record]
data_country: JP
cloud_operator: Cloud
cloud_operator_country: US
institution_name: Minato Clinic
institution_kind: clinic
beds: 0
system_staff: 不明
contract_form: standard_terms
patches: not_decided
remote_maintenance: true
remote_second_factor: false
offline_backup: false
restore_tested_on: 令和6年3月
certificates: [isms]
"""
    answers = _answers(tmp_path, text, vocabulary)
    service, engagement, institution = build(answers, vocabulary, _urns(), "2025-01-31")
    assert service.header["as_of"] == "2025-01-31"
    facts = {
        (service, "service", "emr-service", "provision"): "saas_iaas",
        (service, "party", "vendor", "parent"): "parent-company",
        (service, "place", "data-place", "country"): "JP",
        (service, "copy", "primary", "operator"): "cloud-operator",
        (service, "store", "main", "offline_copy"): False,
        (service, "certificate", "isms", "holder"): "vendor",
        (engagement, "contract", "main", "security_updates"): "not_stated",
        (engagement, "connection", "maintenance", "second_factor"): False,
        (institution, "institution", "minato-clinic", "system_staff"): {"unknown": "stated"},
        (institution, "institution", "minato-clinic", "beds"): 0,
    }
    for (document, kind, id, key), value in facts.items():
        entity = document.entity(kind, id)
        assert entity is not None, (kind, id)
        assert entity.fields.get(key) == value, (kind, id, key)
    assert [d.entities["party"]["institution"].fields["urn"] for d in (engagement, institution)] == [
        "urn:uuid:00000000-0000-4000-8000-000000000004"
    ] * 2


def test_what_is_wrong_with_answers_is_told_at_once(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = "purpose: tea\nbeds: -1\nworks: maintenance\nwork: sale\nprovider_name: unknown\nprovision: saas_own\n"
    text += "service_name: A\ncloud_operator: C\nprovider_country: Japan\n"
    with pytest.raises(InputError) as caught:
        _answers(tmp_path, text, vocabulary)
    assert [(problem.line, problem.path, problem.code) for problem in caught.value.problems] == [
        (1, "", "answers.needed"),
        (1, "purpose", "answers.word"),
        (2, "beds", "answers.not-asked"),
        (2, "beds", "karte.negative"),
        (4, "work", "answers.unknown-question"),
        (5, "provider_name", "answers.needed"),
        (8, "cloud_operator", "answers.not-asked"),
        (9, "provider_country", "karte.shape"),
    ]
    with pytest.raises(InputError) as caught:
        _answers(tmp_path, "- a\n", vocabulary)
    assert "answers.not-a-map" in {problem.code for problem in caught.value.problems}


def test_a_word_that_does_not_fit_names_the_question_and_what_fits(tmp_path: Path, vocabulary: Vocabulary) -> None:
    with pytest.raises(InputError) as caught:
        _answers(tmp_path, "".join(f'{k}: "{v}"\n' for k, v in {**NEEDED, "provision": "saas"}.items()), vocabulary)
    (problem,) = caught.value.problems
    params = dict(problem.params)
    asked = QUESTIONS["provision"]
    assert (params["text_ja"], params["text_en"]) == (asked.text.ja, asked.text.en)
    words = [word.partition(" (")[0] for word in params["words_en"].split(", ")]
    assert words[:3] == ["saas_own", "saas_paas", "saas_iaas"]
    assert sorted(words) == sorted(asked.spec.values)
    assert "saas_own（SaaS（自社基盤））" in params["words_ja"]


def _value(question: Question) -> st.SearchStrategy[Json]:
    spec = question.spec
    single: dict[str, st.SearchStrategy[Json]] = {
        "bool": st.booleans(),
        "int": st.integers(0, 9000),
        "enum": st.sampled_from(sorted(spec.values) or [""]),
        "date": st.sampled_from(["2024", "令和6年3月", "2024-02-29"]),
        "text": st.just("JP") if spec.name == "party.country" else st.sampled_from(["A", "医療法人", "x: y", "true"]),
    }
    value = single[spec.type]
    return st.lists(value, unique=True, max_size=4) if spec.many else value


@st.composite
def _all_answers(draw: st.DrawFn) -> dict[str, Json]:
    answers: dict[str, Json] = {}
    for id, question in QUESTIONS.items():
        if question.asked(answers) and (question.required or draw(st.booleans())):
            unknown = st.nothing() if question.required else st.just(UNKNOWN)
            answers[id] = draw(st.one_of(_value(question), unknown))
    return answers


@given(_all_answers())
def test_whatever_is_answered_reads_back_valid(answers: dict[str, Json]) -> None:
    documents = build(answers, VOCABULARY, _urns(), "2025-01-31")
    assert len(documents) == (3 if "institution_kind" in answers else 2)
    again = read_text(file_text(documents), VOCABULARY)
    assert [document.revision for document in again] == [document.revision for document in documents]


def test_same_answers_make_the_same_bytes(vocabulary: Vocabulary) -> None:
    texts: Iterator[str] = (file_text(build(NEEDED, vocabulary, _urns())) for _ in range(2))
    assert len(set(texts)) == 1
