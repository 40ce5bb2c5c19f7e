"""The report as JSON: everything the engines concluded, in one deterministic file with a published schema."""

from __future__ import annotations

from collections import Counter
from typing import Final

import orjson

from anzenkarte import __version__
from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.groups import remedy, title
from anzenkarte.documents.content.questions import Question, questions
from anzenkarte.documents.content.words import Words
from anzenkarte.karte.document import Document
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.verdicts import SEVERITIES, Finding

SCHEMA: Final = "anzenkarte/report/1"


def report_json(assessment: Assessment) -> dict[str, object]:
    """The whole report as a JSON object. Nothing in it comes from a clock; equal assessments give equal objects."""
    catalogue = assessment.catalogue
    words = Words(assessment, "ja")
    tongues = (words, Words(assessment, "en"))
    return {
        "case": _case(words),
        "catalogue": {"digest": catalogue.digest},
        "counts": _counts(assessment),
        "documents": [_document(document) for document in assessment.case.documents],
        "editions": [_edition(assessment, edition.id) for edition in assessment.editions],
        "engines": {name: report.json() for name, report in sorted(assessment.reports.items())},
        "findings": [_finding(finding, *tongues) for finding in assessment.findings],
        "next_change": assessment.next_change.isoformat() if assessment.next_change is not None else None,
        "on": assessment.on.isoformat(),
        "program": {"name": "anzenkarte", "version": __version__},
        "questions": [_question(question) for question in questions(words)],
        "schema": SCHEMA,
        "what_if": list(assessment.what_if),
    }


def report_bytes(assessment: Assessment) -> bytes:
    """``report.json``: keys sorted, two spaces deep, a line end at the end."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    return orjson.dumps(report_json(assessment), option=options)


def _case(words: Words) -> dict[str, object]:
    """What was looked at: the engagement, the institution or the service."""
    subject = words.subject_of_case()
    kind, _, name = subject.partition("/")
    return {"kind": kind, "name": name, "title": Text.of(words.fields(subject).get("name", name)).json()}


def _finding(finding: Finding, ja: Words, en: Words) -> dict[str, object]:
    """A finding with its sentences, so that a program needs nothing but the report: what is wrong and what to do."""
    said = {
        "finding": Text(title(ja, finding), title(en, finding)),
        "remedy": Text(remedy(ja, finding), remedy(en, finding)),
    }
    return {**finding.json(), "text": {name: text.json() for name, text in said.items()}}


def _document(document: Document) -> dict[str, object]:
    as_of = document.header.get("as_of")
    out: dict[str, object] = {
        "keeper": document.keeper,
        "kind": document.kind,
        "name": document.name,
        "revision": document.revision,
        "schema": document.schema,
    }
    if as_of is not None:
        out["as_of"] = str(as_of)
    if document.unread:
        out["unread"] = sorted(document.unread)
    return out


def _edition(assessment: Assessment, id: str) -> dict[str, object]:
    edition = assessment.catalogue.editions[id]
    start, end = edition.in_force if edition.in_force is not None else (None, None)
    return {
        "asked": True,
        "confidence": edition.confidence,
        "digest": assessment.catalogue.edition_digest(id),
        "edition": edition.edition,
        "guideline": edition.guideline,
        "id": id,
        "in_force": {"from": _iso(start), "on_the_day": edition.in_force_on(assessment.on), "until": _iso(end)},
        "title": edition.title.json(),
    }


def _iso(when: When | None) -> str | None:
    return when.iso if when is not None else None


def _question(question: Question) -> dict[str, object]:
    return {
        "count": len(question.unlocks),
        "decides": list(question.alone),
        "fact": question.read.name,
        "question": question.text.json(),
        "subject": question.read.subject,
        "unknown": question.read.fact.unknown or "imprecise",
        "unlocks": list(question.unlocks),
    }


def _risks(assessment: Assessment) -> dict[str, object]:
    """Scenarios by state, and those raised by level: before any measure, after those in place, after all of them."""
    scales = assessment.catalogue.scales
    scenarios = [scenario for report in assessment.reports.values() for scenario in report.scenarios]
    raised = [scenario for scenario in scenarios if scenario.state == "raised"]
    levels = [word.id for word in scales.levels] if scales is not None else []
    tallies = {
        "level": Counter(scenario.level for scenario in raised),
        "current": Counter(scenario.current for scenario in raised),
        "residual": Counter(scenario.residual for scenario in raised),
    }
    counted: dict[str, object] = {key: {level: tally[level] for level in levels} for key, tally in tallies.items()}
    return {**counted, "states": dict(sorted(Counter(scenario.state for scenario in scenarios).items()))}


def _counts(assessment: Assessment) -> dict[str, object]:
    severities = Counter(finding.severity for finding in assessment.findings)
    reports = assessment.reports.values()
    cells = Counter(cell.state for report in reports for cell in report.cells)
    kinds = [kind for kind in assessment.case.vocabulary.kinds if kind != "case"]
    outcomes = Counter(v.outcome for report in reports for v in report.verdicts if not v.older)
    return {
        "cells": dict(sorted(cells.items())),
        "findings": {severity: severities[severity] for severity in SEVERITIES},
        "outcomes": dict(sorted(outcomes.items())),
        "risks": _risks(assessment),
        "subjects": sum(len(assessment.case.subjects(kind)) for kind in kinds),
    }
