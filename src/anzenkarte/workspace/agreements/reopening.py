"""What made an agreed line reopen, field by field: from the bodies of the entities as they were and as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anzenkarte.accord.state import Standing
from anzenkarte.formats.values import Json
from anzenkarte.karte.diff import Change
from anzenkarte.kernel.text import Text
from anzenkarte.workspace.documents_store.models import Blob


@dataclass(frozen=True)
class Cause:
    """One thing that is no longer what was agreed on: its name in the basis, and what changed in it where known.

    ``name`` is ``content``, ``line`` (the line is gone), or the name of an entity, item or piece of evidence.
    """

    name: str
    changes: tuple[Change, ...] = ()


def causes_of(found: Iterable[Standing]) -> dict[str, tuple[Cause, ...]]:
    """By line, for every line with something changed; one question to the database for all of them."""
    reopened = [standing for standing in found if standing.changed and standing.agreed is not None]
    wanted: set[str] = set()
    for standing in reopened:
        for name in standing.changed:
            wanted |= set(_digests(standing, name)) - {""}
    bodies: dict[str, Mapping[str, Json]] = {}
    if wanted:
        bodies = dict(Blob.objects.filter(digest__in=wanted).values_list("digest", "body"))
    return {s.id: tuple(Cause(name, _changes(s, name, bodies)) for name in s.changed) for s in reopened}


def _digests(standing: Standing, name: str) -> tuple[str, str]:
    old = standing.agreed.basis.get(name, "") if standing.agreed is not None else ""
    return old, standing.line.basis.get(name, "") if standing.line is not None else ""


def _changes(standing: Standing, name: str, bodies: Mapping[str, Mapping[str, Json]]) -> tuple[Change, ...]:
    kind, _, where = name.partition(" ")
    if kind not in ("entity", "evidence"):
        return ()
    document, _, subject = where.partition("#")
    entity, _, id_ = subject.partition("/")
    old, new = (bodies.get(digest) for digest in _digests(standing, name))
    title = Text.of(named) if isinstance(named := (new or old or {}).get("name"), str | dict) else None
    before, after = _digests(standing, name)
    if not before or not after:
        return (Change("entity-added" if after else "entity-removed", document, entity, id_, title),)
    if old is None or new is None:
        return ()
    keys = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    return tuple(Change("field", document, entity, id_, title, key, old.get(key), new.get(key)) for key in keys)
