"""What parties stated about a line of a form: the latest own word of each; hearsay answers nothing."""

from __future__ import annotations

from dataclasses import dataclass

from anzenkarte.catalogue.forms.model import Line
from anzenkarte.forms.wording import EMPTY
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.said import current, is_hearsay, speaker
from anzenkarte.kernel.text import Text

_ANSWERS = {"yes": "yes", "no": "no", "not_applicable": "not_applicable", "planned": "no"}


@dataclass(frozen=True)
class Stated:
    """One party's word on a line; a plan is a no with the day it ends."""

    id: str
    by: str
    answer: str
    reason: Text
    planned_on: str
    where: str
    evidence: tuple[str, ...]


def stated(facts: FactBase, line: Line) -> tuple[Stated, ...]:
    """The words that count on a line under its id or an old one, by party."""
    entities = [entity for name in (line.id, *line.aliases) for entity in facts.index("statements-by-item", name)]
    latest: dict[str, Entity] = {}
    for entity in current(entities):
        if not is_hearsay(entity) and str(entity.fields.get("answer")) in _ANSWERS:
            latest[speaker(entity)] = entity
    return tuple(_stated(latest[party]) for party in sorted(latest))


def _stated(entity: Entity) -> Stated:
    reason, evidence, planned = (entity.fields.get(key) for key in ("reason", "evidence", "planned_on"))
    return Stated(
        id=entity.subject,
        by=speaker(entity),
        answer=_ANSWERS[str(entity.fields["answer"])],
        reason=Text.of(reason) if isinstance(reason, str | dict) else EMPTY,
        planned_on=planned if isinstance(planned, str) else "",
        where=f"statements/{entity.id}",
        evidence=tuple(str(one) for one in evidence) if isinstance(evidence, list) else (),
    )
