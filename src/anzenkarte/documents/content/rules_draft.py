"""A draft of the vendor's operating rules (運用管理規程) along table 4-1 of the METI/MIC guideline.

Every article gives our sentence, the facts it rests on, and a marked blank for each fact nobody has written down. The
last part lists what the institution has to put into its own rules, drawn from the measures left to it. Items are cited
from the edition asked where it holds the table; else the head says which other edition the articles follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from anzenkarte.documents.content.risk import risk_words
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.documents.content.tree import Block, Bullets, Callout, Cell, Column, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead

_WORDING: Final = "meti-mic-1.1"  # the edition our articles are worded after
_NEUTRAL: Final = ("service.patient_access", "engagement.data_taken_out")  # a no is as good as a yes
ARTICLES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("15", ("party.security_policy", "service.operations_rules_disclosed")),
    ("16", ("party.security_responsible", "party.security_training", "party.staff_confidentiality")),
    ("17", ("contract.responsibilities_written", "contract.confidentiality", "engagement.demarcation_in_writing")),
    ("18", ("component.patched_by", "component.configured_by", "component.in_inventory", "component.anti_malware")),
    ("19", ("service.risk_assessment_on", "engagement.incident_plan", "engagement.incident_contact_chart")),
    ("20", ("engagement.data_taken_out", "engagement.data_erased_after_work", "component.usb_controlled")),
    ("21", ("service.patient_access", "institution.patient_contact")),
    ("22", ("service.evaluation", "service.evaluation_given", "service.access_log", "service.access_log_months")),
    ("23", ("engagement.contact_point",)),
)
INFORMED: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("01", ("copy.country",)),
    ("02", ("party.security_policy",)),
    ("03", ("store.backup_generations", "store.offline_copy", "store.restore_tested_on")),
    ("04", ("party.security_responsible",)),
    ("05", ("party.track_record",)),
    ("06", ("party.financial_soundness",)),
    ("07", ("certificate.scheme", "certificate.valid")),
    ("08", ("certificate.covers_service",)),
    ("09", ("place.country", "place.region")),
    ("10", ("copy.operator_countries",)),
    ("12", ("service.evaluation", "service.evaluation_given")),
    ("13", ("service.configuration_diagram",)),
    ("14", ("service.risk_treatment_disclosed",)),
)


def rules_draft_sections(words: Words) -> list[Section]:
    """The articles, the information to be given beside them, and what belongs into the institution's rules."""
    sections = [_preface(words)]
    sections += [_article(words, place, number, names) for place, (number, names) in enumerate(ARTICLES, start=1)]
    sections.append(_informed(words))
    risk = risk_words(words)
    if risk is not None:
        sections.append(_institution(risk))
    return sections


def cited_edition(words: Words) -> str:
    """The edition whose table the articles cite: one of those asked that holds the whole of it, else our wording's."""
    asked = [edition.id for edition in words.assessment.editions]
    ordered = sorted(asked, key=lambda edition: edition != _WORDING)
    return next((edition for edition in ordered if _holds_table(words, edition)), _WORDING)


def _holds_table(words: Words, edition: str) -> bool:
    numbers = [number for number, _ in (*ARTICLES, *INFORMED)]
    return all(words.catalogue.item(_line(edition, number)) is not None for number in numbers)


def _line(edition: str, number: str) -> str:
    return f"{edition}/table-4-1/{number}"


def provider(words: Words) -> str:
    """The party that provides the service, or is the vendor of the engagement; empty when nobody is named."""
    for name in ("service.provider", "engagement.vendor"):
        for subject in words.case.subjects(name.partition(".")[0]):
            fact = words.fact(subject, name)
            if fact.known:
                return str(fact.value)
    return ""


def _preface(words: Words) -> Section:
    services = words.join(words.name(subject) for subject in words.case.subjects("service"))
    named = {"vendor": _named(words, words.name(provider(words)) if provider(words) else "", "regulation.vendor")}
    named["service"] = _named(words, services, "regulation.service")
    text = words.say("regulation.preface", **named)
    blocks: tuple[Block, ...] = (
        *_other_edition(words),
        Callout("info", words.say("regulation.draft"), words.say("regulation.draft-note")),
        Para(text),
    )
    return Section("rules/preface", words.say("regulation.purpose"), blocks)


def _other_edition(words: Words) -> tuple[Callout, ...]:
    """Said beside the head when the articles follow an edition that is not among those asked."""
    followed, asked = cited_edition(words), words.assessment.editions
    if followed in {edition.id for edition in asked}:
        return ()
    guideline = words.catalogue.editions[followed].guideline
    meant = [edition for edition in asked if edition.guideline == guideline] or asked
    named = words.join(words.edition(edition.id) for edition in meant)
    text = words.say("regulation.other-edition-note", followed=words.edition(followed), asked=named)
    return (Callout("warning", words.say("regulation.other-edition"), text),)


