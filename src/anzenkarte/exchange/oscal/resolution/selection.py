"""Which controls an import or an insertion takes, and the catalogue that is left of them.

Nothing that was read is changed: what is kept are new mappings that share their unchanged parts with the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import translate
from typing import Final

from anzenkarte.exchange.loose import mapping, mappings, string, strings
from anzenkarte.exchange.oscal.document import DEPTH
from anzenkarte.formats.values import Json, shown
from anzenkarte.kernel.errors import InputError, Problem

Control = dict[str, Json]
Mapped = Mapping[str, Json]
_PATTERN: Final = 200
PATTERNS: Final = 256
"""Patterns one selection may hold."""


@dataclass
class Content:
    """The inside of a catalogue while it is being resolved."""

    params: list[Control] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    groups: list[Control] = field(default_factory=list)
    resources: list[Control] = field(default_factory=list)

    @classmethod
    def of(cls, body: Mapped) -> Content:
        """The inside of a catalogue that was read."""
        return cls(
            mappings(body.get("params")),
            mappings(body.get("controls")),
            mappings(body.get("groups")),
            mappings(mapping(body.get("back-matter")).get("resources")),
        )


@dataclass(frozen=True)
class Place:
    """Where in a profile something is asked, for messages."""

    file: str
    path: str

    def below(self, *steps: str | int) -> Place:
        """A place further inside."""
        return Place(self.file, "/".join((self.path, *map(str, steps))))

    def refuse(self, code: str, **params: object) -> InputError:
        """The refusal of what stands here."""
        return InputError(Problem.at(code, params, file=self.file, path=self.path))

    def note(self, code: str, **params: object) -> Problem:
        """Something to say about what stands here that stops nothing."""
        return Problem.at(code, params, file=self.file, path=self.path)


def walk(content: Content) -> Iterator[tuple[Control, int]]:
    """Every control with how deep it is nested in controls, in the order of the catalogue."""
    yield from _controls(content.controls, 0)
    yield from _grouped(content.groups, 0)


def _grouped(groups: list[Control], depth: int) -> Iterator[tuple[Control, int]]:
    for group in groups:
        _bounded(depth)
        yield from _controls(mappings(group.get("controls")), 0)
        yield from _grouped(mappings(group.get("groups")), depth + 1)


def _controls(controls: list[Control], depth: int) -> Iterator[tuple[Control, int]]:
    for control in controls:
        _bounded(depth)
        yield control, depth
        if "controls" in control:
            yield from _controls(mappings(control.get("controls")), depth + 1)


def _bounded(depth: int) -> None:
    if depth > DEPTH:
        raise InputError(Problem.at("exchange.oscal-deep", {"limit": DEPTH}))


def selected(asked: Mapped, content: Content, place: Place) -> set[str]:
    """The ids an import or insertion asks for: all or those included, without those excluded.

    Raises InputError ``exchange.profile-control`` for an included id that is not there.
    """
    listed = list(walk(content))
    ids = [string(control.get("id")) for control, _ in listed]
    wanted = set(ids)
    if "include-controls" in asked:
        wanted = _chosen(asked, "include-controls", listed, place, strict=True)
    if "exclude-controls" in asked:
        wanted -= _chosen(asked, "exclude-controls", listed, place, strict=False)
    return wanted


def _chosen(asked: Mapped, key: str, listed: list[tuple[Control, int]], place: Place, *, strict: bool) -> set[str]:
    known = {string(control.get("id")): index for index, (control, _) in enumerate(listed)}
    found: set[str] = set()
    absent: list[Problem] = []
    asked_patterns = 0
    for number, choice in enumerate(mappings(asked.get(key))):
        here = place.below(key, number)
        named = strings(choice.get("with-ids"))
        if strict:
            absent += [
                here.below("with-ids").note("exchange.profile-control", control=shown(name))
                for name in named
                if name not in known
            ]
        own = {name for name in named if name in known}
        patterns = mappings(choice.get("matching"))
        asked_patterns += len(patterns)
        if asked_patterns > PATTERNS:
            raise here.below("matching").refuse("exchange.profile-patterns", limit=PATTERNS)
        for index, pattern in enumerate(patterns):
            own |= _matching(string(pattern.get("pattern")), known, here.below("matching", index))
        if choice.get("with-child-controls") == "yes":
            own |= {child for name in own for child in _children(listed, known[name])}
        found |= own
    if absent:
        raise InputError(absent)
    return found


def _matching(pattern: str, known: Mapping[str, int], place: Place) -> set[str]:
    if len(pattern) > _PATTERN:
        raise place.refuse("exchange.profile-pattern", limit=_PATTERN)
    expression = re.compile(translate(pattern))
    return {name for name in known if expression.match(name)}


def _children(listed: list[tuple[Control, int]], index: int) -> Iterator[str]:
    depth = listed[index][1]
    for control, below in listed[index + 1 :]:
        if below <= depth:
            return
        yield string(control.get("id"))


def pruned(content: Content, kept: set[str]) -> Content:
    """The catalogue with these controls only; a child whose parent is not kept moves up, empty groups go."""
    return Content(
        list(content.params),
        _kept(content.controls, kept),
        [group for entry in content.groups if (group := _group(entry, kept))],
        list(content.resources),
    )


def _kept(controls: list[Control], kept: set[str]) -> list[Control]:
    out: list[Control] = []
    for control in controls:
        below = _kept(mappings(control.get("controls")), kept) if "controls" in control else []
        if string(control.get("id")) not in kept:
            out.extend(below)
            continue
        own = dict(control)
        if below:
            own["controls"] = [*below]
        else:
            own.pop("controls", None)
        out.append(own)
    return out


def _group(group: Control, kept: set[str]) -> Control | None:
    controls = _kept(mappings(group.get("controls")), kept)
    groups = [found for entry in mappings(group.get("groups")) if (found := _group(entry, kept))]
    if not controls and not groups:
        return None
    own = {key: value for key, value in group.items() if key not in ("controls", "groups")}
    if groups:
        own["groups"] = [*groups]
    if controls:
        own["controls"] = [*controls]
    return own
