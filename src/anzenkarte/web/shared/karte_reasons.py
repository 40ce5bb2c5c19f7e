"""Why a verdict stands: what is missing first where it is undecided, the facts, the rule in words, what changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from anzenkarte.assess.trace import rule_trace
from anzenkarte.catalogue.model import Rule
from anzenkarte.documents.content import conditions
from anzenkarte.documents.content.reasons import cite_step, fact_steps
from anzenkarte.documents.content.tree import Reason
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import Verdict
from anzenkarte.web.shared.words import say

_MOST: Final = 12
_MOST_SUBJECTS: Final = 20


@dataclass(frozen=True, slots=True)
class Named(Reason):
    """A step that only says a name for engineers, such as a rule's id: written small."""


def verdict_path(words: Words, verdict: Verdict, traced: bool = False) -> tuple[Reason, ...]:
    """The path behind a verdict; ``traced`` shows each rule part by part as well."""
    rules = _rules(words, verdict)
    path = [_missing(words, verdict, rules)] if verdict.outcome == "unknown" else []
    if verdict.facts:
        steps = fact_steps(words, verdict.facts, verdict.subject)
        path.append(Reason(words.say("path.facts"), children=steps))
    if verdict.statements:
        said = tuple(Reason(words.statement(statement)) for statement in verdict.statements)
        path.append(Reason(words.say("path.statements"), children=said))
    path += [_rule(words, rule, traced) for rule in rules]
    if not rules or verdict.trace.code not in ("trace.rules", "trace.none", "trace.no-rule"):
        filled = {"result": words.outcome(verdict.trace.result or verdict.outcome)}
        path.append(Reason(words.say("path.rule"), children=(Reason(words.say(verdict.trace.code, **filled)),)))
    path.append(_change(words, verdict, rules))
    path.append(cite_step(words, [verdict.item]))
    return tuple(path)


def _rules(words: Words, verdict: Verdict) -> list[Rule]:
    if not verdict.rule:
        return words.rules_of(verdict.item)
    return [rule for rule in (words.rule(id_) for id_ in verdict.rule.split(",")) if rule is not None]


def _missing(words: Words, verdict: Verdict, rules: list[Rule]) -> Reason:
    """The questions whose answers decide it; where no fact can, that somebody has to answer for the item itself."""
    steps = _questions(words, verdict.missing)
    if not steps:
        code = "trace.necessary" if rules and verdict.facts else "trace.no-rule"
        who = words.say(f"obliged.{verdict.obliged}") if verdict.obliged else ""
        steps = (Reason(_own_question(words, verdict), who, "unknown", None, (Reason(words.say(code)),)),)
    return Reason(words.say("path.missing"), "", "unknown", None, steps)


def _own_question(words: Words, verdict: Verdict) -> str:
    item = words.catalogue.item(verdict.item)
    name = words.of(item.title) if item is not None else verdict.item
    return say(f"「{name}」を守っているか", f'Is "{name}" observed?')


def _questions(words: Words, reads: Iterable[FactRead]) -> tuple[Reason, ...]:
    listed = list(dict.fromkeys(reads))
    steps = [Reason(words.of(words.question(read)), words.read_subject(read), "unknown") for read in listed[:_MOST]]
    if len(listed) > _MOST:
        steps.append(Reason(words.say("list.more", count=len(listed) - _MOST)))
    return tuple(steps)


def _rule(words: Words, rule: Rule, traced: bool) -> Reason:
    said = words.of(rule.rationale)
    steps = [Reason(said)] if said else []
    if traced or not said:
        subjects = words.assessment.facts.collection(rule.kind).subjects[:_MOST_SUBJECTS]
        traces = [rule_trace(words.assessment.facts, rule, subject) for subject in subjects]
        steps += [conditions.step(words, one) for one in traces if one.result != "no_part"]
    steps.append(Named(say("規則の名前", "Name of the rule"), rule.id))
    return Reason(words.say("path.rule"), children=tuple(steps))


def _change(words: Words, verdict: Verdict, rules: list[Rule]) -> Reason:
    """What would have to be otherwise for another verdict."""
    label = say("判定が変わるとき", "What would change it")
    remedies = dict.fromkeys(words.of(rule.remedy) for rule in rules)
    if verdict.outcome == "not_met" and any(remedies):
        return Reason(label, children=tuple(Reason(text) for text in remedies if text))
    texts = {
        "unknown": say("上の「確かめること」が分かったとき。", "Once what is to be found out above is known."),
        "met": say("上の事実か回答のどれかが変わったとき。", "Once one of the facts or answers above changes."),
        "not_met": say("上の事実か回答が改まったとき。", "Once the facts or answers above are mended."),
        "not_applicable": say("この項目に当たるものが記載されたとき。", "Once something it concerns is described."),
    }
    return Reason(label, children=(Reason(texts[verdict.outcome]),))
