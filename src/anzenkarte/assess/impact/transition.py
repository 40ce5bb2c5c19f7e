"""What a change of edition brings, worked out once for any number of karte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.conditions.nodes import All, Always, Any, Condition, Not, Quantified, Test
from anzenkarte.catalogue.editions.diff import edition_diff
from anzenkarte.catalogue.editions.model import Deadline, EditionDiff
from anzenkarte.catalogue.editions.shelf import deadlines
from anzenkarte.catalogue.model import Item, Rule

_NO_DUTY = ("info", "unknown", "may")  # printed modality without a duty


@dataclass(frozen=True)
class Transition:
    """A comparison of two editions with what it asks anew.

    ``items`` are those of the new edition that nothing of the old one surely covers and that carry a duty; ``rules``
    those of the new edition that read at least one of ``facts``, which no rule of the old edition reads.
    """

    catalogue: Catalogue
    diff: EditionDiff
    items: tuple[Item, ...]
    facts: frozenset[str]
    rules: tuple[Rule, ...]
    deadlines: tuple[Deadline, ...]


def transition(catalogue: Catalogue, old: str, new: str) -> Transition:
    """Prepare a change of edition; raises InputError as :func:`anzenkarte.catalogue.editions.diff.edition_diff`."""
    diff = edition_diff(catalogue, old, new)
    before = {fact for rule in catalogue.rules(old) for fact in facts_of(rule)}
    rules = catalogue.rules(new)
    fresh = frozenset(
        name
        for rule in rules
        for name in facts_of(rule)
        if name not in before and not catalogue.vocabulary.facts[name].upstream
    )
    return Transition(
        catalogue=catalogue,
        diff=diff,
        items=tuple(_new_items(diff)),
        facts=fresh,
        rules=tuple(rule for rule in rules if fresh.intersection(facts_of(rule))),
        deadlines=deadlines(catalogue, new),
    )


def _new_items(diff: EditionDiff) -> Iterator[Item]:
    """Items only the new edition has, and those of which that cannot be told."""
    for line in diff.lines:
        if line.old is None and line.item.extra.get("modality") not in _NO_DUTY:
            yield line.item


def facts_of(rule: Rule) -> frozenset[str]:
    """The facts a rule may read."""
    return frozenset(_facts((rule.where, rule.applies_if, rule.require)))


def _facts(conditions: Iterable[Condition]) -> Iterator[str]:
    waiting = list(conditions)
    while waiting:
        node = waiting.pop()
        if isinstance(node, Test):
            yield node.path.fact
            if node.path.via:
                yield node.path.via
        elif isinstance(node, All | Any):
            waiting.extend(node.parts)
        elif isinstance(node, Not):
            waiting.append(node.part)
        elif isinstance(node, Quantified):
            waiting.extend((node.where, node.that))
        elif isinstance(node, Always):
            continue
