"""A filled form as plain grids of texts, ready for a workbook: answers, grounds, open questions, and what it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.forms.model import Form, Line
from anzenkarte.forms.fill import Answer, FilledForm, open_questions
from anzenkarte.forms.wording import EMPTY, WORDS
from anzenkarte.kernel.text import Lang, Text

ANSWERS: Final = Text("回答", "Answers")
GROUNDS: Final = Text("根拠", "Basis")
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
    "checked_on": Text("確認日", "Checked on"),  # of forms that have such a column, under their own heading
    "confidence": Text("質問の確かさ", "How sure the question is"),
}
_ROOM: Final = {"answer": 12, "explanation": 36, "planned_on": 13, "checked_on": 13}  # half-width characters


@dataclass(frozen=True)
class Entry:
    """A cell to be filled in: one of ``words``, or a day where there are none; row and column from 0 below the head."""

    row: int
    column: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A sheet: name, headings, rows of texts, which cells take only certain values, and the least widths of columns."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    entries: tuple[Entry, ...] = ()
    least: tuple[int, ...] = ()


def grids(filled: FilledForm, lang: Lang, on: str, revisions: Sequence[tuple[str, str]] = ()) -> tuple[Grid, ...]:
    """The sheets of a filled form; ``on`` is the day asked about, ``revisions`` name the documents it was made from."""
    headings = {key: text for key, text in HEADINGS.items() if key != "checked_on" or filled.form.dated != EMPTY}
    if "checked_on" in headings:
        headings["checked_on"] = filled.form.dated
    keys = tuple(headings)
    rows = tuple(tuple(texts[key] for key in keys) for texts in (_texts(answer, lang) for answer in filled.answers))
    asked = [
        (str(len(question.lines)), question.ask.question.to(lang), question.ask.subject, "; ".join(question.lines))
        for question in open_questions([filled])
    ]
    titles = (("埋まる項目", "Lines waiting"), ("質問", "Question"), ("対象", "Subject"), ("項目", "Lines"))
    asking = tuple(Text(ja, en).to(lang) for ja, en in titles)
    names = tuple(text.to(lang) for text in headings.values())
    least = tuple(_ROOM.get(key, 0) for key in keys)
    return (
        Grid(ANSWERS.to(lang), names, rows, _entries(filled, keys, lang), least),
        _grounds(filled, lang),
        Grid(QUESTIONS.to(lang), asking, tuple(asked)),
        _about(filled, lang, on, revisions),
    )


def answer_text(answer: Answer, lang: Lang) -> str:
    """The answer as a person writes it into the cell, a day in ISO 8601; empty where it is open."""
    labels = closed_words(answer.line)
    return labels[answer.value.en].to(lang) if labels and not answer.open else answer.value.to(lang)


def closed_words(line: Line) -> Mapping[str, Text]:
    """The words a line may be answered with and their labels; none for a text or a day."""
    return WORDS if line.answer == "yes_no_na" else line.choices


def _texts(answer: Answer, lang: Lang) -> Mapping[str, str]:
    line = answer.line
    return {
        "number": line.number,
        "id": line.id,
        "section": line.section.to(lang),
        "question": line.question.to(lang),
        "answer": answer_text(answer, lang),
        "explanation": answer.explanation.to(lang),
        "planned_on": answer.planned_on,
        "checked_on": answer.checked_on if not answer.open else "",
        "confidence": line.confidence,
    }


def _grounds(filled: FilledForm, lang: Lang) -> Grid:
    """What each answer rests on, and what says something else, a row for each."""
    kinds = {"fact": Text("事実", "fact"), "verdict": Text("判定", "verdict"), "statement": Text("回答", "statement")}
    titles = (HEADINGS["number"], HEADINGS["id"], Text("役割", "Role"), Text("種類", "Kind"), GROUNDS)
    roles = (Text("根拠", "basis"), Text("食い違い", "says otherwise"))
    rows = [
        (answer.line.number, answer.line.id, role.to(lang), kinds[one.kind].to(lang), one.id, one.where)
        for answer in filled.answers
        for role, grounds in zip(roles, (answer.grounds, answer.against), strict=True)
        for one in grounds
    ]
    headings = (*(title.to(lang) for title in titles), Text("記載場所", "Where it stands").to(lang))
    return Grid(GROUNDS.to(lang), headings, tuple(rows))


def _entries(filled: FilledForm, keys: Sequence[str], lang: Lang) -> tuple[Entry, ...]:
    """The cells with a closed list of answers, and those that hold one day."""
    found = []
    for row, answer in enumerate(filled.answers):
        words = tuple(label.to(lang) for label in closed_words(answer.line).values())
        if words or answer.line.answer == "date":
            found.append(Entry(row, keys.index("answer"), words))
        if "checked_on" in keys:
            found.append(Entry(row, keys.index("checked_on")))
    return tuple(found)


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