def _named(words: Words, name: str, code: str) -> str:
    return name or words.say("regulation.blank", what=words.say(code))


def _article(words: Words, place: int, number: str, names: tuple[str, ...]) -> Section:
    line = _line(cited_edition(words), number)
    item = words.catalogue.item(line)
    title = words.of(item.title).partition(":")[2].strip() if item is not None else ""
    heading = words.say("regulation.article", number=place, title=title or (words.of(item.title) if item else number))
    cited = Para(words.say("regulation.rests-on", item=words.cite(line)), "small")
    blocks: list[Block] = [Para(words.say(f"regulation.article-{number}")), *_facts(words, names), cited]
    return Section(f"rules/{number}", heading, tuple(blocks), level=2)


def _facts(words: Words, names: Iterable[str]) -> list[Block]:
    """The facts an article rests on; one row each, or one where every subject says the same."""
    rows = tuple(row for name in names for row in _rows(words, name))
    if not rows:
        return []
    columns = (Column(words.say("column.about"), 3), Column(words.say("column.rule-fact"), 3))
    return [Table((*columns, Column(words.say("column.rule-value"), 3)), rows)]


def _subjects(words: Words, name: str) -> tuple[str, ...]:
    kind = name.partition(".")[0]
    if kind != "party":
        return words.case.subjects(kind)
    found = provider(words)
    return (found,) if found and words.case.exists(found) else ()


def _rows(words: Words, name: str) -> Iterator[tuple[Cell, ...]]:
    """Rows by value: known values with their subjects, unknown ones as one marked blank."""
    by_value: dict[str, list[str]] = {}
    blank: list[str] = []
    for subject in _subjects(words, name):
        fact = words.fact(subject, name)
        if fact.known:
            by_value.setdefault(words.found(FactRead(subject, name, fact)), []).append(subject)
        else:
            blank.append(subject)
    label = words.fact_label(name)
    for value, subjects in by_value.items():
        lacking = words.fact(subjects[0], name).value is False and name not in _NEUTRAL
        said = Cell(value, "action", sub=words.say("regulation.not-so")) if lacking else Cell(value)
        yield Cell(_names(words, subjects)), Cell(label), said
    if blank or not by_value:
        about = _names(words, blank) if blank else words.kind_label(name.partition(".")[0])
        yield Cell(about), Cell(label), Cell(words.say("regulation.blank", what=label), "unknown")


def _names(words: Words, subjects: list[str]) -> str:
    shown = words.join(words.name(subject) for subject in subjects[:4])
    return shown + (words.say("list.more", count=len(subjects) - 4) if len(subjects) > 4 else "")


def _informed(words: Words) -> Section:
    """What table 4-1 asks to be told besides the rules."""
    rows = []
    edition = cited_edition(words)
    for number, names in INFORMED:
        item = words.catalogue.item(_line(edition, number))
        for name in names:
            for about, label, value in _rows(words, name):
                head = Cell(words.of(item.title) if item is not None else number, sub=about.text)
                rows.append((head, label, value))
    columns = (
        Column(words.say("column.informed"), 3),
        Column(words.say("column.rule-fact"), 3),
        Column(words.say("column.rule-value"), 3),
    )
    blocks = (Para(words.say("regulation.informed-lead"), "note"), Table(columns, tuple(rows)))
    return Section("rules/informed", words.say("regulation.informed"), blocks)


def _institution(risk: RiskWords) -> Section:
    """Measures left to the institution, by item: what its own rules have to hold (table 4-1, no. 11)."""
    words = risk.words
    rows = []
    for found in risk.report.discharges:
        titles: dict[str, None] = {}
        for name in found.left:
            scenario, measure = risk.named_measure(name)
            label = words.of(measure.title)
            state = next(t.state for t in scenario.measures if t.measure == measure.id)
            titles[label + words.note(words.say(f"measure.{state}"))] = None
        if titles:
            rows.append((Cell(words.cite(found.item)), Cell("\n".join(titles))))
    lead = Para(words.say("regulation.institution-lead"), "note")
    if not rows:
        return Section(
            "rules/institution", words.say("regulation.institution"), (lead, Bullets((words.say("value.none"),)))
        )
    columns = (Column(words.say("column.item"), 4), Column(words.say("column.left"), 5))
    table = Table(columns, tuple(rows))
    return Section("rules/institution", words.say("regulation.institution"), (lead, table))
