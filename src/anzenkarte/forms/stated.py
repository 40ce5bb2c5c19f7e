"""What parties stated about a line, an item or a duty: the latest own word of each; hearsay answers nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from anzenkarte.catalogue.forms.model import Line
from anzenkarte.forms.wording import EMPTY
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.said import current, is_hearsay, speaker
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Text

_ANSWERS = {"yes": "yes", "no": "no", "not_applicable": "not_applicable", "planned": "no"}


@dataclass(frozen=True)
class Stated:
    """One party's word on an item; a plan is a no with the day it ends.

    ``value`` is the day or the word of a choice, ``on`` the day of the word where that is one day.
    """

    id: str
    by: str
    answer: str
    reason: Text
    planned_on: str
    where: str
    evidence: tuple[str, ...]
    value: str = ""
    on: str = ""


@dataclass(frozen=True)
class Part:
    """One party's word on who carries out which acts of a duty; no act named: all of them."""

    id: str
    by: str
    party: str
    acts: tuple[str, ...]
    situation: str
    where: str


def stated(facts: FactBase, line: Line) -> tuple[Stated, ...]:
    """The words that count on a line under its id or an old one, by party."""
    return stated_about(facts, (line.id, *line.aliases))


def stated_about(facts: FactBase, names: Iterable[str]) -> tuple[Stated, ...]:
    """The words that count on an item under any of these ids, by party."""
    entities = [entity for name in names for entity in facts.index("statements-by-item", name)]
    latest: dict[str, Entity] = {}
    for entity in current(entities):
        if not is_hearsay(entity) and str(entity.fields.get("answer")) in _ANSWERS:
            latest[speaker(entity)] = entity
    return tuple(_stated(latest[party]) for party in sorted(latest))


def parts_in(facts: FactBase, duty: str) -> tuple[Part, ...]:
    """Who does what for a duty, as each party says for itself; in the order of the words' ids."""
    subjects = facts.case.subjects("statement")
    entities = [part.entity for subject in subjects for part in facts.case.parts(subject)]
    about = [entity for entity in entities if entity.fields.get("duty") == duty and entity.fields.get("party")]
    found = [_part(facts, entity) for entity in current(about) if not is_hearsay(entity)]
    return tuple(sorted(found, key=lambda part: part.id))


def _part(facts: FactBase, entity: Entity) -> Part:
    acts, situation = entity.fields.get("acts"), entity.fields.get("situation")
    return Part(
        id=entity.subject,
        by=facts.refer(entity.subject, "party", speaker(entity)),
        party=facts.refer(entity.subject, "party", str(entity.fields["party"])),
        acts=tuple(str(act) for act in acts) if isinstance(acts, list) else (),
        situation=situation if isinstance(situation, str) else "",
        where=f"statements/{entity.id}",
    )


def _stated(entity: Entity) -> Stated:
    reason, evidence, planned = (entity.fields.get(key) for key in ("reason", "evidence", "planned_on"))
    value = entity.fields.get("value")
    return Stated(
        id=entity.subject,
        by=speaker(entity),
        answer=_ANSWERS[str(entity.fields["answer"])],
        reason=Text.of(reason) if isinstance(reason, str | dict) else EMPTY,
        planned_on=planned if isinstance(planned, str) else "",
        where=f"statements/{entity.id}",
        evidence=tuple(str(one) for one in evidence) if isinstance(evidence, list) else (),
        value=value if isinstance(value, str) else "",
        on=exact_day(entity.fields.get("date")),
    )


def exact_day(value: object) -> str:
    """A written day as ISO; empty for a month, a year, or no date at all."""
    try:
        when = When.parse(value) if isinstance(value, str) else None
    except InputError:
        return ""
    return when.iso if when is not None and when.exact else ""
