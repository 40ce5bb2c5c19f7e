"""``catalogue crosswalk FROM TO``: how items of one edition relate to items of another, and by which lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.crosswalks.closure import closure
from anzenkarte.catalogue.crosswalks.model import Crosswalk, Derived, Reading
from anzenkarte.catalogue.crosswalks.read import CERTIFICATIONS
from anzenkarte.catalogue.crosswalks.relations import Relation
from anzenkarte.cli.language import say
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS, Lang

SIGNS: Final[dict[Relation, str]] = {"equal": "=", "subset": "⊂", "superset": "⊃", "intersects": "∩", "none": "∅"}


def show(origin: str, target: str, form: str, lang: str) -> None:
    """Every relation from an edition or item to an edition or item, with strength and path; one row per reading.

    Raises InputError ``cli.crosswalk-none`` where no crosswalk, direct or through others, leads from one to the other.
    """
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    catalogue = open_catalogue()
    start, end = _canonical(catalogue, origin), _canonical(catalogue, target)
    found = [relation for relation in _relations(catalogue, start) if _is_of(relation.target, end)]
    sets = [crosswalk for crosswalk in catalogue.crosswalks.values() if _between(crosswalk, start, end)]
    if not found and not sets:
        raise InputError(Problem.at("cli.crosswalk-none", {"from": origin, "to": target, "known": _known(catalogue)}))
    if form == "json":
        relations = [relation.json() for relation in found]
        print(as_json({"from": start, "to": end, "sets": [_set_json(one) for one in sets], "relations": relations}))
        return
    for crosswalk in sets:
        print(_set_line(crosswalk, tongue))
    columns = [say("項目", "item"), say("関係", "relation"), say("強さ", "strength"), say("相手", "to")]
    rows = [row for relation in found for row in _rows(relation)]
    print(render([*columns, say("たどった行", "path")], rows, form))
    print(say("強さの目盛りと読み方は docs/crosswalks.md", "docs/crosswalks.md explains strength and relations"))


def _canonical(catalogue: Catalogue, name: str) -> str:
    item = catalogue.item(name)
    return item.id if item is not None else name


def _is_of(item: str, place: str) -> bool:
    return item == place or item.startswith(f"{place}/")


def _relations(catalogue: Catalogue, start: str) -> Iterator[Derived]:
    graph = catalogue.relations
    order = [item.id for item in catalogue.items(start.partition("/")[0])]
    if start.partition("/")[0] == CERTIFICATIONS:
        order = [f"{CERTIFICATIONS}/{name}" for name in catalogue.schemes]
    for item in order:
        if _is_of(item, start):
            yield from closure(graph, item)


def _between(crosswalk: Crosswalk, start: str, end: str) -> bool:
    pair = (start.partition("/")[0], end.partition("/")[0])
    if not crosswalk.target:  # from the schemes to whatever they support
        return crosswalk.origin in pair
    return (crosswalk.origin, crosswalk.target) in (pair, pair[::-1])


def _known(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(sorted(set(catalogue.relations.edition.values())))


def _rows(relation: Derived) -> Iterator[list[str]]:
    """One row for the relation that holds; where sources disagree, one for each of them."""
    mark = say("食い違い: ", "conflicting: ") if relation.conflicting else ""
    for reading in relation.shown:
        yield _row(relation, reading, mark)


def _row(relation: Derived, reading: Reading, mark: str) -> list[str]:
    word = f"{mark}{SIGNS[reading.relation]} {reading.relation}"
    return [relation.origin, word, str(reading.strength), relation.target, _path(reading)]


def _path(reading: Reading) -> str:
    steps = [f"{SIGNS[step.relation]} {step.end} [{step.line.crosswalk} {step.line.strength}]" for step in reading.path]
    return " ".join([reading.path[0].start, *steps])


def _set_json(crosswalk: Crosswalk) -> dict[str, object]:
    return {
        "id": crosswalk.id,
        "from": crosswalk.origin,
        "to": crosswalk.target,
        "author": crosswalk.author.json(),
        "kind": crosswalk.kind,
        "published": crosswalk.published,
        "confidence": crosswalk.confidence,
        "coverage": crosswalk.coverage,
        "coverage_note": crosswalk.coverage_note.json(),
        "lines": len(crosswalk.lines),
    }


def _set_line(crosswalk: Crosswalk, lang: Lang) -> str:
    about = f"{crosswalk.id} ({crosswalk.kind}, {crosswalk.confidence}, {crosswalk.coverage}): {len(crosswalk.lines)}"
    note = crosswalk.coverage_note.to(lang)
    return f"{about} — {crosswalk.author.to(lang)}" + (f" — {note}" if note else "")
