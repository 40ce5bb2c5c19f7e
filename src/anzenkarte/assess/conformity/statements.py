"""What parties answered about an item: the latest own word counts, hearsay is shown, older words are superseded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
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
    superseded = {str(e.fields.get("supersedes", "")) for e in entities}
    latest: dict[tuple[str, bool], Entity] = {}
    for entity in sorted(entities, key=lambda e: (str(e.fields.get("date", "")), e.id)):
        if entity.id in superseded or str(entity.fields.get("answer")) not in _OUTCOMES:
            continue
        by = str(entity.fields["by"])
        latest[by, str(entity.fields.get("recorded_by", by)) != by] = entity
    found = [_answer(facts, entity, hearsay) for (_, hearsay), entity in latest.items()]
    return tuple(sorted(found, key=lambda answer: (answer.hearsay, answer.by, answer.statement)))


def _answer(facts: FactBase, entity: Entity, hearsay: bool) -> Answer:
    backing = str(entity.fields.get("backing", "declared"))
    return Answer(
        statement=entity.subject,
        by=facts.refer(entity.subject, "party", str(entity.fields["by"])),
        outcome=_OUTCOMES[str(entity.fields["answer"])],
        planned_on=str(entity.fields.get("planned_on", "")),
        backing=next((word for word in BACKINGS if word == backing), "declared"),
        hearsay=hearsay,
    )
