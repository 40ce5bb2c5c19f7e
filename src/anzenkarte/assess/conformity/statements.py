"""What parties answered about an item: the latest own word counts, hearsay is shown, older words are superseded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.said import current, is_hearsay, speaker
from anzenkarte.kernel.verdicts import BACKINGS, Backing, Outcome

_OUTCOMES: dict[str, Outcome] = {
    "yes": "met",
    "no": "not_met",
    "not_applicable": "not_applicable",
    "planned": "not_met",
}


@dataclass(frozen=True)
class Answer:
    """One party's answer about an item."""

    statement: str
    by: str
    outcome: Outcome
    planned_on: str
    backing: Backing
    hearsay: bool


def answers(facts: FactBase, item: str, aliases: Sequence[str]) -> tuple[Answer, ...]:
    """Every answer about an item under its id or an old one, latest first; superseded ones are left out."""
    entities = [e for name in (item, *aliases) for e in facts.index("statements-by-item", name)]
    latest: dict[tuple[str, bool], Entity] = {}
    for entity in current(entities):
        if str(entity.fields.get("answer")) in _OUTCOMES:
            latest[speaker(entity), is_hearsay(entity)] = entity
    found = [_answer(facts, entity, hearsay) for (_, hearsay), entity in latest.items()]
    return tuple(sorted(found, key=lambda answer: (answer.hearsay, answer.by, answer.statement)))


def _answer(facts: FactBase, entity: Entity, hearsay: bool) -> Answer:
    backing = str(entity.fields.get("backing", "declared"))
    return Answer(
        statement=entity.subject,
        by=facts.refer(entity.subject, "party", str(entity.fields["by"])),
        outcome=_OUTCOMES[str(entity.fields["answer"])],
        planned_on=planned if isinstance(planned := entity.fields.get("planned_on"), str) else "",
        backing=next((word for word in BACKINGS if word == backing), "declared"),
        hearsay=hearsay,
    )
