"""From the register and the loss file to what is drawn: which families stand, by which ways, with which measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from anzenkarte.assess.quantify.model import Event, Model, Steps, Way, threats_of
from anzenkarte.assess.scenarios import Scenario
from anzenkarte.catalogue.losses.model import Family, Losses, Range
from anzenkarte.catalogue.model import EMPTY
from anzenkarte.catalogue.threats.model import Measure, Scales, Threat
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import Fact, FactRead

_KIND: Final = "institution"
Taken = frozenset[tuple[str, str]]  # (threat, measure) taken on every subject beside those in place
NOTHING_TAKEN: Final[Taken] = frozenset()


@dataclass(frozen=True)
class Register:
    """What the figures need of the register: scenarios by threat, and the rules they come from."""

    by_threat: Mapping[str, tuple[Scenario, ...]]
    threats: Mapping[str, Threat]
    scales: Scales

    @classmethod
    def of(cls, scenarios: Iterable[Scenario], threats: Mapping[str, Threat], scales: Scales) -> Register:
        """Sorted by threat."""
        found: dict[str, list[Scenario]] = {}
        for scenario in scenarios:
            found.setdefault(scenario.threat, []).append(scenario)
        return cls({name: tuple(listed) for name, listed in found.items()}, threats, scales)

    def standing(self, threat: str) -> tuple[Scenario, ...]:
        """Scenarios of a threat that are raised or not excluded."""
        return tuple(one for one in self.by_threat.get(threat, ()) if one.stands)


def build(register: Register, losses: Losses, facts: FactBase, own: Mapping[str, Range]) -> Model:
    """The model of a case; ``own`` holds the user's ranges, which come before everything else."""
    ranges: dict[str, Range] = {}
    questions: dict[tuple[str, str], FactRead] = {}
    for name, one in losses.ranges.items():
        ranges[name] = own.get(name) or _known(one, facts, questions)
    where = _where(facts, ranges, questions)
    events = [
        event
        for event in (_event(register, losses, family, where) for family in losses.families)
        if event is not None and event.lines
    ]
    used = {name for event in events for line in event.lines for name in line.product}
    asked = [read for read in questions.values() if read.name == f"{_KIND}.kind" or _asks(read, ranges, used)]
    for event in events:
        for way in event.ways:
            asked += [read for one in register.standing(way.threat) for read in _missing(one)]
    model = Model(
        events=tuple(events),
        ranges=ranges,
        steps=steps_of(register, events),
        step_likelihood=losses.step_likelihood,
        step_impact=losses.step_impact,
        open_scenario=losses.open_scenario,
        questions=_unique(asked) if events else (),
        left_out=_left_out(register, losses),
    )
    names = frozenset(model.used()) | {model.step_likelihood, model.step_impact}
    return replace(model, ranges={name: one for name, one in ranges.items() if name in names})


# --- facts of the institution ---------------------------------------------------------------------------------


def _institution(facts: FactBase) -> str:
    found = facts.collection(_KIND).subjects
    return found[0] if found else ""


def _read(facts: FactBase, name: str, questions: dict[tuple[str, str], FactRead]) -> Fact:
    """A fact of the only institution; what is not known becomes a question about it."""
    subject = _institution(facts)
    fact = facts.fact(subject, name) if subject else Fact(None, "missing")
    if not fact.known:
        questions[subject or _KIND, name] = FactRead(subject or _KIND, name, fact)
    return fact


def _known(one: Range, facts: FactBase, questions: dict[tuple[str, str], FactRead]) -> Range:
    if not one.fact:
        return one
    value = _read(facts, one.fact, questions).value
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        return one
    number = float(value)
    return replace(one, least=number, likely=number, most=number, basis="fact", rationale=EMPTY, citation=None)


def _where(facts: FactBase, ranges: Mapping[str, Range], questions: dict[tuple[str, str], FactRead]) -> str:
    """With or without beds: a hospital or known beds, or any other kind; unknown is taken as with beds, and asked."""
    for one in ranges.values():
        if one.fact == f"{_KIND}.beds" and one.fixed:
            return "with_beds" if one.most else "without_beds"
    kind = _read(facts, f"{_KIND}.kind", questions)
    return "without_beds" if kind.known and kind.value != "hospital" else "with_beds"


