"""Days, choices and words about other items as answers: read from data, filled, written with drop-downs, read back."""

from __future__ import annotations

import io
from functools import cache

import pytest
from openpyxl import load_workbook

from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.forms.model import Form
from anzenkarte.catalogue.forms.read import read_form as form_from
from anzenkarte.cli.work.form import workbook
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.formats.values import Json
from anzenkarte.forms.fill import Answer, fill
from anzenkarte.forms.read import ReadForm, read_form, said_in
from anzenkarte.forms.statements import added_to, dated_in, statements_of
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import LANGS, Lang
from tests.forms.helpers import assessed, book, catalogue, documents

HEAD = """
schema: anzenkarte/form/1
id: "made"
title: {ja: "様式", en: "form"}
issuer: {ja: "発行者", en: "issuer"}
edition: "1"
audience: "both"
confidence: "seen"
read_in: {ja: "試験", en: "test"}
citation: {source: "T", place: {ja: "頁", en: "page"}}
sources:
  T: {title: {ja: "試験", en: "test"}}
coverage: {ja: "全て", en: "all"}
dated: {ja: "確認日", en: "Checked on"}
lines:
"""
LINE = """
  - id: "%s"
    section: {ja: "区分", en: "section"}
    question: {ja: "質問 %s", en: "question %s"}
    answer: "%s"
    confidence: "seen"
    citation: {source: "T", place: {ja: "頁", en: "page"}}
"""
CHOICES = '    choices:\n      own: {ja: "自社", en: "own"}\n      other: {ja: "他社", en: "another\'s"}\n'
ITEM = "meti-mic-1.1/table-4-1/22"


def _line(name: str, kind: str, *sources: str, choices: str = "") -> str:
    body = LINE % (name, name, name, kind) + choices
    return body + ("    from:\n" + "".join(f"      - {source}\n" for source in sources) if sources else "")


def _form(*lines: str) -> tuple[Form, list[Problem]]:
    problems: list[Problem] = []
    text = HEAD + "".join(lines)
    return form_from(load_one(text.encode(), "form.yaml"), catalogue().vocabulary, problems), problems


@cache
def _made() -> Form:
    form, problems = _form(
        _line("day", "date", "{fact: store.restore_tested_on, take: earliest}"),
        _line("any-day", "date", "{fact: store.restore_tested_on}"),
        _line("asked-day", "date"),
        _line("kind", "choice", choices=CHOICES),
        _line("who", "text", "{statement: {duty: backup}}"),
        _line("told", "yes_no_na", f'{{statement: {{item: "{ITEM}"}}}}'),
        _line("told-text", "text", f'{{statement: {{item: "{ITEM}"}}}}'),
    )
    assert problems == []
    return form


def _case(words: dict[str, dict[str, Json]], days: tuple[str, ...] = ("2026-03-01", "2026-05-02")) -> Assessment:
    docs: list[Document] = []
    for document in documents("handa-2021"):
        made = document
        if document.kind == "engagement":
            by = next(iter(document.entities["party"]))
            for name, fields in words.items():
                made = made.with_entity(Entity("statement", name, {"by": by, "date": "2026-10-01", **fields}))
        for store in document.entities.get("store", {}).values():
            for number, day in enumerate(days):
                name = store.id if number == 0 else f"{store.id}-{number}"
                made = made.with_entity(Entity("store", name, {**store.fields, "restore_tested_on": day}))
        docs.append(made)
    return assessed(docs)


def _answers(held: Assessment) -> dict[str, Answer]:
    return {answer.line.id.partition("/")[2]: answer for answer in fill(_made(), held).answers}


def _read(*rows: tuple[object, ...]) -> ReadForm:
    return read_form(book([("ID", "回答", "確認日"), *rows]), "f.xlsx", _made())


def test_a_day_from_a_fact_and_the_earliest_of_several() -> None:
    answers = _answers(_case({}))
    assert answers["day"].value.en == "2026-03-01"
    assert all(ground.id.endswith("store.restore_tested_on") for ground in answers["day"].grounds)
    assert answers["day"].grounds
    assert answers["any-day"].open  # the subjects differ and the form does not say which counts


def test_a_month_is_no_day_and_is_asked() -> None:
    answer = _answers(_case({}, days=("2026-03",)))["day"]
    assert answer.open
    assert [ask.id.partition(" ")[2] for ask in answer.asks][:1] == ["store.restore_tested_on"]


