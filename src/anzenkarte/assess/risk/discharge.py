"""The two languages joined: per item of the institution's guideline, the scenarios it treats and what discharges it.

Threats and measures name items of one edition of the MHLW guideline. Crosswalks carry them to the editions asked, and
to the measures of the METI/MIC guideline's annex 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anzenkarte.assess.scenarios import Discharge, MeasureState, Scenario
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.model import Edition
from anzenkarte.catalogue.threats.model import Scales, Threat
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.verdicts import Outcome, Verdict, worst

_ANNEX: Final = "/annex-2/"
_CARRIES_FROM: Final = 2  # strength of a line below which it is a hint only


@dataclass(frozen=True)
class Carried:
    """Where an item leads: items of the editions asked (itself when none is held), and measures of annex 2."""

    items: tuple[str, ...]
    practices: tuple[str, ...]


def carried(catalogue: Catalogue, item: str, editions: Sequence[Edition]) -> Carried:
    """The item in the editions asked, and beside annex 2."""
    held = catalogue.editions.get(item.partition("/")[0])
    guideline = held.guideline if held is not None else ""
    asked = {edition.id for edition in editions if edition.guideline == guideline}
    bridges = catalogue.bridges_from(item)
    practices = sorted({bridge.item for bridge in bridges if _ANNEX in bridge.item})
    if held is not None and held.id in asked:
        return Carried((item,), tuple(practices))
    own = [b for b in bridges if b.item.partition("/")[0] in asked and b.relation.strength >= _CARRIES_FROM]
    return Carried(tuple(sorted({bridge.item for bridge in own})) or (item,), tuple(practices))


@dataclass
class _Gathered:
    scenarios: dict[str, None]
    measures: dict[str, MeasureState]
    left: dict[str, None]
    practices: dict[str, None]
    worst: int


def discharges(
    catalogue: Catalogue,
    threats: Mapping[str, Threat],
    scales: Scales,
    editions: Sequence[Edition],
    scenarios: Iterable[Scenario],
) -> tuple[Discharge, ...]:
    """One entry per item that some scenario of the case touches, sorted by item."""
    named = {item for threat in threats.values() for item in _named(threat)}
    leads = {item: carried(catalogue, item, editions) for item in sorted(named)}
    ranks = [word.id for word in scales.levels]
    found: dict[str, _Gathered] = {}
    for scenario in scenarios:
        if not scenario.stands:
            continue
        threat = threats[scenario.threat]
        rank = ranks.index(scenario.current) if scenario.state == "raised" else len(ranks)
        for item in threat.items:
            _take(found, leads[item], scenario, rank)
        for measure, treated in zip(threat.measures, scenario.measures, strict=True):
            name = f"{scenario.id}#{measure.id}"
            for item in measure.items:
                for gathered in _take(found, leads[item], scenario, rank):
                    gathered.measures[name] = treated.state
                    if treated.by == "institution" and treated.state != "in_place":
                        gathered.left[name] = None
    return tuple(_made(item, found[item], ranks) for item in sorted(found))


def _named(threat: Threat) -> Iterable[str]:
    return (*threat.items, *(item for measure in threat.measures for item in measure.items))


def _take(found: dict[str, _Gathered], leads: Carried, scenario: Scenario, rank: int) -> list[_Gathered]:
    out: list[_Gathered] = []
    for item in leads.items:
        gathered = found.get(item)
        if gathered is None:
            gathered = found[item] = _Gathered({}, {}, {}, {}, rank)
        gathered.scenarios[scenario.id] = None
        gathered.practices.update(dict.fromkeys(leads.practices))
        gathered.worst = min(gathered.worst, rank)
        out.append(gathered)
    return out


def _made(item: str, gathered: _Gathered, ranks: Sequence[str]) -> Discharge:
    return Discharge(
        item=item,
        scenarios=tuple(sorted(gathered.scenarios)),
        measures=tuple(sorted(gathered.measures.items())),
        left=tuple(sorted(gathered.left)),
        practices=tuple(sorted(gathered.practices)),
        residual=ranks[gathered.worst] if gathered.worst < len(ranks) else "",
    )


def consented(facts: FactBase) -> str:
    """Whether, where an item cannot be met, an alternative was explained and accepted: yes, no, unknown, or nothing."""
    subjects = facts.collection("engagement").subjects
    values = [facts.fact(subject, "engagement.alternatives_explained").value for subject in subjects]
    if not values:
        return ""
    if False in values:
        return "no"
    return "yes" if all(value is True for value in values) else "unknown"


def judged(found: Iterable[Discharge], verdicts: Iterable[Verdict], agreed: str) -> tuple[Discharge, ...]:
    """The same with the verdict of each item (the worst, where it has several), and the consent where it is not met."""
    outcomes: dict[str, Outcome] = {}
    for verdict in verdicts:
        if not verdict.older:
            before = outcomes.get(verdict.item)
            outcomes[verdict.item] = verdict.outcome if before is None else worst((before, verdict.outcome))
    out: list[Discharge] = []
    for one in found:
        outcome = outcomes.get(one.item)
        consent = agreed if outcome == "not_met" else ""
        out.append(replace(one, outcome=outcome, consent=consent) if outcome is not None else one)
    return tuple(out)
