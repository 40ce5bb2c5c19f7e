"""CycloneDX software bills of materials (JSON, 1.4 to 1.7) as components of a karte.

What a karte has a field for is carried over; everything else is kept as a named leftover, so that nobody believes it
was taken. A file that is no such bill is refused with what it seems to be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from anzenkarte.formats import strict_json
from anzenkarte.formats.plain_text import settle
from anzenkarte.formats.values import Json, Limits, Marked, shown
from anzenkarte.karte.words import SHAPES, slug
from anzenkarte.karte.written import Complaints
from anzenkarte.kernel.errors import InputError, Problem

VERSIONS: Final = ("1.4", "1.5", "1.6", "1.7")
KINDS: Final[Mapping[str, str]] = {
    "application": "application",
    "framework": "library",
    "library": "library",
    "container": "application",
    "platform": "application",
    "operating-system": "operating_system",
    "device-driver": "library",
}
"""CycloneDX component types that are kinds of ours."""
OPEN_KINDS: Final = frozenset({"device", "firmware"})
"""Types that become components whose kind a person has to say; every other type is left over whole."""
_PLACED: Final = frozenset({"type", "name", "group", "version", "purl", "cpe", "bom-ref", "components"})
_ENVELOPE: Final = frozenset({"$schema", "bomFormat", "specVersion", "components", "metadata"})
_LIMITS: Final = Limits(size=64 * 1024 * 1024, nodes=1_000_000)
_TOO_MANY: Final = 20_000
_NUMBERS: Final = re.compile(r'"[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+"?|-?[0-9]++(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+')


@dataclass(frozen=True, order=True)
class Leftover:
    """Something of the bill that found no place: where it stood and why (a code of the message catalogue)."""

    path: str
    reason: str


@dataclass(frozen=True)
class Imported:
    """What a bill yields: component fields by slug, the slug of what the bill is about (or empty), leftovers."""

    components: Mapping[str, dict[str, Json]]
    top: str
    leftovers: tuple[Leftover, ...]


def grouped(leftovers: Iterable[Leftover]) -> list[tuple[str, str, int]]:
    """Leftovers with list positions as ``*``, each with its reason and how often it occurs, sorted."""
    counts = Counter(
        ("/".join("*" if part.isdigit() else part for part in left.path.split("/")), left.reason) for left in leftovers
    )
    return sorted((path, reason, count) for (path, reason), count in counts.items())


def import_sbom(data: bytes, file: str = "") -> Imported:
    """Components of a CycloneDX JSON bill.

    Raises InputError: not JSON (XML is recognised), not CycloneDX (SPDX is recognised), another version, a bom-ref
    twice, components without a name, too many components; all problems inside a bill at once.
    """
    marked = _load(data, file)
    bill = marked.data
    if not isinstance(bill, dict):
        raise InputError(Problem.at("sbom.not-cyclonedx", file=file))
    _recognise(bill, file)
    with Complaints() as complaints:
        reader = _Bill(file, complaints)
        reader.take(bill)
    return Imported(reader.components, reader.top, tuple(sorted(set(reader.leftovers))))


def _load(data: bytes, file: str) -> Marked:
    text = settle(data, file, _LIMITS)
    start = text.lstrip()[:200]
    if not start:
        raise InputError(Problem.at("sbom.empty", file=file))
    if start.startswith("<"):
        raise InputError(Problem.at("sbom.is-markup", file=file, line=1))
    if start.startswith(("SPDXVersion:", "##", "SPDXID:")):
        raise InputError(Problem.at("sbom.is-spdx", file=file, line=1))
    return strict_json.load(_NUMBERS.sub(_as_text, text), file, _LIMITS)


def _as_text(match: re.Match[str]) -> str:
    """Scores and the like stand in parts we leave over; as texts they pass the reader, which knows integers only."""
    token = match.group()
    foreign = token[:1] != '"' and (len(token) > 15 or not token.lstrip("-").isdigit())
    return f'"{token}"' if foreign else token


def _recognise(bill: Mapping[str, Json], file: str) -> None:
    if "spdxVersion" in bill or "SPDXID" in bill or "spdx" in str(bill.get("@context", "")).lower():
        raise InputError(Problem.at("sbom.is-spdx", file=file))
    if bill.get("bomFormat") != "CycloneDX":
        raise InputError(Problem.at("sbom.not-cyclonedx", file=file))
    version = bill.get("specVersion")
    if version not in VERSIONS:
        raise InputError(
            Problem.at(
                "sbom.version", {"version": shown(str(version)), "known": VERSIONS}, file=file, path="specVersion"
            )
        )


@dataclass
class _Bill:
    """Walks a bill and gathers components, leftovers and problems."""

    file: str
    complaints: Complaints
    components: dict[str, dict[str, Json]] = field(default_factory=dict)
    leftovers: list[Leftover] = field(default_factory=list)
    top: str = ""
    refs: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def wrong(self, path: str, code: str, **params: object) -> None:
        """Note a problem."""
        self.complaints.add(Problem.at(code, params, file=self.file, path=path))

    def left(self, path: str, reason: str) -> None:
        """Note a leftover."""
        self.leftovers.append(Leftover(path, reason))

    def take(self, bill: Mapping[str, Json]) -> None:
        """The whole bill."""
        for key in bill:
            if key not in _ENVELOPE:
                self.left(shown(key), "sbom.left-no-field")
        metadata = bill.get("metadata")
        if isinstance(metadata, dict):
            for key in metadata:
                if key != "component":
                    self.left(f"metadata/{shown(key)}", "sbom.left-no-field")
            if "component" in metadata:
                self.tree([("metadata/component", metadata["component"], "")])
                self.top = next(iter(self.components), "")
        elif metadata is not None:
            self.wrong("metadata", "sbom.not-an-object")
        self.tree(list(self.listed("components", bill.get("components"), self.top)))

    def listed(self, path: str, value: Json, parent: str) -> Iterator[tuple[str, Json, str]]:
        """The entries of a list of components, each with its path and the slug it is part of."""
        if isinstance(value, list):
            yield from ((f"{path}/{index}", entry, parent) for index, entry in enumerate(value))
        elif value is not None:
            self.wrong(path, "sbom.not-a-list")

    def tree(self, waiting: list[tuple[str, Json, str]]) -> None:
        """Components and the components inside them, in the order written, without recursion."""
        waiting = waiting[::-1]
        while waiting:
            path, entry, parent = waiting.pop()
            if len(self.components) >= _TOO_MANY:
                self.wrong(path, "sbom.too-many", limit=_TOO_MANY)
                return
            if not isinstance(entry, dict):
                self.wrong(path, "sbom.not-an-object")
                continue
            own = self.component(path, entry, parent)
            waiting += list(self.listed(f"{path}/components", entry.get("components"), own or parent))[::-1]

    def component(self, path: str, entry: Mapping[str, Json], parent: str) -> str:
        """One component; its slug, or empty when it cannot stand."""
        ref = entry.get("bom-ref")
        if isinstance(ref, str) and ref:
            if ref in self.refs:
                self.wrong(f"{path}/bom-ref", "sbom.ref-twice", ref=shown(ref), first=self.refs[ref])
                return ""
            self.refs[ref] = path
        kind = entry.get("type")
        if not isinstance(kind, str) or (kind not in KINDS and kind not in OPEN_KINDS):
            self.left(path, "sbom.left-type")
            return ""
        name = entry.get("name")
        if not isinstance(name, str) or not name.strip():
            self.wrong(path, "sbom.no-name")
            return ""
        fields = self.fields(path, entry, name)
        if parent:
            fields["part_of"] = parent
        own = self.free_slug(name, fields)
        self.components[own] = fields
        return own

    def fields(self, path: str, entry: Mapping[str, Json], name: str) -> dict[str, Json]:
        """The fields of a component; what has no field is left over."""
        group = entry.get("group")
        full = f"{group}/{name}" if isinstance(group, str) and group.strip() else name
        fields: dict[str, Json] = {"name": full, "product": name}
        kind = KINDS.get(str(entry.get("type")))
        if kind is not None:
            fields["kind"] = kind
        else:
            self.left(f"{path}/type", "sbom.left-kind")
        maker = self.maker(path, entry)
        if maker:
            fields["maker"] = maker
        for key in ("version", "purl", "cpe"):
            value = entry.get(key)
            shape = SHAPES.get(f"component.{key}")
            if isinstance(value, str) and value.strip() and (shape is None or shape.fits(value)):
                fields[key] = value
            elif value not in (None, ""):
                self.left(f"{path}/{key}", "sbom.left-unreadable")
        for key in entry:
            if key not in _PLACED and key not in _MAKERS:
                self.left(f"{path}/{shown(key)}", "sbom.left-no-field")
        return fields

    def maker(self, path: str, entry: Mapping[str, Json]) -> str:
        """Who made it: the first named of manufacturer, supplier, publisher, author; the others are left over."""
        found = ""
        for key in _MAKERS:
            value = entry.get(key)
            named = value.get("name") if isinstance(value, dict) else value
            if not found and isinstance(named, str) and named.strip():
                found = named
                if isinstance(value, dict):
                    for part in value:
                        if part not in ("name", "bom-ref"):
                            self.left(f"{path}/{key}/{shown(part)}", "sbom.left-no-field")
            elif value is not None and named != found:
                self.left(f"{path}/{key}", "sbom.left-no-field")
        return found

    def free_slug(self, name: str, fields: Mapping[str, Json]) -> str:
        """A slug nobody has yet: of the name, else with the version, else with a number."""
        first = slug(name)[:60].rstrip("-") or "component"
        if first not in self.components:
            return first
        version = slug(str(fields.get("version", "")))[:15].strip("-")
        own = second = f"{first}-{version}" if version else first
        while own in self.components:
            self.numbers[second] = self.numbers.get(second, 1) + 1
            own = f"{second}-{self.numbers[second]}"
        return own


_MAKERS: Final = ("manufacturer", "supplier", "publisher", "author")
