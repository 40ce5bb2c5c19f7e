"""Whether threat rules point at things there are, and name every source, measure and duty once and rightly."""

from __future__ import annotations

from typing import Final

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.folders import DUTIES
from anzenkarte.catalogue.gather import Gathered
from anzenkarte.catalogue.threats.model import OURS
from anzenkarte.catalogue.threats.read import SCALES, THREATS
from anzenkarte.kernel.errors import Problem

_TABLE: Final = "/threats/"


def check_threats(gathered: Gathered) -> list[Problem]:
    """Faults between threat files and the rest of the catalogue."""
    problems: list[Problem] = []
    items = {item.id for listed in gathered.items.values() for item in listed}
    duties = {
        str(duty.data.get("id"))
        for file in gathered.of_schema(DUTIES)
        for duty in Entry(file.marked, (), []).entries("duties")
    }
    files = gathered.of_schema(THREATS)
    if files and not gathered.of_schema(SCALES):
        problems.append(Problem.at("threat.no-scales", file=files[0].state.name, line=1))
    for file in files:
        for threat in Entry(file.marked, (), problems).entries("threats"):
            _check_one(threat, items, duties)
    return problems


def _check_one(threat: Entry, items: set[str], duties: set[str]) -> None:
    source = str(threat.data.get("source", ""))
    if source != OURS and (_TABLE not in source or source not in items):
        threat.wrong("threat.source", ("source",), source=source)
    duty = threat.data.get("duty")
    if duty is not None and duty not in duties:
        threat.wrong("threat.duty", ("duty",), duty=str(duty))
    if not threat.data.get("items"):
        threat.wrong("catalogue.missing-key", (), key="items")
    _dangling(threat, "items", items)
    seen: set[str] = set()
    for measure in threat.entries("measures"):
        name = str(measure.data.get("id", ""))
        if name in seen:
            measure.wrong("catalogue.duplicate-id", ("id",), file=measure.marked.file, first=threat.line)
        seen.add(name)
        _dangling(measure, "items", items)


def _dangling(entry: Entry, key: str, items: set[str]) -> None:
    for index, item in enumerate(entry.strings(key)):
        if item not in items:
            entry.wrong("catalogue.dangling-item", (key, index), item=item)
