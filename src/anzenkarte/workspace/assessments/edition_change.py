"""What a change of edition means for a case, kept ready while its documents, the editions and the day stay the same.

The impact looks at every telling once: of an engagement told twice, at the institution's own telling, which comes
first. The answers that have to be read again are those of every telling.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from anzenkarte.assess.impact.engine import impact
from anzenkarte.assess.impact.results import Impact, StatementImpact
from anzenkarte.assess.impact.statements import answers_of, statement_impacts
from anzenkarte.assess.impact.transition import Transition, transition
from anzenkarte.karte.document import Document
from anzenkarte.workspace.documents_store.store import catalogue

_MOST = 48


@dataclass(frozen=True)
class EditionChange:
    """A change of edition for one case: the comparison, what it means, and every answer it touches."""

    transition: Transition
    impact: Impact
    answers: tuple[StatementImpact, ...]


@dataclass(frozen=True)
class _Asked:
    """Equal for equal content: revisions in their order, editions, day and catalogue."""

    catalogue: str
    revisions: tuple[str, ...]
    old: str
    new: str
    on: date
    documents: tuple[Document, ...] = field(compare=False, repr=False)


def edition_change(documents: Sequence[Document], old: str, new: str, on: date) -> EditionChange:
    """What the change means for the documents of a case on a day; raises InputError as ``edition_diff`` does."""
    named = tuple(f"{one.kind}/{one.name}/{one.keeper}/{one.revision}" for one in documents)
    return _made(_Asked(catalogue().digest, named, old, new, on, tuple(documents)))


@lru_cache(maxsize=_MOST)
def _made(asked: _Asked) -> EditionChange:
    change = _transition(asked.catalogue, asked.old, asked.new)
    found = impact(_one_telling(asked.documents), change, asked.on)
    return EditionChange(change, found, statement_impacts(answers_of(asked.documents), change))


@lru_cache(maxsize=16)
def _transition(digest: str, old: str, new: str) -> Transition:
    return transition(catalogue(), old, new)


def _one_telling(documents: Sequence[Document]) -> list[Document]:
    """One document of each name, the first."""
    first: dict[tuple[str, str], Document] = {}
    for document in documents:
        first.setdefault((document.kind, document.name), document)
    return list(first.values())
