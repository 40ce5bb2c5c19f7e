"""Whose words count: own words only, the latest of each party, and not those it has replaced itself.

Statements are append-only. What another wrote down for a party is hearsay: it is shown, never counts, and replaces no
word of the party itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from anzenkarte.karte.document import Entity
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError


def speaker(entity: Entity) -> str:
    """The party (slug) whose word a statement is."""
    return str(entity.fields.get("by", ""))


def is_hearsay(entity: Entity) -> bool:
    """Whether another than the party itself wrote the statement down."""
    return str(entity.fields.get("recorded_by", speaker(entity))) != speaker(entity)


def said_on(entity: Entity) -> str:
    """The first day a statement's date stands for, as ISO text that sorts; empty without a readable date."""
    written = entity.fields.get("date", "")
    return "" if isinstance(written, Mapping) else _first_day(str(written))


@lru_cache(maxsize=4096)
def _first_day(written: str) -> str:
    """Kept ready, the unreadable as well: a case reads the same few days again and again."""
    try:
        return When.parse(written).first.isoformat()
    except InputError:
        return ""


def current(entities: Iterable[Entity]) -> list[Entity]:
    """Statements that still stand, earliest first.

    One goes when its own party, in a word of the same standing (own or hearsay), says that another replaces it.
    """
    ordered = sorted(entities, key=lambda entity: (said_on(entity), entity.id))
    gone = {(speaker(e), is_hearsay(e), str(e.fields["supersedes"])) for e in ordered if e.fields.get("supersedes")}
    return [e for e in ordered if (speaker(e), is_hearsay(e), e.id) not in gone]