def test_a_word_on_a_day_and_on_a_choice() -> None:
    answers = _answers(
        _case(
            {
                "a": {"item": "made/asked-day", "answer": "yes", "value": "2026-04-03"},
                "b": {"item": "made/kind", "answer": "yes", "value": "other"},
            }
        )
    )
    assert (answers["asked-day"].value.en, answers["kind"].value.en) == ("2026-04-03", "other")
    assert [ground.id for ground in answers["kind"].grounds] == ["statement/b"]


def test_a_word_that_is_no_day_or_no_choice_answers_nothing() -> None:
    answers = _answers(
        _case(
            {
                "a": {"item": "made/asked-day", "answer": "yes", "value": "2026-04"},
                "b": {"item": "made/kind", "answer": "yes", "value": "third"},
            }
        )
    )
    assert answers["asked-day"].open
    assert answers["kind"].open


def test_words_about_an_item_and_a_duty_answer_with_their_place() -> None:
    held = _case(
        {
            "a": {"item": ITEM, "answer": "yes", "reason": "年1回、第三者が監査"},
            "b": {"duty": "backup", "party": "hospital", "acts": ["do", "verify"], "situation": "normal"},
        }
    )
    answers = _answers(held)
    assert (answers["told"].value.en, answers["told"].checked_on) == ("yes", "2026-10-01")
    assert answers["told-text"].value.ja == "年1回、第三者が監査"
    assert [(g.kind, g.id, g.where) for g in answers["told"].grounds] == [("statement", "statement/a", "statements/a")]
    assert "statement/b" in [ground.id for ground in answers["who"].grounds]
    assert "実施・確認" in answers["who"].value.ja


def test_hearsay_about_a_duty_answers_nothing() -> None:
    said: dict[str, Json] = {"duty": "backup", "party": "hospital", "recorded_by": "vendor"}
    plain, heard = _answers(_case({})), _answers(_case({"b": said}))
    assert heard["who"].value == plain["who"].value


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_comes_back_and_answers_again(lang: Lang) -> None:
    held = _case(
        {
            "a": {"item": "made/asked-day", "answer": "yes", "value": "2026-04-03"},
            "b": {"item": "made/kind", "answer": "yes", "value": "other"},
            "c": {"item": ITEM, "answer": "no", "reason": "準備中"},
        }
    )
    done = fill(_made(), held)
    read = read_form(workbook(done, held, lang), "f.xlsx", _made())
    assert read.problems == ()
    assert [said.told for said in read.said] == list(said_in(done, lang))
    statements = statements_of(read, "hospital", "2026-11-01", "f.xlsx")
    target = next(document for document in documents("handa-2021") if document.kind == "engagement")
    again = added_to(target, statements, dated_in(read))
    assert added_to(again, statements, dated_in(read)).revision == again.revision
    kind = again.entities["statement"]["form-made-kind"].fields
    assert (kind["value"], kind["date"]) == ("other", "2026-10-01")


@pytest.mark.parametrize(
    "text", ["2027-03-31", "2027/3/31", "2027年3月31日", "令和9年3月31日", "R9.3.31", "２０２７/０３/３１"]
)
def test_days_as_people_write_them(text: str) -> None:
    assert [said.value for said in _read(("made/asked-day", text)).said] == ["2027-03-31"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("made/asked-day", "2027-03"), "form.date-partial"),
        (("made/asked-day", "令和9年"), "form.date-partial"),
        (("made/asked-day", "令和9年度"), "form.date"),
        (("made/asked-day", "2027/2/30"), "form.date"),
        (("made/kind", "両方"), "form.choice"),
        (("made/told", "○", "令和8年10月"), "form.date-partial"),
        (("made/told-text", "#REF!"), "form.no-text"),
    ],
)
def test_what_is_no_such_answer_is_a_question_with_its_cell(row: tuple[str, ...], code: str) -> None:
    read = _read(row)
    assert read.said == ()
    assert [(problem.code, problem.path) for problem in read.problems] == [(code, "回答!B2")]


@pytest.mark.parametrize("text", ["own", "自社", " ＯＷＮ "])
def test_a_choice_by_its_word_or_label(text: str) -> None:
    assert [said.value for said in _read(("made/kind", text)).said] == ["own"]


def test_the_day_of_a_check_is_the_day_of_the_statement() -> None:
    read = _read(("made/told", "○", "令和8年10月2日"))
    fields = statements_of(read, "hospital", "2026-11-01", "f.xlsx")["form-made-told"]
    assert isinstance(fields, dict)
    assert fields["date"] == "2026-10-02"


