"""Bringing the components of a bill into a document without overwriting what a person wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from anzenkarte.formats.values import Json, shown
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.sbom import Imported
from anzenkarte.kernel.errors import InputError, Problem

ORIGIN = "CycloneDX"
"""Written as the origin of a component that a bill brought."""


@dataclass(frozen=True, order=True)
class Difference:
    """A value of the bill that was not taken because the document says otherwise."""

    component: str
    field: str
    written: str
    imported: str


@dataclass(frozen=True)
class Merged:
    """A document with the components of a bill: slugs added, ``slug/field`` filled in, and what differs."""

    document: Document
    added: tuple[str, ...]
    filled: tuple[str, ...]
    differences: tuple[Difference, ...]


def merge_into(document: Document, imported: Imported, part_of: str = "") -> Merged:
    """The document with the bill's components; ``part_of`` names the component of the document they belong to.

    A component that is there already (the same purl, else the same slug) keeps everything that was written: missing
    fields are filled in, differing ones reported. Doing it again changes nothing. Raises InputError ``sbom.part-of``
    when ``part_of`` is not in the document.
    """
    if part_of and document.entity("component", part_of) is None:
        raise InputError(Problem.at("sbom.part-of", {"component": shown(part_of)}, file=document.file))
    names = _names(document, imported)
    merge = _Merge(dict(document.entities.get("component", {})))
    for slug, fields in imported.components.items():
        own, parent = names[slug], fields.get("part_of")
        above = names[str(parent)] if parent else part_of
        fresh = {key: value for key, value in fields.items() if key != "part_of"}
        if above and above != own:
            fresh["part_of"] = above
        merge.component(own, fresh)
    changed = bool(merge.added or merge.filled)
    entities = {**document.entities, "component": merge.group}
    return Merged(
        replace(document, entities=entities, sealed="") if changed else document,
        tuple(merge.added),
        tuple(merge.filled),
        tuple(sorted(merge.differences)),
    )


class _Merge:
    """The components of a document while those of a bill come in."""

    def __init__(self, group: dict[str, Entity]) -> None:
        self.group = group
        self.added: list[str] = []
        self.filled: list[str] = []
        self.differences: list[Difference] = []

    def component(self, own: str, fresh: Mapping[str, Json]) -> None:
        """One component of the bill under its slug in the document."""
        there = self.group.get(own)
        if there is None:
            self.group[own] = Entity("component", own, {**fresh, "origin": ORIGIN})
            self.added.append(own)
            return
        missing: dict[str, Json] = {}
        for key, value in fresh.items():
            written = there.fields.get(key)
            if key not in there.fields and not (key == "part_of" and self.inside(str(value), own)):
                missing[key] = value
            elif key != "name" and written != value:
                self.differences.append(Difference(own, key, str(written or "-"), str(value)))
        if missing:
            self.group[own] = Entity("component", own, {**there.fields, **missing})
            self.filled += [f"{own}/{key}" for key in missing]

    def inside(self, slug: str, own: str) -> bool:
        """Whether ``slug`` is already a part, near or far, of ``own``."""
        seen: set[str] = set()
        while slug in self.group and slug not in seen and slug != own:
            seen.add(slug)
            slug = str(self.group[slug].fields.get("part_of", ""))
        return slug == own


def _names(document: Document, imported: Imported) -> dict[str, str]:
    """The slug in the document for every slug of the bill: equal purl, else equal slug; never one for two."""
    by_purl: dict[str, str] = {}
    for id, entity in document.entities.get("component", {}).items():
        by_purl.setdefault(str(entity.fields.get("purl")), id)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for slug, fields in imported.components.items():
        match = by_purl.get(str(fields["purl"])) if "purl" in fields else None
        if match is not None and match not in taken:
            names[slug] = match
            taken.add(match)
    numbers: dict[str, int] = {}
    for slug in imported.components:
        if slug not in names:
            own = slug
            while own in taken:
                numbers[slug] = numbers.get(slug, 1) + 1
                own = f"{slug[:72]}-{numbers[slug]}"
            names[slug] = own
            taken.add(own)
    return names
