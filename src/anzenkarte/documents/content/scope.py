"""Which guideline applies to whom: the answer, and the questions with the facts that decided each."""

from __future__ import annotations

from typing import Final

from anzenkarte.assess.results import Decision, Step
from anzenkarte.documents.content.reasons import fact_steps
from anzenkarte.documents.content.tree import Block, Cell, Column, Mark, Para, Reason, Reasons, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.text import Text

_MARKS: Final[dict[str, Mark]] = {"depends": "unknown", "out": "not_applicable"}


def decisions(words: Words) -> list[Decision]:
    """All decisions, in the order of the report."""
    return [decision for report in words.assessment.reports.values() for decision in report.decisions]


def answer(words: Words, decision: Decision) -> str:
    """The answer as the catalogue words it."""
    text = words.scopes[decision.scope].answers.get(decision.answer)
    return words.of(text) if text is not None else words.say(f"answer.{decision.answer}")


def _step(words: Words, decision: Decision, step: Step) -> Reason:
    question = words.scopes[decision.scope].questions[step.question]
    below = [*fact_steps(words, step.facts if step.answer != "unknown" else step.missing, decision.subject)]
    if question.cites:
        cites = tuple(Reason(words.cite(cite)) for cite in question.cites)
        below.append(Reason(words.say("path.cites"), "", "", None, cites))
    mark: Mark = "unknown" if step.answer == "unknown" else ""
    return Reason(words.of(question.ask), words.say(f"answer.{step.answer}"), mark, None, tuple(below))


def _readings(words: Words, decision: Decision) -> tuple[Reason, ...]:
    scope = words.scopes[decision.scope]
    found = []
    for reading in scope.readings:
        place = Text.of(reading["place"]).to(words.lang) if "place" in reading else ""
        found.append(Reason(words.say("path.reading"), Text.of(reading).to(words.lang) + words.note(place)))
    return tuple(found)


def decision_reasons(words: Words, decision: Decision) -> Reasons:
    """The path of one decision."""
    path = tuple(_step(words, decision, step) for step in decision.path) + _readings(words, decision)
    summary = words.colon(words.name(decision.subject), words.of(words.scopes[decision.scope].title))
    summary += "　" + words.say(f"answer.{decision.answer}") if words.lang == "ja" else f" – {decision.answer}"
    return Reasons(f"decision/{decision.id}", summary, path, _MARKS.get(decision.answer, ""))


def scope_section(words: Words, full: bool) -> Section | None:
    """One row per decision; with ``full`` the path of each below."""
    found = decisions(words)
    if not found:
        return None
    rows = tuple(
        (
            Cell(words.name(d.subject), sub=words.kind_label(d.subject.partition("/")[0])),
            Cell(words.of(words.scopes[d.scope].title), anchor=f"decision/{d.id}"),
            Cell(words.say(f"answer.{d.answer}"), _MARKS.get(d.answer, ""), sub=answer(words, d)),
        )
        for d in found
    )
    columns = (
        Column(words.say("column.about"), 2),
        Column(words.say("column.question"), 3),
        Column(words.say("column.answer"), 4),
    )
    blocks: list[Block] = [Para(words.say("scope.lead"), "note"), Table(columns, rows)]
    if full:
        blocks += [decision_reasons(words, decision) for decision in found]
    return Section("applicability", words.say("section.applicability"), tuple(blocks))
