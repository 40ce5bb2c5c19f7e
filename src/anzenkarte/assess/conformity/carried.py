"""Answers about items of editions that are not asked: carried over where the crosswalks allow it, hints elsewhere.

An answer about an item of an edition that is asked speaks for itself and is not carried. A direct answer about the
item, or facts that decide it, come first. Rules: ``catalogue.crosswalks.carry``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from anzenkarte.assess.conformity.statements import Answer, answers
from anzenkarte.assess.units import Context
from anzenkarte.catalogue.crosswalks.carry import Bridge
from anzenkarte.catalogue.crosswalks.model import Step
from anzenkarte.catalogue.model import Item
from anzenkarte.kernel.citations import weakest
from anzenkarte.kernel.verdicts import Reason, Verdict, reason

ENGINE = "conformity"


@dataclass(frozen=True)
class Told:
    """An answer about a related item, and how that item is related to the one asked about."""

    bridge: Bridge
    answer: Answer


def bridges_of(context: Context) -> Mapping[str, tuple[Bridge, ...]]:
    """Per item: the stated items of editions not asked that are related to it, in order of id.

    Of those that can only be hints, such are left out whose relation takes more than one line to explain.
    """
    asked = {edition.id for edition in context.editions}
    found: dict[str, list[Bridge]] = {}
    for source in context.units.get((ENGINE, "stated-items"), partial(_stated_items, context)):
        if source.partition("/")[0] in asked:
            continue
        for bridge in context.catalogue.bridges_from(source):
            if bridge.decides("met") or len(bridge.path) == 1:
                found.setdefault(bridge.item, []).append(bridge)
    return {item: tuple(bridges) for item, bridges in found.items()}


def _stated_items(context: Context) -> tuple[str, ...]:
    """Every item some statement of the case is about, by id."""
    facts = [context.facts.fact(s, "statement.item") for s in context.facts.collection("statement").subjects]
    return tuple(sorted({str(fact.value) for fact in facts if fact.known}))


def told(context: Context, bridges: Sequence[Bridge]) -> list[Told]:
    """The parties' own answers about the related items."""
    found: list[Told] = []
    for bridge in bridges:
        source = context.catalogue.item(bridge.source)
        if source is not None:
            read = partial(answers, context.facts, source.id, source.aliases)
            said = context.units.get((ENGINE, "answers", source.id), read)
            found += [Told(bridge, answer) for answer in said if answer.counts(source.addressee)]
    return found


def with_carried(item: Item, verdict: Verdict, said: Sequence[Told], has_rules: bool) -> tuple[Verdict, list[Answer]]:
    """The verdict with what carries over, shown as stated, and the answers it rests on.

    Answers that carry over and differ decide nothing; they, like hints, stand in the trace.
    """
    deciding = [one for one in said if one.bridge.decides(one.answer.outcome)]
    hints = [one for one in said if one not in deciding]
    outcomes = {one.answer.outcome for one in deciding}
    if len(outcomes) != 1:
        steps = (*verdict.trace.steps, *(_hint(one) for one in said))
        return replace(verdict, trace=replace(verdict.trace, steps=steps)), []
    best = max(deciding, key=lambda one: one.bridge.relation.strength)
    steps = (*(_step(step) for step in best.bridge.path), *(_hint(one) for one in hints))
    carried = replace(
        verdict,
        outcome=best.answer.outcome,
        basis="stated",
        backing=best.answer.backing,
        confidence=weakest(item.confidence, best.bridge.confidence),
        statements=tuple(dict.fromkeys(one.answer.statement for one in deciding)),
        missing=verdict.missing if has_rules else (),
        trace=reason("trace.carried", best.answer.outcome, steps, planned=best.answer.planned_on, **_about(best)),
        carried_from=best.bridge.source,
    )
    return carried, [one.answer for one in deciding]


def _about(one: Told) -> dict[str, object]:
    relation = one.bridge.relation
    word = relation.relation or "conflicting"
    return {"by": one.answer.by, "item": one.bridge.source, "relation": word, "strength": relation.strength}


def _hint(one: Told) -> Reason:
    return reason("trace.carry-hint", one.answer.outcome, [_step(step) for step in one.bridge.path], **_about(one))


def _step(step: Step) -> Reason:
    place = {"crosswalk": step.line.crosswalk, "from": step.start, "to": step.end}
    return reason("trace.carry-step", "", (), relation=step.relation, strength=step.line.strength, **place)
