"""How scenarios, measures, levels and paths are called in a paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from anzenkarte.assess.results import EngineReport
from anzenkarte.assess.scenarios import Chain, Owner, Rated, Scenario
from anzenkarte.catalogue.threats.model import OURS, Measure, Scales, Threat, Word
from anzenkarte.documents.content.tree import Cell, Mark
from anzenkarte.documents.content.words import Words

ENGINE: Final = "risk"
_MARKS: Final[Sequence[Mark]] = ("urgent", "action", "check", "note", "")
_MOST_FACTS: Final = 4


class RiskWords:
    """Words of the register of one assessment; ``words`` are those of everything else."""

    def __init__(self, words: Words, scales: Scales) -> None:
        self.words = words
        self.scales = scales
        self.threats: Mapping[str, Threat] = words.catalogue.threats
        self.report: EngineReport = words.assessment.reports.get(ENGINE, EngineReport(ENGINE))

    @cached_property
    def by_id(self) -> dict[str, Scenario]:
        """Scenarios by id."""
        return {scenario.id: scenario for scenario in self.report.scenarios}

    @cached_property
    def raised(self) -> list[Scenario]:
        """Raised scenarios, the highest risk that now remains first, then in the order of the threats."""
        order = {threat: place for place, threat in enumerate(self.threats)}
        found = [scenario for scenario in self.report.scenarios if scenario.state == "raised"]
        return sorted(found, key=lambda s: (self.scales.rank(self.judged(s)), order[s.threat], s.subject))

    @cached_property
    def open(self) -> list[Scenario]:
        """Scenarios that cannot be excluded, in the same order."""
        order = {threat: place for place, threat in enumerate(self.threats)}
        found = [scenario for scenario in self.report.scenarios if scenario.state == "not_excluded"]
        return sorted(found, key=lambda s: (self.scales.rank(self.judged(s)), order[s.threat], s.subject))

    def judged(self, scenario: Scenario) -> str:
        """The level that counts in order: the latest expert's where one was given, else the computed one."""
        levels = [override.level for override in scenario.overrides if override.level]
        return levels[-1] if levels else scenario.current

    # --- names ------------------------------------------------------------------------------------------------

    def title(self, scenario: Scenario) -> str:
        """The threat's title."""
        return self.words.of(self.threats[scenario.threat].title)

    def source(self, scenario: Scenario) -> str:
        """Where the threat stands: the guideline's table with its edition, or ours."""
        source = self.threats[scenario.threat].source
        if source == OURS:
            return self.words.say("risk.source-ours")
        item = self.words.catalogue.item(source)
        edition = self.words.edition(item.edition) if item is not None else source
        number = str(item.extra.get("order_in_table", "")) if item is not None else ""
        return self.words.say("risk.source-table", edition=edition, number=number)

    def full(self, scenario: Scenario) -> str:
        """Title and subject."""
        return self.words.colon(self.title(scenario), self.words.name(scenario.subject))

    def word(self, scale: Sequence[Word], id: str) -> str:
        """A word of a scale."""
        return next((self.words.of(word.title) for word in scale if word.id == id), id)

    def rated(self, scale: Sequence[Word], rated: Rated | None) -> str:
        """A level, and the higher one it may be."""
        if rated is None:
            return ""
        text = self.word(scale, rated.level)
        perhaps = self.word(scale, rated.possible) if rated.possible else ""
        return text + self.words.note(self.words.say("risk.perhaps", level=perhaps) if perhaps else "")

    def level(self, level: str, perhaps: str = "") -> Cell:
        """A risk level as a cell with its mark."""
        marks = dict(zip((word.id for word in self.scales.levels), _MARKS, strict=False))
        sub = self.words.say("risk.perhaps", level=perhaps) if perhaps else ""
        return Cell(level, marks.get(level, ""), sub=sub)

    def reason(self, scenario: Scenario) -> str:
        """Why impact and likelihood are what they are."""
        threat = self.threats[scenario.threat]
        pairs = ((threat.impact, scenario.impact), (threat.likelihood, scenario.likelihood))
        lines = [self.words.of(ratings[rated.line].rationale) for ratings, rated in pairs if rated is not None]
        return ("／" if self.words.lang == "ja" else "; ").join(lines)

    def facts(self, scenario: Scenario) -> str:
        """The facts that raised it, in short."""
        known = [read for read in scenario.facts if read.fact.known]
        words = self.words
        shown = [words.colon(words.read_label(read, scenario.subject), words.found(read)) for read in known]
        shown = list(dict.fromkeys(shown))
        rest = len(shown) - _MOST_FACTS
        more = [words.say("list.more", count=rest).strip()] if rest > 0 else []
        return "\n".join([*shown[:_MOST_FACTS], *more])

    def questions(self, scenario: Scenario) -> str:
        """What would settle it."""
        words = self.words
        asked = list(dict.fromkeys(words.of(words.question(read)) for read in scenario.missing))
        rest = len(asked) - _MOST_FACTS
        more = [words.say("list.more", count=rest).strip()] if rest > 0 else []
        return "\n".join([*asked[:_MOST_FACTS], *more])

    # --- treatment --------------------------------------------------------------------------------------------

    def treatment(self, treatment: str) -> str:
        """The vendors' guideline's word, the institutions' beside it where that differs."""
        word = self.scales.treatments[treatment]
        own, other = self.words.of(word.title), self.words.of(word.meaning)
        return own + self.words.note(self.words.say("risk.mhlw-word", word=other) if other != own else "")

    def measure(self, scenario: Scenario, number: int) -> str:
        """One measure with its state and who takes it."""
        measure, treated = self.threats[scenario.threat].measures[number], scenario.measures[number]
        state = self.words.say(f"measure.{treated.state}")
        aside = self.words.join((state, self.words.say(f"obliged.{treated.by}")))
        return self.words.of(measure.title) + self.words.note(aside)

    def measures(self, scenario: Scenario) -> str:
        """All measures, one a line."""
        return "\n".join(self.measure(scenario, number) for number in range(len(scenario.measures)))

    def named_measure(self, name: str) -> tuple[Scenario, Measure]:
        """The scenario and measure of ``scenario#measure``."""
        id, _, measure = name.partition("#")
        scenario = self.by_id[id]
        return scenario, next(m for m in self.threats[scenario.threat].measures if m.id == measure)

    def owner(self, owner: Owner | None) -> Cell:
        """Who owns the risk, by the cell of the demarcation."""
        words = self.words
        if owner is None:
            return Cell(words.say("risk.owner-both"))
        duty = words.duty(owner.duty)
        if owner.state in ("gap", "open", "none"):
            mark: Mark = "gap" if owner.state == "gap" else "unknown"
            return Cell(words.say(f"risk.owner-{owner.state}"), mark, sub=duty)
        marked: Mark = "contradiction" if owner.state in ("contradiction", "overlap") else ""
        state = words.say(f"state.{owner.state}")
        return Cell(words.join(words.name(party) for party in owner.parties), marked, sub=words.join((duty, state)))

    def chain(self, chain: Chain) -> str:
        """A path in one line: the entry, the machines, the goal."""
        entry, goal = self.by_id[chain.entry], self.by_id[chain.goal]
        steps = [self.full(entry)]
        steps += [self.words.name(self.by_id[step].subject) for step in chain.steps[1:-1]]
        return " → ".join([*steps, self.full(goal)])
