"""Sheets of the risk register: results, treatments, flows, items beside the risks, as lists that can be filtered."""

from __future__ import annotations

from collections.abc import Iterable

from anzenkarte.documents.content.inventory import fact_cell
from anzenkarte.documents.content.risk import FLOW, affected, flows_by_phase, risk_words
from anzenkarte.documents.content.risk_items import (
    alternative_text,
    measures_text,
    practices_text,
    reason_text,
    scenarios_text,
)
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.documents.content.tree import Cell, Column
from anzenkarte.documents.content.words import Words
from anzenkarte.documents.render.xlsx import Sheet, Value


def risk_sheets(words: Words) -> tuple[Sheet, ...]:
    """All sheets of the register; none for a catalogue without threats."""
    risk = risk_words(words)
    if risk is None:
        return ()
    return (_results(risk), _treatments(risk), _items(risk), _flows(words))


def _sheet(words: Words, name: str, columns: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> Sheet:
    return Sheet(words.say(name), tuple(Column(words.say(f"column.{column}")) for column in columns), tuple(rows))


def _results(risk: RiskWords) -> Sheet:
    words, scales = risk.words, risk.scales
    rows = (
        (
            risk.title(scenario),
            risk.source(scenario),
            words.name(scenario.subject),
            Cell(words.say(f"scenario.{scenario.state}"), "check" if scenario.state == "raised" else "unknown"),
            affected(risk, scenario),
            risk.facts(scenario),
            risk.questions(scenario),
            risk.rated(scales.impact, scenario.impact),
            risk.rated(scales.likelihood, scenario.likelihood),
            scenario.level,
            scenario.possible,
            scenario.id,
        )
        for scenario in (*risk.raised, *risk.open)
    )
    names = ("scenario", "source", "about", "state", "affects", "facts", "question", "impact", "likelihood", "level")
    return _sheet(words, "section.risk-results", (*names, "level-if", "id"), rows)


def _treatments(risk: RiskWords) -> Sheet:
    words = risk.words
    rows = (
        (
            risk.title(scenario),
            words.name(scenario.subject),
            risk.treatment(scenario.treatment),
            risk.measures(scenario),
            scenario.level,
            scenario.current,
            scenario.residual,
            risk.owner(scenario.owner).text,
            "\n".join(words.cite(item) for item in risk.threats[scenario.threat].items),
            "\n".join(words.text(words.fields(one.subject).get("reason")) for one in scenario.overrides),
            scenario.id,
        )
        for scenario in risk.raised
    )
    names = ("scenario", "about", "treatment", "measures", "level", "now", "residual", "owner", "cites", "reason", "id")
    return _sheet(words, "section.risk-treatment", names, rows)


def _items(risk: RiskWords) -> Sheet:
    words = risk.words
    rows = (
        (
            words.cite(one.item),
            Cell(words.outcome(one.outcome), one.outcome) if one.outcome else "",
            scenarios_text(risk, one),
            measures_text(risk, one, "vendor", ("in_place", "missing", "unknown")),
            practices_text(risk, one),
            measures_text(risk, one, "institution", ("missing", "unknown")),
            reason_text(risk, one) if one.outcome == "not_met" else "",
            alternative_text(risk, one) if one.outcome == "not_met" else "",
            one.residual,
            words.say(f"consent.{one.consent}") if one.consent else "",
        )
        for one in risk.report.discharges
    )
    names = ("item", "outcome", "treats", "discharged-by", "practices", "left", "why-unmet", "alternative")
    return _sheet(words, "section.risk-items", (*names, "residual", "consent"), rows)


def _flows(words: Words) -> Sheet:
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (words.name(flow), *(fact_cell(words, flow, name) for name in FLOW)) for flow in flows_by_phase(words)
    )
    titles = (words.kind_label("flow"), *(words.fact_label(name) for name in FLOW))
    return Sheet(words.say("section.risk-flows"), tuple(Column(title) for title in titles), rows)
