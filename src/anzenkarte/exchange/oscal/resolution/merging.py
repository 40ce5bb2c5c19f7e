"""Brings the imports of a profile together: controls of one id combined, groups kept, dropped or laid out anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.exchange.loose import mapping, mappings, string
from anzenkarte.exchange.oscal.document import DEPTH
from anzenkarte.exchange.oscal.resolution.selection import Content, Control, Mapped, Place, selected, walk
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

METHODS: Final = ("keep", "merge", "use-first")
MOST: Final = 20_000
"""Controls a resolved catalogue may hold; the largest published one has about 1,200."""

INSERTIONS: Final = 1000
"""Insertions that custom groups may hold together."""


def merged(profile: Mapped, contents: list[Content], place: Place, notes: list[Problem]) -> Content:
    """The imports as one catalogue, as the profile's ``merge`` says; without one, flat and with every clash kept.

    ``merge`` without ``combine`` unites controls of one id, as does the deprecated method of that name.
    """
    asked = mapping(profile.get("merge"))
    method = _method(profile, asked, place)
    as_is = asked.get("as-is") is True
    whole = Content()
    united = _Union(method)
    for content in contents:
        _loose(whole.params, content.params, "id")
        _loose(whole.resources, content.resources, "uuid")
        taken = content if as_is or "custom" in asked else flat(content)
        whole.controls += united.take(taken.controls)
        _groups(whole.groups, taken.groups, united)
        if united.count > MOST:
            raise place.refuse("exchange.profile-large", limit=MOST)
    _drop_empty(whole.groups)
    return _custom(asked, whole, place.below("merge", "custom"), notes) if "custom" in asked else whole


def _method(profile: Mapped, asked: Mapped, place: Place) -> str:
    method = string(mapping(asked.get("combine")).get("method")) or ("merge" if "merge" in profile else "keep")
    if method not in METHODS:
        raise place.below("merge", "combine", "method").refuse("exchange.profile-method", allowed=METHODS)
    return method


def flat(content: Content) -> Content:
    """The catalogue without groups: controls and parameters in one list each."""
    controls, params = list(content.controls), list(content.params)
    waiting = list(reversed(content.groups))
    while waiting:
        group = waiting.pop()
        controls += mappings(group.get("controls"))
        params += mappings(group.get("params"))
        waiting += reversed(mappings(group.get("groups")))
    return Content(params, controls, [], content.resources)


def _loose(whole: list[Control], more: list[Control], key: str) -> None:
    """Parameters and resources by their id: the first of each."""
    known = {string(entry.get(key)) for entry in whole}
    whole += [entry for entry in more if string(entry.get(key)) not in known]


class _Union:
    """Controls taken so far, by id."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.known: dict[str, Control] = {}
        self.count = 0

    def take(self, controls: list[Control]) -> list[Control]:
        """Those that are new at this place; new children of one that was there already go to it."""
        out: list[Control] = []
        for control in controls:
            own = dict(control)
            children = mappings(own.pop("controls", None))
            name = string(own.get("id"))
            first = self.known.get(name) if self.method != "keep" else None
            if first is not None:
                if self.method == "merge":
                    unite(first, own)
                _put(first, "controls", [*_list(first, "controls"), *self.take(children)])
                continue
            self.known[name] = own
            self.count += 1
            below = self.take(children)
            if below:
                own["controls"] = [*below]
            out.append(own)
        return out


def unite(first: Control, other: Mapped) -> None:
    """Bring what another control of the same id says into the first: lists joined, single values from the other."""
    for key, value in other.items():
        own = first.get(key)
        if isinstance(own, list) and isinstance(value, list):
            first[key] = _joined(own, value)
        elif key not in ("id", "name", "controls"):
            first[key] = value


def _joined(own: list[Json], more: list[Json]) -> list[Json]:
    out = list(own)
    for entry in more:
        if entry in out:
            continue
        index = next((i for i, known in enumerate(own) if _same(known, entry)), None)
        known = out[index] if index is not None else None
        if index is not None and isinstance(known, dict) and isinstance(entry, dict):
            both = dict(known)
            unite(both, entry)
            out[index] = both
        else:
            out.append(entry)
    return out


