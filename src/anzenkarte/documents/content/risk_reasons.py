"""Why a risk stands, how it is rated, and what a path or an item beside the risks rests on: for ``explain``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.assess.scenarios import Chain, Discharge, Scenario, ScenarioState
from anzenkarte.assess.trace import condition_trace
from anzenkarte.catalogue.conditions.nodes import ALWAYS, Condition
from anzenkarte.documents.content import conditions
from anzenkarte.documents.content.reasons import cite_step, fact_steps
from anzenkarte.documents.content.risk_items import measures_text, scenarios_text
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.documents.content.tree import Mark, Reason

Path = tuple[str, Mark, tuple[Reason, ...]]
_MARKS: Final[Mapping[ScenarioState, Mark]] = {
    "raised": "not_met",
    "not_excluded": "unknown",
    "excluded": "not_applicable",
}


def scenario_path(risk: RiskWords, scenario: Scenario) -> Path:
    """Everything behind one scenario: the source, the conditions part by part, the ratings, the measures, the owner."""
    words, threat = risk.words, risk.threats[scenario.threat]
    state = words.say(f"scenario.{scenario.state}")
    summary = risk.full(scenario) + words.note(state)
    cited = (Reason(threat.citation.display(words.lang)),)
    where = Reason(words.of(threat.description), risk.source(scenario), "", None, cited)
    path = [where, cite_step(words, threat.items)]
    path.append(_condition(risk, "risk.raised-if", threat.raised_if, scenario))
    if threat.excluded_if is not None:
        path.append(_condition(risk, "risk.excluded-if", threat.excluded_if, scenario))
    path += _ratings(risk, scenario)
    if scenario.measures:
        steps = tuple(Reason(risk.measure(scenario, number)) for number in range(len(scenario.measures)))
        path.append(Reason(words.say("column.measures"), "", "", None, steps))
    if scenario.owner is not None:
        cell = risk.owner(scenario.owner)
        path.append(Reason(words.say("column.owner"), words.join(part for part in (cell.text, cell.sub) if part)))
    path += _overrides(risk, scenario)
    if scenario.missing:
        path.append(Reason(words.say("path.missing"), "", "", None, fact_steps(words, scenario.missing)))
    return summary, _MARKS[scenario.state], tuple(path)


def _condition(risk: RiskWords, code: str, condition: Condition, scenario: Scenario) -> Reason:
    step = conditions.step(risk.words, condition_trace(risk.words.assessment.facts, condition, scenario.subject))
    return Reason(risk.words.say(code), "", "", None, (step,) if condition != ALWAYS else ())


def _ratings(risk: RiskWords, scenario: Scenario) -> list[Reason]:
    words, threat, scales = risk.words, risk.threats[scenario.threat], risk.scales
    found = []
    for code, scale, ratings, rated in (
        ("column.impact", scales.impact, threat.impact, scenario.impact),
        ("column.likelihood", scales.likelihood, threat.likelihood, scenario.likelihood),
    ):
        if rated is not None:
            steps = (Reason(words.of(ratings[rated.line].rationale)), *fact_steps(words, rated.missing))
            found.append(Reason(words.say(code), risk.rated(scale, rated), "", None, steps))
    if scenario.level:
        found.append(Reason(words.say("column.level"), scenario.level))
        found.append(Reason(words.say("column.now"), scenario.current))
        found.append(Reason(words.say("column.residual"), scenario.residual))
    return found


def _overrides(risk: RiskWords, scenario: Scenario) -> list[Reason]:
    words = risk.words
    found = []
    for one in scenario.overrides:
        reason = words.text(words.fields(one.subject).get("reason"))
        by = words.name(one.by) + words.note(words.date_text(one.date))
        label = words.colon(words.say("column.overridden"), by)
        found.append(Reason(label, one.level or one.residual, "", None, (Reason(reason),)))
    return found


def chain_path(risk: RiskWords, chain: Chain) -> Path:
    """The steps of a path, each with the facts that raise it or the questions that would settle it."""
    words = risk.words
    steps = [_step(risk, risk.by_id[id]) for id in chain.steps]
    for code, listed in (("risk.backups", chain.backups), ("risk.beside", chain.beside)):
        if listed:
            steps.append(Reason(words.say(code), "", "", None, tuple(_step(risk, risk.by_id[id]) for id in listed)))
    mark: Mark = "not_met" if chain.state == "raised" else "unknown"
    return risk.chain(chain), mark, tuple(steps)


def _step(risk: RiskWords, scenario: Scenario) -> Reason:
    reads = scenario.missing or tuple(read for read in scenario.facts if read.fact.known)
    state = risk.words.say(f"scenario.{scenario.state}")
    mark: Mark = "not_met" if scenario.state == "raised" else "unknown"
    return Reason(risk.full(scenario), state, mark, None, fact_steps(risk.words, reads, scenario.subject))


def discharge_path(risk: RiskWords, found: Discharge) -> Path:
    """An item with the risks it treats, both sides' measures, and the measures of annex 2."""
    words = risk.words
    summary = words.cite(found.item)
    path = [cite_step(words, (found.item,)), Reason(words.say("column.treats"), scenarios_text(risk, found))]
    for code, by in (("column.discharged-by", "vendor"), ("column.left", "institution")):
        text = measures_text(risk, found, by, ("in_place", "missing", "unknown"))
        path.append(Reason(words.say(code), text or words.say("value.none")))
    if found.practices:
        path.append(Reason(words.say("column.practices"), "", "", None, cite_step(words, found.practices).children))
    if found.consent:
        path.append(Reason(words.say("column.consent"), words.say(f"consent.{found.consent}")))
    return summary, found.outcome, tuple(path)
