"""A filled form as plain grids of texts, ready for a workbook: answers, open questions, and what the form is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.forms.model import Form
from anzenkarte.forms.fill import Answer, FilledForm, open_questions
from anzenkarte.forms.wording import WORDS
from anzenkarte.kernel.text import Lang, Text

ANSWERS: Final = Text("回答", "Answers")
QUESTIONS: Final = Text("未回答の質問", "Open questions")
ABOUT: Final = Text("この様式について", "About this form")
FORM_ID: Final = Text("様式ID", "Form id")
HEADINGS: Final = {
    "number": Text("番号", "No."),
    "id": Text("ID", "ID"),
    "section": Text("区分", "Section"),
    "question": Text("質問", "Question"),
    "answer": Text("回答", "Answer"),
    "explanation": Text("説明", "Explanation"),
    "planned_on": Text("予定日", "Planned on"),
    "grounds": Text("根拠", "Basis"),
    "against": Text("食い違い", "Contradicted by"),
    "confidence": Text("質問の確かさ", "How sure the question is"),
}


@dataclass(frozen=True)
class Grid:
    """A sheet: name, headings, rows of texts."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grids(filled: FilledForm, lang: Lang, on: str, revisions: Sequence[tuple[str, str]] = ()) -> tuple[Grid, ...]:
    """The sheets of a filled form; ``on`` is the day asked about, ``revisions`` name the documents it was made from."""
    rows = tuple(_row(answer, lang) for answer in filled.answers)
    asked = [
        (str(len(question.lines)), question.ask.question.to(lang), question.ask.subject, "; ".join(question.lines))
        for question in open_questions([filled])
    ]
    titles = (("埋まる項目", "Lines waiting"), ("質問", "Question"), ("対象", "Subject"), ("項目", "Lines"))
    headings = tuple(Text(ja, en) for ja, en in titles)
    return (
        Grid(ANSWERS.to(lang), tuple(text.to(lang) for text in HEADINGS.values()), rows),
        Grid(QUESTIONS.to(lang), tuple(text.to(lang) for text in headings), tuple(asked)),
        _about(filled, lang, on, revisions),
    )


def answer_text(answer: Answer, lang: Lang) -> str:
    """The answer as a person writes it into the cell; empty where it is open."""
    if answer.line.answer == "text":
        return answer.value.to(lang)
    return WORDS[answer.value.en].to(lang) if not answer.open else ""


def _row(answer: Answer, lang: Lang) -> tuple[str, ...]:
    line = answer.line
    return (
        line.number,
        line.id,
        line.section.to(lang),
        line.question.to(lang),
        answer_text(answer, lang),
        answer.explanation.to(lang),
        answer.planned_on,
        "\n".join(f"{ground.id} [{ground.where}]" if ground.where else ground.id for ground in answer.grounds),
        "\n".join(ground.id for ground in answer.against),
        line.confidence,
    )


def coverage_text(form: Form, lang: Lang) -> str:
    """How much of the form is held: ``n of m`` where the printed number is known, and the note."""
    held = len(form.lines)
    count = Text(f"収録 {held} 問", f"{held} questions held")
    if form.asks:
        count = Text(f"全 {form.asks} 問のうち収録 {held} 問", f"{held} of {form.asks} questions held")
    return f"{count.to(lang)}。{form.coverage.ja}" if lang == "ja" else f"{count.en}. {form.coverage.en}"


def _about(filled: FilledForm, lang: Lang, on: str, revisions: Sequence[tuple[str, str]]) -> Grid:
    form = filled.form
    answered = f"{len(filled.answers) - len(filled.open)} / {len(filled.answers)}"
    rows = [
        (FORM_ID.to(lang), form.id),
        (Text("様式", "Form").to(lang), form.title.to(lang)),
        (Text("発行", "Issuer").to(lang), form.issuer.to(lang)),
        (Text("版", "Edition").to(lang), form.edition),
        (Text("読んだもの", "Read in").to(lang), f"{form.read_in.to(lang)} ({form.confidence})"),
        (Text("収録の程度", "Coverage").to(lang), coverage_text(form, lang)),
        (Text("評価日", "Day asked about").to(lang), on),
        (Text("回答した項目", "Lines answered").to(lang), answered),
        *revisions,
    ]
    return Grid(ABOUT.to(lang), (Text("項目", "What").to(lang), Text("内容", "Content").to(lang)), tuple(rows))