def _asks(read: FactRead, ranges: Mapping[str, Range], used: set[str]) -> bool:
    return any(one.fact == read.name and name in used and one.basis != "own" for name, one in ranges.items())


def _missing(scenario: Scenario) -> tuple[FactRead, ...]:
    likelihood = scenario.likelihood.missing if scenario.likelihood is not None else ()
    return (*scenario.missing, *likelihood)


def _unique(reads: Iterable[FactRead]) -> tuple[FactRead, ...]:
    return tuple({(read.subject, read.name): read for read in reads}.values())


# --- families -------------------------------------------------------------------------------------------------


def _event(register: Register, losses: Losses, family: Family, where: str) -> Event | None:
    """The family with the ways that stand; None when none does."""
    ways = tuple(
        _worst_way(register, losses, threat, found) for threat in family.ways if (found := register.standing(threat))
    )
    if not ways:
        return None
    listed = (*(way.threat for way in ways), *family.through, *family.worsened_by)
    return Event(
        id=family.id,
        title=family.title,
        attempts=family.attempts,
        ways=ways,
        through=family.through,
        worsened_by=family.worsened_by,
        lines=tuple(line for line in family.lines if line.where in ("", where)),
        own=frozenset(family.own),
        scenarios=tuple(sorted(one.id for name in listed for one in register.standing(name))),
    )


def _worst_way(register: Register, losses: Losses, threat: str, found: Sequence[Scenario]) -> Way:
    """The word of the likeliest scenario of the threat; raised ones come before those only not excluded."""
    raised = [one for one in found if one.state == "raised"]
    ranks = {word.id: place for place, word in enumerate(register.scales.likelihood)}
    word = min((_word(one) for one in raised or found), key=lambda name: ranks[name])
    return Way(threat, losses.words[word], bool(raised))


def _word(scenario: Scenario) -> str:
    """The likelihood that counts: the latest expert's, else the computed one."""
    own = [override.likelihood for override in scenario.overrides if override.likelihood]
    return own[-1] if own else (scenario.likelihood.level if scenario.likelihood is not None else "")


def _left_out(register: Register, losses: Losses) -> tuple[str, ...]:
    named = {threat for family in losses.families for threat in family.threats}
    return tuple(
        sorted(one.id for threat in register.by_threat if threat not in named for one in register.standing(threat))
    )


# --- measures -------------------------------------------------------------------------------------------------


def steps_of(register: Register, events: Iterable[Event], taken: Taken = NOTHING_TAKEN) -> dict[str, Steps]:
    """Per threat the steps that hold on all of its scenarios that stand: the least over them, not their sum.

    A threat that is excluded everywhere counts as if all its measures were in place; one that nothing here is
    concerned by counts none.
    """
    names = dict.fromkeys(name for event in events for name in threats_of(event))
    return {name: _steps(register, name, taken) for name in names}


def _steps(register: Register, name: str, taken: Taken) -> Steps:
    threat = register.threats[name]
    if not register.by_threat.get(name):
        return Steps()
    found = register.standing(name)
    if not found:
        return Steps(threat.all_effects[1], threat.all_effects[0])
    each = [
        [
            measure
            for measure, done in zip(threat.measures, one.measures, strict=True)
            if done.state == "in_place" or (name, measure.id) in taken
        ]
        for one in found
    ]
    return Steps(min(_sum(listed, True) for listed in each), min(_sum(listed, False) for listed in each))


def _sum(measures: Iterable[Measure], likelihood: bool) -> int:
    return sum(measure.likelihood if likelihood else measure.impact for measure in measures)


def candidates(register: Register, events: Iterable[Event]) -> tuple[tuple[str, str], ...]:
    """Measures that are not known to be in place on every scenario that stands, sorted by threat and measure."""
    found: set[tuple[str, str]] = set()
    for name in {name for event in events for name in threats_of(event)}:
        for one in register.standing(name):
            found |= {(name, done.measure) for done in one.measures if done.state != "in_place"}
    return tuple(sorted(found))
