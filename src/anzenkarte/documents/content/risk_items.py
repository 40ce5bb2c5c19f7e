"""The two languages side by side: what each item of the institution's guideline treats, and what is left to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anzenkarte.assess.scenarios import Discharge, MeasureState
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.documents.content.tree import Block, Cell, Column, Para, Section, Table

_MOST: Final = 4
_MOST_ROWS: Final = 80


def _lines(risk: RiskWords, listed: Sequence[str]) -> str:
    words = risk.words
    unique = list(dict.fromkeys(listed))
    more = [words.say("list.more", count=len(unique) - _MOST).strip()] if len(unique) > _MOST else []
    return "\n".join([*unique[:_MOST], *more])


def scenarios_text(risk: RiskWords, found: Discharge) -> str:
    """The risks an item treats: titles, each with how many scenarios stand."""
    counts: dict[str, int] = {}
    for id in found.scenarios:
        title = risk.title(risk.by_id[id])
        counts[title] = counts.get(title, 0) + 1
    shown = [title + (f" ×{count}" if count > 1 else "") for title, count in counts.items()]
    return _lines(risk, shown)


def measures_text(risk: RiskWords, found: Discharge, by: str, states: Sequence[MeasureState]) -> str:
    """The measures of one side in the given states, each title once with how many subjects it concerns."""
    counts: dict[str, int] = {}
    for name, state in found.measures:
        _, measure = risk.named_measure(name)
        if measure.by == by and state in states:
            label = risk.words.of(measure.title) + risk.words.note(risk.words.say(f"measure.{state}"))
            counts[label] = counts.get(label, 0) + 1
    return _lines(risk, [label + (f" ×{count}" if count > 1 else "") for label, count in counts.items()])


def practices_text(risk: RiskWords, found: Discharge) -> str:
    """The measures of the vendors' guideline's annex 2 beside the item."""
    catalogue = risk.words.catalogue
    items = [item for item in (catalogue.item(id) for id in found.practices) if item is not None]
    return _lines(risk, [risk.words.of(item.title) for item in items])


def item_cell(risk: RiskWords, found: Discharge) -> Cell:
    """The item by number and title."""
    item = risk.words.catalogue.item(found.item)
    if item is None:
        return Cell(found.item)
    edition = risk.words.catalogue.editions[item.edition]
    place = " ".join(part for part in (risk.words.part(edition, item.part), item.number) if part)
    return Cell(risk.words.of(item.title), sub=place or risk.words.edition(item.edition))


_ALL: Final[Sequence[MeasureState]] = ("in_place", "missing", "unknown")
_LEFT: Final[Sequence[MeasureState]] = ("missing", "unknown")


def discharge_sections(risk: RiskWords) -> list[Section]:
    """Items that raised risks touch, with risks and measures; then the items not met, with what was said about them.

    The workbook has every item, those of risks that merely cannot be excluded too.
    """
    words = risk.words
    found = [one for one in risk.report.discharges if one.residual]
    rest = len(risk.report.discharges) - len(found)
    if not risk.report.discharges:
        return []
    rows = tuple(
        (
            item_cell(risk, one),
            Cell(words.outcome(one.outcome), one.outcome) if one.outcome else Cell("－"),
            Cell(scenarios_text(risk, one)),
            Cell(measures_text(risk, one, "vendor", _ALL), sub=practices_text(risk, one)),
            Cell(measures_text(risk, one, "institution", _LEFT) or words.say("risk.nothing-left")),
        )
        for one in found[:_MOST_ROWS]
    )
    columns = (
        Column(words.say("column.item"), 2.4),
        Column(words.say("column.outcome"), 1.3),
        Column(words.say("column.treats"), 3.2),
        Column(words.say("column.discharged-by"), 3.4),
        Column(words.say("column.left"), 3),
    )
    blocks: list[Block] = [Para(words.say("risk.items-lead"), "note"), Table(columns, rows, wide=True)]
    rest += max(0, len(found) - _MOST_ROWS)
    if rest:
        blocks.append(Para(words.say("risk.items-rest", count=rest), "small"))
    sections = [Section("risk/items", words.say("section.risk-items"), tuple(blocks), level=2)]
    unmet = [one for one in risk.report.discharges if one.outcome == "not_met"]
    if unmet:
        sections.append(_unmet(risk, unmet))
    return sections


def _unmet(risk: RiskWords, found: Sequence[Discharge]) -> Section:
    words = risk.words
    rows = tuple(
        (
            item_cell(risk, one),
            Cell(reason_text(risk, one)),
            Cell(alternative_text(risk, one)),
            risk.level(one.residual) if one.residual else Cell(words.say("risk.no-raised")),
            Cell(words.say(f"consent.{one.consent}"), "" if one.consent == "yes" else "check"),
        )
        for one in found
    )
    columns = (
        Column(words.say("column.item"), 2.4),
        Column(words.say("column.why-unmet"), 3),
        Column(words.say("column.alternative"), 3),
        Column(words.say("column.residual"), 1.2),
        Column(words.say("column.consent"), 2),
    )
    blocks = (Para(words.say("risk.unmet-lead"), "note"), Table(columns, rows, wide=True))
    return Section("risk/unmet", words.say("section.risk-unmet"), blocks, level=2)


def reason_text(risk: RiskWords, found: Discharge) -> str:
    """Why the item is not met: the facts of its verdict, or the reason a party gave."""
    words = risk.words
    lines: list[str] = []
    for report in words.assessment.reports.values():
        for verdict in report.verdicts:
            if verdict.item != found.item or verdict.outcome != "not_met":
                continue
            for statement in verdict.statements:
                given = words.fields(statement).get("reason")
                text = words.text(given) if given is not None else ""
                lines.append(text or words.statement(statement))
            if not verdict.statements:
                lines += [words.colon(words.read_label(read), words.found(read)) for read in verdict.facts]
    return _lines(risk, lines)


def alternative_text(risk: RiskWords, found: Discharge) -> str:
    """What is in place against the same risks, though the item is not met."""
    titles: list[str] = []
    for id in found.scenarios:
        scenario = risk.by_id[id]
        for measure, treated in zip(risk.threats[scenario.threat].measures, scenario.measures, strict=True):
            if treated.state == "in_place":
                titles.append(risk.words.of(measure.title))
    return _lines(risk, titles) or risk.words.say("risk.no-alternative")
