"""Which answers of a karte stand when the edition changes, and which have to be given again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from anzenkarte.assess.impact.results import Standing, StatementImpact
from anzenkarte.assess.impact.transition import Transition
from anzenkarte.catalogue.crosswalks.carry import DECIDES_FROM, carries
from anzenkarte.catalogue.crosswalks.relations import inverse, relation
from anzenkarte.catalogue.editions.model import DiffLine, Kind, Target
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.facts.said import current, is_hearsay, speaker
from anzenkarte.kernel.verdicts import Outcome

_STANDING: Final[Mapping[Kind, Standing]] = {"unchanged": "stands", "dropped": "lost", "unread": "unread"}
_OUTCOMES: Final[Mapping[str, Outcome]] = {"yes": "met", "no": "not_met", "not_applicable": "not_applicable"}
By = tuple[str, str]  # item, party
Answer = tuple[Document, Entity, str]  # where it is written, the statement, the item as written


def answers_of(documents: Iterable[Document]) -> tuple[Answer, ...]:
    """Every answer about an item that its party has not replaced; what the other functions here look through."""
    return tuple(
        (document, entity, item)
        for document in documents
        for entity in current(document.entities.get("statement", {}).values())
        if isinstance(item := entity.fields.get("item"), str)
    )


def statement_impacts(answers: Sequence[Answer], change: Transition) -> tuple[StatementImpact, ...]:
    """What becomes of every answer about an item of the old edition; answers given up by later ones are left out.

    Answers about other editions, about duties and about facts are not touched by the change.
    """
    answered = set(_answered(answers, change))
    found = [_impact(document, entity, item, change, answered) for document, entity, item in _old(answers, change)]
    return tuple(sorted(found, key=lambda impact: (impact.document, impact.statement)))


def _old(answers: Sequence[Answer], change: Transition) -> Iterator[Answer]:
    """Answers about the old edition, with the id their item has now."""
    edition = change.diff.old.id
    for document, entity, written in answers:
        item = change.catalogue.item(written)
        if item is not None and item.edition == edition:
            yield document, entity, item.id
        elif item is None and written.partition("/")[0] == edition:
            yield document, entity, written


def _answered(answers: Sequence[Answer], change: Transition) -> Iterator[By]:
    """Items of the new edition with the parties that have answered them themselves."""
    edition = change.diff.new.id
    for _, entity, written in answers:
        item = change.catalogue.item(written)
        if item is not None and item.edition == edition and not is_hearsay(entity):
            yield item.id, speaker(entity)


def answered_items(answers: Sequence[Answer], change: Transition) -> frozenset[str]:
    """Items of the new edition that some party has answered itself."""
    return frozenset(item for item, _ in _answered(answers, change))


def _impact(document: Document, entity: Entity, item: str, change: Transition, answered: set[By]) -> StatementImpact:
    line = change.diff.by_old.get(item)
    by, answer = str(entity.fields["by"]), str(entity.fields.get("answer", ""))
    targets = line.targets if line is not None else ()
    return StatementImpact(
        document=document.name,
        statement=entity.subject,
        by=by,
        item=item,
        answer=answer,
        standing=_STANDING.get(line.kind, "reread") if line is not None else "lost",
        line=line,
        carried=_carried(line, answer) if line is not None else (),
        answered=tuple(target.item.id for target in targets if (target.item.id, by) in answered),
    )


def _carried(line: DiffLine, answer: str) -> tuple[str, ...]:
    """The new items of which the answer also holds: what is met of the whole is met of a part."""
    outcome = _OUTCOMES.get(answer)
    if outcome is None:
        return ()
    return tuple(target.item.id for target in line.targets if _holds(line, target, outcome))


def _holds(line: DiffLine, target: Target, outcome: Outcome) -> bool:
    word = relation(target.relation)
    if target.derived is None or word is None:  # by number alone, or disputed
        return line.kind == "unchanged"
    return target.strength >= DECIDES_FROM and line.kind != "unread" and carries(inverse(word), outcome)