def _same(one: Json, other: Json) -> bool:
    """Whether two entries of a list stand for the same thing: by id where they have one, by name otherwise."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return False
    name = one.get("id", one.get("name"))
    return name is not None and name == other.get("id", other.get("name"))


def _groups(whole: list[Control], more: list[Control], united: _Union) -> None:
    """Groups of one id become one; what is inside follows."""
    known = {string(group.get("id")): group for group in whole if "id" in group}
    for group in more:
        home = known.get(string(group.get("id"))) if "id" in group else None
        if home is None:
            home = {key: value for key, value in group.items() if key not in ("groups", "controls")}
            whole.append(home)
            if "id" in group:
                known[string(group.get("id"))] = home
        inner = mappings(home.get("groups"))
        _groups(inner, mappings(group.get("groups")), united)
        controls = [*_list(home, "controls"), *united.take(mappings(group.get("controls")))]
        _put(home, "groups", [*inner])
        _put(home, "controls", controls)


def _list(holder: Mapped, key: str) -> list[Json]:
    value = holder.get(key)
    return value if isinstance(value, list) else []


def _put(holder: Control, key: str, value: list[Json]) -> None:
    if value:
        holder[key] = value
    else:
        holder.pop(key, None)


def _drop_empty(groups: list[Control]) -> None:
    """Groups whose controls all stand elsewhere already go."""
    for group in groups:
        inner = mappings(group.get("groups"))
        _drop_empty(inner)
        _put(group, "groups", [*inner])
    groups[:] = [group for group in groups if "groups" in group or "controls" in group]


def _custom(asked: Mapped, whole: Content, place: Place, notes: list[Problem]) -> Content:
    """The groups of the profile, filled as it says; controls it finds no place for are told of and left out."""
    custom = mapping(asked.get("custom"))
    if _insertions(custom, 0) > INSERTIONS:
        raise place.refuse("exchange.profile-insertions", limit=INSERTIONS)
    placed: set[str] = set()
    controls = _inserted(custom, whole, place, placed)
    groups = [
        _laid_out(group, whole, place.below("groups", index), placed)
        for index, group in enumerate(mappings(custom.get("groups")))
    ]
    every = {string(control.get("id")) for control, _ in walk(whole)}
    for name in sorted(every - placed):
        notes.append(place.note("exchange.profile-unplaced", control=name))
    return Content(whole.params, controls, groups, whole.resources)


def _insertions(holder: Mapped, depth: int) -> int:
    if depth > DEPTH:
        raise InputError(Problem.at("exchange.oscal-deep", {"limit": DEPTH}))
    inner = sum(_insertions(group, depth + 1) for group in mappings(holder.get("groups")))
    return inner + len(mappings(holder.get("insert-controls")))


def _laid_out(group: Mapped, whole: Content, place: Place, placed: set[str]) -> Control:
    own: Control = {key: value for key, value in group.items() if key not in ("groups", "insert-controls")}
    inner: list[Json] = [
        _laid_out(entry, whole, place.below("groups", index), placed)
        for index, entry in enumerate(mappings(group.get("groups")))
    ]
    _put(own, "groups", inner)
    _put(own, "controls", [*_inserted(group, whole, place, placed)])
    return own


def _inserted(holder: Mapped, whole: Content, place: Place, placed: set[str]) -> list[Control]:
    """What the insertions of one place bring: each control with those of its children that are asked for as well."""
    out: list[Control] = []
    for index, insertion in enumerate(mappings(holder.get("insert-controls"))):
        here = place.below("insert-controls", index)
        wanted = selected(insertion, whole, here)
        placed |= wanted
        found = _top(whole, wanted)
        order = insertion.get("order")
        if order in ("ascending", "descending"):
            found.sort(key=lambda control: string(control.get("id")), reverse=order == "descending")
        out += found
    return out


def _top(whole: Content, wanted: set[str]) -> list[Control]:
    """The wanted controls, those inside another wanted one below it."""
    out: list[Control] = []
    inside: list[bool] = []
    for control, depth in walk(whole):
        del inside[depth:]
        own = string(control.get("id")) in wanted
        if own and not any(inside):
            out.append(_with_children(control, wanted))
        inside += [False] * (depth - len(inside)) + [own]
    return out


def _with_children(control: Mapping[str, Json], wanted: set[str]) -> Control:
    own = dict(control)
    _put(own, "controls", [*_wanted_below(control, wanted)])
    return own


def _wanted_below(control: Mapped, wanted: set[str]) -> list[Control]:
    out: list[Control] = []
    for child in mappings(control.get("controls")):
        if string(child.get("id")) in wanted:
            out.append(_with_children(child, wanted))
        else:
            out += _wanted_below(child, wanted)
    return out
