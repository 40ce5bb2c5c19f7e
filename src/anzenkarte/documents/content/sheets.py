"""The workbook: the same content as lists that can be filtered, one sheet for each question people ask of it."""

from __future__ import annotations

from collections.abc import Iterable

from anzenkarte.documents.content.conformity import basis, grounds, obliged, verdicts
from anzenkarte.documents.content.groups import member
from anzenkarte.documents.content.inventory import TABLES, fact_cell
from anzenkarte.documents.content.matrix import parties, party_cell, state_cell
from anzenkarte.documents.content.paper import Content
from anzenkarte.documents.content.questions import unlocked
from anzenkarte.documents.content.risk_sheets import risk_sheets
from anzenkarte.documents.content.sources import short
from anzenkarte.documents.content.tree import Cell, Column
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.xlsx import Sheet, Value


def sheets(found: Content) -> tuple[Sheet, ...]:
    """All sheets, in the order people need them."""
    words = found.words
    return (
        _findings(found),
        _verdicts(words),
        _demarcation(found),
        *risk_sheets(words),
        *(_inventory(words, kind) for kind in TABLES),
        _questions(found),
        _sources(words),
    )


def _sheet(words: Words, name: str, columns: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> Sheet:
    titles = tuple(Column(words.say(f"column.{column}")) for column in columns)
    return Sheet(words.say(f"section.{name}"), titles, tuple(rows))


def _findings(found: Content) -> Sheet:
    words = found.words
    rows = (
        (
            Cell(words.say(f"severity.{finding.severity}"), finding.severity),
            words.say(f"group.{group.topic}") if group.topic else words.say(f"engine.{group.engine}"),
            group.title,
            member(words, finding),
            group.remedy,
            words.say(f"obliged.{finding.obliged}") if finding.obliged else "",
            "\n".join(words.cite(cite) for cite in finding.cites),
            "\n".join(words.colon(words.read_label(read), words.found(read)) for read in finding.facts),
            finding.id,
        )
        for group in found.groups
        for finding in group.findings
    )
    names = ("severity", "topic", "finding", "about", "remedy", "obliged", "cites", "facts", "id")
    return _sheet(words, "findings", names, rows)


def _verdicts(words: Words) -> Sheet:
    rows = []
    for verdict in verdicts(words):
        item = words.catalogue.item(verdict.item)
        if item is None:
            continue
        edition = words.catalogue.editions[item.edition]
        rows.append(
            (
                words.edition(item.edition),
                words.part(edition, item.part),
                item.chapter,
                item.number or words.say("item.provisional"),
                words.of(item.title),
                Cell(words.outcome(verdict.outcome), verdict.outcome),
                basis(words, verdict),
                obliged(words, verdict),
                grounds(words, verdict),
                words.say(f"confidence.{item.confidence}"),
                words.say("conformity.older-title") if verdict.older else "",
                verdict.id,
            )
        )
    names = ("edition", "part", "chapter", "number", "item", "outcome", "basis", "obliged", "grounds")
    return _sheet(words, "conformity", (*names, "confidence", "remark", "id"), rows)


def _demarcation(found: Content) -> Sheet:
    words = found.words
    across = parties(words, found.rows)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            words.duty(row.duty),
            words.situation(row.situation),
            words.name(subject),
            state_cell(words, row),
            *(party_cell(words, row, party) for party in across),
        )
        for row in found.rows
        for subject in row.subjects
    )
    titles = [words.say(f"column.{name}") for name in ("duty", "situation", "about", "state")]
    columns = tuple(Column(title) for title in (*titles, *(words.name(party) for party in across)))
    return Sheet(words.say("section.demarcation"), columns, rows)


def _inventory(words: Words, kind: str) -> Sheet:
    names = TABLES[kind]
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (words.name(subject), *(fact_cell(words, subject, name) for name in names), subject)
        for subject in words.case.subjects(kind)
    )
    titles = (words.kind_label(kind), *(words.fact_label(name) for name in names), words.say("column.id"))
    return Sheet(words.heading(words.kind_plural(kind)), tuple(Column(title) for title in titles), rows)


def _questions(found: Content) -> Sheet:
    words = found.words
    rows = (
        (
            words.of(question.text),
            words.read_subject(question.read),
            words.say(f"unknown.{question.read.fact.unknown or 'imprecise'}"),
            unlocked(words, question),
            len(question.unlocks),
            "\n".join(question.unlocks),
        )
        for question in found.questions
    )
    return _sheet(words, "questions", ("question", "about", "state", "unlocks", "count", "id"), rows)


def _sources(words: Words) -> Sheet:
    assessment = words.assessment
    rows: list[tuple[Value, ...]] = [
        (words.kind_label(d.kind), d.name, words.name(f"party/{d.keeper}"), "", d.revision)
        for d in words.case.documents
    ]
    rows += [
        (
            words.say("column.edition"),
            words.edition(edition.id),
            words.of(edition.publisher),
            words.of(edition.read_in),
            assessment.catalogue.edition_digest(edition.id),
        )
        for edition in (*assessment.editions, *assessment.catalogue.lesson_editions())
    ]
    for edition in (*assessment.editions, *assessment.catalogue.lesson_editions()):
        for source in edition.sources.values():
            rows.append(
                (
                    words.say("column.source"),
                    words.of(source.title),
                    words.edition(edition.id),
                    source.address,
                    source.key,
                )
            )
    rows.append((words.say("stamp.catalogue"), short(assessment.catalogue.digest), "", "", assessment.catalogue.digest))
    return _sheet(words, "sources", ("document", "name", "keeper", "read-in", "hash"), rows)
