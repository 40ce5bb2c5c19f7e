"""Resolves a profile: finds what it imports, beside it and nowhere else, and works its way up the chain of profiles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import orjson

from anzenkarte.exchange.loose import mapping, mappings, string
from anzenkarte.exchange.oscal.document import Document, collecting_later, read_document
from anzenkarte.exchange.oscal.resolution.merging import merged
from anzenkarte.exchange.oscal.resolution.modifying import modify
from anzenkarte.exchange.oscal.resolution.selection import Content, Mapped, Place, pruned, selected
from anzenkarte.exchange.oscal.words import NS, OSCAL_VERSION, identity, present
from anzenkarte.formats.values import Json, shown
from anzenkarte.kernel.errors import InputError, Problem

CHAIN: Final = 16
"""Profiles that may import each other one after the other."""

FILES: Final = 64
"""Files that one resolution may read."""

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DEVICE: Final = re.compile(r"[\x00-\x1f\\]")
_REFERENCE: Final = re.compile(rb"#([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})")
_RESOLUTION_TOOL: Final = "anzenkarte"


@dataclass(frozen=True)
class Resolved:
    """A resolved catalogue, and what the profile asked for that was not there."""

    document: Mapping[str, Json]
    notes: tuple[Problem, ...]


@dataclass(frozen=True)
class _Source:
    """What an import brought: the inside of a catalogue, the UUIDs it goes back to."""

    content: Content
    uuids: tuple[str, ...]


def resolve(profile: Path, beside: Sequence[Path] = ()) -> Resolved:
    """The catalogue a profile stands for.

    Imports are looked up from the profile's folder, never outside it and never over a network; an import whose file
    name is that of a file in ``beside`` is taken from there instead. Same files, same result. Raises InputError for
    anything unreadable, an import that leads outside or in a circle, an included control that is not there, and for
    chains and results beyond the limits.
    """
    with collecting_later():
        return _Resolver(profile, beside).run()


class _Resolver:
    """One resolution: files read so far, and notes."""

    def __init__(self, profile: Path, beside: Sequence[Path]) -> None:
        self.start = profile
        self.folder = profile.resolve().parent
        self.given = {path.name: path for path in beside}
        self.documents: dict[Path, Document] = {}
        self.done: dict[Path, _Source] = {}
        self.notes: list[Problem] = []

    def run(self) -> Resolved:
        """Read, resolve and finish the profile asked about."""
        path = self.start.resolve()
        document = self._read(path, str(self.start))
        if document.model != "profile":
            params = {"model": document.model}
            raise InputError(Problem.at("exchange.not-a-profile", params, file=document.file))
        source = self._source(path, ())
        return Resolved(self._finished(document, source), tuple(dict.fromkeys(self.notes)))

    def _read(self, path: Path, name: str) -> Document:
        if path not in self.documents:
            if len(self.documents) >= FILES:
                raise InputError(Problem.at("exchange.profile-files", {"limit": FILES}, file=name))
            self.documents[path] = read_document(path, name)
        return self.documents[path]

    def _source(self, path: Path, chain: tuple[Path, ...]) -> _Source:
        """A catalogue as it is, or a profile resolved; each file once."""
        if path in self.done:
            return self.done[path]
        document = self.documents[path]
        uuid = string(document.body.get("uuid"))
        if document.model == "catalog":
            found = _Source(Content.of(document.body), (uuid,))
        else:
            found = self._profile(document, path, (*chain, path))
        self.done[path] = found
        return found

    def _profile(self, document: Document, path: Path, chain: tuple[Path, ...]) -> _Source:
        place = Place(document.file, "profile")
        contents: list[Content] = []
        uuids = [string(document.body.get("uuid"))]
        for index, asked in enumerate(mappings(document.body.get("imports"))):
            here = place.below("imports", index)
            target, name = self._found(string(asked.get("href")), document, path.parent, here.below("href"))
            if target in chain:
                raise here.below("href").refuse("exchange.profile-circle", file=name)
            if len(chain) > CHAIN:
                raise here.below("href").refuse("exchange.profile-chain", limit=CHAIN)
            if self._read(target, name).model == "mapping-collection":
                raise here.below("href").refuse("exchange.profile-import", file=name)
            source = self._source(target, chain)
            contents.append(pruned(source.content, selected(asked, source.content, here)))
            uuids += source.uuids
        content = merged(document.body, contents, place, self.notes)
        modify(document.body, content, place, self.notes)
        own = mappings(mapping(document.body.get("back-matter")).get("resources"))
        known = {string(entry.get("uuid")) for entry in content.resources}
        content.resources = [*content.resources, *(entry for entry in own if string(entry.get("uuid")) not in known)]
        return _Source(content, tuple(dict.fromkeys(uuids)))

    def _found(self, href: str, document: Document, folder: Path, place: Place) -> tuple[Path, str]:
        """The file an import means, and its name for messages."""
        target = _linked(href, document, place) if href.startswith("#") else href
        name = unquote(target.partition("#")[0])
        given = self.given.get(name.rpartition("/")[2])
        if given is not None:
            return given.resolve(), str(given)
        if _SCHEME.match(name) or name.startswith("//"):
            raise place.refuse("exchange.href-address", href=shown(href))
        if not name or name.startswith("/") or _DEVICE.search(name):
            raise place.refuse("exchange.href-outside", href=shown(href))
        try:
            path = (folder / name).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise place.refuse("exchange.href-outside", href=shown(href)) from error
        if not path.is_relative_to(self.folder):
            raise place.refuse("exchange.href-outside", href=shown(href))
        if not path.is_file():
            raise place.refuse("exchange.href-missing", href=shown(name))
        return path, path.relative_to(self.folder).as_posix()

    def _finished(self, document: Document, source: _Source) -> dict[str, Json]:
        content = source.content
        old = mapping(document.body.get("metadata"))
        metadata: dict[str, Json] = {**old, "oscal-version": OSCAL_VERSION}
        metadata["props"] = [
            *mappings_in(old, "props"),
            {"name": "resolution-tool", "value": _RESOLUTION_TOOL},
            {"name": "resolved", "ns": NS, "value": "yes"},
        ]
        link: Json = {"href": self.start.name.replace(" ", "%20"), "rel": "source-profile"}
        metadata["links"] = [*mappings_in(old, "links"), link]
        body = present(
            (
                ("uuid", identity("resolution", "+".join(source.uuids))),
                ("metadata", metadata),
                ("params", [*content.params]),
                ("controls", [*content.controls]),
                ("groups", [*content.groups]),
            )
        )
        used = {match.decode("ascii").lower() for match in _REFERENCE.findall(orjson.dumps(body))}
        kept: list[Json] = [
            entry for entry in content.resources if string(entry.get("uuid")).lower() in used or _always(entry)
        ]
        if kept:
            body["back-matter"] = {"resources": kept}
        return {"catalog": body}


def mappings_in(holder: Mapped, key: str) -> list[Json]:
    """The mappings of one list of a holder."""
    return [*mappings(holder.get(key))]


def _always(resource: Mapped) -> bool:
    return any(prop.get("name") == "keep" and prop.get("value") == "always" for prop in mappings(resource.get("props")))


def _linked(href: str, document: Document, place: Place) -> str:
    """The address of a resource of the profile's back matter, the JSON one where there are several."""
    for resource in mappings(mapping(document.body.get("back-matter")).get("resources")):
        if string(resource.get("uuid")).lower() == href[1:].lower():
            links = [string(link.get("href")) for link in mappings(resource.get("rlinks"))]
            found = next((link for link in links if link.partition("#")[0].endswith(".json")), "")
            if found and not found.startswith("#"):
                return found
    raise place.refuse("exchange.href-resource", href=shown(href))
