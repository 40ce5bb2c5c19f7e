"""What a change of edition means for a case: as worked out directly, kept while nothing changes, made again after."""

from __future__ import annotations

from datetime import date, timedelta

from anzenkarte.assess.impact.engine import impact
from anzenkarte.assess.impact.statements import answers_of, statement_impacts
from anzenkarte.assess.impact.transition import transition
from anzenkarte.karte.document import Document, Entity
from anzenkarte.workspace.assessments.bridge import groups_of
from anzenkarte.workspace.assessments.edition_change import edition_change
from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.scope import scope

ON = date(2026, 11, 25)
OLD, NEW = "mhlw-6.0", "mhlw-7.0"


def _documents(world: World) -> list[Document]:
    actor = world.actor("hospital")
    with scope(actor.organisation):
        groups, _ = groups_of(own_institution(actor))
    return list(dict.fromkeys(document for group in groups for document in group.documents))


def _answered(document: Document, item: str) -> Document:
    by = next(iter(document.entities["party"]))
    fields = {"by": by, "date": "2026-04-01", "item": item, "answer": "yes", "backing": "declared"}
    return document.with_entity(Entity("statement", "a-test", fields))


def test_as_worked_out_directly_with_every_telling_told_once(world: World) -> None:
    documents = _documents(world)
    told = [(one.kind, one.name) for one in documents]
    assert len(told) > len(set(told))  # the engagement is told more than once
    documents = [_answered(one, "mhlw-6.0/operations/14/5") for one in documents]
    change = transition(catalogue(), OLD, NEW)
    first: dict[tuple[str, str], Document] = {}
    for place, one in zip(told, documents, strict=True):
        first.setdefault(place, one)
    found = edition_change(documents, OLD, NEW, ON)
    assert found.impact == impact(list(first.values()), change, ON)
    assert found.answers == statement_impacts(answers_of(documents), change)
    assert len(found.answers) == len(documents)


def test_kept_while_nothing_changes_and_made_again_after(world: World) -> None:
    documents = _documents(world)
    found = edition_change(documents, OLD, NEW, ON)
    assert edition_change(list(documents), OLD, NEW, ON) is found
    assert edition_change(documents, NEW, OLD, ON).impact.old == NEW
    assert edition_change(documents, OLD, NEW, ON + timedelta(days=1)).impact.on == ON + timedelta(days=1)
    written = [_answered(documents[0], "mhlw-6.0/operations/14/5"), *documents[1:]]
    assert len(edition_change(written, OLD, NEW, ON).answers) == len(found.answers) + 1
