"""What a change of edition means for this institution: which answers must be read again, what is asked, what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.assess.impact.results import STANDINGS, Asked, Due, Impact, StatementImpact
from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import Fact, FactRead
from anzenkarte.web.institution_desk.answering import Answering, Question
from anzenkarte.web.institution_desk.common import address, today, words_of
from anzenkarte.web.institution_desk.conformity import GUIDELINE, own_assessment
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.figures import bar, day_line
from anzenkarte.workspace.assessments.edition_change import EditionChange, edition_change

_MOST = 200


@dataclass(frozen=True)
class Answer:
    """One answer about an item of the old edition, and what becomes of it."""

    standing: str
    standing_label: str
    item: str
    by: str
    said: str
    carried: str
    todo: str
    href: str


@dataclass(frozen=True)
class Deadline:
    """One deadline of the new edition for one engagement; ``href`` is where one's own word about it is written."""

    number: int
    title: str
    name: str
    href: str
    day: str
    state: str
    by: str
    ask: tuple[Question, ...]
    open: bool
    overdue: bool


@page("institution")
def edition_page(request: HttpRequest) -> HttpResponse:
    """From one edition to another; without a choice from the last one to the one in force."""
    found = own_assessment(request)
    if found is None:
        return render(request, "institution_desk/no_profile.html")
    _, assessment, drafted = found
    words = words_of(assessment)
    old, new = _chosen(request, assessment.catalogue, assessment)
    context: dict[str, object] = {"drafted": drafted, "old": old, "new": new, "editions": _shelf(words)}
    if old and new and old != new:
        context |= _change(request, words, edition_change(words.case.documents, old, new, today()))
    return render(request, "institution_desk/edition.html", context)


def _shelf(words: Words) -> list[tuple[str, str]]:
    editions = [e for e in words.catalogue.editions.values() if e.guideline == GUIDELINE and e.kind == "guideline"]
    return [(edition.id, words.edition(edition.id)) for edition in sorted(editions, key=lambda edition: edition.id)]


def _chosen(request: HttpRequest, catalogue: Catalogue, assessment: Assessment) -> tuple[str, str]:
    known = {e.id for e in catalogue.editions.values() if e.guideline == GUIDELINE and e.kind == "guideline"}
    new = next((e.id for e in assessment.editions if e.guideline == GUIDELINE), "")
    old = catalogue.editions[new].supersedes if new else ""
    asked_old, asked_new = request.GET.get("old", old), request.GET.get("new", new)
    return (asked_old if asked_old in known else old), (asked_new if asked_new in known else new)


def _change(request: HttpRequest, words: Words, change: EditionChange) -> dict[str, object]:
    found, compared = change.impact, change.transition
    answering = Answering(request, words)
    due = _due(words, found, answering)
    counts = Counter(answer.standing for answer in change.answers)
    items = {item for case in found.cases for item in case.items}
    asked = list({(one.subject, one.fact): one for case in found.cases for one in case.asked}.values())
    return {
        "in_force": found.in_force,
        "answers": _answers(request, words, change.answers),
        "counts": bar([(key, words.say(f"editions.state-{key}"), counts[key]) for key in STANDINGS]),
        "reopened": counts["reread"] + counts["lost"],
        "due": due,
        "line": day_line([(one.deadline.date.last, not one.open) for one in _dues(found)], found.on) if due else None,
        "items": [
            (item.number, words.of(item.title), address(request, "institution-item", item=item.id))
            for item in compared.items if item.id in items
        ][:_MOST],
        "asked": [_question(request, answering, one) for one in asked[:_MOST]],
        "announced": [
            words.of(line.item.title) for line in compared.diff.lines if line.announced
        ][:_MOST],
    }  # fmt: skip


def _question(request: HttpRequest, answering: Answering, one: Asked) -> tuple[Question, str]:
    """What is newly asked, with its place, and the item to look at where another party has to say it."""
    found = answering.question(FactRead(one.subject, one.fact, Fact(None, "missing")))
    item = "" if found.href or not one.items else address(request, "institution-item", item=one.items[0])
    return found, item


def _answers(request: HttpRequest, words: Words, found: Sequence[StatementImpact]) -> list[Answer]:
    rank = {standing: number for number, standing in enumerate(("reread", "lost", "unread", "stands"))}
    listed = []
    for one in sorted(found, key=lambda one: (rank[one.standing], one.item, one.statement))[:_MOST]:
        line = one.line
        listed.append(
            Answer(
                standing=one.standing,
                standing_label=words.say(f"editions.state-{one.standing}"),
                item=f"{line.item.number or ''} {words.of(line.item.title)}".strip() if line is not None else one.item,
                by=_speaker(words, one),
                said=words.outcome(one.answer) if f"outcome.{one.answer}" in words.messages else _answer(words, one),
                carried=words.join(_numbers(words, one.carried)),
                todo=words.say(one.todo),
                href=address(request, "institution-item", item=one.carried[0]) if one.carried else "",
            )
        )
    return listed


def _speaker(words: Words, one: StatementImpact) -> str:
    """Whose answer it is, as its document names the party."""
    for document in words.case.documents:
        party = document.entity("party", one.by) if document.name == one.document.rpartition("/")[2] else None
        if party is not None:
            return words.text(party.fields.get("name")) or one.by
    return one.by


def _answer(words: Words, one: StatementImpact) -> str:
    values = words.vocabulary.facts["statement.answer"].values
    return words.of(values[one.answer]) if one.answer in values else one.answer


def _numbers(words: Words, items: Sequence[str]) -> list[str]:
    found = [words.catalogue.item(item) for item in items]
    return [item.number or words.of(item.title) for item in found if item is not None]


def _dues(found: Impact) -> list[Due]:
    listed = [due for case in found.cases for due in case.due if due.state != "away"]
    return sorted(listed, key=lambda due: (due.deadline.date.last, due.subject, due.deadline.id))


def _due(words: Words, found: Impact, answering: Answering) -> list[Deadline]:
    listed = []
    for number, due in enumerate(_dues(found), 1):
        own = next((words.of(state.text) for state in due.deadline.states if state.id == due.state), "")
        listed.append(
            Deadline(
                number=number,
                title=words.of(due.deadline.title),
                name=words.name(due.subject),
                href=answering.subject(due.subject),
                day=due.deadline.date.display(words.lang),
                state=own or words.say(f"editions.deadline-{due.state}"),
                by=due.by.display(words.lang) if due.by is not None else "",
                ask=tuple(answering.question(read) for read in due.missing),
                open=due.open,
                overdue=due.overdue,
            )
        )
    return listed
