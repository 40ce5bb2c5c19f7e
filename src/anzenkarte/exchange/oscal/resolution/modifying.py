"""Carries out what a profile modifies: parameters that it sets, things that it removes from controls and adds to them.

Lists are replaced, never changed in place, because a catalogue imported twice shares them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from anzenkarte.exchange.loose import mapping, mappings, string
from anzenkarte.exchange.oscal.document import DEPTH
from anzenkarte.exchange.oscal.resolution.selection import Content, Control, Mapped, Place, walk
from anzenkarte.formats.values import Json, shown
from anzenkarte.kernel.errors import Problem

CHANGES: Final = 1000
"""Removals and additions one profile may ask of one control."""

_OVERWRITTEN: Final = ("class", "depends-on", "label", "usage", "values", "select")
_APPENDED: Final = ("constraints", "guidelines")
_KEYED: Final = (("props", "name"), ("links", "href"))
_ADDED: Final = ("params", "props", "parts", "links")
_ITEMS: Final[Mapping[str, tuple[str, str]]] = {  # list → (item name, key that a name is)
    "params": ("param", ""),
    "props": ("prop", "name"),
    "links": ("link", ""),
    "parts": ("part", "name"),
}


def modify(profile: Mapped, content: Content, place: Place, notes: list[Problem]) -> None:
    """Carry out ``modify`` of a profile; what it names and is not there is told of in ``notes``."""
    asked = mapping(profile.get("modify"))
    if not asked:
        return
    controls: dict[str, list[Control]] = {}
    for control, _ in walk(content):
        controls.setdefault(string(control.get("id")), []).append(control)
    here = place.below("modify")
    if "set-parameters" in asked:
        _set_parameters(asked, content, [one for listed in controls.values() for one in listed], here, notes)
    changes: Counter[str] = Counter()
    for number, alter in enumerate(mappings(asked.get("alters"))):
        name = string(alter.get("control-id"))
        removals, additions = mappings(alter.get("removes")), mappings(alter.get("adds"))
        changes[name] += len(removals) + len(additions)
        if changes[name] > CHANGES:
            raise here.below("alters", number).refuse("exchange.profile-changes", limit=CHANGES, control=shown(name))
        if name not in controls:
            notes.append(here.below("alters", number).note("exchange.profile-alter", control=shown(name)))
        for control in controls.get(name, ()):
            for removal in removals:
                remove(control, removal)
            for index, addition in enumerate(additions):
                if not add(control, addition):
                    params = {"part": shown(string(addition.get("by-id"))), "control": shown(name)}
                    spot = here.below("alters", number, "adds", index)
                    notes.append(spot.note("exchange.profile-by-id", **params))


def _set_parameters(
    asked: Mapped, content: Content, controls: list[Control], place: Place, notes: list[Problem]
) -> None:
    settings: dict[str, list[Mapped]] = {}
    for number, setting in enumerate(mappings(asked.get("set-parameters"))):
        settings.setdefault(string(setting.get("param-id")), []).append({**setting, "place": number})
    met: set[str] = set()
    loose: Control = {"params": [*content.params]}
    for holder in (loose, *_all_groups(content.groups), *controls):
        if "params" not in holder:
            continue
        params = mappings(holder["params"])
        for index, param in enumerate(params):
            name = string(param.get("id"))
            for asked_value in settings.get(name, ()):
                params[index] = _set(params[index], asked_value)
                met.add(name)
        holder["params"] = [*params]
    content.params = mappings(loose.get("params"))
    for name, listed in settings.items():
        if name not in met:
            spot = place.below("set-parameters", str(listed[0]["place"]))
            notes.append(spot.note("exchange.profile-parameter", parameter=shown(name)))


def _all_groups(groups: list[Control]) -> list[Control]:
    found: list[Control] = []
    waiting = list(groups)
    while waiting:
        group = waiting.pop()
        found.append(group)
        waiting += mappings(group.get("groups"))
    return found


def _set(param: Control, setting: Mapped) -> Control:
    out = dict(param)
    for key in _OVERWRITTEN:
        if setting.get(key):
            out[key] = setting[key]
    if "values" in setting:
        out.pop("select", None)
    elif "select" in setting:
        out.pop("values", None)
    for key in _APPENDED:
        if setting.get(key):
            out[key] = [*mappings_of(out, key), *mappings_of(setting, key)]
    for key, name in _KEYED:
        if setting.get(key):
            out[key] = [*_replaced(mappings_of(out, key), mappings_of(setting, key), name)]
    return out


def mappings_of(holder: Mapped, key: str) -> list[Json]:
    """The mappings of one list of a holder."""
    return [*mappings(holder.get(key))]


def _replaced(own: list[Json], more: list[Json], name: str) -> list[Json]:
    out = list(own)
    for entry in more:
        at = [i for i, known in enumerate(out) if mapping(known).get(name) == mapping(entry).get(name)]
        if at:
            out[at[0]] = entry
        else:
            out.append(entry)
    return out


def add(control: Control, addition: Mapped) -> bool:
    """Add to a control, or to the part or beside the part ``by-id`` names; False when there is no such part."""
    target, position = string(addition.get("by-id")), string(addition.get("position")) or "ending"
    if target in ("", string(control.get("id"))):
        _add_inside(control, addition, position, _ADDED)
        return True
    rewritten = _rewritten(control, target, lambda part: _around(part, addition, position), 0)
    if rewritten is None:
        return False
    control["parts"] = rewritten
    return True


def _add_inside(holder: Control, addition: Mapped, position: str, keys: tuple[str, ...]) -> None:
    if addition.get("title"):
        holder["title"] = addition["title"]
    for key in keys:
        new = mappings_of(addition, key)
        if new:
            own = mappings_of(holder, key)
            holder[key] = [*new, *own] if position in ("starting", "before") else [*own, *new]


def _around(part: Control, addition: Mapped, position: str) -> list[Json]:
    """The part with what is added inside it, and added parts beside it where they belong there."""
    own = dict(part)
    beside = position in ("before", "after")
    _add_inside(own, addition, position, ("props", "links") if beside else ("props", "parts", "links"))
    if not beside:
        return [own]
    new = mappings_of(addition, "parts")
    return [*new, own] if position == "before" else [own, *new]


def _rewritten(holder: Mapped, target: str, change: Callable[[Control], list[Json]], depth: int) -> list[Json] | None:
    """The parts of a holder with the target changed: among its own parts first, then inside them; None: not there."""
    parts = mappings(holder.get("parts"))
    if depth > DEPTH:
        return None
    for index, part in enumerate(parts):
        if part.get("id") == target:
            return [*parts[:index], *change(part), *parts[index + 1 :]]
    for index, part in enumerate(parts):
        inner = _rewritten(part, target, change, depth + 1) if "parts" in part else None
        if inner is not None:
            return [*parts[:index], {**part, "parts": inner}, *parts[index + 1 :]]
    return None


def remove(holder: Control, removal: Mapped, depth: int = 0) -> None:
    """Remove every parameter, property, link and part inside that fits all that the removal names.

    A removal that names nothing removes nothing.
    """
    if depth > DEPTH or not any(key.startswith("by-") for key in removal):
        return
    for key, (item, name) in _ITEMS.items():
        if key not in holder:
            continue
        kept = [dict(entry) for entry in mappings(holder.get(key)) if not _fits(entry, removal, item, name)]
        if key in ("parts", "params"):
            for entry in kept:
                remove(entry, removal, depth + 1)
        if kept:
            holder[key] = [*kept]
        else:
            del holder[key]


def _fits(entry: Mapped, removal: Mapped, item: str, name: str) -> bool:
    asked = {
        "by-item-name": item,
        "by-name": entry.get(name) if name else None,
        "by-class": entry.get("class"),
        "by-id": entry.get("id"),
        "by-ns": entry.get("ns"),
    }
    return all(removal[key] == value for key, value in asked.items() if key in removal)
