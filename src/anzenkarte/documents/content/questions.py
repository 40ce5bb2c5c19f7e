"""What to find out: every missing fact with what it would unlock, the most useful question first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.tree import Block, Cell, Column, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text

Key = tuple[str, str]


@dataclass(frozen=True)
class Question:
    """One missing fact: what to ask, and the results it can still change.

    ``unlocks`` are ids of verdicts, decisions, reaches, findings and scenarios; ``alone`` are those for which nothing
    else is missing, so that this one answer decides them.
    """

    read: FactRead
    text: Text
    unlocks: tuple[str, ...]
    alone: tuple[str, ...]


def questions(words: Words) -> tuple[Question, ...]:
    """All questions of an assessment, by how much they unlock, then by how much they decide alone, then by name.

    A fact that an engine concludes cannot be asked for; what that engine lacked is asked instead.
    """
    behind = _behind(words)
    asked: dict[Key, FactRead] = {}
    unlocks: dict[Key, list[str]] = {}
    alone: dict[Key, list[str]] = {}
    for id, missing in _missing(words.assessment):
        reads = _asked(missing, behind)
        for key, read in reads.items():
            asked.setdefault(key, read)
            unlocks.setdefault(key, []).append(id)
            if len(reads) == 1:
                alone.setdefault(key, []).append(id)
    found = [
        Question(read, words.question(read), _ids(unlocks[key]), _ids(alone.get(key, [])))
        for key, read in asked.items()
    ]
    found.sort(key=lambda q: (-len(q.unlocks), -len(q.alone), q.read.subject, q.read.name))
    return tuple(found)


def asked_for(words: Words, missing: Iterable[Iterable[FactRead]]) -> list[tuple[FactRead, ...]]:
    """For each set of missing facts what has to be asked, each once: for a conclusion, what that lacks itself."""
    behind = _behind(words)
    return [tuple(_asked(reads, behind).values()) for reads in missing]


def _ids(listed: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(listed)))


def _asked(missing: Iterable[FactRead], behind: Mapping[Key, tuple[FactRead, ...]]) -> dict[Key, FactRead]:
    found: dict[Key, FactRead] = {}
    for read in missing:
        for real in behind.get((read.subject, read.name)) or (read,):
            found[real.subject, real.name] = real
    return found


def _behind(words: Words) -> dict[Key, tuple[FactRead, ...]]:
    """Facts concluded from a decision on scope, with what was missing for that decision."""
    found: dict[Key, tuple[FactRead, ...]] = {}
    for report in words.assessment.reports.values():
        for decision in report.decisions:
            scope = words.scopes.get(decision.scope)
            if scope is not None and scope.fact and decision.answer == "depends":
                key = (decision.subject, scope.fact)
                found[key] = (*found.get(key, ()), *(read for step in decision.path for read in step.missing))
    return found


def _missing(assessment: Assessment) -> Iterator[tuple[str, tuple[FactRead, ...]]]:
    for report in assessment.reports.values():
        for verdict in (*report.verdicts, *report.lessons):
            yield verdict.id, verdict.missing
        for decision in report.decisions:
            open_facts = tuple(read for step in decision.path for read in step.missing)
            yield decision.id, open_facts if decision.answer == "depends" else ()
        for reach in report.reaches:
            yield reach.id, reach.missing
        for finding in report.findings:
            yield finding.id, finding.missing
        for scenario in report.scenarios:
            yield scenario.id, scenario.missing


def unlocked(words: Words, question: Question) -> str:
    """What an answer is good for, in one sentence."""
    if question.alone:
        return words.say("question.decides", count=len(question.alone))
    return words.say("question.concerns", count=len(question.unlocks))


def question_section(words: Words, found: tuple[Question, ...], most: int) -> Section | None:
    """The most useful questions first, at most ``most`` of them; None when nothing is missing."""
    if not found:
        return None
    rows = tuple(
        (
            Cell(words.of(question.text)),
            Cell(
                words.read_subject(question.read), sub=words.say(f"unknown.{question.read.fact.unknown or 'imprecise'}")
            ),
            Cell(unlocked(words, question)),
        )
        for question in found[:most]
    )
    columns = (
        Column(words.say("column.question"), 3),
        Column(words.say("column.about"), 2),
        Column(words.say("column.unlocks"), 2),
    )
    blocks: list[Block] = [Para(words.say("questions.lead", count=len(found)), "note"), Table(columns, rows)]
    if len(found) > most:
        blocks.append(Para(words.say("questions.rest", count=len(found) - most), "small"))
    return Section("questions", words.say("section.questions"), tuple(blocks))
