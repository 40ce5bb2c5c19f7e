"""A rule's parts in words: what was asked of which fact, what was found, and whether that part holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.documents.content import tree
from anzenkarte.documents.content.tree import Mark
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.dates import Span, When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.verdicts import Reason

_MARKS: Final[dict[str, Mark]] = {
    "true": "met",
    "false": "not_met",
    "unknown": "unknown",
    "vacuous": "not_applicable",
    "no_part": "not_applicable",
    "met": "met",
    "not_met": "not_met",
    "not_applicable": "not_applicable",
}


def step(words: Words, reason: Reason) -> tree.Reason:
    """A step of a trace and everything below it."""
    params = dict(reason.params)
    below = tuple(step(words, part) for part in reason.steps)
    if reason.code == "part.test" and "where" in params:
        below = (tree.Reason(words.where(params["where"])), *below)
    return tree.Reason(
        label(words, reason.code, params), _value(words, reason), _MARKS.get(reason.result, ""), None, below
    )


def _value(words: Words, reason: Reason) -> str:
    params = dict(reason.params)
    if reason.code == "part.test":
        if "found" in params:
            return _shown(words, params["fact"], params["found"])
        return words.say(f"unknown.{params['unknown']}")
    return words.say(f"truth.{reason.result}") if reason.result else ""


def operator_code(operator: str, dated: bool) -> str:
    """The sentence of an operator: days come before and after, numbers are less and more."""
    return f"operator.{operator}-day" if dated and operator in ("lt", "le", "gt", "ge") else f"operator.{operator}"


def label(words: Words, code: str, params: Mapping[str, str]) -> str:
    """What a step asks."""
    if code == "part.test":
        fact = params["fact"]
        about = words.colon(words.name(params["subject"]), words.fact_label(fact))
        operand, spec = params["operand"], words.spec(fact)
        counted = spec is not None and spec.type == "date" and operand.startswith("P")
        shown = _span(words, operand) if counted else _shown(words, fact, operand)
        dated = spec is not None and spec.type == "date"
        asked = words.say(operator_code(params["operator"], dated), fact=about, operand=shown)
        return words.say(code, asked=asked)
    if code == "part.blocked":
        return words.say(code, fact=words.fact_label(params["fact"]))
    if code in ("part.element", "trace.rule"):
        return words.say(code, subject=words.name(params["subject"]))
    if code in ("part.every", "part.some", "part.count", "part.incomplete"):
        relation = words.vocabulary.relations[params["relation"]]
        plural = words.kind_plural(relation.target)
        count = ""
        if code == "part.count":
            count = words.say(f"operator.{params['operator']}", fact=words.say("part.number"), operand=params["number"])
        return words.say(code, plural=plural, count=count)
    return words.say(code)


def _shown(words: Words, fact: str, text: str) -> str:
    """Parameter text back in words: the type of the fact says how it is to be read."""
    spec = words.spec(fact)
    if spec is not None and spec.type == "bool" and text in ("true", "false"):
        return words.value(fact, text == "true")
    if spec is not None and spec.type == "date":
        try:
            return When.parse(text).display(words.lang)
        except InputError:
            return text
    parts = tuple(part for part in text.split(",") if part)
    if (spec is not None and spec.type in ("enum", "ref")) or len(parts) > 1:
        return words.value(fact, parts)
    return words.value(fact, text) or words.say("value.none")


def _span(words: Words, text: str) -> str:
    """A duration counted from the day asked about, as the day it means."""
    return words.day(Span.parse(_normal(text)).after(words.assessment.on))


def _normal(text: str) -> str:
    """``P-24M0D`` as ``-P24M0D``."""
    months, _, days = text[1:-1].partition("M")
    sign = "-" if months.startswith("-") or days.startswith("-") else ""
    return f"{sign}P{months.lstrip('-')}M{days.lstrip('-')}D"
