"""What parties answered about an item: the latest own word counts, hearsay is shown, older words are superseded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anzenkarte.catalogue.model import Addressee
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
    kind: str = ""  # of the party, when it is known

    def counts(self, addressee: Addressee) -> bool:
        """Whether it may decide an item: an own word of the side the item addresses, as far as its side is known.

        What only the institution can do, a vendor's word does not settle, nor the other way round.
        """
        if self.hearsay or addressee == "vendor_supplies" or not self.kind:
            return not self.hearsay
        return (self.kind == "institution") == (addressee == "institution")


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
    by = facts.refer(entity.subject, "party", speaker(entity))
    kind = facts.fact(by, "party.kind")
    return Answer(
        statement=entity.subject,
        by=by,
        outcome=_OUTCOMES[str(entity.fields["answer"])],
        planned_on=planned if isinstance(planned := entity.fields.get("planned_on"), str) else "",
        backing=next((word for word in BACKINGS if word == backing), "declared"),
        hearsay=hearsay,
        kind=str(kind.value) if kind.known else "",
    )
