"""Findings put together for reading: one heading for one kind of finding, with everything it concerns below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import SEVERITIES, Finding, Severity

LESSON_GROUPS: Final = ("demarcation", "first-response", "service", "design")
_IN_TITLES: Final = ("duty", "law", "ground")
_BY_DUTY: Final = ("gap", "open", "overlap", "contradiction")


@dataclass(frozen=True)
class Group:
    """Findings that say the same of different subjects, or rest on different items: one sentence, one remedy."""

    title: str
    remedy: str
    findings: tuple[Finding, ...]

    @property
    def engine(self) -> str:
        """The engine that made the first of them."""
        return self.findings[0].engine

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules behind them."""
        return tuple(dict.fromkeys(finding.rule for finding in self.findings))

    @property
    def id(self) -> str:
        """The group's place in a paper."""
        return f"finding/{self.findings[0].id.partition('@')[0]}"

    @property
    def severity(self) -> Severity:
        """The most severe of its findings."""
        return min((finding.severity for finding in self.findings), key=SEVERITIES.index)

    @property
    def topic(self) -> str:
        """The lesson group it belongs to; empty for none."""
        return next((finding.group for finding in self.findings if finding.group), "")

    def rests_on(self, item: str) -> bool:
        """Whether one of its findings is that of a rule of this item."""
        return any(item in finding.cites[:1] for finding in self.findings)

    @property
    def cites(self) -> tuple[str, ...]:
        """Everything its findings cite, each once."""
        return tuple(dict.fromkeys(cite for finding in self.findings for cite in finding.cites))


def grouped(words: Words, findings: Sequence[Finding]) -> tuple[Group, ...]:
    """The findings by what they say, most severe first, then by how many there are, then by name."""
    by_title: dict[str, list[Finding]] = {}
    titles: dict[object, str] = {}  # there may be thousands of findings, of a few dozen titles
    for finding in findings:
        key = _named_by(finding)
        if key not in titles:
            titles[key] = title(words, finding)
        by_title.setdefault(titles[key], []).append(finding)
    groups = [Group(sentence, remedy(words, listed[0]), tuple(listed)) for sentence, listed in by_title.items()]
    groups.sort(key=lambda g: (SEVERITIES.index(g.severity), -len(g.findings), g.id))
    return tuple(groups)


def _named_by(finding: Finding) -> object:
    """All that ``title`` looks at."""
    params = tuple(pair for pair in finding.params if pair[0] in _IN_TITLES)
    return finding.engine, finding.rule, finding.subject.partition("/")[0], params


def _code(words: Words, finding: Finding) -> tuple[str, dict[str, str]]:
    """The message code of an engine's own finding, without its prefix, and what fills it."""
    params = dict(finding.params)
    if finding.engine == "demarcation" and "duty" in params:
        state = next(state for state in _BY_DUTY if finding.rule.endswith(f"-{state}"))
        return f"demarcation.{state}", {"duty": words.duty(params["duty"])}
    if finding.engine == "jurisdiction" and "law" in params:
        law = words.laws.get(params["law"])
        country = words.country(law.country) if law is not None else ""
        of = "flow-" if finding.subject.startswith("flow/") else ""
        return f"jurisdiction.{of}{params['ground']}", {"law": words.law(params["law"]), "country": country}
    if "duty" in params:
        return f"{finding.engine}.{finding.rule}", {"duty": words.duty(params["duty"])}
    return f"{finding.engine}.{finding.rule}", {}


def title(words: Words, finding: Finding) -> str:
    """What is wrong, in one sentence that holds for every subject of the same rule."""
    rule = words.rule(finding.rule)
    if rule is not None:
        return words.of(rule.finding)
    code, params = _code(words, finding)
    return words.say(f"finding.{code}", **params)


def remedy(words: Words, finding: Finding) -> str:
    """What to do about it."""
    rule = words.rule(finding.rule)
    if rule is not None:
        return words.of(rule.remedy)
    code, params = _code(words, finding)
    return words.say(f"remedy.{code}", **params)


def member(words: Words, finding: Finding) -> str:
    """What one finding of a group concerns: its subject, and what sets it apart."""
    params = dict(finding.params)
    name = words.name(finding.subject)
    if "acts" in params:
        return name + words.note(acts(words, params["acts"].split(",")))
    if "item" in params:
        item = words.catalogue.item(params["item"])
        shown = words.item(item) if item is not None else params["item"]
        planned = params.get("planned_on", "")
        return shown + words.note(words.say("member.planned", day=planned) if planned else "")
    if params.get("helps"):
        helps = words.join(words.say(f"helps.{help}") for help in params["helps"].split(","))
        return name + words.note(words.say("member.helps", helps=helps))
    return name


def acts(words: Words, listed: Sequence[str]) -> str:
    """Acts in words, the situation named where it is not the normal one: ``実施・確認、非常時の復旧``."""
    by_situation: dict[str, list[str]] = {}
    for entry in listed:
        situation, _, act = entry.partition("/")
        by_situation.setdefault(situation, []).append(act)
    dot = "・" if words.lang == "ja" else ", "
    order = {situation: index for index, situation in enumerate(words.catalogue.situations)}
    parts: list[str] = []
    for situation in sorted(by_situation, key=lambda s: order.get(s, len(order))):
        known = [act for act in words.catalogue.acts if act in by_situation[situation]]
        shown = dot.join(words.act(act) for act in known)
        parts.append(shown if situation == "normal" else words.colon(words.situation(situation), shown))
    return ("／" if words.lang == "ja" else "; ").join(parts)


def voice(words: Words, read: FactRead) -> str:
    """Who says so, for a fact that is somebody's word on who does something."""
    kind = read.name.partition(".")[2]
    return words.say(f"voice.{kind}", by=words.name(read.subject))
