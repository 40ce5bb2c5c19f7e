"""One threat on one subject: whether its scenario stands, how it is rated, which measures are in place.

A scenario is raised only by known facts: what raises it holds and what excludes it does not. While one of the two is
unknown it is *not excluded*, with the facts that would settle it. Adding information never turns raised into excluded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anzenkarte.assess.rules import unique
from anzenkarte.assess.scenarios import MeasureState, Rated, Scenario, ScenarioState, Treated
from anzenkarte.catalogue.conditions.evaluate import VACUOUS, Closure, settled
from anzenkarte.catalogue.conditions.nodes import ALWAYS
from anzenkarte.catalogue.threats.model import Measure, Rating, Scales, Threat, Word
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.truth import FALSE, TRUE, Truth, conjunction, negation

_NEAR: Final = {
    "store": "store.component",
    "copy": "copy.store",
    "flow": "flow.connection",
    "account": "account.component",
    "connection": "connection.device",
    "component": "component.part_of",
}
"""Where the holder of a duty is looked for next, after the subject itself."""


def scenario(facts: FactBase, threat: Threat, scales: Scales, subject: str) -> Scenario | None:
    """The scenario of a threat on a subject; None when the threat certainly is not about it."""
    used: list[FactRead] = []
    missing: list[FactRead] = []
    takes_part: Truth = TRUE
    if threat.where is not ALWAYS:
        takes_part = settled(threat.where_closure(facts, subject, used, missing))
        if takes_part == FALSE:
            return None
    raised_missing: list[FactRead] = []
    result = threat.raised_closure(facts, subject, used, raised_missing)
    raised = FALSE if result == VACUOUS else settled(result)
    excluded_missing: list[FactRead] = []
    excluded = _excluded(facts, threat, subject, used, excluded_missing)
    stands = conjunction((takes_part, raised, negation(excluded)))
    if stands == FALSE:
        return Scenario(threat.id, subject, "excluded", unique(used))
    state: ScenarioState = "raised" if stands == TRUE else "not_excluded"
    missing += [*raised_missing, *excluded_missing]
    return _rated(facts, threat, scales, subject, state, unique(used), unique(missing) if stands != TRUE else ())


def _excluded(facts: FactBase, threat: Threat, subject: str, used: list[FactRead], missing: list[FactRead]) -> Truth:
    if threat.excluded_closure is None:
        return FALSE
    return settled(threat.excluded_closure(facts, subject, used, missing))


def _rated(
    facts: FactBase,
    threat: Threat,
    scales: Scales,
    subject: str,
    state: ScenarioState,
    used: tuple[FactRead, ...],
    missing: tuple[FactRead, ...],
) -> Scenario:
    impact = _rate(facts, threat.impact, scales.impact, subject)
    likelihood = _rate(facts, threat.likelihood, scales.likelihood, subject)
    measures = tuple(_treated(facts, measure, subject) for measure in threat.measures)
    less_impact = less_likelihood = 0
    for measure, done in zip(threat.measures, measures, strict=True):
        if done.state == "in_place":
            less_impact += measure.impact
            less_likelihood += measure.likelihood
    level = scales.level(impact.level, likelihood.level)
    current = scales.level(impact.level, likelihood.level, less_impact, less_likelihood)
    possible = current
    if impact.possible or likelihood.possible:
        worst = impact.possible or impact.level, likelihood.possible or likelihood.level
        possible = scales.level(*worst, less_impact, less_likelihood)
    return Scenario(
        threat=threat.id,
        subject=subject,
        state=state,
        facts=used,
        missing=missing,
        impact=impact,
        likelihood=likelihood,
        level=level,
        current=current,
        residual=scales.level(impact.level, likelihood.level, *threat.all_effects),
        possible=possible if scales.rank(possible) < scales.rank(current) else "",
        treatment=threat.treatment,
        measures=measures,
        near=_near(facts, subject) if threat.duty else (),
    )


def _rate(facts: FactBase, ratings: Sequence[Rating], words: Sequence[Word], subject: str) -> Rated:
    """The first line that known facts make hold; earlier lines that cannot be told may still raise it."""
    rank = {word.id: index for index, word in enumerate(words)}
    perhaps: list[str] = []
    missing: list[FactRead] = []
    line = len(ratings) - 1
    for number, rating in enumerate(ratings):
        if rating.when is ALWAYS:
            line = number
            break
        truth, lacking = _ask(facts, rating.closure, subject)
        if truth == TRUE:
            line = number
            break
        if truth != FALSE:
            perhaps.append(rating.level)
            missing += lacking
    level = ratings[line].level
    highest = min((level, *perhaps), key=lambda word: rank[word])
    possible = highest if rank[highest] < rank[level] else ""
    return Rated(level, line, possible, unique(missing) if possible else ())


def _ask(facts: FactBase, closure: Closure, subject: str) -> tuple[Truth, list[FactRead]]:
    missing: list[FactRead] = []
    return settled(closure(facts, subject, [], missing)), missing


def _treated(facts: FactBase, measure: Measure, subject: str) -> Treated:
    used: list[FactRead] = []
    missing: list[FactRead] = []
    truth = settled(measure.closure(facts, subject, used, missing))
    state: MeasureState = "in_place" if truth == TRUE else ("missing" if truth == FALSE else "unknown")
    return Treated(measure.id, measure.by, state, unique(used), unique(missing) if state == "unknown" else ())


def _near(facts: FactBase, subject: str) -> tuple[str, ...]:
    """The subject, what it stands on, and the service: where its duty may be written down."""
    found = [subject]
    for _ in range(3):
        name = _NEAR.get(found[-1].partition("/")[0], "")
        ref = facts.fact(found[-1], name) if name else None
        if ref is None or not isinstance(ref.value, str) or ref.value in found:
            break
        found.append(ref.value)
    service = facts.home(subject, "service")
    return (*found, *((service,) if service and service not in found else ()))