def test_a_check_on_another_day_is_a_new_word() -> None:
    target = next(document for document in documents("handa-2021") if document.kind == "engagement")
    for number, day in enumerate(("2026-10-02", "2026-10-03", "2026-10-03"), start=1):
        read = _read(("made/told", "○", day))
        target = added_to(target, statements_of(read, "hospital", "2026-11-01", "f.xlsx"), dated_in(read))
        assert sum(e.fields.get("item") == "made/told" for e in target.entities["statement"].values()) == min(number, 2)


def test_own_workbook_offers_the_closed_answers_and_asks_for_days() -> None:
    held = _case({})
    sheet = load_workbook(io.BytesIO(workbook(fill(_made(), held), held, "ja"))).worksheets[0]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    heads = [cell.value for cell in sheet[1]]
    answer, checked = heads.index("回答"), heads.index("確認日")
    letter, day = "ABCDEFGHIJK"[answer], "ABCDEFGHIJK"[checked]
    assert rules[f"{letter}5"].formula1 == '"自社,他社"'
    assert rules[f"{letter}7"].formula1 == '"はい,いいえ,対象外"'
    assert rules[f"{letter}2:{letter}4"].type == "date"
    assert rules[f"{day}2:{day}8"].type == "date"
    assert not any(f"{letter}6" in span for span in rules)  # a text is free
    assert (sheet.freeze_panes, sheet.page_setup.paperSize, sheet.page_setup.orientation) == ("B2", 9, "landscape")
    page = sheet.sheet_properties.pageSetUpPr
    assert page is not None
    assert page.fitToPage


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (_line("x", "choice"), "form.choices"),
        (_line("x", "date", choices=CHOICES), "form.choices"),
        (_line("x", "choice", choices=CHOICES.replace("他社", "自社")), "form.choice-labels"),
        (_line("x", "choice", choices=CHOICES.replace("他社", "他,社")), "form.choice-labels"),
        (_line("x", "choice", choices=CHOICES.replace("他社", "他" * 300)), "form.choice-labels"),
        (_line("x", "date", '{text: {ja: "{service.name}", en: "{service.name}"}}'), "form.source-of-answer"),
        (_line("x", "date", "{fact: service.name}"), "form.fact-of-answer"),
        (_line("x", "choice", "{fact: service.provision}", choices=CHOICES), "form.fact-of-answer"),
        (_line("x", "yes_no_na", "{statement: {duty: backup}}"), "form.statement-about"),
        (_line("x", "text", "{statement: {}}"), "form.statement-about"),
        (_line("x", "date", "{fact: service.nothing}"), "form.unknown-fact"),
        (
            _line("x", "choice", "{for: service, condition: {fact: service.access_log, eq: true}}", choices=CHOICES),
            "form.source-of-answer",
        ),
    ],
)
def test_data_that_cannot_be_meant(line: str, code: str) -> None:
    assert [problem.code for problem in _form(line)[1]] == [code]


def test_a_condition_and_a_fact_as_a_choice() -> None:
    words = '{fact: service.access_log, words: {"yes": own, "no": other}}'
    chosen = "{for: service, condition: {fact: service.access_log, eq: false}, choose: other}"
    form, problems = _form(_line("a", "choice", words, choices=CHOICES), _line("b", "choice", chosen, choices=CHOICES))
    assert problems == []
    held = _case({})
    subject = held.facts.collection("service").subjects[0]
    fact = held.facts.fact(subject, "service.access_log")
    got = [answer.value.en for answer in fill(form, held).answers]
    assert got == (
        [{True: "own", False: "other"}[bool(fact.value)], "" if fact.value else "other"] if fact.known else ["", ""]
    )


def test_the_form_of_the_cs_mark_takes_the_mark_from_its_certificate() -> None:
    docs = [
        document.with_entity(
            Entity(
                "certificate",
                "cs",
                {"scheme": "cs-gold", "valid_from": "2026-01-01", "valid_until": "2027-12-31"},
            )
        )
        if document.kind == "service"
        else document
        for document in documents("saas-emr")
    ]
    answer = next(
        one for one in fill(catalogue().forms["cs-statement"], assessed(docs)).answers if one.line.id.endswith("mark")
    )
    assert answer.value.en == "gold"
    assert answer.grounds
