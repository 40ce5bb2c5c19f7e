"""Puts a paper together: the same content at three reading levels, stamped with editions, day and hashes."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from anzenkarte import __version__
from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content import architecture as drawing
from anzenkarte.documents.content.certificates import certificate_section
from anzenkarte.documents.content.clinic import clinic_sections
from anzenkarte.documents.content.conformity import conformity_sections
from anzenkarte.documents.content.coverage import coverage_section, what_if
from anzenkarte.documents.content.due import due_section
from anzenkarte.documents.content.findings import finding_sections, short_sections
from anzenkarte.documents.content.groups import Group, grouped
from anzenkarte.documents.content.inventory import inventory_sections
from anzenkarte.documents.content.jurisdiction import jurisdiction_section
from anzenkarte.documents.content.matrix import Row, demarcation_sections, matrix_svg, rows
from anzenkarte.documents.content.questions import Question, question_section, questions
from anzenkarte.documents.content.risk import risk_sections, short_risk_section
from anzenkarte.documents.content.rules_draft import rules_draft_sections
from anzenkarte.documents.content.scope import scope_section
from anzenkarte.documents.content.sources import short, source_section
from anzenkarte.documents.content.summary import summary_section
from anzenkarte.documents.content.tree import Level, Paper, Section, Stamp
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.diagram import Diagram, architecture_diagram
from anzenkarte.documents.render.words import stamp_line
from anzenkarte.kernel.text import Lang

_QUESTIONS = {"engineer": 60, "manager": 2, "clinic": 0}
_FINDINGS = 6
_WORST = 8


@dataclass(frozen=True)
class Content:
    """Everything the papers of one assessment are made from, computed once."""

    words: Words
    stamp: Stamp
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    questions: tuple[Question, ...]
    diagram: Diagram
    matrix: str


def stamp(words: Words) -> Stamp:
    """What every page carries."""
    assessment = words.assessment
    hashes = [(words.kind_label(d.kind), short(d.revision)) for d in assessment.case.documents]
    return Stamp(
        on=words.day(assessment.on),
        day=assessment.on,
        editions=tuple(words.edition(edition.id) for edition in assessment.editions),
        hashes=(*hashes, (words.say("stamp.catalogue"), short(assessment.catalogue.digest))),
        what_if=what_if(words),
        generator=words.say("stamp.generator", version=__version__),
    )


def content(assessment: Assessment, lang: Lang) -> Content:
    """Gather what the papers say, and draw the two drawings."""
    words = Words(assessment, lang)
    with ThreadPoolExecutor(max_workers=1) as pool:  # the drawing program works beside us
        diagram = pool.submit(architecture_diagram, drawing.architecture(words), lang)
        mark = stamp(words)
        listed = rows(words)
        groups = grouped(words, assessment.findings)
        asked = questions(words)
    return Content(
        words=words,
        stamp=mark,
        groups=groups,
        rows=listed,
        questions=asked,
        diagram=diagram.result(),
        matrix=matrix_svg(words, listed, words.say("demarcation.figure"), stamp_line(mark, lang)),
    )


def paper(found: Content, level: Level) -> Paper:
    """The paper at one reading level."""
    words, lang = found.words, found.words.lang
    build = {"engineer": _engineer, "manager": _manager, "clinic": _clinic}[level]
    name = words.name(words.subject_of_case())
    return Paper(
        id=f"dossier-{level}-{words.lang}",
        title=name,
        subtitle=("　" if lang == "ja" else " · ").join([words.say(f"title.{level}"), *_parties(words)]),
        lang=words.lang,
        level=level,
        stamp=found.stamp,
        sections=tuple(build(found)),
    )


def rules_paper(found: Content) -> Paper:
    """The draft of the vendor's operating rules, a paper of its own."""
    words = found.words
    return Paper(
        id=f"rules-{words.lang}",
        title=words.say("regulation.title"),
        subtitle=words.name(words.subject_of_case()),
        lang=words.lang,
        level="engineer",
        stamp=found.stamp,
        sections=tuple(rules_draft_sections(words)),
    )


def _parties(words: Words) -> list[str]:
    """Who provides what to whom, as far as the case says, each party once."""
    shown: dict[str, str] = {}
    for name in ("service.provider", "engagement.vendor", "engagement.customer", "institution.party"):
        for subject in words.case.subjects(name.partition(".")[0]):
            fact = words.fact(subject, name)
            if fact.known:
                shown.setdefault(str(fact.value), words.fact_label(name))
    return [words.colon(label, words.name(party)) for party, label in shown.items()]


def _present(sections: Sequence[Section | None]) -> list[Section]:
    return [section for section in sections if section is not None]


def _engineer(found: Content) -> list[Section]:
    words = found.words
    return [
        summary_section(words, found.rows, found.groups, _WORST),
        coverage_section(words, full=True),
        *finding_sections(words, found.groups),
        *_present([scope_section(words, full=True)]),
        *demarcation_sections(words, found.rows, found.matrix, full=True),
        *inventory_sections(words, found.diagram.svg),
        *_present([jurisdiction_section(words, full=True), certificate_section(words), due_section(words, full=True)]),
        *risk_sections(words),
        *conformity_sections(words, found.groups),
        *_present([question_section(words, found.questions, _QUESTIONS["engineer"])]),
        source_section(words, found.groups),
    ]


def _manager(found: Content) -> list[Section]:
    words = found.words
    return [
        summary_section(words, found.rows, found.groups, 0),
        *short_sections(words, found.groups, _FINDINGS),
        *_present([short_risk_section(words)]),
        *demarcation_sections(words, found.rows, found.matrix, full=False),
        *_present([jurisdiction_section(words, full=False), due_section(words, full=False)]),
        *_present([question_section(words, found.questions, _QUESTIONS["manager"])]),
        coverage_section(words, full=False),
    ]


def _clinic(found: Content) -> list[Section]:
    return clinic_sections(found.words, found.rows, found.groups)
