"""What experts judged otherwise: read from the karte, put beside what was computed, never in its place."""

from __future__ import annotations

from dataclasses import replace

from anzenkarte.assess.scenarios import Override, Scenario
from anzenkarte.catalogue.threats.model import Scales
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.dates import When

_KIND = "risk_override"


def overrides(facts: FactBase) -> dict[str, tuple[Override, ...]]:
    """Scenario id → judgements on it, the latest last; a scenario is named as its document names the subject."""
    found: dict[str, list[Override]] = {}
    for subject in facts.collection(_KIND).subjects:
        values = {
            name: facts.fact(subject, f"{_KIND}.{name}")
            for name in ("scenario", "by", "date", "impact", "likelihood", "treatment", "residual")
        }
        words = {
            name: fact.value.iso if isinstance(fact.value, When) else str(fact.value or "")
            for name, fact in values.items()
        }
        threat, _, about = words.pop("scenario").partition("@")
        id = f"{threat}@{facts.refer(subject, 'any', about)}"
        found.setdefault(id, []).append(Override(subject=subject, **words))
    return {id: tuple(sorted(found[id], key=lambda o: (o.date, o.subject))) for id in sorted(found)}


def applied(scenario: Scenario, scales: Scales, found: tuple[Override, ...]) -> Scenario:
    """The scenario with the judgements beside its ratings, each with the level that its words make."""
    if scenario.impact is None or scenario.likelihood is None:
        return replace(scenario, overrides=found)
    impact, likelihood = scenario.impact.level, scenario.likelihood.level
    levels = []
    for one in found:
        own = bool(one.impact or one.likelihood)
        level = scales.level(one.impact or impact, one.likelihood or likelihood) if own else ""
        levels.append(replace(one, level=level))
    return replace(scenario, overrides=tuple(levels))
